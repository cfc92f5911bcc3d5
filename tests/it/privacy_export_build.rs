//! How a copy comes about: step by step, counted, going on after a process that died.

use clientsync::privacy::export;
use std::io::Write;
use std::path::PathBuf;

use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::bundle::Unpacked;
use crate::support::copies::{run, word};
use crate::support::{Shop, TestApp, contact};

const MANY: i64 = 25_000;

/// Ann with a long history, and her copy ordered.
fn long_history<'a>(app: &'a TestApp) -> (Shop<'a>, i64) {
    let shop = app.shop("Ann");
    run(
        app,
        &format!(
            "INSERT INTO account_events (user_id, at, kind, detail) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
             SELECT {}, '2026-11-22 10:00:00', 'looked', 'event ' || i FROM n",
            shop.user_id
        ),
    );
    shop.post("/account/privacy/export/open", &[("current_password", PASSWORD)]).assert_status(303);
    shop.post("/account/privacy/export", &[("purpose", "access")]).assert_status(303);
    let id = word(app, "(SELECT max(id) FROM export_bundles)").parse().unwrap();
    (shop, id)
}

fn step(app: &TestApp, id: i64) -> bool {
    runtime().block_on(export::one_step(&app.services, id)).unwrap()
}

fn work_folder(app: &TestApp, id: i64) -> PathBuf {
    app.data().join("exports").join(format!("{id}.work"))
}

fn finished(app: &TestApp) -> Unpacked {
    let file = word(app, "(SELECT file FROM export_bundles ORDER BY id DESC LIMIT 1)");
    Unpacked::of(&std::fs::read(app.data().join("exports").join(file)).unwrap())
}

fn assert_complete(app: &TestApp) {
    let copy = finished(app);
    copy.assert_digests();
    let rows = copy.rows("account_events");
    let mut details: Vec<String> =
        rows.iter().map(|row| row["detail"].to_string()).filter(|d| d.contains("event ")).collect();
    details.sort_unstable();
    details.dedup();
    assert_eq!(details.len() as i64, MANY, "each row once");
    let in_database = word(app, "(SELECT count(*) FROM account_events)");
    assert_eq!(copy.table("account_events")["rows"].to_string(), in_database);
    assert_eq!(copy.sheet("account_events").1.len(), rows.len());
}

#[test]
fn a_long_copy_is_made_in_steps_and_shows_how_far_it_is() {
    let app = TestApp::start();
    let (shop, id) = long_history(&app);
    shop.get("/account/privacy/export").assert_says("Waiting");
    assert!(step(&app, id));
    let page = shop.get("/account/privacy/export");
    page.assert_says("Being made");
    let done: i64 = word(&app, "(SELECT rows_done FROM export_bundles)").parse().unwrap();
    let total: i64 = word(&app, "(SELECT rows_total FROM export_bundles)").parse().unwrap();
    assert!(done > 0 && done < total && total > MANY, "{done} of {total}");
    page.assert_says(&format!("{done} of {total} records"));
    assert!(page.text().contains("<progress"), "a bar");
    assert!(page.text().contains("http-equiv=\"refresh\""), "looks again without a script");
    let mut steps = 1;
    while step(&app, id) {
        steps += 1;
    }
    assert!(steps >= 3, "{steps}");
    assert_complete(&app);
    assert!(!work_folder(&app, id).exists());
    let page = shop.get("/account/privacy/export");
    page.assert_says("Ready");
    assert!(!page.text().contains("http-equiv"), "nothing moves any more");
}

#[test]
fn a_process_that_died_is_gone_on_from() {
    let app = TestApp::start();
    let (_shop, id) = long_history(&app);
    assert!(step(&app, id));
    assert!(step(&app, id));
    // What it wrote since the cursor was kept: half a line in each part, and a part nobody knows.
    for entry in std::fs::read_dir(work_folder(&app, id)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::File::options().append(true).open(path).unwrap().write_all(b"{\"half\": ").unwrap();
    }
    std::fs::write(work_folder(&app, id).join("data+notes.csv"), "stray").unwrap();
    app.run_jobs();
    assert_complete(&app);
}

#[test]
fn parts_that_were_lost_are_made_again() {
    let app = TestApp::start();
    let (_shop, id) = long_history(&app);
    assert!(step(&app, id));
    std::fs::remove_dir_all(work_folder(&app, id)).unwrap();
    app.run_jobs();
    assert_complete(&app);
}

#[test]
fn rows_that_come_and_go_meanwhile_are_counted_again() {
    let app = TestApp::start();
    let (_shop, id) = long_history(&app);
    assert!(step(&app, id));
    run(&app, "DELETE FROM account_events WHERE detail IN ('event 3', 'event 4')");
    app.run_jobs();
    let copy = finished(&app);
    copy.assert_digests();
    let in_database = word(&app, "(SELECT count(*) FROM account_events)");
    assert_eq!(copy.table("account_events")["rows"].to_string(), in_database);
}

#[test]
fn a_copy_that_does_not_add_up_fails_for_all_to_see() {
    let app = TestApp::start();
    let (shop, id) = long_history(&app);
    assert!(step(&app, id));
    let cursor = word(&app, "(SELECT build_cursor FROM export_bundles)");
    let mut cursor: serde_json::Value = serde_json::from_str(&cursor).unwrap();
    cursor["rows"] = (cursor["rows"].as_i64().unwrap() + 1).into();
    cursor["anew"] = 3.into();
    run(&app, &format!("UPDATE export_bundles SET build_cursor = '{cursor}'"));
    app.run_jobs();
    let page = shop.get("/account/privacy/export");
    page.assert_says("Failed").assert_says("records were written, but the database counts");
    assert!(!page.text().contains("/download"));
    assert!(!work_folder(&app, id).exists());
}

#[test]
fn a_cancelled_copy_leaves_nothing_behind() {
    let app = TestApp::start();
    let (shop, id) = long_history(&app);
    assert!(step(&app, id));
    assert!(work_folder(&app, id).exists());
    shop.post(&format!("/account/privacy/export/{id}/delete"), &[]).assert_status(303);
    assert!(!work_folder(&app, id).exists());
    app.run_jobs();
    assert_eq!(std::fs::read_dir(app.data().join("exports")).unwrap().count(), 0);
    shop.get("/account/privacy/export").assert_says("Deleted");
}

#[test]
fn a_copy_under_way_is_not_begun_twice() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund"));
    for _ in 0..3 {
        shop.post("/workspace/export", &[]).assert_status(303);
    }
    assert_eq!(word(&app, "(SELECT count(*) FROM export_bundles)"), "1");
    app.run_jobs();
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    assert_eq!(
        word(&app, "(SELECT count(*) FROM export_bundles WHERE state = 'ready')"),
        "1",
        "the new one replaces it"
    );
}
