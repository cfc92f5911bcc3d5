//! `backup`: a whole and consistent copy of the database, taken while the server runs.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use super::postgres_tool::{self, Server};
use clientsync::config::Config;
use clientsync::db::Engine;

pub fn run(config: &Config, file: &Path) -> anyhow::Result<()> {
    let engine = Engine::of(&config.database_url)?;
    if let Engine::Sqlite(path) = &engine
        && !path.exists()
    {
        bail!("there is no database at {}", path.display());
    }
    reserve(file)?;
    let done = match &engine {
        Engine::Sqlite(path) => copy(path, file),
        Engine::Postgres(url) => dump(url, file),
    };
    if done.is_err() {
        let _ = std::fs::remove_file(file);
    }
    done?;
    println!("The database is copied to {}.", file.display());
    println!("Keep it encrypted; it holds everybody's data. Back up the secret and the data folder apart.");
    Ok(())
}

/// An empty file that only its owner may read, so that the copy never stands open for a moment.
fn reserve(file: &Path) -> anyhow::Result<()> {
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).with_context(|| format!("{} can't be created", file.display()))?;
    Ok(())
}

fn copy(database: &Path, file: &Path) -> anyhow::Result<()> {
    let mut conn = SqliteConnection::establish(&database.display().to_string())?;
    let target = file.display().to_string().replace('\'', "''");
    conn.batch_execute(&format!("PRAGMA busy_timeout = 10000; VACUUM INTO '{target}'"))?;
    File::options().write(true).open(file)?.sync_all()?;
    Ok(())
}

fn dump(url: &str, file: &Path) -> anyhow::Result<()> {
    let mut command = Server::of(url)?.tool("pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges"]).arg("--file").arg(file);
    postgres_tool::run(command)?;
    Ok(())
}
