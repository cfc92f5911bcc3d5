//! The doors: who may ask, what proves who asks, and that nothing tells before the proof
//! whether an address is known.

use std::time::Instant as Timer;

use clientsync::mail::Message;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use time::Duration;

use crate::support::actors::signed_in;
use crate::support::{Answer, Browser, Shop, TestApp, contact};

const MIA: &str = "mia@example.com";

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    word: String,
}

pub fn number(app: &TestApp, sql: &str) -> i64 {
    let sql = format!("SELECT {sql}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Number>(conn)?)).unwrap().number
}

pub fn count(app: &TestApp, from: &str) -> i64 {
    number(app, &format!("count(*) AS number FROM {from}"))
}

pub fn words(app: &TestApp, sql: &str) -> Vec<String> {
    let sql = format!("SELECT {sql}");
    let rows: Vec<Words> = app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
    rows.into_iter().map(|row| row.word).collect()
}

pub fn run(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}

/// The steps of a request, one word an event.
pub fn steps(app: &TestApp, id: i64) -> Vec<String> {
    words(app, &format!("step AS word FROM privacy_request_events WHERE request_id = {id} ORDER BY id"))
}

pub fn ask_at(browser: &Browser, door: &str, kind: &str, email: &str, place: &str) -> Answer {
    let form = [("kind", kind), ("email", email), ("place", place), ("wording", "The street is wrong.")];
    browser.post(door, &form)
}

/// The eight digits of a mail.
pub fn code_in(mail: &Message) -> String {
    assert_eq!(mail.subject, "Confirm your privacy request");
    let is_code = |word: &&str| word.len() == 8 && word.chars().all(|c| c.is_ascii_digit());
    mail.text
        .split_whitespace()
        .find(is_code)
        .unwrap_or_else(|| panic!("no code in {}", mail.text))
        .to_owned()
}

/// The newest mail with a code to this address, whatever else went there.
pub fn code_mail(app: &TestApp, address: &str) -> Message {
    let mails = app.mails();
    let is_code = |m: &&Message| m.to_email == address && m.subject == "Confirm your privacy request";
    mails.iter().rfind(is_code).cloned().unwrap_or_else(|| panic!("no code for {address}"))
}

/// Asks at the public form, confirms with the code, and tells the receipt's path.
pub fn confirmed(app: &TestApp, kind: &str, email: &str, place: &str) -> String {
    confirmed_at(app, "/privacy/request", kind, email, place)
}

pub fn confirmed_at(app: &TestApp, door: &str, kind: &str, email: &str, place: &str) -> String {
    let browser = app.visitor();
    let asked = ask_at(&browser, door, kind, email, place);
    asked.assert_status(303);
    let token = asked.location();
    assert!(token.starts_with("/privacy/request/"), "{token}");
    let code = code_in(&code_mail(app, email));
    let answer = browser.post(&token, &[("code", &code)]);
    answer.assert_status(303);
    answer.location()
}

pub fn newest_request(app: &TestApp) -> i64 {
    number(app, "max(id) AS number FROM privacy_requests")
}

pub fn slug(app: &TestApp, shop: &Shop) -> String {
    words(app, &format!("slug AS word FROM workspaces WHERE id = {}", shop.workspace_id)).remove(0)
}

/// R1.
#[test]
fn a_request_splits_to_whoever_decides() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    let ben = ann.staff("Ben");
    for shop in [&ann, &bea] {
        shop.keeps(contact("Ben Hansen").email(&ben.email));
        shop.keeps(contact("Somebody Else").email("else@example.com"));
    }
    let receipt = confirmed(&app, "access", &ben.email, "Germany");
    assert_eq!(count(&app, "privacy_requests"), 3);
    assert_eq!(count(&app, "privacy_requests WHERE scope = 'operator' AND workspace_id IS NULL"), 1);
    for shop in [&ann, &bea] {
        let here =
            format!("privacy_requests WHERE scope = 'workspace' AND workspace_id = {}", shop.workspace_id);
        assert_eq!(count(&app, &here), 1);
        let due = count(&app, &format!("{here} AND subject_key <> '' AND regime = 'gdpr'"));
        assert_eq!(due, 1, "it is about the client with that address");
        shop.get("/privacy/queue").assert_says(&ben.email).assert_says("Access");
    }
    let page = app.visitor().get(&receipt);
    page.assert_status(200).assert_says("Any business that keeps your details here was given your request");
    page.assert_silent_on("Ann’s Salon").assert_silent_on("Ben Hansen").assert_silent_on(&ben.email);
    assert_eq!(count(&app, "privacy_inquiries"), 0, "what proved the address is deleted");
}

