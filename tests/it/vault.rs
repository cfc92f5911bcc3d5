//! The nightly work: backups in their folder and their end, the restore drill, and what
//! `/proof`, `/security` and the probes say of both.

use std::path::{Path, PathBuf};

use clientsync::config::{BackupKey, Config, LedgerPlace};
use clientsync::ledger::{Act, Ledger, Target};
use clientsync::vault::{self, BackupRun, Drill, Label, LastDrill, NightlyBackup};
use clientsync::{erasure, privacy};
use diesel::connection::SimpleConnection;
use time::Duration;

use crate::health::enqueue;
use crate::support::app::runtime;
use crate::support::installation::{file_holds, text};
use crate::support::{Shop, TestApp, contact};

fn with_drill(config: &mut Config) {
    config.backup.drill = true;
}

/// Backups beside the data folder's other files, so that they go with the test.
fn with_folder(config: &mut Config) {
    config.backup.folder = Some(config.data.join("backups"));
}

fn night(app: &TestApp) {
    enqueue(app, &NightlyBackup {});
    enqueue(app, &Drill {});
    enqueue(app, &privacy::Prove {});
    app.run_jobs();
}

fn last_drill(app: &TestApp) -> LastDrill {
    app.services.db.read_now(vault::last_drill).unwrap().unwrap()
}

fn runs(app: &TestApp) -> Vec<BackupRun> {
    app.services.db.read_now(|conn| vault::backup_runs(conn, 100)).unwrap()
}

fn backups(app: &TestApp) -> Vec<PathBuf> {
    let folder = app.services.config.backup.folder.clone().unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| Label::path(path).exists()).collect();
    files.sort();
    files
}

