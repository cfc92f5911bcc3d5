//! `/account/privacy`: what is held, who looked at it, and the choices that take effect.

use std::collections::BTreeSet;

use clientsync::inventory::{self, Basis, Link, Origin, Subject};
use clientsync::privacy::held::{Correction, correction, objection};
use clientsync::standing::Processor;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::{Actor, Answer, TestApp};

const PHONE: &str = "+1 479 555 0142";

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(app: &TestApp, sql: &str) -> i64 {
    let sql = format!("SELECT {sql}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Number>(conn)?)).unwrap().number
}

fn run(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}

fn open(actor: &Actor) -> Answer {
    actor.submit("/account/privacy/data", &[("current_password", PASSWORD)])
}

fn choose(actor: &Actor, purpose: &str, allowed: &str) -> Answer {
    actor.submit("/account/privacy/choices", &[("purpose", purpose), ("allowed", allowed)])
}

/// Whether somebody's choice is kept as this.
fn kept(app: &TestApp, actor: &Actor, purpose: &str, allowed: bool) -> bool {
    let allowed = if allowed { "allowed" } else { "NOT allowed" };
    let of = format!("user_id = {} AND purpose = '{purpose}' AND {allowed}", actor.user_id);
    number(app, &format!("count(*) AS number FROM privacy_choices WHERE {of}")) == 1
}

/// The page's number for a table.
fn shown(page: &Answer, table: &str) -> i64 {
    let text = page.text();
    let Some(at) = text.find(&format!("section={table}\"")) else { return 0 };
    let badge = &text[at..];
    let badge = &badge[badge.find("badge--neutral").unwrap()..];
    let digits: String =
        badge.chars().skip_while(|c| *c != '>').skip(1).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn the_numbers_are_those_of_the_database() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = app.shop("Zoe");
    other.post("/contacts", &[("name", "Somebody Else")]);
    for name in ["Mia Lund", "Tom Ray"] {
        shop.post("/contacts", &[("name", name)]).assert_status(303);
    }
    let page = shop.get("/account/privacy");
    let id = shop.user_id;
    for (table, condition) in [
        ("users", format!("id = {id}")),
        ("sessions", format!("user_id = {id}")),
        ("known_devices", format!("user_id = {id}")),
        ("recovery_codes", format!("user_id = {id}")),
        ("members", format!("user_id = {id}")),
        ("activity_entries", format!("actor = (SELECT pseudonym FROM users WHERE id = {id})")),
    ] {
        let sql = format!("count(*) AS number FROM {table} WHERE {condition}");
        assert_eq!(shown(&page, table), number(&app, &sql), "{table}");
    }
    assert!(shown(&page, "activity_entries") >= 2);
}

#[test]
fn values_are_shown_after_the_password_again_and_every_look_is_listed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.post("/account", &[("name", "Ann"), ("phone", PHONE)]).assert_status(303);
    shop.get("/account/privacy").assert_silent_on(PHONE);
    let door = shop.get("/account/privacy/data");
    door.assert_says("Your password once more").assert_silent_on(PHONE);
    let wrong = shop.post("/account/privacy/data", &[("current_password", "wrong")]);
    assert_ne!(wrong.assert_status(422).error("current_password"), "");
    shop.get("/account/privacy").assert_says("Nobody has looked at your data on this page yet.");

    open(&shop)
        .assert_says(PHONE)
        .assert_says("Running the account")
        .assert_says("needed for the service you use (contract)")
        .assert_says("for as long as the account exists")
        .assert_says("Kept until")
        .assert_says("Correct it")
        .assert_silent_on("$2");
    shop.get("/account/privacy").assert_says("You looked at all that is held about you");
    shop.get("/account/privacy/data?section=sessions").assert_says("Browser and system");
    shop.get("/account/privacy").assert_says("You looked at Where you are signed in");
    shop.get("/account/privacy/data?section=contacts").assert_status(404);

    app.advance(Duration::minutes(16));
    shop.get("/account/privacy/data").assert_says("Your password once more").assert_silent_on(PHONE);
}

#[test]
fn nobody_sees_what_is_held_about_another() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.post("/account", &[("name", "Ann"), ("phone", PHONE)]).assert_status(303);
    open(&ben).assert_silent_on(PHONE).assert_silent_on(&shop.email);
    app.visitor().get("/account/privacy").assert_status(303);
}

#[test]
fn who_received_something_is_named() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    open(&shop).assert_says("Nobody outside.");
    run(
        &app,
        "INSERT INTO processors (id, name, name_key, purpose, data, hosts, countries, stores_data, safeguard, \
         agreement, vetting, policy_url, required, functions, emergency, version, created_at, updated_at) \
         VALUES (7, 'Postbote', 'postbote', '', '', '', '', FALSE, '', '', '', '', TRUE, '', '', 1, \
         '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    );
    run(
        &app,
        &format!(
            "INSERT INTO disclosures (processor_id, user_id, what, first_at, last_at, times) VALUES \
             (7, {}, 'name and e-mail address', '2026-11-01 10:00:00', '2026-11-02 10:00:00', 4)",
            shop.user_id
        ),
    );
    let page = shop.get("/account/privacy/data");
    page.assert_says("Postbote").assert_says("name and e-mail address, 4 times");
}

