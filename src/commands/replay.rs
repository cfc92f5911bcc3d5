//! `replay`: a copy of the database elsewhere forgets whoever was erased since it was made.

use std::path::PathBuf;

use clientsync::app;
use clientsync::clock::Clock;
use clientsync::config::{Config, LedgerPlace};
use clientsync::db::Engine;
use clientsync::erasure::CaughtUp;
use clientsync::vault;

pub fn run(config: &Config, db: &str) -> anyhow::Result<()> {
    let copy = match LedgerPlace::of(db) {
        LedgerPlace::Database(url) => Engine::Postgres(url),
        LedgerPlace::File(path) => match path.to_str().and_then(|path| path.strip_prefix("sqlite://")) {
            Some(path) => Engine::Sqlite(PathBuf::from(path)),
            None => Engine::Sqlite(path),
        },
    };
    let caught_up = vault::replay(config, &app::inventory(), &copy, Clock::default().now())?;
    println!("{}", in_words(caught_up));
    Ok(())
}

pub fn in_words(caught_up: CaughtUp) -> String {
    match (caught_up.entries, caught_up.erasures) {
        (0, _) => "The erasure ledger holds nothing newer.".into(),
        (1, 0) => "1 entry of the erasure ledger was carried out on it.".into(),
        (1, _) => "1 entry of the erasure ledger was carried out on it: an erasure.".into(),
        (entries, erasures) => {
            format!(
                "{entries} entries of the erasure ledger were carried out on it; {erasures} were erasures."
            )
        }
    }
}
