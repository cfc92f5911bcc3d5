//! The database asked about its own rules, on the engine under test and, where
//! both are there, on both.

use std::collections::BTreeSet;
use std::path::Path;

use clientsync::db::{AnyConnection, Engine, migrate};
use clientsync::{app, inventory};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::MigrationHarness;

use crate::support::TestApp;

/// Tables that belong to the installation or to accounts, not to one workspace.
const WITHOUT_WORKSPACE: &[&str] = &[
    "jobs",
    "job_schedules",
    "users",
    "recovery_codes",
    "passkeys",
    "passkey_challenges",
    "account_tokens",
    "known_devices",
    "sessions",
    "sign_in_throttles",
    "workspaces",
    "consent_events",
    "analytics_counts",
    "analytics_visits",
    "analytics_hits",
    "fault_groups",
    "faults",
    "processors",
    "disclosures",
    "notices",
    "notice_readings",
    "policy_versions",
    "privacy_choices",
    "account_events",
    "proof_checks",
    "ledger_state",
    "privacy_requests",
    "privacy_request_events",
    "legal_holds",
    "suppressions",
    "retention_runs",
    "retention_counts",
];

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    required: bool,
}

fn columns(conn: &mut AnyConnection) -> BTreeSet<Column> {
    let sql = match conn {
        AnyConnection::Sqlite(_) => {
            "SELECT m.name AS table_name, p.name AS column_name, p.\"notnull\" <> 0 AS required \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT table_name::text, column_name::text, is_nullable = 'NO' AS required \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let found: Vec<Column> = diesel::sql_query(sql).load(conn).unwrap();
    let ours = |c: &Column| {
        let outside = ["sqlite_", "__diesel", "contact_search_fts"];
        !outside.iter().any(|prefix| c.table_name.starts_with(prefix))
    };
    found.into_iter().filter(ours).collect()
}

fn sqlite(path: &Path) -> AnyConnection {
    migrate::run(&Engine::Sqlite(path.to_owned())).unwrap();
    AnyConnection::Sqlite(SqliteConnection::establish(path.to_str().unwrap()).unwrap())
}

#[test]
fn every_table_of_a_workspace_names_it() {
    let app = TestApp::start();
    let columns = app.services.db.read_now(|conn| Ok(columns(conn))).unwrap();
    let tables: BTreeSet<_> = columns.iter().map(|c| c.table_name.as_str()).collect();
    for table in tables.iter().filter(|t| !WITHOUT_WORKSPACE.contains(t)) {
        let bound =
            columns.iter().any(|c| c.table_name == **table && c.column_name == "workspace_id" && c.required);
        assert!(bound, "{table} has no NOT NULL workspace_id");
    }
}

#[test]
fn a_row_can_not_point_into_another_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = sqlite(&folder.path().join("a.sqlite"));
    conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    #[derive(QueryableByName)]
    struct Sql {
        #[diesel(sql_type = Text)]
        sql: String,
    }
    let tables: Vec<Sql> = diesel::sql_query(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%contact_id%REFERENCES%'",
    )
    .load(&mut conn)
    .unwrap();
    assert!(tables.len() >= 6);
    for table in tables {
        assert!(table.sql.contains("FOREIGN KEY (workspace_id, contact_id)"), "{}", table.sql);
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// On the PostgreSQL run both engines are there to compare; on the SQLite run this
/// compares SQLite with itself.
#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let app = TestApp::start();
    let here = app.services.db.read_now(|conn| Ok(columns(conn))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let there = columns(&mut sqlite(&folder.path().join("a.sqlite")));
    assert_eq!(here, there);
}

#[test]
fn every_column_is_classified_once() {
    let app = TestApp::start();
    let problems = app.services.db.read_now(|conn| inventory::check(conn, &app::inventory())).unwrap();
    assert_eq!(problems, []);
}

#[test]
fn an_unclassified_column_stops_the_start() {
    let app = TestApp::start();
    app.services
        .db
        .write_now(|conn| Ok(conn.batch_execute("ALTER TABLE contacts ADD COLUMN shoe_size TEXT")?))
        .unwrap();
    let problems = app.services.db.read_now(|conn| inventory::check(conn, &app::inventory())).unwrap();
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["contacts.shoe_size is in the database but nobody classified it"]
    );
}

#[test]
fn migrations_go_down_and_up_again_to_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let before = columns(&mut sqlite(&path));
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.revert_all_migrations(migrate::SQLITE).unwrap();
    assert_eq!(
        columns(&mut AnyConnection::Sqlite(SqliteConnection::establish(path.to_str().unwrap()).unwrap())),
        BTreeSet::new()
    );
    conn.run_pending_migrations(migrate::SQLITE).unwrap();
    assert_eq!(columns(&mut AnyConnection::Sqlite(conn)), before);
}
