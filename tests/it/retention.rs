//! The nightly engine: what is over goes in small steps, nothing that is held, and each run is
//! shown before and after.

use clientsync::db::AnyConnection;
use clientsync::privacy::retention::{self, Rule};
use diesel::prelude::*;
use diesel::sql_types::Text;
use time::Duration;

use crate::console::appoint;
use crate::support::{TestApp, contact, count, execute};

/// Rows of `account_events` about somebody, of a day that is over.
fn old_events(app: &TestApp, user_id: i64, number: usize) {
    let long_ago = app.services.clock.now() - Duration::days(400);
    let at = format!("{} 10:00:00", long_ago.date());
    let rows: Vec<String> = (0..number).map(|n| format!("({user_id}, '{at}', 'looked', '{n}')")).collect();
    for some in rows.chunks(500) {
        let values = some.join(", ");
        execute(app, &format!("INSERT INTO account_events (user_id, at, kind, detail) VALUES {values}"));
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[test]
fn every_rule_finds_its_rows_by_an_index() {
    let app = TestApp::start();
    let sql = |conn: &AnyConnection| match conn {
        AnyConnection::Sqlite(_) => {
            "SELECT coalesce(sql, '') AS line FROM sqlite_master WHERE type = 'index'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT indexdef::text AS line FROM pg_indexes WHERE schemaname = 'public'"
        }
    };
    let (indexes, rules) = app
        .services
        .db
        .read_now(|conn| {
            let query = sql(conn);
            let indexes: Vec<Line> = diesel::sql_query(query).load(conn)?;
            Ok((indexes, retention::all(conn, &app.services.inventory)?))
        })
        .unwrap();
    let bare = |text: &str| {
        text.replace(['"', ' '], "").to_lowercase().replace("public.", "").replace("usingbtree", "")
    };
    let indexes: Vec<String> = indexes.iter().map(|index| bare(&index.line)).collect();
    for rule in rules {
        let Rule::Timed(timed) = rule else { continue };
        let wanted = format!("on{}({}", timed.table.name, timed.anchor);
        let found = indexes
            .iter()
            .any(|index| index.split_once(&wanted).is_some_and(|(_, rest)| rest.starts_with([',', ')'])));
        assert!(found, "no index begins with {}.{}", timed.table.name, timed.anchor);
    }
}

#[test]
fn a_run_is_shown_before_and_reported_after() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    appoint(&app, shop.user_id);
    old_events(&app, shop.user_id, 7);
    let page = shop.get("/operator/retention");
    page.assert_status(200).assert_says("It will remove 7 records").assert_says("No run yet");
    app.run_jobs();
    assert_eq!(count(&app, "account_events"), 0);
    assert_eq!(count(&app, "retention_counts WHERE rule = 'account_events.at' AND removed = 7"), 1);
    assert_eq!(count(&app, "retention_counts WHERE finished_at IS NULL"), 0);
    let page = shop.get("/operator/retention");
    page.assert_says("Nothing is over by then").assert_says("What happened to your data: 7");
    app.visitor().get("/proof").assert_says("7 records were over and are deleted");
    app.shop("Bea").get("/operator/retention").assert_status(404);
}

#[test]
fn a_rule_with_much_to_do_takes_several_jobs_and_small_steps() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    old_events(&app, shop.user_id, 20_300);
    app.run_jobs();
    assert_eq!(count(&app, "account_events"), 0);
    assert_eq!(count(&app, "retention_counts WHERE rule = 'account_events.at' AND removed = 20300"), 1);
    let jobs = "jobs WHERE kind = 'privacy.carry_out_rule' AND payload LIKE '%account_events.at%'";
    assert_eq!(count(&app, jobs), 2, "the rest went on in a job of its own");
}

#[test]
fn what_is_held_outlives_its_rule_and_goes_on_after() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    old_events(&app, shop.user_id, 3);
    old_events(&app, other.user_id, 3);
    execute(
        &app,
        &format!(
            "INSERT INTO legal_holds (hold_key, target, target_key, reason, owner, review_on, placed_at) \
             SELECT 'h', 'user', subject_key, 'A dispute', 'nobody', '2099-01-01', '2026-11-25 10:00:00' \
             FROM users WHERE id = {}",
            shop.user_id
        ),
    );
    app.run_jobs();
    assert_eq!(count(&app, &format!("account_events WHERE user_id = {}", shop.user_id)), 3);
    assert_eq!(count(&app, &format!("account_events WHERE user_id = {}", other.user_id)), 0);
    app.visitor().get("/proof").assert_silent_on("past their end");
    execute(&app, "UPDATE legal_holds SET released_at = '2026-11-25 11:00:00'");
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(count(&app, "account_events"), 0);
}

#[test]
fn nobody_s_unconfirmed_account_stays_and_a_held_one_does() {
    let app = TestApp::start();
    let form = [
        ("name", "Nora"),
        ("email", "nora@example.org"),
        ("phone", ""),
        ("password", "a long and winding sentence"),
        ("business_name", "Nora’s Nails"),
        ("industry", "salon"),
        ("timezone", "America/Chicago"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ];
    app.visitor().post("/signup", &form).assert_status(303);
    execute(
        &app,
        "INSERT INTO legal_holds (hold_key, target, target_key, reason, owner, review_on, placed_at) \
         SELECT 'h', 'user', subject_key, 'A dispute', 'nobody', '2099-01-01', '2026-11-25 10:00:00' FROM users",
    );
    app.advance(Duration::days(15));
    app.run_jobs();
    assert_eq!((count(&app, "users"), count(&app, "workspaces")), (1, 1), "held");
    execute(&app, "UPDATE legal_holds SET released_at = '2026-11-25 11:00:00'");
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!((count(&app, "users"), count(&app, "workspaces")), (0, 0));
}

#[test]
fn a_note_s_time_in_the_trash_waits_for_a_hold_on_its_client() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia"));
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Likes tea")]).assert_status(303);
    execute(&app, "UPDATE notes SET deleted_at = created_at");
    execute(
        &app,
        "INSERT INTO legal_holds (hold_key, target, target_key, reason, owner, review_on, placed_at) \
         SELECT 'h', 'contact', subject_key, 'A dispute', 'nobody', '2099-01-01', '2026-11-25 10:00:00' FROM contacts",
    );
    app.advance(Duration::days(31));
    app.run_jobs();
    assert_eq!(count(&app, "notes"), 1);
    execute(&app, "UPDATE legal_holds SET released_at = '2026-11-25 11:00:00'");
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(count(&app, "notes"), 0);
}
