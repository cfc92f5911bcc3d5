//! Holds: placed with a reason, somebody who answers and a day of review; checked inside every
//! deletion; when one ends, what waited is done.

use clientsync::erasure;
use clientsync::ledger::{Act, Target};
use diesel::prelude::*;
use diesel::sql_types::Text;
use scraper::Selector;
use time::Duration;

use crate::console::appoint;
use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::{Browser, Shop, TestApp, contact, count, execute};

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

fn key(app: &TestApp, sql: &str) -> String {
    let sql = format!("SELECT {sql}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Key>(conn)?.key)).unwrap()
}

/// The first person who may answer for a hold, as the form offers them.
fn owner(browser: &Browser, form: &str) -> String {
    let page = browser.get(form);
    let option = Selector::parse("select[name=owner] option").unwrap();
    let html = page.html();
    let mut values =
        html.select(&option).filter_map(|o| o.attr("value").filter(|v| !v.is_empty()).map(str::to_owned));
    values.next_back().expect("nobody to choose")
}

fn in_days(app: &TestApp, days: i64) -> String {
    (app.services.clock.now() + Duration::days(days)).date().to_string()
}

fn place(app: &TestApp, shop: &Shop, client: &str) {
    let owner = owner(shop, "/privacy/holds/new");
    let form = [
        ("client", client),
        ("reason", "A dispute about a bill"),
        ("owner", &owner),
        ("review_on", &in_days(app, 90)),
    ];
    shop.submit("/privacy/holds", &form)
        .assert_says("The hold is placed.")
        .assert_says("A dispute about a bill");
}

fn release(app: &TestApp, shop: &Shop) -> crate::support::Answer {
    let id = key(app, "CAST(max(id) AS TEXT) AS key FROM legal_holds");
    shop.submit(&format!("/privacy/holds/{id}/release"), &[])
}

fn client(app: &TestApp, name: &str) -> Target {
    let key_of = key(app, &format!("subject_key AS key FROM contacts WHERE name = '{name}'"));
    let workspace = key(
        app,
        &format!(
            "w.ledger_key AS key FROM workspaces w JOIN contacts c ON c.workspace_id = w.id WHERE c.name = '{name}'"
        ),
    );
    Target::Contact { workspace, key: key_of }
}

fn promise(app: &TestApp, acts: Vec<Act>) {
    runtime().block_on(erasure::promise(&app.services, acts)).unwrap();
}

#[test]
fn a_hold_needs_a_reason_an_owner_and_a_day_of_review() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia")).to_string();
    let who = owner(&shop, "/privacy/holds/new");
    let right = [
        ("client", mia.as_str()),
        ("reason", "A dispute"),
        ("owner", &who),
        ("review_on", &in_days(&app, 30)),
    ];
    let past = in_days(&app, -1);
    let far = in_days(&app, 800);
    for (field, value) in [
        ("review_on", ""),
        ("review_on", past.as_str()),
        ("review_on", far.as_str()),
        ("review_on", "soon"),
        ("reason", ""),
        ("reason", "card 4242 4242 4242 4242"),
        ("owner", "somebody"),
        ("client", "999999"),
        ("client", "Mia"),
    ] {
        let form = right.map(|(name, old)| (name, if name == field { value } else { old }));
        let page = shop.post("/privacy/holds", &form);
        page.assert_status(422);
        assert!(!page.error(field).is_empty(), "{field}={value}");
    }
    assert_eq!(count(&app, "legal_holds"), 0);
    assert_eq!(app.services.ledger.head().unwrap().seq, 0);
    shop.get(&format!("/privacy/holds/new?client={mia}")).assert_says("Mia");
    shop.submit("/privacy/holds", &right).assert_says("Mia").assert_says("In force");
    assert_eq!(app.services.ledger.head().unwrap().seq, 1, "the ledger carries it");
    shop.manager("Max").get("/privacy/holds").assert_status(403);
    app.shop("Eve").get("/privacy/holds").assert_says("Nothing is held");
}

#[test]
fn a_held_client_survives_the_trash_the_erasure_the_closing_and_the_replay() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia"));
    let target = client(&app, "Mia");
    place(&app, &shop, &mia.to_string());
    // The trash, by hand and by the clock.
    shop.post(&format!("/contacts/{mia}/delete"), &[]).assert_status(303);
    shop.submit("/contacts/trash/destroy", &[("id", &mia.to_string())]).assert_says("a hold keeps it");
    app.advance(Duration::days(40));
    app.run_jobs();
    assert_eq!(count(&app, "contacts"), 1);
    shop.sign_in_again();
    // The erasure: on the page, and however it gets into the ledger.
    let page =
        shop.post(&format!("/contacts/{mia}/erase"), &[("current_password", PASSWORD), ("digest", "x")]);
    page.assert_status(409).assert_says("A hold keeps this client from being erased");
    let before = app.services.ledger.head().unwrap();
    promise(&app, vec![Act::Erase { target: target.clone(), request: None }]);
    assert_eq!(count(&app, "contacts"), 1);
    // The replay: a restored copy that knows neither the hold nor the erasure after it.
    execute(&app, "DELETE FROM legal_holds; UPDATE ledger_state SET applied_seq = 0, applied_hash = ''");
    erasure::catch_up(&app.services).unwrap();
    assert_eq!(app.services.ledger.head().unwrap().seq, before.seq + 1);
    assert_eq!(count(&app, "contacts"), 1, "the hold came first");
    assert_eq!(count(&app, "legal_holds WHERE released_at IS NULL"), 1);
    // The business.
    shop.post("/workspace/close", &[("current_password", PASSWORD)]).assert_status(303);
    app.advance(Duration::days(31));
    app.run_jobs();
    assert_eq!((count(&app, "contacts"), count(&app, "workspaces")), (1, 1));
    let workspace = Target::Workspace { key: key(&app, "ledger_key AS key FROM workspaces") };
    promise(&app, vec![Act::Erase { target: workspace, request: None }]);
    assert_eq!((count(&app, "contacts"), count(&app, "workspaces")), (1, 1));
    // Released, all goes on.
    let hold = key(&app, "hold_key AS key FROM legal_holds");
    promise(&app, vec![Act::Release { hold }]);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!((count(&app, "contacts"), count(&app, "workspaces")), (0, 0));
}

