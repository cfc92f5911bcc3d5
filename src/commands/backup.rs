//! `backup`: a whole and consistent copy of the database, taken while the server runs.

use std::path::Path;

use clientsync::civil::format_utc;
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::db::{Db, Engine, migrate};
use clientsync::vault::{self, Label, Order};

pub fn run(config: &Config, file: &Path) -> anyhow::Result<()> {
    let engine = Engine::of(&config.database_url)?;
    let clock = Clock::default();
    let key = config.backup.key.as_ref();
    let days = config.installation.backup_days;
    let taken = vault::take(&Order { engine: &engine, to: file, key, days, now: clock.now(), count: &[] })?;
    if let Err(error) = taken.label.write_beside(file) {
        let _ = std::fs::remove_file(file);
        return Err(error);
    }
    remember(&engine, file, &taken.label, &clock)?;
    println!("The database is copied to {}; its label lies beside it.", file.display());
    match key {
        Some(_) => {
            println!("It is encrypted. Keep its key, the secret and the erasure ledger apart from it.")
        }
        None => println!(
            "It is not encrypted, and holds everybody's data: set CLIENTSYNC_BACKUP_RECIPIENT or _PASSPHRASE. Keep \
             the secret and the erasure ledger apart from it."
        ),
    }
    println!("Destroy it by {}: the privacy policy says so.", format_utc(taken.label.end_of_life));
    Ok(())
}

/// So that `/proof` and the doctor know of it. A database that waits for a migration, as
/// before an upgrade, may have no place to write it down.
fn remember(engine: &Engine, file: &Path, label: &Label, clock: &Clock) -> anyhow::Result<()> {
    if !migrate::pending(engine)?.is_empty() {
        return Ok(());
    }
    let place = std::path::absolute(file)?.display().to_string();
    let finished = clock.now();
    Db::beside(engine)?.write_now(|conn| vault::backup_done(conn, &place, label, finished))?;
    Ok(())
}
