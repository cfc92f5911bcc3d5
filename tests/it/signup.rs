//! Signing up: the form, what a stranger learns, and the proof of the address.

use clientsync::account::queries;
use clientsync::db::Unscoped;
use time::Duration;

use crate::support::app::link_in;
use crate::support::{Answer, Browser, TestApp};

const PASSWORD: &str = "seven loud kettles in the attic";
const EMAIL: &str = "Zoe.Lund@example.com";

fn form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "Zoë Lund"),
        ("email", EMAIL),
        ("phone", "+1 312 555 0142"),
        ("password", PASSWORD),
        ("business_name", "Café Lund"),
        ("industry", "salon"),
        ("timezone", "Europe/Oslo"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ]
}

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    form().into_iter().map(|(n, v)| if n == name { (n, value) } else { (n, v) }).collect()
}

fn sign_in(browser: &Browser, password: &str) -> Answer {
    browser.post("/login", &[("email", EMAIL), ("password", password)])
}

fn stored(app: &TestApp, email_key: &str) -> Option<queries::User> {
    let now = app.services.clock.now();
    app.services.db.read_now(|conn| queries::find_by_email(&mut Unscoped::new(conn, now), email_key)).unwrap()
}

#[test]
fn the_front_page_leads_to_sign_up() {
    let app = TestApp::start();
    let page = app.visitor().get("/");
    page.assert_status(200).assert_says("Start free");
    assert!(page.headers.get("set-cookie").is_none());
}

#[test]
fn the_form_asks_for_nothing_more_than_it_says() {
    let app = TestApp::start();
    let page = app.visitor().get("/signup");
    let names: Vec<String> = page
        .html()
        .select(
            &scraper::Selector::parse("main input[name], main select[name], main textarea[name]").unwrap(),
        )
        .map(|e| e.attr("name").unwrap().to_owned())
        .collect();
    let wanted: Vec<&str> = form().into_iter().map(|(n, _)| n).collect();
    assert_eq!(names, wanted);
}

#[test]
fn from_sign_up_through_the_mail_to_the_first_sign_in() {
    let app = TestApp::start();
    let browser = app.visitor();
    let answer = browser.post("/signup", &form());
    assert_eq!((answer.status, answer.location().as_str()), (303, "/signup/sent"));
    assert!(answer.headers.get("set-cookie").is_none(), "nobody is signed in yet");
    browser.get("/signup/sent").assert_status(200).assert_says("Check your mail");

    let mail = app.mail_to(EMAIL);
    assert_eq!(mail.subject, "Confirm your e-mail address");
    assert!(mail.text.contains("Hello Zoë Lund,") && mail.text.contains("somebody signed up for ClientSync"));
    let link = link_in(&app, &mail);
    assert!(mail.html.contains(&link));

    // Opening the link changes nothing: mail scanners do that.
    browser.get(&link).assert_status(200).assert_says("Confirm my address");
    assert!(stored(&app, "zoe.lund@example.com").unwrap().email_verified_at.is_none());
    assert_eq!(browser.post(&link, &[]).location(), "/login");
    browser.get("/login").assert_says("Your address is confirmed.");
    assert_eq!(sign_in(&browser, PASSWORD).location(), "/today");
    assert!(app.mails().is_empty(), "the first browser of a new account needs no warning");

    browser.get(&link).assert_status(410);
    browser.post(&link, &[]).assert_status(410);
}

#[test]
fn an_account_waits_until_its_address_is_confirmed() {
    let app = TestApp::start();
    let browser = app.visitor();
    browser.post("/signup", &form()).assert_status(303);
    let first = link_in(&app, &app.mail_to(EMAIL));
    sign_in(&browser, PASSWORD).assert_status(303);
    browser.get("/verify-email").assert_status(200).assert_says(EMAIL);
    browser.submit("/verify-email/resend", &[]).assert_says("We have sent the link again.");
    let second = link_in(&app, &app.mail_to(EMAIL));
    assert_ne!(first, second);
    assert_eq!(browser.post(&second, &[]).location(), "/today", "signed in here already");
    assert_eq!(browser.get("/verify-email").location(), "/today");
    app.visitor().get(&first).assert_status(410);
}

#[test]
fn a_link_from_the_mail_ends_after_three_days() {
    let app = TestApp::start();
    app.visitor().post("/signup", &form()).assert_status(303);
    let link = link_in(&app, &app.mail_to(EMAIL));
    app.advance(Duration::hours(73));
    app.visitor().post(&link, &[]).assert_status(410);
    assert!(stored(&app, "zoe.lund@example.com").unwrap().email_verified_at.is_none());
}

#[test]
fn an_address_that_has_an_account_gets_the_same_answer_and_a_mail() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let taken: Vec<(&str, &str)> = form()
        .into_iter()
        .map(|(n, v)| if n == "email" { (n, shop.email.as_str()) } else { (n, v) })
        .collect();
    let fresh = app.visitor().post("/signup", &form());
    let known = app.visitor().post("/signup", &taken);
    assert_eq!((known.status, known.location()), (fresh.status, fresh.location()));
    assert_eq!(known.headers.get("set-cookie"), fresh.headers.get("set-cookie"));
    assert_eq!(known.bytes, fresh.bytes);

    let mails = app.mails();
    let mail = mails.iter().find(|m| m.to_email == shop.email).unwrap();
    assert_eq!(mail.subject, "You already have an account");
    assert!(mail.text.contains("Hello Ann,"), "greets the holder, not what the stranger typed");
    let link = link_in(&app, mail);
    assert!(link.starts_with("/password/reset/"));
    // Nothing of the account changed.
    assert_eq!(stored(&app, &shop.email).unwrap().name, "Ann");
    app.visitor().get(&link).assert_status(200);
}

