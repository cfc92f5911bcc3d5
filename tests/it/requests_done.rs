//! What requests do once they are answered: a copy to fetch, a value corrected, a deletion
//! after the copy.

use clientsync::requests::model::Kind;
use time::Duration;

use super::requests::{ask_at, code_in, code_mail, count, newest_request, number, slug, steps, words};
use super::requests_desk::filed;
use crate::support::actors::PASSWORD;
use crate::support::app::link_in;
use crate::support::{Shop, TestApp, contact};

const MIA: &str = "mia@example.com";

fn state(app: &TestApp, id: i64) -> String {
    words(app, &format!("state AS word FROM privacy_requests WHERE id = {id}")).remove(0)
}

/// B6, B7: one click makes the copy; the person fetches it under the receipt.
#[test]
fn a_copy_is_made_with_one_click_and_fetched_under_the_receipt() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let id = filed(&shop, Kind::Access, MIA);
    shop.submit(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_says("The copy is being made");
    let mails = app.mails();
    assert_eq!(state(&app, id), "fulfilled");
    app.advance(Duration::minutes(6));
    let more = app.mails();
    let mail = mails.iter().chain(&more).find(|m| m.to_email == MIA).unwrap();
    assert!(mail.text.contains("Your copy is ready"), "{}", mail.text);
    let receipt = link_in(&app, mail);
    app.visitor().get(&receipt).assert_says("Get the copy").assert_silent_on("Mia Lund");
    let file = app.visitor().get(&format!("{receipt}/export"));
    file.assert_status(200);
    assert!(file.bytes.starts_with(b"PK"), "a ZIP");
    let seen = steps(&app, id);
    assert!(seen.contains(&"exported".to_owned()) && seen.last().unwrap() == "fulfilled", "{seen:?}");
}

fn propose(app: &TestApp, shop: &Shop, value: &str) -> i64 {
    let door = format!("/w/{}/privacy", slug(app, shop));
    let form = [
        ("kind", "rectification"),
        ("email", MIA),
        ("place", "Germany"),
        ("wording", ""),
        ("field", "city"),
        ("value", value),
    ];
    let browser = app.visitor();
    let token = browser.post(&door, &form);
    token.assert_status(303);
    let code = code_in(&code_mail(app, MIA));
    browser.post(&token.location(), &[("code", &code)]).assert_status(303);
    app.run_jobs();
    newest_request(app)
}

/// B8.
#[test]
fn a_client_proposes_a_value_and_the_business_takes_it_over() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email(MIA));
    let id = propose(&app, &shop, "Bergen");
    assert_eq!(
        count(&app, &format!("contacts WHERE id = {mia} AND disputed_at IS NOT NULL AND city = ''")),
        1
    );
    assert_eq!(state(&app, id), "open");
    shop.get(&format!("/privacy/queue/{id}")).assert_says("See what is proposed");
    shop.post(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_status(303);
    assert_eq!(
        count(&app, &format!("contacts WHERE id = {mia} AND disputed_at IS NULL AND city = 'Bergen'")),
        1
    );
    assert_eq!(state(&app, id), "fulfilled");
    assert!(app.mail_to(MIA).subject.contains("done"));

    shop.post("/privacy/queue/settings", &[("auto_corrections", "on")]).assert_status(303);
    let id = propose(&app, &shop, "Oslo");
    assert_eq!(count(&app, &format!("contacts WHERE id = {mia} AND city = 'Oslo'")), 1, "by itself");
    assert_eq!(state(&app, id), "fulfilled");
    let door = format!("/w/{}/privacy", slug(&app, &shop));
    let wrong =
        [("kind", "rectification"), ("email", MIA), ("place", "Germany"), ("field", "city"), ("value", "")];
    assert_ne!(app.visitor().post(&door, &wrong).assert_status(422).error("value"), "");
}

/// What is said in words waits for a person, whatever runs by itself.
#[test]
fn a_correction_in_words_is_read_by_a_person() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    shop.post("/privacy/queue/settings", &[("auto_corrections", "on")]).assert_status(303);
    let door = format!("/w/{}/privacy", slug(&app, &shop));
    let browser = app.visitor();
    let token = ask_at(&browser, &door, "rectification", MIA, "Germany").location();
    browser.post(&token, &[("code", &code_in(&code_mail(&app, MIA)))]).assert_status(303);
    app.run_jobs();
    assert_eq!(state(&app, newest_request(&app)), "open");
}

/// B6: "tell me, then delete".
#[test]
fn a_deletion_waits_until_the_copy_was_fetched_or_seven_days() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (n, fetches) in [(1, true), (2, false)] {
        let email = format!("mia{n}@example.com");
        let mia = shop.keeps(contact("Mia Lund").email(&email));
        shop.sign_in_again();
        let id = filed(&shop, Kind::AccessThenErasure, &email);
        shop.post(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_status(303);
        let mail = app.mails().into_iter().find(|m| m.to_email == email).unwrap();
        let receipt = link_in(&app, &mail);
        let there = || count(&app, &format!("contacts WHERE id = {mia}")) == 1;
        app.advance(Duration::days(6));
        app.run_jobs();
        assert!(there(), "{n}");
        if fetches {
            app.visitor().get(&format!("{receipt}/export")).assert_status(200);
            app.advance(Duration::minutes(10));
        } else {
            app.advance(Duration::days(1) + Duration::minutes(10));
        }
        app.run_jobs();
        assert!(!there(), "{n}");
        assert_eq!(state(&app, id), "fulfilled");
    }
}

#[test]
fn an_account_gets_its_copy_by_itself() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let form = [("kind", "access"), ("place", "Ireland"), ("wording", ""), ("current_password", PASSWORD)];
    let answer = shop.post("/account/privacy/request", &form);
    answer.assert_status(303);
    app.run_jobs();
    assert_eq!(number(&app, "count(*) AS number FROM privacy_requests WHERE state = 'fulfilled'"), 1);
    app.visitor().get(&answer.location()).assert_says("Get the copy");
    app.visitor().get(&format!("{}/export", answer.location())).assert_status(200);
}
