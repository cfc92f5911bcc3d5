//! `restore`: puts a backup in the database's place, and erases again whoever was erased since.

use std::path::Path;

use clientsync::app;
use clientsync::civil::format_utc;
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::vault::Restore;

pub fn run(config: &Config, file: &Path, identity: Option<&Path>, past_its_end: bool) -> anyhow::Result<()> {
    let inventory = app::inventory();
    let now = Clock::default().now();
    let restore = Restore { config, inventory: &inventory, file, identity, past_its_end, now };
    let restored = restore.run()?;
    if let Some(aside) = &restored.aside {
        println!("The database as it was is kept at {}.", aside.display());
    }
    let made = restored.label.map(|label| format!(", made at {}", format_utc(label.created_at)));
    println!("Restored from {}{}.", file.display(), made.unwrap_or_default());
    println!("{}", super::replay::in_words(restored.caught_up));
    if let Some(place) = restored.without_ledger {
        eprintln!(
            "There is no erasure ledger at {place}. If this installation ever had one, put its newest copy there \
             before the next start: otherwise people who were erased since the backup are back."
        );
    }
    Ok(())
}