/// R2.
#[test]
fn the_answer_is_the_same_for_known_and_unknown_addresses() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.keeps(contact("Mia Lund").email(MIA));
    let seen = |email: &str| {
        let browser = app.visitor();
        let asked = ask_at(&browser, "/privacy/request", "erasure", email, "France");
        let token = asked.location();
        let page = browser.get(&token).text().replace(&token, "TOKEN");
        let mail = code_mail(&app, email);
        let code = code_in(&mail);
        let told = mail.text.replace(&code, "CODE");
        let done = browser.post(&token, &[("code", &code)]).location();
        let receipt = browser.get(&done);
        let headers: Vec<String> = asked.headers.iter().map(|(n, v)| format!("{n}: {v:?}")).collect();
        (asked.status, without_numbers(headers, &token), asked.bytes, page, told, receipt)
    };
    let (known, unknown) = (seen(MIA), seen("nobody.here@example.com"));
    assert_eq!((known.0, &known.1, &known.2), (unknown.0, &unknown.1, &unknown.2));
    assert_eq!(known.3, unknown.3, "the page that asks for the code");
    assert_eq!(known.4, unknown.4, "the mail with the code");
    let wording = |receipt: &Answer| receipt.all(".notice").join(" ");
    assert!(wording(&known.5).contains("Any business that keeps your details here"));
    // Neither has an account, so the whole receipts are alike but for their numbers.
    let facts = |receipt: &Answer| (receipt.all(".facts"), receipt.all(".rows"), receipt.all(".badge"));
    assert_eq!((wording(&known.5), facts(&known.5)), (wording(&unknown.5), facts(&unknown.5)));
}

fn without_numbers(headers: Vec<String>, token: &str) -> Vec<String> {
    let is_number = |line: &String| line.starts_with("x-request-id") || line.starts_with("date");
    let mut lines: Vec<String> = headers
        .into_iter()
        .filter(|line| !is_number(line))
        .map(|line| line.replace(token, "TOKEN"))
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_answer_takes_as_long_for_known_as_for_unknown_addresses() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.keeps(contact("Mia Lund").email(MIA));
    let browser = app.visitor();
    let median = |email: &dyn Fn(usize) -> String| {
        let mut times: Vec<_> = (0..21)
            .map(|n| {
                let started = Timer::now();
                ask_at(&browser, "/privacy/request", "access", &email(n), "Texas").assert_status(303);
                started.elapsed()
            })
            .collect();
        times.sort();
        times[10].as_secs_f64()
    };
    let (known, unknown) = (median(&|_| MIA.into()), median(&|n| format!("nobody{n}@example.com")));
    assert!(known < unknown * 3.0 && unknown < known * 3.0, "{known} against {unknown}");
    assert_eq!(count(&app, "privacy_requests"), 0, "nobody was looked up");
}

#[test]
fn a_code_works_once_for_thirty_minutes_and_five_tries() {
    let app = TestApp::start();
    let browser = app.visitor();
    let asked = |app: &TestApp| {
        let token = ask_at(&browser, "/privacy/request", "access", MIA, "Ireland").location();
        (token, code_in(&code_mail(app, MIA)))
    };
    let enter = |token: &str, code: &str| browser.post(token, &[("code", code)]);
    let wrong = |code: &str| if code == "00000000" { "11111111" } else { "00000000" }.to_owned();

    let (token, code) = asked(&app);
    enter(&token, &code).assert_status(303);
    enter(&token, &code).assert_status(404);

    let (token, code) = asked(&app);
    for _ in 0..4 {
        assert_ne!(enter(&token, &wrong(&code)).assert_status(422).error("code"), "");
    }
    enter(&token, &code).assert_status(303);

    let (token, code) = asked(&app);
    for _ in 0..5 {
        enter(&token, &wrong(&code)).assert_status(422);
    }
    enter(&token, &code).assert_status(422);

    app.advance(Duration::hours(2));
    let (token, code) = asked(&app);
    app.advance(Duration::minutes(31));
    enter(&token, &code).assert_status(422);
    browser.post(&format!("{token}/resend"), &[]).assert_status(303);
    let newer = code_in(&code_mail(&app, MIA));
    enter(&token, &newer).assert_status(303);
}

