//! An account's own deletion: what goes and what stays, the password, seven days to take it
//! back, and then gone for good.

use time::Duration;

use super::requests::{count, number, run, steps};
use crate::support::actors::{PASSWORD, without_business};
use crate::support::app::link_in;
use crate::support::{Actor, Answer, TestApp};

fn order(actor: &Actor, digest: &str, password: &str) -> Answer {
    let form = [("digest", digest), ("current_password", password), ("place", "Ireland")];
    actor.post("/account/privacy/delete", &form)
}

fn planned(app: &TestApp) -> i64 {
    number(app, "max(id) AS number FROM privacy_requests WHERE kind = 'erasure'")
}

#[test]
fn an_account_is_deleted_seven_days_after_the_password_was_given() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let contact = shop.post("/contacts", &[("name", "Mia Lund")]).location();
    ben.post(&format!("{contact}/notes"), &[("body", "Prefers mornings.")]).assert_status(303);
    let preview = ben.get("/account/privacy/delete");
    preview.assert_says("Delete your account?").assert_says("What stays, why, and how long");
    let digest = preview.value("digest");
    assert_ne!(order(&ben, &digest, "wrong").assert_status(422).error("current_password"), "");
    assert_eq!(count(&app, "privacy_requests"), 0);
    let answer = order(&ben, &digest, PASSWORD);
    answer.assert_status(303);
    let receipt = answer.location();
    ben.get(&receipt).assert_says("Planned for").assert_says("Cancel the deletion");
    ben.get("/account/privacy").assert_says("Planned for");
    assert!(ben.get("/account/privacy/delete").location().starts_with("/r/"), "it is planned once");
    let mail = app.mail_to(&ben.email);
    assert!(mail.text.contains("everything will be deleted on"));
    app.visitor().get(&link_in(&app, &mail)).assert_says("Cancel the deletion");

    app.advance(Duration::days(6));
    app.run_jobs();
    assert_eq!(count(&app, &format!("users WHERE id = {} AND erased_at IS NULL", ben.user_id)), 1);
    app.advance(Duration::days(1) + Duration::minutes(10));
    let mails = app.mails();
    let last = mails.iter().rfind(|m| m.to_email == ben.email).unwrap();
    assert!(last.text.contains("entries were removed"), "{}", last.text);
    let left = format!(
        "users WHERE id = {} AND erased_at IS NOT NULL AND email = '' AND name LIKE 'Former member%'",
        ben.user_id
    );
    assert_eq!(count(&app, &left), 1);
    ben.get("/account").assert_status(303);
    let page = app.visitor().get(&receipt);
    page.assert_says("What was done")
        .assert_says("What stays, why, and how long")
        .assert_says("A backup may hold it until");
    page.assert_says("Data Protection Commission").assert_silent_on(&ben.email).assert_silent_on("Ben");
    let id = planned(&app);
    assert_eq!(steps(&app, id), ["received", "verified", "scheduled", "erased", "fulfilled"]);
    assert_eq!(count(&app, &format!("privacy_requests WHERE id = {id} AND reply_to = ''")), 1);
    shop.sign_in_again();
    shop.get(&contact).assert_says("Prefers mornings.").assert_silent_on("Ben");
}

#[test]
fn a_planned_deletion_can_be_taken_back_from_the_mail() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let digest = ben.get("/account/privacy/delete").value("digest");
    order(&ben, &digest, PASSWORD).assert_status(303);
    let receipt = link_in(&app, &app.mail_to(&ben.email));
    app.visitor().submit(&format!("{receipt}/cancel"), &[]).assert_says("Taken back");
    app.visitor().post(&format!("{receipt}/cancel"), &[]).assert_status(409);
    assert!(app.mail_to(&ben.email).subject.contains("taken back"));
    app.advance(Duration::days(8));
    app.run_jobs();
    assert_eq!(count(&app, "users WHERE erased_at IS NOT NULL"), 0);
    assert_eq!(steps(&app, planned(&app)).last().map(String::as_str), Some("revoked"));
    ben.sign_in_again();
    ben.get("/account/privacy/delete").assert_status(200);
}

#[test]
fn what_was_shown_is_what_is_planned() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let digest = ben.get("/account/privacy/delete").value("digest");
    ben.post("/account/privacy/choices", &[("purpose", "marketing"), ("allowed", "yes")]).assert_status(303);
    order(&ben, &digest, PASSWORD).assert_status(409);
    assert_eq!(count(&app, "privacy_requests"), 0);
    let digest = ben.get("/account/privacy/delete").value("digest");
    order(&ben, &digest, PASSWORD).assert_status(303);
}

#[test]
fn a_business_is_not_left_without_an_owner() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.get("/account/privacy/delete");
    page.assert_says("You are the only owner of a business").assert_says("Ann’s Salon");
    assert_eq!(page.value("digest"), "");
    order(&shop, "", PASSWORD).assert_status(409);
    assert_eq!(count(&app, "privacy_requests"), 0);

    let olga = shop.member_with("Olga", clientsync::access::Role::Owner, false);
    let digest = shop.get("/account/privacy/delete").value("digest");
    order(&shop, &digest, PASSWORD).assert_status(303);
    run(&app, &format!("UPDATE members SET role = 'staff' WHERE id = {}", olga.member_id));
    app.advance(Duration::days(7) + Duration::minutes(10));
    app.run_jobs();
    assert_eq!(count(&app, &format!("users WHERE id = {} AND erased_at IS NULL", shop.user_id)), 1);
    assert!(steps(&app, planned(&app)).contains(&"held".to_owned()));
    assert!(
        app.mails().iter().any(|m| m.to_email == "privacy@example.com" && m.subject.contains("did not run"))
    );
}

#[test]
fn of_an_account_without_a_business_nothing_is_left() {
    let app = TestApp::start();
    let (id, browser) = without_business(&app, "Nia");
    let digest = browser.get("/account/privacy/delete").value("digest");
    let form = [("digest", digest.as_str()), ("current_password", PASSWORD), ("place", "")];
    browser.post("/account/privacy/delete", &form).assert_status(303);
    app.advance(Duration::days(7) + Duration::minutes(10));
    app.run_jobs();
    assert_eq!(count(&app, &format!("users WHERE id = {id}")), 0);
    assert_eq!(count(&app, "privacy_requests WHERE state = 'fulfilled'"), 1);
}