fn says(app: &TestApp, name: &str) -> (String, String) {
    let answer = app.visitor().get("/healthz/privacy");
    let health: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    let parts = health["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["name"] == name).unwrap();
    (part["status"].as_str().unwrap().into(), part["says"].as_str().unwrap().into())
}

#[track_caller]
fn assert_says(app: &TestApp, name: &str, status: &str, words: &str) {
    let (found, says) = says(app, name);
    assert!(found == status && says.contains(words), "{name}: {found}, {says}");
}

fn erase(shop: &Shop, id: i64) -> String {
    let mut conn = shop.app.services.db.engine().connect().unwrap();
    let key = text(&mut conn, &format!("SELECT subject_key AS found FROM contacts WHERE id = {id}"));
    let workspace = text(
        &mut conn,
        &format!("SELECT ledger_key AS found FROM workspaces WHERE id = {}", shop.workspace_id),
    );
    let act = Act::Erase { target: Target::Contact { workspace, key: key.clone() }, request: None };
    runtime().block_on(erasure::promise(&shop.app.services, vec![act])).unwrap();
    key
}

#[test]
fn a_drill_restores_every_row_and_everybody_can_read_that_it_did() {
    let app = TestApp::start_with(with_drill);
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia Lund", "Tom Ray"]);
    erase(&shop, shop.keeps(contact("Quentin Goldfinch")));
    app.visitor().get("/security").assert_says("No restore has passed the check yet");
    night(&app);
    let drill = last_drill(&app);
    assert!(drill.passed, "{}", drill.detail);
    assert!(drill.detail.contains("the one who was erased so far is not in it"), "{}", drill.detail);
    let today = drill.at.date().to_string();
    app.visitor()
        .get("/proof")
        .assert_says("A restore works")
        .assert_says(&today)
        .assert_silent_on("Failing");
    app.visitor().get("/security").assert_says(&format!("Last on {today}"));
    assert_says(&app, "restore_drill", "ok", "rows in");
    let left = || -> Vec<String> {
        let names = std::fs::read_dir(app.data()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("drill") || name.contains("progress")).collect()
    };
    // The server's own worker may be in the middle of another drill.
    let begun = std::time::Instant::now();
    while !left().is_empty() && begun.elapsed().as_secs() < 60 {
        app.run_jobs();
    }
    assert_eq!(left(), Vec::<String>::new());
    assert!(!spare_databases(&app), "the drill's database is dropped");
}

fn spare_databases(app: &TestApp) -> bool {
    if app.services.db.engine().name() == "SQLite" {
        return false;
    }
    let mut conn = app.services.db.engine().connect().unwrap();
    let mark = format!("a restore drill of {}", app.services.config.database_url.rsplit('/').next().unwrap());
    let sql = format!(
        "SELECT CAST(count(*) AS TEXT) AS found FROM pg_database WHERE shobj_description(oid, 'pg_database') = '{mark}'"
    );
    text(&mut conn, &sql) != "0"
}

#[test]
fn a_drill_finds_whoever_was_erased_and_is_there_again() {
    let app = TestApp::start_with(with_drill);
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let key = erase(&shop, shop.keeps(contact("Quentin Goldfinch")));
    // Something wrote the erased client back, under the old key.
    let back = format!("UPDATE contacts SET subject_key = '{key}' WHERE id = {mia}");
    app.services.db.write_now(|conn| Ok(conn.batch_execute(&back)?)).unwrap();
    night(&app);
    let drill = last_drill(&app);
    assert!(!drill.passed && drill.detail.contains("1 of 1 people and businesses"), "{}", drill.detail);
    app.visitor().get("/proof").assert_says("Failing").assert_says("came back");
    assert_says(&app, "restore_drill", "warning", "came back");
}

#[test]
fn a_drill_seals_and_opens_what_it_restores() {
    for key in [
        BackupKey::Passphrase("nine lives of a borrowed umbrella".into()),
        BackupKey::Recipients(vec![age::x25519::Identity::generate().to_public().to_string()]),
    ] {
        let app = TestApp::start_with(|config| {
            with_drill(config);
            config.backup.key = Some(key.clone());
        });
        app.shop("Ann");
        night(&app);
        let drill = last_drill(&app);
        assert!(drill.passed && drill.detail.contains("encrypted"), "{}", drill.detail);
        app.visitor().get("/security").assert_says("Backups are encrypted before they are stored.");
    }
}

#[test]
fn a_drill_that_nobody_repeats_is_shown_as_failing() {
    let app = TestApp::start_with(with_drill);
    night(&app);
    assert_says(&app, "restore_drill", "ok", "rows in");
    app.advance(Duration::days(3));
    app.services
        .db
        .write_now(|conn| Ok(conn.batch_execute("DELETE FROM job_schedules WHERE name <> 'vault.drill'")?))
        .unwrap();
    let later = "UPDATE job_schedules SET next_run_at = '2099-01-01 00:00:00'";
    app.services.db.write_now(|conn| Ok(conn.batch_execute(later)?)).unwrap();
    enqueue(&app, &privacy::Prove {});
    app.run_jobs();
    assert_says(&app, "restore_drill", "warning", "the last one was tried on");
}

#[test]
fn every_night_there_is_a_backup_and_the_oldest_ends_with_its_period() {
    let app = TestApp::start_with(with_folder);
    let shop = app.shop("Ann");
    erase(&shop, shop.keeps(contact("Quentin Goldfinch")));
    app.run_jobs();
    let first = backups(&app);
    assert_eq!(first.len(), 1);
    let label = Label::beside(&first[0]).unwrap().unwrap();
    assert_eq!((label.ledger_seq, label.end_of_life - label.created_at), (1, Duration::days(35)));
    label.matches(&first[0]).unwrap();
    assert_eq!(runs(&app).len(), 1);
    let days = |days: i64| {
        for _ in 0..days {
            app.advance(Duration::DAY);
            enqueue(&app, &NightlyBackup {});
        }
        app.run_jobs();
    };
    app.advance(Duration::days(33));
    days(1);
    assert_eq!(backups(&app).first(), first.first(), "after 34 days it is there");
    days(1);
    assert!(!first[0].exists() && !Label::path(&first[0]).exists(), "after 35 days it is gone");
    let gone: Vec<BackupRun> = runs(&app).into_iter().filter(|run| run.destroyed_at.is_some()).collect();
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].place, first[0].display().to_string());
    enqueue(&app, &privacy::Prove {});
    app.run_jobs();
    assert_says(&app, "backups", "ok", "each is destroyed after 35 days");
    assert_says(&app, "backup_encryption", "warning", "are not");

    let copy = app.services.config.backup.folder.clone().unwrap().join("erasure.ledger");
    let copy = Ledger::open(&LedgerPlace::File(copy)).unwrap();
    assert_eq!(copy.head().unwrap(), app.services.ledger.head().unwrap(), "the ledger lies beside them");
}

#[test]
fn a_sealed_night_is_shown_as_encrypted() {
    let app = TestApp::start_with(|config| {
        with_folder(config);
        let public = age::x25519::Identity::generate().to_public().to_string();
        config.backup.key = Some(BackupKey::Recipients(vec![public]));
    });
    app.shop("Ann").keep_names(&["Quentin Goldfinch"]);
    night(&app);
    let backup = backups(&app).remove(0);
    assert!(backup.to_str().unwrap().ends_with(".backup.age"));
    assert!(!file_holds(&backup, "oldfinch"));
    assert_says(&app, "backup_encryption", "ok", "on: every backup is");
}

