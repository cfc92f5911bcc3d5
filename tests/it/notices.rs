//! What everybody must be told: shown until acknowledged, mailed once.

use clientsync::db::Unscoped;
use clientsync::notices::{self, NewNotice};
use clientsync::standing::Audience;
use diesel::prelude::*;

use crate::support::app::runtime;
use crate::support::{Browser, TestApp};

fn publish(app: &TestApp, audience: Audience, about: &str) {
    let now = app.services.clock.now();
    let title = format!("News about {about}");
    let notice =
        NewNotice { audience, about, title: &title, text: "Something changes.", href: "/privacy/history" };
    app.services.db.write_now(|conn| notices::publish(&mut Unscoped::new(conn, now), &notice)).unwrap();
    runtime().block_on(notices::stand(&app.services)).unwrap();
}

fn id_of(app: &TestApp, about: &str) -> i64 {
    let title = format!("News about {about}");
    app.services.standing.facts().notices.iter().find(|n| n.title == title).unwrap().id
}

fn acknowledge(app: &TestApp, browser: &Browser, about: &str) {
    let path = format!("/notices/{}/acknowledge", id_of(app, about));
    let answer = browser.post(&path, &[("back", "/staff?x=1")]);
    assert_eq!(answer.assert_status(303).location(), "/staff?x=1");
}

fn addresses(app: &TestApp) -> Vec<String> {
    let mut to: Vec<_> = app.mails().into_iter().map(|m| m.to_email).collect();
    to.sort();
    to
}

#[test]
fn a_notice_is_shown_until_acknowledged() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    publish(&app, Audience::Everybody, "terms");
    for page in ["/today", "/contacts", "/account", "/staff"] {
        ben.get(page).assert_says("News about terms").assert_says("Got it");
    }
    app.visitor().get("/").assert_silent_on("News about terms");
    acknowledge(&app, &ben, "terms");
    ben.get("/today").assert_silent_on("News about terms");
    shop.get("/today").assert_says("News about terms");
}

#[test]
fn several_come_one_after_the_other() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for about in ["one", "two", "three"] {
        publish(&app, Audience::Everybody, about);
    }
    shop.get("/today").assert_says("News about one").assert_says("2 more after this one");
    // Acknowledged out of order: the mark waits for the one before.
    acknowledge(&app, &shop, "two");
    shop.get("/today").assert_says("News about one");
    acknowledge(&app, &shop, "one");
    shop.get("/today").assert_says("News about three").assert_silent_on("News about two");
    acknowledge(&app, &shop, "three");
    shop.get("/today").assert_silent_on("News about");
}

#[test]
fn everybody_at_work_gets_one_mail() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, cat) = (shop.staff("Ben"), shop.viewer("Cat"));
    shop.post(&format!("/staff/{}/deactivate", cat.member_id), &[]);
    app.mails();
    publish(&app, Audience::Everybody, "privacy");
    publish(&app, Audience::Everybody, "privacy");
    let mut expected = [shop.email.clone(), ben.email.clone()];
    expected.sort();
    assert_eq!(addresses(&app), expected);
    publish(&app, Audience::Everybody, "privacy");
    assert_eq!(addresses(&app), [""; 0]);
    assert_eq!(app.services.standing.facts().notices.len(), 1);
}

#[test]
fn a_batch_that_runs_again_mails_only_who_is_left() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.staff("Ben");
    app.mails();
    publish(&app, Audience::Everybody, "privacy");
    assert_eq!(addresses(&app).len(), 2);
    let cat = shop.staff("Cat");
    app.services
        .db
        .write_now(|conn| {
            let again = "UPDATE jobs SET state = 'queued' WHERE kind LIKE 'notices.%'";
            Ok(diesel::sql_query(again).execute(conn)?)
        })
        .unwrap();
    assert_eq!(addresses(&app), std::slice::from_ref(&cat.email));
}

#[test]
fn what_concerns_the_business_goes_to_its_privacy_contacts() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let other = app.shop("Oda");
    set_privacy_contact(&app, other.member_id, false);
    set_privacy_contact(&app, shop.member_id, false);
    set_privacy_contact(&app, ben.member_id, true);
    app.mails();
    publish(&app, Audience::PrivacyContacts, "a processor");
    // Ann's business named Ben; Oda's named nobody, so its owner is told.
    let mut expected = [ben.email.clone(), other.email.clone()];
    expected.sort();
    assert_eq!(addresses(&app), expected);
    ben.get("/today").assert_says("News about a processor");
    other.get("/today").assert_says("News about a processor");
    let cat = shop.staff("Cat");
    cat.get("/today").assert_silent_on("News about");
    cat.post(&format!("/notices/{}/acknowledge", id_of(&app, "a processor")), &[]).assert_status(404);
}

#[test]
fn whoever_comes_later_is_not_shown_history() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    publish(&app, Audience::Everybody, "old");
    let ben = shop.staff("Ben");
    ben.get("/today").assert_silent_on("News about old");
    publish(&app, Audience::Everybody, "new");
    ben.get("/today").assert_says("News about new");
}

#[test]
fn the_answer_to_a_form_does_not_ask() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    publish(&app, Audience::Everybody, "terms");
    shop.post("/contacts", &[]).assert_status(422).assert_silent_on("News about terms");
    shop.post("/notices/999/acknowledge", &[]).assert_status(404);
    let away = [("back", "//evil.example")];
    let path = format!("/notices/{}/acknowledge", id_of(&app, "terms"));
    assert_eq!(shop.post(&path, &away).assert_status(303).location(), "/today");
}

fn set_privacy_contact(app: &TestApp, member_id: i64, is: bool) {
    let sql = format!("UPDATE members SET privacy_contact = {is} WHERE id = {member_id}");
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}
