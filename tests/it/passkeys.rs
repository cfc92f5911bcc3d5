//! Passkeys: added with the password, good for signing in alone, and for nobody else.

use serde_json::{Value, json};

use crate::support::actors::PASSWORD;
use crate::support::authenticator::Authenticator;
use crate::support::{Actor, Answer, Browser, TestApp};

const ORIGIN: &str = "http://localhost:8080";

fn start() -> TestApp {
    TestApp::start_with(|config| config.base_url = ORIGIN.parse().unwrap())
}

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text()).unwrap_or_else(|_| panic!("no JSON: {}", answer.text()))
}

fn ask_to_add(person: &Actor) -> Value {
    let wish = json!({ "name": "Ann’s phone", "current_password": PASSWORD });
    let answer = person.post_json("/account/passkeys/start", &wish);
    answer.assert_status(200);
    body(&answer)
}

fn add(person: &Actor) -> Authenticator {
    let mut device = Authenticator::new(ORIGIN);
    let options = ask_to_add(person);
    let credential = device.create(&options);
    let sent = json!({ "token": options["token"], "credential": credential });
    let answer = person.post_json("/account/passkeys/finish", &sent);
    answer.assert_status(200);
    assert_eq!(body(&answer)["redirect"], "/account/security");
    device
}

fn ask_to_sign_in(browser: &Browser) -> Value {
    let answer = browser.post_json("/login/passkey/start", &json!({}));
    answer.assert_status(200);
    body(&answer)
}

fn sign_in(browser: &Browser, device: &mut Authenticator) -> Answer {
    let options = ask_to_sign_in(browser);
    let credential = device.get(&options);
    browser
        .post_json("/login/passkey/finish", &json!({ "token": options["token"], "credential": credential }))
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    answer.assert_status(403);
    assert!(body(answer)["message"].as_str().unwrap().contains("not accepted"), "{}", answer.text());
}

#[test]
fn a_passkey_signs_in_alone() {
    let app = start();
    let shop = app.shop("Ann");
    let mut device = add(&shop);
    shop.get("/account/security")
        .assert_says("The passkey is added.")
        .assert_says("Ann’s phone")
        .assert_says("not used yet");
    let browser = app.visitor();
    let answer = sign_in(&browser, &mut device);
    answer.assert_status(200);
    assert_eq!(body(&answer)["redirect"], "/today");
    browser.get("/account").assert_status(200);
    browser.get("/account/security").assert_says("Last used just now");
    // Again: the counter has moved on.
    sign_in(&app.visitor(), &mut device).assert_status(200);
}

#[test]
fn it_stands_for_both_factors() {
    let app = start();
    let shop = app.shop("Ann");
    crate::second_factor::turn_on(&app, &shop);
    let mut device = add(&shop);
    let browser = app.visitor();
    sign_in(&browser, &mut device).assert_status(200);
    browser.get("/account").assert_status(200);
}

#[test]
fn the_ceremony_asks_for_what_it_needs() {
    let app = start();
    let shop = app.shop("Ann");
    let options = ask_to_add(&shop);
    let chosen = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(chosen["residentKey"], "required");
    assert_eq!(chosen["userVerification"], "required");
    assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
    let options = ask_to_sign_in(&app.visitor());
    assert_eq!(options["publicKey"]["userVerification"], "required");
    // Nothing about any account.
    assert_eq!(options["publicKey"]["allowCredentials"], json!([]));
}

#[test]
fn adding_one_takes_the_password() {
    let app = start();
    let shop = app.shop("Ann");
    for wish in [json!({}), json!({ "current_password": "wrong" })] {
        let answer = shop.post_json("/account/passkeys/start", &wish);
        answer.assert_status(403);
        assert!(body(&answer)["message"].as_str().unwrap().contains("current password"));
    }
    app.visitor().post_json("/account/passkeys/start", &json!({})).assert_status(303);
}

#[test]
fn a_device_that_does_not_check_its_holder_is_refused() {
    let app = start();
    let shop = app.shop("Ann");
    let mut device = add(&shop);
    device.verifies = false;
    assert_refused(&sign_in(&app.visitor(), &mut device));
}

#[test]
fn another_site_gets_nowhere() {
    let app = start();
    let shop = app.shop("Ann");
    let mut device = add(&shop);
    device.origin = "https://evil.example".into();
    assert_refused(&sign_in(&app.visitor(), &mut device));
}

#[test]
fn a_copied_counter_is_refused() {
    let app = start();
    let shop = app.shop("Ann");
    let mut device = add(&shop);
    sign_in(&app.visitor(), &mut device).assert_status(200);
    device.counter = 0;
    assert_refused(&sign_in(&app.visitor(), &mut device));
}

