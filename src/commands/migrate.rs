//! `migrate`: what a start does to the database, and nothing else.

use clientsync::config::Config;
use clientsync::db::{Engine, migrate, process};

pub fn run(config: &Config) -> anyhow::Result<()> {
    let engine = Engine::of(&config.database_url)?;
    let _lock = process::lock(&engine)?;
    let ran = migrate::run(&engine)?;
    if ran.is_empty() {
        println!("The database is up to date.");
        return Ok(());
    }
    for name in &ran {
        println!("migrated {name}");
    }
    Ok(())
}