#[test]
fn marketing_is_off_until_somebody_switches_it_on() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    assert!(!kept(&app, &shop, "marketing", true));
    shop.get("/account/privacy").assert_says("Switch on: News and offers by e-mail");
    choose(&shop, "marketing", "yes").assert_says("News and offers by e-mail: switched on.");
    assert!(kept(&app, &shop, "marketing", true));
    shop.get("/account/privacy").assert_says("You switched on: News and offers by e-mail");
    choose(&shop, "marketing", "no").assert_says("switched off.");
    assert!(kept(&app, &shop, "marketing", false));
    choose(&shop, "marketing", "no");
    let events = format!("count(*) AS number FROM account_events WHERE user_id = {}", shop.user_id);
    assert_eq!(number(&app, &events), 2, "a choice that changes nothing is no event");
}

#[test]
fn whoever_objects_to_product_improvement_is_not_counted() {
    const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.headers.replace(vec![("user-agent".into(), AGENT.into())]);
    let times = || {
        app.collect();
        let sum = "CAST(coalesce(sum(hits), 0) AS BIGINT) AS number";
        number(&app, &format!("{sum} FROM analytics_counts WHERE route = '/account/security'"))
    };
    shop.get("/account/security").assert_status(200);
    assert_eq!(times(), 1);
    choose(&shop, "interest:product improvement", "no").assert_says("Product improvement: switched off.");
    shop.get("/account/security").assert_status(200);
    assert_eq!(times(), 1);
    choose(&shop, "interest:product improvement", "yes");
    shop.get("/account/security").assert_status(200);
    assert_eq!(times(), 2);
}

#[test]
fn only_what_is_offered_can_be_chosen() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (purpose, allowed) in [("nonsense", "no"), ("processor:9", "no"), ("marketing", "maybe"), ("", "")] {
        shop.post("/account/privacy/choices", &[("purpose", purpose), ("allowed", allowed)])
            .assert_status(400);
    }
    let security = shop
        .post("/account/privacy/choices", &[("purpose", "interest:security of accounts"), ("allowed", "no")]);
    security.assert_status(400);
    shop.get("/account/privacy")
        .assert_says("Without it nobody would notice that somebody else signs in as you.");
}

#[test]
fn an_optional_company_can_be_switched_off() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let today = app.services.clock.now().date();
    let company = |id, name: &str, optional| Processor {
        id,
        name: name.into(),
        hosts: Vec::new(),
        effective_on: Some(today),
        review_on: None,
        optional,
        baa: false,
    };
    app.services.standing.change(|facts| {
        facts.processors = vec![company(5, "Fault Watch", true), company(6, "Needed Host", false)];
    });
    shop.get("/account/privacy").assert_says("Fault Watch").assert_silent_on("Needed Host");
    choose(&shop, "processor:5", "no").assert_says("Fault Watch: switched off.");
    assert!(kept(&app, &shop, "processor:5", false));
    let post = [("purpose", "processor:6"), ("allowed", "no")];
    shop.post("/account/privacy/choices", &post).assert_status(400);
}

#[test]
fn opting_in_again_after_the_signal_takes_two_steps() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/account/privacy").assert_silent_on("Opt in again");
    run(&app, &format!("UPDATE users SET gpc_at = '2026-11-01 10:00:00' WHERE id = {}", shop.user_id));
    let marked = format!("count(gpc_at) AS number FROM users WHERE id = {}", shop.user_id);
    shop.get("/account/privacy").assert_says("Opt in again");
    shop.get("/account/privacy/signal").assert_says("Stay opted out");
    assert_eq!(number(&app, &marked), 1);
    shop.submit("/account/privacy/signal", &[]).assert_says("no longer carries the opt-out signal");
    assert_eq!(number(&app, &marked), 0);
    shop.get("/account/privacy").assert_says("You opted in again");
}

#[test]
fn events_are_kept_for_a_year() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    choose(&shop, "marketing", "yes");
    let events = format!("count(*) AS number FROM account_events WHERE user_id = {}", shop.user_id);
    app.advance(Duration::days(364));
    app.run_jobs();
    assert_eq!(number(&app, &events), 1);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(number(&app, &events), 0);
}

#[test]
fn invitations_are_kept_for_ninety_days_after_they_expired() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.post("/staff/invite", &[("email", "new@example.com"), ("role", "staff")]).assert_status(303);
    app.advance(Duration::days(7 + 89));
    app.run_jobs();
    assert_eq!(number(&app, "count(*) AS number FROM invitations"), 1);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(number(&app, "count(*) AS number FROM invitations"), 0);
}

#[test]
fn what_a_person_gave_they_can_correct_or_are_told_why_not() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mut forms = BTreeSet::new();
    for table in inventory::tables(&app.services.inventory) {
        let business = table.name == "workspaces";
        if table.subject != Subject::User || (table.link == Link::None && !business) {
            continue;
        }
        for column in table.shown().filter(|column| column.origin == Origin::Provided) {
            match correction(column) {
                Some(Correction::Form(href)) => forms.insert(href),
                Some(Correction::Ask(why)) => forms.insert(why) || !why.is_empty(),
                None => panic!("{}.{} needs a form or a reason", column.table, column.column),
            };
        }
    }
    for href in forms.into_iter().filter(|href| href.starts_with('/')) {
        shop.get(href).assert_status(200);
    }
}

#[test]
fn every_legitimate_interest_can_be_objected_to_or_is_compelling() {
    for column in clientsync::app::inventory() {
        if let Basis::LegitimateInterest(interest) = column.basis {
            assert!(
                objection(interest).is_some(),
                "{interest} ({}): say what an objection does",
                column.table
            );
        }
    }
}
