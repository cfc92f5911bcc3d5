//! `restore`: puts a backup in the database's place, if it is whole, if this
//! version understands it and if nobody is using the database. The old one stays aside.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, SqliteConnection};

use super::postgres_tool::{self, Server};
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::db::{Engine, OpenError, migrate, process};

pub fn run(config: &Config, file: &Path) -> anyhow::Result<()> {
    if !file.is_file() {
        bail!("there is no file {}", file.display());
    }
    let engine = Engine::of(&config.database_url)?;
    let _lock = process::lock(&engine)?;
    match &engine {
        Engine::Sqlite(path) => into_sqlite(path, file),
        Engine::Postgres(url) => into_postgres(url, file),
    }
}

fn into_sqlite(database: &Path, file: &Path) -> anyhow::Result<()> {
    let arriving = database.with_extension("restoring.sqlite");
    let _ = std::fs::remove_file(&arriving);
    std::fs::copy(file, &arriving).with_context(|| format!("{} can't be written", arriving.display()))?;
    if let Err(problem) = examine(&arriving) {
        remove_with_log(&arriving);
        return Err(problem.context(format!("{} was not restored; nothing was changed", file.display())));
    }
    if database.exists() {
        let aside = keep_aside(database)?;
        println!("The database as it was is kept at {}.", aside.display());
    }
    std::fs::rename(&arriving, database)?;
    println!("Restored from {}. The next start brings it to this version's shape.", file.display());
    Ok(())
}

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// A copy that is damaged, newer or something else entirely must not take the database's place.
fn examine(file: &Path) -> anyhow::Result<()> {
    let mut conn = SqliteConnection::establish(&file.display().to_string())?;
    let verdict: Verdict = diesel::sql_query("PRAGMA integrity_check(1)")
        .get_result(&mut conn)
        .context("the file is not an SQLite database, or it is damaged")?;
    if verdict.integrity_check != "ok" {
        bail!("the file is damaged: {}", verdict.integrity_check);
    }
    diesel::sql_query("SELECT 1 FROM workspaces LIMIT 1")
        .execute(&mut conn)
        .context("the file is not a ClientSync database")?;
    migrate::pending(&Engine::Sqlite(file.to_owned()))?;
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")?;
    Ok(())
}

/// Another name for the old file first, so that at no moment there is no database.
fn keep_aside(database: &Path) -> anyhow::Result<PathBuf> {
    let mut conn = SqliteConnection::establish(&database.display().to_string())?;
    conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop(conn);
    let now = Clock::default().now();
    let stamp = format!("{}T{:02}{:02}{:02}", now.date(), now.hour(), now.minute(), now.second());
    let aside = database.with_extension(format!("before-restore-{stamp}.sqlite"));
    std::fs::hard_link(database, &aside)
        .or_else(|_| std::fs::copy(database, &aside).map(drop))
        .with_context(|| format!("{} can't be written", aside.display()))?;
    // A log of the old database must not be played into the new one.
    remove_log(database);
    Ok(aside)
}

fn remove_with_log(file: &Path) {
    let _ = std::fs::remove_file(file);
    remove_log(file);
}

fn remove_log(file: &Path) {
    for ending in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

fn into_postgres(url: &str, file: &Path) -> anyhow::Result<()> {
    let versions = versions_in(file)?;
    if let Some(version) = versions.difference(&migrate::known_to_postgres()?).next() {
        return Err(OpenError::Newer(version.clone()).into());
    }
    refuse_while_in_use(url)?;
    // pg_restore replaces what the dump knows; what came later would stay, and not fit.
    if !migrate::applied_to_postgres(url)?.is_subset(&versions) {
        bail!("the database is newer than the backup; restore it into an empty database");
    }
    let mut command = Server::of(url)?.tool("pg_restore");
    command
        .args(["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"])
        .arg(file);
    postgres_tool::run(command).context("nothing was changed")?;
    println!("Restored from {}. The next start brings it to this version's shape.", file.display());
    Ok(())
}

/// The dump's own list of migrations, without touching any database.
fn versions_in(file: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut command = Command::new("pg_restore");
    command.args(["--data-only", "--table=__diesel_schema_migrations", "--file=-"]).arg(file);
    let listing =
        postgres_tool::run(command).context("the file is not a PostgreSQL dump, or it is damaged")?;
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let rows = listing.lines().skip_while(|l| !l.starts_with("COPY ")).skip(1).take_while(|l| *l != "\\.");
    let versions: BTreeSet<String> =
        rows.filter_map(|line| line.split('\t').next()).map(str::to_owned).collect();
    if versions.is_empty() {
        bail!("the file is not a dump of a ClientSync database");
    }
    Ok(versions)
}

#[derive(QueryableByName)]
struct Others {
    #[diesel(sql_type = BigInt)]
    others: i64,
}

fn refuse_while_in_use(url: &str) -> anyhow::Result<()> {
    let mut conn = PgConnection::establish(url)?;
    let found: Others = diesel::sql_query(
        "SELECT count(*) AS others FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    .get_result(&mut conn)?;
    if found.others > 0 {
        bail!("{} other connections use the database; stop every ClientSync first", found.others);
    }
    Ok(())
}
