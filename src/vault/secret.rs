//! Whether the secret is the one that this database was used with. With another one, addresses
//! that must get nothing more are not recognised, and second factors can't be read: a copy of
//! the database that is started without its secret would write to people who said stop.

use super::queries;
use crate::error::AppResult;
use crate::services::Services;

#[derive(Debug, thiserror::Error)]
pub enum OtherSecret {
    #[error(
        "the secret is not the one that this database was used with. With another one, addresses that must get no \
         more mail are not recognised, and second factors can't be read. Put the secret back (CLIENTSYNC_SECRET, or \
         secret.key in the data folder). If it is lost for good, `clientsync accept-secret` goes on with this one."
    )]
    Other,
    #[error("the secret can't be compared with the database: {0}")]
    Unreadable(String),
}

/// The first secret that a database sees is its own from then on.
pub fn refuse_other_secret(services: &Services) -> Result<(), OtherSecret> {
    let known = services.db.read_now(queries::secret_check);
    let known = known.map_err(|e| OtherSecret::Unreadable(e.to_string()))?;
    match known == check(services) {
        true => Ok(()),
        false if known.is_empty() => {
            accept_secret(services).map_err(|e| OtherSecret::Unreadable(e.to_string()))
        }
        false => Err(OtherSecret::Other),
    }
}

pub fn accept_secret(services: &Services) -> AppResult<()> {
    let check = check(services);
    services.db.write_now(|conn| queries::keep_secret_check(conn, &check))
}

fn check(services: &Services) -> String {
    services.secrets.digest("vault", "the secret of this database")
}
