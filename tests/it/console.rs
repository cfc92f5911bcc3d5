//! The operator's console: for the operator alone, about the installation alone.

use clientsync::db::Unscoped;
use clientsync::operator::appoint;

use crate::health::dead_job;
use crate::support::{TestApp, execute};

pub fn appoint(app: &TestApp, user_id: i64) {
    let now = app.services.clock.now();
    app.services.db.write_now(|conn| appoint::promote(&mut Unscoped::new(conn, now), user_id)).unwrap();
}

#[test]
fn it_does_not_exist_for_anybody_else() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/operator").assert_status(404);
    shop.post("/operator/jobs/1/retry", &[]).assert_status(404);
    assert_eq!(app.visitor().get("/operator").status, 303);
    assert!(!shop.get("/workspace").text().contains("href=\"/operator\""));
}

#[test]
fn it_counts_and_names_no_business() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    app.shop("Bea");
    appoint(&app, shop.user_id);
    let page = shop.get("/operator");
    page.assert_status(200).assert_says("Installation").assert_says("Businesses 2").assert_says("Accounts 2");
    page.assert_silent_on("Bea");
    assert!(page.text().contains("href=\"/operator\""), "the navigation leads there");
}

#[test]
fn a_job_that_was_given_up_gets_another_try() {
    let app = TestApp::start();
    dead_job(&app);
    let shop = app.shop("Ann");
    appoint(&app, shop.user_id);
    let page = shop.get("/operator");
    page.assert_says("test.fails").assert_says("on purpose").assert_says("8 tries");
    let html = page.html();
    let wanted = scraper::Selector::parse("form[action^='/operator/jobs/']").unwrap();
    let action = html.select(&wanted).next().unwrap().attr("action").unwrap().to_owned();
    shop.submit(&action, &[]).assert_says("The job runs again now.").assert_silent_on("8 tries");
    shop.post(&action, &[]).assert_status(404);
}

#[test]
fn jobs_done_long_ago_are_swept() {
    use clientsync::jobs::{State, counts};
    let app = TestApp::start();
    let done = |app: &TestApp| {
        let now = app.services.clock.now();
        let counts = app.services.db.read_now(|conn| counts(&mut Unscoped::new(conn, now))).unwrap();
        counts.iter().find(|c| c.state == State::Done).map_or(0, |c| c.count)
    };
    app.run_jobs();
    let first = done(&app);
    assert!(first > 0, "the schedules ran");
    app.advance(time::Duration::days(8));
    app.run_jobs();
    assert!(done(&app) <= first, "what was done eight days ago is gone");
}

#[test]
fn an_operator_without_a_business_starts_there() {
    let app = TestApp::start();
    let (user_id, browser) = crate::support::actors::without_business(&app, "Opal");
    assert_eq!(browser.get("/today").location(), "/workspaces");
    appoint(&app, user_id);
    assert_eq!(browser.get("/today").location(), "/operator");
    browser.get("/operator").assert_status(200);
}

#[test]
fn the_operator_sees_the_backups_and_the_drills() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    appoint(&app, shop.user_id);
    shop.get("/operator").assert_says("Corrections").assert_says("Backups");
    let page = shop.get("/operator/backups");
    page.assert_status(200).assert_says("No backup yet").assert_says("The program makes none by itself");
    page.assert_says("None was tried yet");
    execute(
        &app,
        "INSERT INTO restore_drills (at, took_ms, passed, detail) \
         VALUES ('2026-11-24 03:00:00', 2400, TRUE, '18,159 rows')",
    );
    shop.get("/operator/backups").assert_says("18,159 rows, in 2.4 seconds").assert_says("Passed");
    app.shop("Bea").get("/operator/backups").assert_status(404);
}
