//! Migrating: the old file is kept, a failure changes nothing, a newer database is refused.

use std::fs;
use std::path::Path;

use clientsync::db::{Engine, OpenError, migrate};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::FileBasedMigrations;

use crate::support::database::TestDatabase;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(conn: &mut SqliteConnection, sql: &str) -> i64 {
    diesel::sql_query(format!("SELECT (SELECT {sql}) AS number")).get_result::<Number>(conn).unwrap().number
}

fn sqlite(path: &Path) -> SqliteConnection {
    SqliteConnection::establish(path.to_str().unwrap()).unwrap()
}

/// The program's own migrations up to the `count`-th, then those of the test.
fn migrations(folder: &Path, engine: &str, count: usize, own: &[(&str, &str)]) -> FileBasedMigrations {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut names: Vec<_> = fs::read_dir(source).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let target = folder.join(format!("migrations-{engine}-{count}-{}", own.len()));
    for from in names.into_iter().take(count) {
        let to = target.join(from.file_name().unwrap());
        fs::create_dir_all(&to).unwrap();
        fs::copy(from.join("up.sql"), to.join("up.sql")).unwrap();
    }
    for (name, sql) in own {
        fs::create_dir_all(target.join(name)).unwrap();
        fs::write(target.join(name).join("up.sql"), sql).unwrap();
    }
    FileBasedMigrations::from_path(target).unwrap()
}

const WORKS_THEN_BREAKS: [(&str, &str); 2] = [
    ("2099-01-01-000001_works", "CREATE TABLE half_done (id BIGINT NOT NULL PRIMARY KEY)"),
    ("2099-01-01-000002_breaks", "ALTER TABLE no_such_table ADD COLUMN x TEXT"),
];

#[test]
fn a_failed_migration_leaves_the_old_state_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clientsync.sqlite");
    migrate::run(&Engine::Sqlite(path.clone())).unwrap();
    let before = number(&mut sqlite(&path), "count(*) FROM sqlite_master");
    let error = migrate::on_sqlite(&path, &migrations(folder.path(), "sqlite", 99, &WORKS_THEN_BREAKS));
    let said = error.unwrap_err().to_string();
    assert!(said.starts_with("migration failed and nothing was changed"), "{said}");
    let mut conn = sqlite(&path);
    assert_eq!(number(&mut conn, "count(*) FROM sqlite_master"), before);
    assert_eq!(number(&mut conn, "count(*) FROM __diesel_schema_migrations WHERE version LIKE '2099%'"), 0);
    assert!(migrate::run(&Engine::Sqlite(path)).unwrap().is_empty(), "the old binary still runs");
}

#[test]
fn a_failed_migration_leaves_the_old_state_on_postgres() {
    let Ok(_) = std::env::var("TEST_DATABASE_URL") else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(folder.path());
    let source = migrations(folder.path(), "postgres", 99, &WORKS_THEN_BREAKS);
    assert!(migrate::on_postgres(&database.url, &source).is_err());
    let mut conn = PgConnection::establish(&database.url).unwrap();
    let found = diesel::sql_query("SELECT count(*) AS number FROM pg_tables WHERE tablename = 'half_done'");
    assert_eq!(found.get_result::<Number>(&mut conn).unwrap().number, 0);
    assert!(migrate::run(&Engine::Postgres(database.url.clone())).unwrap().is_empty());
}

#[test]
fn the_file_is_copied_aside_before_it_is_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clientsync.sqlite");
    migrate::on_sqlite(&path, &migrations(folder.path(), "sqlite", 2, &[])).unwrap();
    sqlite(&path)
        .batch_execute("INSERT INTO job_schedules (name, next_run_at) VALUES ('kept', '2026-01-01 00:00:00')")
        .unwrap();
    assert!(!migrate::run(&Engine::Sqlite(path.clone())).unwrap().is_empty());
    let copies: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains("before-migration"))
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    let mut copy = sqlite(&copies[0]);
    assert_eq!(number(&mut copy, "count(*) FROM __diesel_schema_migrations"), 2);
    assert_eq!(number(&mut copy, "count(*) FROM job_schedules WHERE name = 'kept'"), 1);
    assert_eq!(number(&mut sqlite(&path), "count(*) FROM job_schedules WHERE name = 'kept'"), 1);
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(folder.path());
    let engine = Engine::of(&database.url).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
    match &engine {
        Engine::Sqlite(path) => sqlite(path).batch_execute(newer).unwrap(),
        Engine::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(newer).unwrap(),
    }
    let error = migrate::run(&engine).unwrap_err();
    assert!(matches!(&error, OpenError::Newer(version) if version == "20991231000001"), "{error}");
    assert!(matches!(migrate::pending(&engine), Err(OpenError::Newer(_))));
}