#[test]
fn what_was_asked_for_meanwhile_is_done_at_the_release() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia"));
    shop.keeps(contact("Noah"));
    let target = client(&app, "Mia");
    place(&app, &shop, "");
    execute(
        &app,
        &format!(
            "INSERT INTO privacy_requests (code_hash, scope, workspace_id, subject_key, kind, door, place, regime, \
             reply_to, address_digest, wording, verified, state, received_at, due_at) \
             SELECT 'the digest', 'workspace', workspace_id, subject_key, 'erasure', 'business', '', 'other', '', '', '', \
             'address', 'open', created_at, created_at FROM contacts WHERE id = {mia}"
        ),
    );
    promise(&app, vec![Act::Erase { target, request: Some("the digest".into()) }]);
    assert_eq!(count(&app, "privacy_request_events WHERE step = 'held'"), 1);
    assert_eq!((count(&app, "contacts"), count(&app, "privacy_requests WHERE closed_at IS NULL")), (2, 1));
    release(&app, &shop).assert_says("an erasure that waited for it is carried out").assert_says("Released");
    assert_eq!(count(&app, "contacts"), 1);
    assert_eq!(count(&app, "privacy_requests WHERE state = 'fulfilled'"), 1);
    shop.get("/contacts").assert_says("Noah").assert_silent_on("Mia");
    shop.get("/activity").assert_says("placed a hold on deletion").assert_says("released a hold");
}

#[test]
fn a_review_that_nobody_made_shows_and_is_mailed_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    place(&app, &shop, "");
    app.mails();
    app.advance(Duration::days(92));
    let mails = app.mails();
    let told: Vec<_> =
        mails.iter().filter(|mail| mail.subject == "A hold has to be looked at again").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to_email, shop.email);
    app.advance(Duration::days(2));
    assert!(app.mails().iter().all(|mail| !mail.subject.contains("hold")), "once");
    shop.sign_in_again();
    shop.get("/privacy/holds").assert_says("Review overdue");
    appoint(&app, shop.user_id);
    shop.get("/operator/holds").assert_says("One hold of a business is past its day of review");
    let id = key(&app, "CAST(id AS TEXT) AS key FROM legal_holds");
    let page = format!("/privacy/holds/{id}");
    shop.get(&page).assert_says("Overdue");
    shop.post(&format!("{page}/review"), &[("review_on", "")]).assert_status(422);
    shop.submit(&format!("{page}/review"), &[("review_on", &in_days(&app, 60))]).assert_silent_on("Overdue");
    app.advance(Duration::days(62));
    assert!(
        app.mails().iter().any(|mail| mail.subject == "A hold has to be looked at again"),
        "the next day counts"
    );
}

#[test]
fn the_operator_holds_accounts_and_businesses_and_knows_no_client_by_name() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    other.keeps(contact("Mia Lund"));
    appoint(&app, shop.user_id);
    let who = owner(&shop, "/operator/holds/new");
    let review = in_days(&app, 30);
    let place = |kind: &str, name: &str| {
        let form = [
            ("kind", kind),
            ("name", name),
            ("reason", "A court order"),
            ("owner", &who),
            ("review_on", &review),
        ];
        shop.post("/operator/holds", &form)
    };
    place("user", "nobody@example.org").assert_status(422);
    place("", &other.email).assert_status(422);
    let slug = key(&app, &format!("slug AS key FROM workspaces WHERE id = {}", other.workspace_id));
    let client_key = key(&app, "subject_key AS key FROM contacts");
    for (kind, name) in [("user", other.email.as_str()), ("workspace", &slug), ("contact", &client_key)] {
        place(kind, name).assert_status(303);
    }
    let list = shop.get("/operator/holds");
    list.assert_says("Account: Zed").assert_says("A client of a business").assert_silent_on("Mia Lund");
    let user = Target::User {
        key: key(&app, &format!("subject_key AS key FROM users WHERE id = {}", other.user_id)),
    };
    promise(&app, vec![Act::Erase { target: user, request: None }]);
    assert_eq!(count(&app, &format!("users WHERE id = {} AND name = 'Zed'", other.user_id)), 1);
    other.get("/operator/holds").assert_status(404);
    other.get("/privacy/holds").assert_says("Nothing is held");
}