#[test]
fn no_address_is_flooded_with_codes() {
    let app = TestApp::start();
    for _ in 0..9 {
        ask_at(&app.visitor(), "/privacy/request", "access", MIA, "Ireland").assert_status(303);
    }
    assert!(app.mails().iter().filter(|mail| mail.to_email == MIA).count() <= 5);
    let few = TestApp::with_limit(2);
    let browser = few.visitor();
    for _ in 0..2 {
        ask_at(&browser, "/privacy/request", "access", MIA, "Ireland").assert_status(303);
    }
    let late = ask_at(&browser, "/privacy/request", "access", MIA, "Ireland");
    assert_eq!(late.assert_status(429).value("email"), MIA);
}

/// A27.
#[test]
fn a_deletion_does_nothing_until_the_code_is_used() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.keeps(contact("Mia Lund").email(MIA));
    let browser = app.visitor();
    let token = ask_at(&browser, "/privacy/request", "erasure", MIA, "Germany").location();
    app.run_jobs();
    app.advance(Duration::hours(20));
    app.run_jobs();
    assert_eq!(count(&app, "privacy_requests"), 0);
    assert_eq!(count(&app, "contacts"), 1);
    ann.sign_in_again();
    ann.get("/privacy/queue").assert_says("No request is open");
    browser.post(&token, &[("code", "")]).assert_status(422);
    assert_eq!(count(&app, "privacy_requests"), 0);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(count(&app, "privacy_inquiries"), 0, "swept");
    browser.get(&token).assert_status(404);
}

/// B12.
#[test]
fn nothing_before_the_code_holds_anybodys_data_and_nothing_takes_a_file() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.keeps(contact("Canary Quetzal").email(MIA).company("Canary Works").phone("+1 479 555 0142"));
    let browser = app.visitor();
    let slug = slug(&app, &ann);
    for door in ["/privacy/request".to_owned(), format!("/w/{slug}/privacy")] {
        let form = browser.get(&door);
        let asked = ask_at(&browser, &door, "access", MIA, "Colorado");
        let code = browser.get(&asked.location());
        let mails = app.mails();
        for page in [&form, &asked, &code] {
            assert!(!page.text().contains("Canary") && !page.text().contains("555 0142"));
            assert!(!page.text().contains("type=\"file\"") && !page.text().contains("multipart"));
        }
        assert!(!code.text().contains(MIA));
        assert!(!mails.is_empty());
        for mail in &mails {
            assert!(!format!("{} {} {}", mail.subject, mail.text, mail.html).contains("Canary"));
        }
    }
}

/// A23, and door 5's rule: opt-outs are not verified.
#[test]
fn an_opt_out_asks_nobody_who_they_are_and_acts_at_once() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    let ben = ann.staff("Ben");
    ben.post("/account/privacy/choices", &[("purpose", "marketing"), ("allowed", "yes")]).assert_status(303);
    bea.keeps(contact("Ben Hansen").email(&ben.email));
    for (kind, email) in
        [("withdraw_consent", ben.email.as_str()), ("opt_out_sale_share", "nobody@example.com")]
    {
        let answer = ask_at(&app.visitor(), "/privacy/request", kind, email, "California");
        answer.assert_status(303);
        let receipt = app.visitor().get(&answer.location());
        receipt.assert_status(200).assert_says("Done").assert_says("Opt-out carried out");
        receipt.assert_says("Any business that keeps your details here");
    }
    assert_eq!(count(&app, "suppressions WHERE workspace_id IS NULL"), 2);
    app.run_jobs();
    assert_eq!(count(&app, &format!("suppressions WHERE workspace_id = {}", bea.workspace_id)), 1);
    assert_eq!(count(&app, &format!("suppressions WHERE workspace_id = {}", ann.workspace_id)), 0);
    let choice =
        format!("privacy_choices WHERE user_id = {} AND purpose = 'marketing' AND NOT allowed", ben.user_id);
    assert_eq!(count(&app, &choice), 1);
    let there = format!("privacy_requests WHERE workspace_id = {} AND state = 'fulfilled'", bea.workspace_id);
    assert_eq!(count(&app, &there), 1);
    assert_eq!(count(&app, "privacy_inquiries"), 0);
}

#[test]
fn a_report_about_a_child_freezes_the_record_at_once() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let kid = ann.keeps(contact("Kid").email("kid@example.com"));
    let slug = slug(&app, &ann);
    let answer =
        ask_at(&app.visitor(), &format!("/w/{slug}/privacy"), "child_data", "kid@example.com", "Texas");
    answer.assert_status(303);
    app.run_jobs();
    let frozen = format!("contacts WHERE id = {kid} AND restricted_why = 'child_report'");
    assert_eq!(count(&app, &frozen), 1);
    ann.get("/contacts").assert_silent_on("kid@example.com");
    let id = newest_request(&app);
    assert!(steps(&app, id).contains(&"frozen".to_owned()));
    ann.get(&format!("/privacy/queue/{id}")).assert_says("The record is frozen");
}

