//! The restore drill: a backup as it is made every night, restored into a database that nobody
//! uses, with everything a restore does. It passes if every row is there, this version
//! understands the copy, and nobody whom the ledger erased is in it.

use std::path::Path;

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;
use url::Url;

use super::copy::{Order, Taken, take};
use super::restore::{bring, examine, follow, pg_restore};
use super::seal::{self, Keys};
use super::{Done, erased, postgres_tool, queries};
use crate::clock::Instant;
use crate::config::{BackupKey, Config};
use crate::db::{Engine, ids, migrate};
use crate::inventory::tables;
use crate::ledger::counted;
use crate::services::Services;

/// What a drill's folder is called, beside an SQLite database.
pub(super) const FOLDER: &str = "restore-drill-";
/// The copy and what is restored from it, and a little.
const ROOM: u64 = 3;
/// While rows come and go, the counts before and after the copy may differ.
const TRIES: usize = 3;

/// What was found, for everybody to read.
pub(super) fn run(services: &Services, now: Instant) -> Done<String> {
    let engine = services.db.engine();
    let folder = match engine {
        Engine::Sqlite(path) => path.parent().unwrap_or(Path::new(".")),
        Engine::Postgres(_) => &services.config.data,
    };
    refuse_without_room(engine, folder)?;
    let sealing = Sealing::of(&services.config)?;
    let tables: Vec<&'static str> = tables(&services.inventory).iter().map(|table| table.name).collect();
    let mut differing = Vec::new();
    for _ in 0..TRIES {
        let folder = tempfile::Builder::new().prefix(FOLDER).tempdir_in(folder)?;
        let file = folder.path().join("drill.backup");
        let key = sealing.key.as_ref();
        let days = services.config.installation.backup_days;
        let taken = take(&Order { engine, to: &file, key, days, now, count: &tables })?;
        let (counts, report) = restored(services, folder.path(), &file, &sealing.keys, &tables, now)?;
        differing = differences(&tables, &taken, &counts);
        if differing.is_empty() {
            return Ok(report.said(&counts, sealing.says));
        }
    }
    bail!("the restored copy has other row counts than the database in: {}", differing.join(", "))
}

/// With what a drill seals and opens.
struct Sealing {
    key: Option<BackupKey>,
    keys: Keys,
    says: &'static str,
}

impl Sealing {
    fn of(config: &Config) -> Done<Self> {
        let backup = &config.backup;
        Ok(match &backup.key {
            None => Self { key: None, keys: Keys::default(), says: "not encrypted" },
            Some(BackupKey::Recipients(_)) if backup.identity.is_none() => {
                let (key, keys) = seal::pair_for_a_drill();
                Self { key: Some(key), keys, says: "encrypted, with a key made for the drill" }
            }
            Some(key) => Self {
                key: Some(key.clone()),
                keys: Keys::of(backup, None)?,
                says: "encrypted, and opened again",
            },
        })
    }
}

struct Report {
    entries: u64,
    erased: usize,
}

impl Report {
    fn said(&self, counts: &[i64], sealing: &str) -> String {
        let rows: i64 = counts.iter().sum();
        let tables = counts.len();
        let erased = match self.erased {
            0 => "nobody was erased so far".into(),
            1 => "the one who was erased so far is not in it".into(),
            n => format!("none of the {n} erased so far is in it"),
        };
        let entries = match self.entries {
            0 => String::new(),
            n => format!("; {} of the ledger carried out on it", counted(n as i64)),
        };
        format!(
            "{rows} rows in {tables} tables restored from a backup ({sealing}), as many as the database has; \
             {erased}{entries}"
        )
    }
}