#[test]
fn an_answer_works_once_and_for_five_minutes() {
    let app = start();
    let shop = app.shop("Ann");
    let mut device = add(&shop);
    let browser = app.visitor();
    let options = ask_to_sign_in(&browser);
    let sent = json!({ "token": options["token"], "credential": device.get(&options) });
    browser.post_json("/login/passkey/finish", &sent).assert_status(200);
    assert_refused(&app.visitor().post_json("/login/passkey/finish", &sent));
    let options = ask_to_sign_in(&browser);
    let sent = json!({ "token": options["token"], "credential": device.get(&options) });
    app.advance(time::Duration::minutes(6));
    assert_refused(&app.visitor().post_json("/login/passkey/finish", &sent));
}

#[test]
fn somebody_else_can_not_finish_what_ann_began() {
    let app = start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let options = ask_to_add(&shop);
    let credential = Authenticator::new(ORIGIN).create(&options);
    let sent = json!({ "token": options["token"], "credential": credential });
    assert_refused(&ben.post_json("/account/passkeys/finish", &sent));
    ben.get("/account/security").assert_silent_on("Ann’s phone");
}

#[test]
fn a_stranger_s_passkey_opens_nothing() {
    let app = start();
    let _shop = app.shop("Ann");
    let mut stranger = Authenticator::new(ORIGIN);
    // As if made elsewhere: this installation never saw it.
    let handle = "AAAAAAAAAAAAAAAAAAAAAA";
    stranger.create(
        &json!({ "publicKey": { "user": { "id": handle }, "challenge": "", "rp": { "id": "localhost" } } }),
    );
    assert_refused(&sign_in(&app.visitor(), &mut stranger));
}

#[test]
fn a_passkey_is_renamed_and_removed_by_its_owner_only() {
    let app = start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let mut device = add(&shop);
    let link = "/account/passkeys/1";
    shop.submit(link, &[("name", "Old phone")]).assert_says("Old phone");
    shop.post(link, &[("name", " ")]).assert_status(422);
    ben.get(link).assert_status(404);
    ben.post(link, &[("name", "Mine")]).assert_status(404);
    ben.post(&format!("{link}/remove"), &[("current_password", PASSWORD)]).assert_status(404);
    let wrong = shop.post(&format!("{link}/remove"), &[("current_password", "wrong")]);
    assert!(wrong.assert_status(422).error("current_password").contains("not your current password"));
    app.mails();
    shop.submit(&format!("{link}/remove"), &[("current_password", PASSWORD)]).assert_silent_on("Old phone");
    assert_eq!(app.mail_to(&shop.email).subject, "A passkey was removed");
    assert_refused(&sign_in(&app.visitor(), &mut device));
}

#[test]
fn nonsense_is_refused_in_json() {
    let app = start();
    let shop = app.shop("Ann");
    for path in ["/account/passkeys/start", "/account/passkeys/finish", "/login/passkey/finish"] {
        for (kind, text) in [("application/json", "{"), ("application/json", "[1]"), ("text/plain", "{}")] {
            let answer = shop.post_body(path, kind, text.as_bytes());
            answer.assert_status(400);
            assert!(body(&answer)["message"].is_string(), "{path}");
        }
    }
}

#[test]
fn other_sites_may_not_ask() {
    let app = start();
    let browser = app.visitor();
    browser.headers.borrow_mut().push(("sec-fetch-site".into(), "cross-site".into()));
    browser.post_json("/login/passkey/start", &json!({})).assert_status(403);
}

#[test]
fn an_installation_without_a_name_offers_none() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/account/security").assert_silent_on("Add a passkey");
    app.visitor().post_json("/login/passkey/start", &json!({})).assert_status(404);
}

#[test]
fn without_a_host_name_the_page_says_what_passkeys_need() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.get("/account/security");
    page.assert_says("Passkeys need a host name").assert_silent_on("data-passkey");
    page.assert_says("Start it with CLIENTSYNC_BASE_URL=http://localhost:8080 and open that address.");
    app.visitor().get("/login").assert_silent_on("data-passkey");
    shop.post_json("/account/passkeys/start", &json!({ "current_password": PASSWORD })).assert_status(404);

    let elsewhere = TestApp::start_with(|config| config.base_url = "http://192.0.2.7".parse().unwrap());
    let page = elsewhere.shop("Ann").get("/account/security");
    page.assert_says("Whoever runs this installation can give it one.").assert_silent_on("localhost");

    let named = start();
    named.shop("Ann").get("/account/security").assert_silent_on("need a host name");
    assert!(named.visitor().get("/login").text().contains("data-passkey"));
}