#[test]
fn of_several_clients_with_one_address_a_person_decides() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email(MIA));
    ann.keeps(contact("Max Lund").email(MIA));
    let other = ann.keeps(contact("Somebody Else").email("else@example.com"));
    ann.post("/privacy/queue/settings", &[("auto_copies", "on"), ("auto_opt_outs", "on")]).assert_status(303);
    confirmed(&app, "objection", MIA, "Spain");
    app.run_jobs();
    let id = number(&app, "id AS number FROM privacy_requests WHERE scope = 'workspace'");
    assert_eq!(
        count(&app, "privacy_requests WHERE shared_address AND subject_key = '' AND state = 'open'"),
        1
    );
    assert_eq!(count(&app, "contacts WHERE restricted_at IS NOT NULL"), 0);
    let page = ann.get(&format!("/privacy/queue/{id}"));
    page.assert_says("Who is meant?").assert_says("Mia Lund").assert_says("Max Lund");
    let choose = |contact: i64| {
        ann.post(&format!("/privacy/queue/{id}/subject"), &[("contact_id", &contact.to_string())])
    };
    choose(other).assert_status(422);
    ann.post(&format!("/privacy/queue/{id}/fulfil"), &[]);
    assert_eq!(count(&app, "contacts WHERE restricted_at IS NOT NULL"), 0, "nobody is meant yet");
    choose(mia).assert_status(303);
    ann.post(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_status(303);
    assert_eq!(count(&app, &format!("contacts WHERE id = {mia} AND restricted_why = 'objection'")), 1);
    assert_eq!(count(&app, "contacts WHERE restricted_at IS NOT NULL"), 1);
}

#[test]
fn a_business_is_named_only_if_it_allowed_that() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    for shop in [&ann, &bea] {
        shop.keeps(contact("Mia Lund").email(MIA));
    }
    bea.post("/privacy/queue/settings", &[("named", "on")]).assert_status(303);
    let receipt = confirmed(&app, "access", MIA, "Italy");
    let page = app.visitor().get(&receipt);
    page.assert_says("Bea’s Salon").assert_silent_on("Ann’s Salon");
    let mails = app.mails();
    let to_mia: Vec<_> = mails.iter().filter(|mail| mail.to_email == MIA).map(|mail| &mail.subject).collect();
    assert!(to_mia.iter().any(|s| s.contains("Bea’s Salon")), "{to_mia:?}");
    assert!(!to_mia.iter().any(|s| s.contains("Ann’s Salon")), "{to_mia:?}");
}

/// Door 2.
#[test]
fn a_request_at_a_business_s_door_is_that_business_s_alone() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    for shop in [&ann, &bea] {
        shop.keeps(contact("Mia Lund").email(MIA));
    }
    let door = format!("/w/{}/privacy", slug(&app, &ann));
    let refused = app.visitor().post(&door, &[("kind", "rectification"), ("email", "mia")]);
    refused.assert_status(422);
    for field in ["email", "place", "wording"] {
        assert_ne!(refused.error(field), "", "{field}");
    }
    let receipt = confirmed_at(&app, &door, "rectification", MIA, "Poland");
    assert_eq!(count(&app, "privacy_requests"), 1);
    app.visitor().get(&receipt).assert_says("Ann’s Salon").assert_silent_on("We process data for businesses");
    ann.get("/privacy/queue").assert_says(MIA);
    bea.get("/privacy/queue").assert_silent_on(MIA).assert_says("No request is open");
    let mails = app.mails();
    assert!(mails.iter().any(|m| m.to_email == ann.email && m.subject.contains("privacy request")));
    let to_mia = mails.iter().find(|m| m.to_email == MIA).unwrap();
    assert!(to_mia.subject.contains("We received your request") && to_mia.text.contains("/r/"));
    app.visitor().get("/w/no-such-shop/privacy").assert_status(404);
    app.visitor().post("/w/no-such-shop/privacy", &[]).assert_status(404);
}

/// An operator with a browser of their own.
pub fn operator(app: &TestApp) -> Browser {
    let shop = app.shop("Olga Operator");
    run(app, &format!("UPDATE users SET is_operator = TRUE WHERE id = {}", shop.user_id));
    signed_in(app, &shop.email)
}