#[test]
fn a_backup_that_outlives_its_end_is_shown_as_failing() {
    let app = TestApp::start();
    let path = app.data().join("by-hand.backup");
    std::fs::write(&path, "x").unwrap();
    let label = Label {
        version: String::new(),
        engine: "SQLite".into(),
        migration: String::new(),
        ledger_seq: 0,
        ledger_hash: String::new(),
        created_at: app.services.clock.now(),
        end_of_life: app.services.clock.now() + Duration::days(35),
        encrypted: true,
        bytes: 1,
        sha256: String::new(),
    };
    let place = path.display().to_string();
    app.services.db.write_now(|conn| vault::backup_done(conn, &place, &label, label.created_at)).unwrap();
    night(&app);
    assert_says(&app, "backups", "ok", "the oldest of 1 is 0 days old");
    app.advance(Duration::days(38));
    night(&app);
    assert_says(&app, "backups", "warning", "1 should have been destroyed after 35 days and still exist");
    assert!(!says(&app, "backups").1.contains("by-hand"), "no path in public");
    std::fs::remove_file(&path).unwrap();
    night(&app);
    assert_says(&app, "backups", "ok", "the program keeps none itself");
}

#[test]
fn copies_that_upgrades_and_restores_kept_end_too() {
    let app = TestApp::start();
    if app.services.db.engine().name() != "SQLite" {
        return;
    }
    let kept = [
        "clientsync.before-migration-20261122000001.sqlite",
        "clientsync.before-restore-2026-11-25T030000.sqlite",
    ];
    let paths: Vec<PathBuf> = kept.iter().map(|name| app.data().join(name)).collect();
    let others = app.data().join("clientsync-of-my-own.sqlite");
    for path in paths.iter().chain([&others]) {
        std::fs::write(path, "an old copy").unwrap();
    }
    night(&app);
    assert!(paths.iter().all(|path| path.exists()));
    app.advance(Duration::days(36));
    night(&app);
    assert!(!paths.iter().any(|path| path.exists()), "their time is over");
    assert!(others.exists(), "nothing else is touched");
}

#[test]
fn a_night_that_fails_is_written_down_and_destroys_what_must_go() {
    let app = TestApp::start_with(with_folder);
    app.run_jobs();
    let old = backups(&app).remove(0);
    app.advance(Duration::days(36));
    // No database that could be copied.
    let folder = app.services.config.backup.folder.clone().unwrap();
    let mut newer =
        clientsync::ledger::Ledger::open(&LedgerPlace::File(folder.join("erasure.ledger"))).unwrap();
    newer.append(app.services.clock.now(), &[Act::Release { hold: "of nobody".into() }]).unwrap();
    enqueue(&app, &NightlyBackup {});
    app.run_jobs();
    assert!(!old.exists());
    newer = Ledger::open(&LedgerPlace::File(folder.join("erasure.ledger"))).unwrap();
    assert_eq!(newer.head().unwrap().seq, 1, "the newer copy of the ledger is not rolled back");
    let health = app.visitor().get("/healthz").text();
    assert!(health.contains("jobs"), "{health}");
}

#[test]
fn a_changed_ledger_is_shown_as_failing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for name in ["Quentin Goldfinch", "Mia Lund"] {
        erase(&shop, shop.keeps(contact(name)));
    }
    night(&app);
    assert_says(&app, "ledger_chain", "ok", "2 entries, without a gap");
    assert_says(&app, "ledger_applied", "ok", "2 entries, carried out to the last");
    let path: &Path = &app.data().join("erasure.ledger");
    let whole = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, whole.replacen("\"kind\":\"erase\"", "\"kind\":\"eRase\"", 1)).unwrap();
    night(&app);
    assert_says(&app, "ledger_chain", "warning", "does not fit together");
    std::fs::write(path, whole).unwrap();
    // Written down long ago, and for some reason not done.
    let act = Act::Release { hold: "of nobody".into() };
    app.services.ledger.append(app.services.clock.now() - Duration::hours(2), &[act]).unwrap();
    enqueue(&app, &privacy::Prove {});
    app.run_jobs();
    assert_says(&app, "ledger_applied", "warning", "promised more than an hour ago");
}
