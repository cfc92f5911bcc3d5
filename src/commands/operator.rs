//! `operator create`: works beside a running server, so that nobody has to stop it.

use anyhow::Context;

use clientsync::account::password::Hasher;
use clientsync::app::{self, StartError};
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::db::{OpenError, Unscoped, ids};
use clientsync::operator::appoint::{self, Appointed};
use clientsync::services::Services;
use clientsync::text::email::Email;

pub fn create(config: Config, address: &str) -> anyhow::Result<()> {
    let email = Email::parse(address).map_err(|e| anyhow::anyhow!("\"{address}\": {e}"))?;
    let services = open(config)?;
    let hash = hash_nobody_knows(services.config.bcrypt_cost)?;
    let now = services.clock.now();
    let done =
        services.db.write_now(|conn| appoint::operator(&mut Unscoped::new(conn, now), &email, hash))?;
    match done {
        Appointed::Already => println!("{email} is the operator already."),
        Appointed::Promoted => println!("{email} is an operator now. They sign in as before."),
        Appointed::Created { token } => {
            println!("{email} has an account and is an operator.");
            println!("Set its password within an hour, once, at this address:");
            println!("{}", services.link(&format!("/password/reset/{token}")));
        }
    }
    Ok(())
}

fn open(config: Config) -> Result<Services, StartError> {
    match app::open(config.clone(), Clock::default()) {
        Err(StartError::Database(OpenError::AlreadyRunning(_))) => app::open_beside(config, Clock::default()),
        other => other,
    }
}

fn hash_nobody_knows(cost: u32) -> anyhow::Result<String> {
    let password = ids::random_token()?;
    let hasher = Hasher::new(cost, 1)?;
    actix_web::rt::System::new().block_on(hasher.hash(password)).context("no password could be set")
}
