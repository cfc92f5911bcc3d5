//! `ledger`: whether it is whole, and copies of it that only ever grow.

use anyhow::Context;

use clientsync::config::{Config, LedgerPlace};
use clientsync::db::{Db, Engine, migrate};
use clientsync::erasure;
use clientsync::ledger::{Ledger, counted};

pub fn verify(config: &Config) -> anyhow::Result<()> {
    // Opening it walks the chain.
    let ledger = Ledger::open(&config.ledger)?;
    let head = ledger.head()?;
    println!("The erasure ledger {} has {}; each follows the one before.", ledger.place(), counted(head.seq));
    if let Some(last) = ledger.after(head.seq - 1, 1)?.pop().filter(|_| head.seq > 0) {
        println!("The last is of {}, {}.", last.at, last.hash);
    }
    let engine = Engine::of(&config.database_url)?;
    if !is_there(&engine) || !migrate::pending(&engine)?.is_empty() {
        println!("There is no database of this version to compare it with.");
        return Ok(());
    }
    let applied = Db::beside(&engine)?.read_now(erasure::state)?;
    erasure::refuse_other_than(&ledger, &applied)?;
    match head.seq - applied.seq {
        0 => println!("The database has applied all of them."),
        left => println!("The database has yet to apply {left} of them; the next start does it."),
    }
    Ok(())
}

fn is_there(engine: &Engine) -> bool {
    match engine {
        Engine::Sqlite(path) => path.exists(),
        Engine::Postgres(_) => true,
    }
}

pub fn copy(config: &Config, to: &str) -> anyhow::Result<()> {
    let ledger = Ledger::open(&config.ledger)?;
    let copy = Ledger::open(&LedgerPlace::of(to)).context("the copy")?;
    let entries = ledger.copy_to(&copy)?;
    println!("The copy {} has {}, as many as the ledger.", copy.place(), counted(entries));
    Ok(())
}