#[test]
fn a_reset_link_proves_the_address_too() {
    let app = TestApp::start();
    app.visitor().post("/signup", &form()).assert_status(303);
    app.mails();
    app.visitor().post("/signup", &with("password", "a stranger typed this first")).assert_status(303);
    let link = link_in(&app, &app.mail_to(EMAIL));
    app.visitor().post(&link, &[("password", "eight green owls at breakfast")]).assert_status(303);
    assert!(stored(&app, "zoe.lund@example.com").unwrap().email_verified_at.is_some());
    sign_in(&app.visitor(), PASSWORD).assert_status(422);
}

#[test]
fn two_sign_ups_at_once_make_one_account() {
    let app = TestApp::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| app.visitor().post("/signup", &form()).status)).collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(statuses, [303; 8]);
    let mails = app.mails();
    assert_eq!(mails.iter().filter(|m| m.subject == "Confirm your e-mail address").count(), 1);
}

#[test]
fn every_mistake_is_said_beside_its_field_and_what_was_typed_stays() {
    let app = TestApp::start();
    let empty = app.visitor().post("/signup", &[]);
    empty.assert_status(422);
    for name in
        ["name", "email", "password", "business_name", "industry", "timezone", "business_use", "accept_terms"]
    {
        assert!(!empty.error(name).is_empty(), "{name}");
    }
    assert_eq!(empty.error("phone"), "");
    for (name, value) in [
        ("email", "zoe at example"),
        ("phone", "12"),
        ("password", "too short"),
        ("password", "password1234567"),
        ("password", "zoelundcafelund"),
        ("industry", "piracy"),
        ("timezone", "Mars/Olympus"),
        ("name", "Win at https://evil.example"),
        ("business_name", "4242 4242 4242 4242"),
        ("accept_terms", ""),
    ] {
        let answer = app.visitor().post("/signup", &with(name, value));
        assert_eq!(answer.status, 422, "{name} {value}");
        assert!(!answer.error(name).is_empty(), "{name} {value}");
        let other = if name == "business_name" { "name" } else { "business_name" };
        assert!(["Zoë Lund", "Café Lund"].contains(&answer.value(other).as_str()));
        answer.assert_silent_on(PASSWORD);
        if name == "password" {
            answer.assert_silent_on(value);
        }
    }
    assert!(app.mails().is_empty());
}

#[test]
fn the_whole_password_counts() {
    let app = TestApp::start();
    let long = format!("{}{}", "kettle attic owl violet ".repeat(4).split_at(74).0, "x tail");
    assert_eq!(long.len(), 80);
    let fields: Vec<(&str, &str)> =
        form().into_iter().map(|(n, v)| if n == "password" { (n, long.as_str()) } else { (n, v) }).collect();
    app.visitor().post("/signup", &fields).assert_status(303);
    let almost = format!("{}y{}", &long[..74], &long[75..]);
    sign_in(&app.visitor(), &almost).assert_status(422);
    sign_in(&app.visitor(), &long).assert_status(303);
}

#[test]
fn the_password_is_kept_as_bcrypt_at_the_configured_cost() {
    let app = TestApp::start_with(|config| config.bcrypt_cost = 5);
    app.visitor().post("/signup", &form()).assert_status(303);
    let user = stored(&app, "zoe.lund@example.com").unwrap();
    assert!(user.password_hash.starts_with("$2b$05$"), "{}", user.password_hash);
    assert_eq!(user.password_hash.len(), 60);
    assert_eq!((user.email.as_str(), user.phone.as_str()), (EMAIL, "+1 312 555 0142"));
}

#[test]
fn that_it_is_for_a_business_is_on_record() {
    use clientsync::schema::workspaces;
    use diesel::prelude::*;
    let app = TestApp::start();
    app.visitor().post("/signup", &with("business_use", "")).assert_status(422);
    app.visitor().post("/signup", &form()).assert_status(303);
    let stated = app.services.db.read_now(|conn| {
        Ok(workspaces::table.select(workspaces::business_use_at).load::<clientsync::clock::Instant>(conn)?)
    });
    let [stated] = stated.unwrap()[..] else { panic!("one business") };
    assert!(app.services.clock.now() - stated < Duration::minutes(1));
}

#[test]
fn an_address_that_nobody_confirms_is_forgotten_after_two_weeks() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let visitor = app.visitor();
    visitor.post("/signup", &form()).assert_status(303);
    sign_in(&visitor, PASSWORD).assert_status(303);
    app.run_jobs();
    app.advance(Duration::days(13));
    app.run_jobs();
    assert!(stored(&app, "zoe.lund@example.com").is_some());
    app.advance(Duration::days(2));
    app.run_jobs();
    assert!(stored(&app, "zoe.lund@example.com").is_none());
    assert!(stored(&app, &shop.email).is_some(), "who confirmed stays");
    shop.sign_in_again();
    shop.get("/today").assert_status(200);

    visitor.post("/signup", &form()).assert_status(303);
    sign_in(&visitor, PASSWORD).assert_status(303);
    visitor.get("/verify-email").assert_status(200);
}
