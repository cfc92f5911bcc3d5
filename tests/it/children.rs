//! Children's data: a date of birth below the local age is not kept, and a reported record is
//! frozen at once and decided or erased in time.

use clientsync::outbox::Class;
use clientsync::privacy::children;
use time::Duration;

use crate::contact_create::{attributes, count};
use crate::outbox::outcome;
use crate::processors::sql;
use crate::support::{Shop, TestApp, contact};

/// A field for dates of birth; the name of its input.
fn born(shop: &Shop, marked: &str) -> String {
    let form = [("label", "Born on"), ("kind", "date"), ("is_birth_date", marked)];
    shop.post("/contacts/fields", &form).assert_status(303);
    attributes(&shop.get("/contacts/new"), "[name^=cf_]", "name").pop().unwrap()
}

/// The day so many years ago.
fn years_ago(app: &TestApp, years: i32) -> String {
    let today = app.services.clock.now().date();
    today.replace_year(today.year() - years).unwrap_or(today - Duration::days(366)).to_string()
}

#[test]
fn no_contact_asks_for_a_date_of_birth_by_itself() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let form = ann.get("/contacts/new");
    for word in ["birth", "Birth", "Age", "Born"] {
        form.assert_silent_on(word);
    }
}

#[test]
fn a_child_s_date_of_birth_is_refused_and_reaches_no_file() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let field = born(&ann, "on");
    let child = years_ago(&app, 10);
    let refused = ann.post("/contacts", &[("name", "Tim"), (&field, &child)]);
    refused.assert_status(422);
    assert!(refused.error(&field).contains("under 13"), "{}", refused.error(&field));
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
    for entry in std::fs::read_dir(app.data()).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let found = bytes.windows(child.len()).any(|w| w == child.as_bytes());
            assert!(!found, "{:?}", entry.path());
        }
    }
    ann.post("/contacts", &[("name", "Tom"), (&field, &years_ago(&app, 14))]).assert_status(303);
}

#[test]
fn the_age_is_that_of_the_country_where_the_business_is() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let field = born(&ann, "on");
    let fifteen = years_ago(&app, 15);
    ann.post("/contacts", &[("name", "In Chicago"), (&field, &fifteen)]).assert_status(303);
    sql(&app, &format!("UPDATE workspaces SET timezone = 'Europe/Berlin' WHERE id = {}", ann.workspace_id));
    let refused = ann.post("/contacts", &[("name", "In Berlin"), (&field, &fifteen)]);
    assert!(refused.assert_status(422).error(&field).contains("under 16"));
}

#[test]
fn a_date_that_is_no_date_of_birth_is_nobody_s_age() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let field = born(&ann, "");
    ann.post("/contacts", &[("name", "Dog owner"), (&field, &years_ago(&app, 3))]).assert_status(303);
}

#[test]
fn an_edit_is_checked_like_a_new_contact() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let field = born(&ann, "on");
    let id = ann.keeps(contact("Mia"));
    let edit = [("name", "Mia"), ("version", "1"), (field.as_str(), &*years_ago(&app, 5))];
    ann.post(&format!("/contacts/{id}/edit"), &edit).assert_status(422);
}

fn report(shop: &Shop, contact: i64) {
    let services = shop.app.services.clone();
    shop.inside(|db| children::report(db, &services, contact, None));
}

fn events(app: &TestApp, step: &str) -> i64 {
    count(app, &format!("SELECT count(*) AS n FROM privacy_request_events WHERE step = '{step}'"))
}

#[test]
fn a_report_freezes_the_record_at_once_and_those_who_answer_are_told() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let tim = ann.keeps(contact("Tim Small").email("tim@example.com"));
    report(&ann, tim);
    ann.get("/contacts").assert_silent_on("Tim Small");
    assert_eq!(outcome(&ann, tim, Class::Service), "child_report");
    assert_eq!(events(&app, "frozen"), 1);
    let mail = app.services.mailer.take_sent().into_iter().find(|m| m.to_email == ann.email).unwrap();
    assert!(
        mail.text.contains(&format!("/privacy/restricted/{tim}")) && !mail.text.contains("Tim"),
        "{}",
        mail.text
    );
    let page = format!("/privacy/restricted/{tim}");
    ann.get(&page).assert_says("It may be a child’s data").assert_says("To be decided by");
    assert_eq!(ann.get(&format!("{page}/lift")).location(), format!("{page}/decide"));
}

#[test]
fn the_decision_erases_through_the_ledger_or_releases_with_a_reason() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (tim, mia) = (ann.keeps(contact("Tim Small")), ann.keeps(contact("Mia Tall")));
    for id in [tim, mia] {
        ann.post(&format!("/contacts/{id}/restrict"), &[("why", "child_report")]).assert_status(303);
    }
    let decide = |id: i64| format!("/privacy/restricted/{id}/decide");
    assert!(!ann.post(&decide(tim), &[]).assert_status(422).error("answer").is_empty());
    let before = app.services.ledger.head().unwrap().seq;
    ann.post(&decide(tim), &[("answer", "child")]).assert_status(303);
    assert_eq!(app.services.ledger.head().unwrap().seq, before + 1);
    assert_eq!(count(&app, &format!("SELECT count(*) AS n FROM contacts WHERE id = {tim}")), 0);
    assert_eq!(events(&app, "erased"), 1, "the report says what became of it");

    let without_reason = ann.post(&decide(mia), &[("answer", "no_child")]);
    assert!(!without_reason.assert_status(422).error("note").is_empty());
    let why = [("answer", "no_child"), ("note", "She showed her driving licence.")];
    ann.post(&decide(mia), &why).assert_status(303);
    ann.get("/contacts").assert_says("Mia Tall");
    assert_eq!(events(&app, "denied"), 1);
    ann.post(&decide(mia), &why).assert_status(404);
}

#[test]
fn what_nobody_decides_is_erased_when_its_days_are_over() {
    let app = TestApp::start_with(|config| config.installation.child_report_days = 5);
    let ann = app.shop("Ann");
    let tim = ann.keeps(contact("Tim Small"));
    report(&ann, tim);
    app.run_jobs();
    app.advance(Duration::days(4));
    app.run_jobs();
    let left = || count(&app, "SELECT count(*) AS n FROM contacts");
    assert_eq!(left(), 1);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(left(), 0);
    assert_eq!(events(&app, "erased"), 1);
}
