//! Backup and restore on PostgreSQL, where `TEST_DATABASE_URL` names a server.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};

use crate::support::database::TestDatabase;
use crate::support::program::{Finished, command};

fn run(data: &Path, database: &TestDatabase, arguments: &[&str]) -> Finished {
    Finished::of(command(data, arguments).env("DATABASE_URL", &database.url).output().unwrap())
}

fn execute(database: &TestDatabase, sql: &str) {
    PgConnection::establish(&database.url).unwrap().batch_execute(sql).unwrap();
}

fn mark(database: &TestDatabase, name: &str) {
    let row = format!("INSERT INTO job_schedules (name, next_run_at) VALUES ('{name}', '2099-01-01')");
    execute(database, &row);
}

fn has_mark(database: &TestDatabase, name: &str) -> bool {
    let mut conn = PgConnection::establish(&database.url).unwrap();
    let update = format!("UPDATE job_schedules SET name = name WHERE name = '{name}'");
    diesel::sql_query(update).execute(&mut conn).unwrap() == 1
}

#[test]
fn a_dump_brings_back_what_was_there() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let database = TestDatabase::new(folder.path());
    mark(&database, "before");
    let dump = folder.path().join("backup.dump");
    let file = dump.to_str().unwrap();
    run(&data, &database, &["backup", file]).assert_ok();
    run(&data, &database, &["backup", file]).assert_refused("can't be created");
    mark(&database, "after");

    let busy = PgConnection::establish(&database.url).unwrap();
    run(&data, &database, &["restore", file]).assert_refused("stop every ClientSync first");
    drop(busy);
    execute(&database, "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    run(&data, &database, &["restore", file]).assert_refused("into an empty database");
    execute(&database, "DELETE FROM __diesel_schema_migrations WHERE version = '20990101000000'");
    std::fs::write(folder.path().join("torn.dump"), &std::fs::read(&dump).unwrap()[..500]).unwrap();
    let torn = folder.path().join("torn.dump");
    run(&data, &database, &["restore", torn.to_str().unwrap()]).assert_refused("it is damaged");
    assert!(has_mark(&database, "after"), "a refused restore changes nothing");

    run(&data, &database, &["restore", file]).assert_ok();
    assert!(has_mark(&database, "before") && !has_mark(&database, "after"));
    run(&data, &database, &["migrate"]).assert_ok();
}
