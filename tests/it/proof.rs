//! `/proof` and `/healthz/privacy`: the nightly checks, shown also when they fail.

use diesel::connection::SimpleConnection;
use time::Duration;

use crate::support::TestApp;

/// An installation as it is by default, with a restore tried every night.
fn start() -> TestApp {
    TestApp::start_with(|config| config.backup.drill = true)
}

fn privacy_health(app: &TestApp) -> serde_json::Value {
    let answer = app.visitor().get("/healthz/privacy");
    answer.assert_status(200);
    serde_json::from_slice(&answer.bytes).unwrap()
}

fn execute(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(conn.batch_execute(sql)?)).unwrap();
}

#[test]
fn what_was_never_checked_is_not_called_kept() {
    let app = TestApp::start();
    app.visitor().get("/proof").assert_status(200).assert_says("Not checked yet").assert_silent_on("Kept");
    assert_eq!(privacy_health(&app)["status"], "warning");
}

#[test]
fn a_sound_installation_passes_every_check() {
    let app = start();
    app.shop("Ann");
    app.run_jobs();
    app.visitor().get("/proof").assert_silent_on("Failing").assert_silent_on("Not checked yet");
    assert_eq!(privacy_health(&app)["status"], "ok", "{}", privacy_health(&app));
}

#[test]
fn a_changed_entry_of_the_record_is_shown_as_failing() {
    let app = start();
    app.shop("Ann");
    execute(&app, "UPDATE activity_entries SET detail = 'never happened' WHERE seq = 1");
    app.run_jobs();
    app.visitor().get("/proof").assert_says("Failing").assert_says("One promise is not kept right now.");
    assert_eq!(privacy_health(&app)["status"], "warning");
}

#[test]
fn a_column_without_a_purpose_is_shown_as_failing() {
    let app = TestApp::start();
    execute(&app, "ALTER TABLE contacts ADD COLUMN shoe_size TEXT");
    app.run_jobs();
    app.visitor().get("/proof").assert_says("contacts.shoe_size is in the database but nobody classified it");
}

#[test]
fn a_row_that_outlives_its_rule_is_shown_as_failing() {
    let app = TestApp::start();
    let long_ago = app.services.clock.now() - Duration::days(45);

    app.run_jobs();
    execute(
        &app,
        &format!(
            "INSERT INTO fault_groups (fingerprint, method, route, status, cause, times, first_at, last_at) \
             VALUES ('x', 'GET', '/x', 500, 'x', 1, '{0}', '{0}')",
            long_ago.date().to_string() + " 00:00:00"
        ),
    );
    crate::health::enqueue(&app, &clientsync::privacy::Prove {});
    app.run_jobs();
    app.visitor().get("/proof").assert_says("past their end").assert_says("Kinds of failure");
}

#[test]
fn results_that_nobody_renews_are_a_warning() {
    let app = start();
    app.run_jobs();
    assert_eq!(privacy_health(&app)["status"], "ok");
    app.advance(Duration::days(3));
    let health = privacy_health(&app);
    assert_eq!(health["status"], "warning");
    assert!(health.to_string().contains("is a worker running?"), "{health}");
}