/// Restores the backup, and counts what came back before the ledger is carried out on it.
fn restored(
    services: &Services,
    folder: &Path,
    file: &Path,
    keys: &Keys,
    tables: &[&'static str],
    now: Instant,
) -> Done<(Vec<i64>, Report)> {
    match services.db.engine() {
        Engine::Sqlite(_) => {
            let path = folder.join("drill.sqlite");
            bring(file, keys, &path)?;
            let copy = Engine::Sqlite(path);
            examine(&copy)?;
            inspect(services, &copy, tables, now)
        }
        Engine::Postgres(url) => {
            let spare = Spare::make(services.db.engine(), url, file, keys)?;
            pg_restore(&spare.url, file, keys)?;
            inspect(services, &Engine::Postgres(spare.url.clone()), tables, now)
        }
    }
}

fn inspect(
    services: &Services,
    copy: &Engine,
    tables: &[&'static str],
    now: Instant,
) -> Done<(Vec<i64>, Report)> {
    let pending = migrate::pending(copy)?;
    if !pending.is_empty() {
        bail!("the restored copy lacks migrations: {}", pending.join(", "));
    }
    let counts = queries::count(&mut copy.connect()?, tables)?;
    let caught_up = follow(copy, &services.ledger, &services.inventory, now)?;
    let found = erased::find(&mut copy.connect()?, &services.ledger)?;
    if found.present > 0 {
        bail!("{} of {} people and businesses that were erased came back", found.present, found.asked);
    }
    Ok((counts, Report { entries: caught_up.entries, erased: found.asked }))
}

/// Tables whose rows did not change meanwhile, and are not all there.
fn differences(tables: &[&'static str], taken: &Taken, counts: &[i64]) -> Vec<&'static str> {
    let rows = taken.rows.iter().zip(counts);
    let differs = |((before, after), restored): (&(i64, i64), &i64)| match before == after {
        true => restored != before,
        false => !(before.min(after)..=before.max(after)).contains(&restored),
    };
    tables.iter().zip(rows).filter(|(_, rows)| differs(*rows)).map(|(table, _)| *table).collect()
}

fn refuse_without_room(engine: &Engine, folder: &Path) -> Done<()> {
    let Engine::Sqlite(database) = engine else { return Ok(()) };
    let needed = std::fs::metadata(database)?.len() * ROOM;
    let free = fs4::available_space(folder)?;
    if free < needed {
        bail!("there is no room for a drill: it takes {} MB, and {} are free", needed >> 20, free >> 20);
    }
    Ok(())
}

/// A PostgreSQL database for one drill, dropped with it.
struct Spare {
    owner: Engine,
    name: String,
    url: String,
}

impl Spare {
    fn make(owner: &Engine, url: &str, file: &Path, keys: &Keys) -> Done<Self> {
        let mut conn = owner.connect()?;
        if !queries::may_create_database(&mut conn)? {
            read_through(file, keys)?;
            bail!(
                "a backup was made and read to its end, but not restored: PostgreSQL’s role may not create a database \
                 for the drill (ALTER ROLE … CREATEDB)"
            );
        }
        let mut address = Url::parse(url).context("DATABASE_URL is not an address")?;
        let mark = format!("a restore drill of {}", address.path().trim_start_matches('/')).replace('\'', "");
        // What an interrupted drill left.
        for name in queries::databases_with_comment(&mut conn, &mark)? {
            conn.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))?;
        }
        let name = format!("clientsync_drill_{}", hex::encode(ids::random_bytes::<6>()?));
        conn.batch_execute(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))?;
        address.set_path(&name);
        let spare = Self { owner: owner.clone(), url: address.to_string(), name };
        conn.batch_execute(&format!("COMMENT ON DATABASE {} IS '{mark}'", spare.name))?;
        Ok(spare)
    }
}

impl Drop for Spare {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = self.owner.connect().map(|mut conn| conn.batch_execute(&drop));
        if !matches!(dropped, Ok(Ok(()))) {
            tracing::warn!(database = self.name, "the database of a restore drill could not be dropped");
        }
    }
}

/// The least that can be tried without a database: every piece of the dump can be read.
fn read_through(file: &Path, keys: &Keys) -> Done<()> {
    let mut command = std::process::Command::new("pg_restore");
    command.arg("--file=/dev/null");
    postgres_tool::feed(command, &mut seal::reader(file, keys)?).map(drop)
}
