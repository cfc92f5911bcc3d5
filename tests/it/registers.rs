//! The public pages and files that are drawn from the registers.

use std::collections::BTreeSet;

use clientsync::app;
use clientsync::inventory::tables;
use clientsync::privacy::registers::{GROUPS, group_of, title_of};
use time::Duration;
use time::macros::format_description;

use crate::support::TestApp;
use crate::support::actors::signed_in;

#[test]
fn every_table_is_in_one_group_and_has_a_name() {
    let inventory = app::inventory();
    let tables = tables(&inventory);
    for table in &tables {
        assert!(group_of(table.name).is_some(), "{}: in no group of /retention", table.name);
        assert!(!table.title.is_empty() || title_of(table.name).is_some(), "{}: has no title", table.name);
    }
    let known: BTreeSet<&str> = tables.iter().map(|t| t.name).collect();
    let grouped: Vec<&str> = GROUPS.iter().flat_map(|group| group.tables).copied().collect();
    let distinct: BTreeSet<&str> = grouped.iter().copied().collect();
    assert_eq!(grouped.len(), distinct.len(), "a table is in two groups");
    assert_eq!(distinct.difference(&known).collect::<Vec<_>>(), [&""; 0], "groups name tables that are gone");
}

#[test]
fn retention_says_every_rule() {
    let app = TestApp::start_with(|config| config.installation.backup_days = 21);
    let page = app.visitor().get("/retention");
    page.assert_status(200).assert_says("for up to 21 days");
    for column in app::inventory() {
        page.assert_says(column.purpose).assert_says(&column.kept());
    }
    page.assert_says("until 30 days after the session has ended").assert_says("kept: ");
    assert_eq!(page.header("set-cookie"), "");
}

#[test]
fn security_shows_what_is_off_as_off() {
    let app = TestApp::start();
    let page = app.visitor().get("/security");
    page.assert_status(200).assert_says("No method is 100% secure").assert_says("Not measured yet");
    page.assert_says("This installation is reached without TLS");
    page.assert_says("Passwords are hashed at a lower cost than in production.");
    let secure = TestApp::start_with(|config| {
        config.base_url = "https://clients.example.net".parse().unwrap();
        config.bcrypt_cost = 12;
    });
    let page = secure.visitor().get("/security");
    page.assert_says("Every page is reached through TLS.").assert_silent_on("without TLS");
    page.assert_says("Passwords are kept as bcrypt hashes");
}

#[test]
fn a_weakness_can_be_reported() {
    let app = TestApp::start_with(|config| config.installation.security_email = "safe@shop.test".into());
    let file = app.visitor().get("/.well-known/security.txt");
    file.assert_status(200);
    assert!(file.header("content-type").starts_with("text/plain"));
    let text = file.text();
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))[name.len() + 2..].to_owned()
    };
    assert_eq!(field("Contact"), "mailto:safe@shop.test");
    assert_eq!(field("Canonical"), app.services.link("/.well-known/security.txt"));
    let expires = field("Expires");
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let expires = time::PrimitiveDateTime::parse(&expires, form).unwrap();
    let ahead = expires - app.services.clock.now();
    assert!(ahead > Duration::days(30) && ahead < Duration::days(365), "{ahead}");
    assert_eq!(field("Policy"), app.services.link("/security#report"));
    app.visitor().get("/security").assert_says("safe@shop.test");
}

#[test]
fn a_business_has_a_public_privacy_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let form = shop.get("/workspace");
    let mut fields: Vec<(&str, String)> =
        ["name", "slug", "industry", "timezone", "locale", "week_starts_on", "currency", "version"]
            .map(|name| (name, form.value(name)))
            .to_vec();
    let slug = form.value("slug");
    app.visitor().get(&format!("/w/{slug}/privacy")).assert_says("has not published an address here");
    fields.extend([
        ("address", "1 Main Street\nSpringfield".to_owned()),
        ("phone", "(555) 010-0199".to_owned()),
        ("privacy_contact_email", "privacy@ann.test".to_owned()),
        ("privacy_text", "We keep **colour formulas** for three years.".to_owned()),
    ]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    shop.post("/workspace", &fields).assert_status(303);
    let page = app.visitor().get(&format!("/w/{slug}/privacy"));
    page.assert_status(200)
        .assert_says("Ann’s Salon decides what it keeps")
        .assert_says("privacy@ann.test")
        .assert_says("Springfield")
        .assert_says("colour formulas")
        .assert_says("E-mail addresses of clients");
    // The owner is not named, and nothing is left in the browser.
    page.assert_silent_on(&shop.email);
    assert_eq!(page.header("set-cookie"), "");
    app.visitor().get("/w/no-such-shop/privacy").assert_status(404);
    assert_eq!(shop.get("/workspace").value("privacy_contact_email"), "privacy@ann.test");
    let mut wrong = fields.clone();
    wrong.retain(|(name, _)| *name != "privacy_contact_email");
    wrong.push(("privacy_contact_email", "not an address"));
    let answer = shop.post("/workspace", &wrong);
    assert!(!answer.assert_status(422).error("privacy_contact_email").is_empty());
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn a_business_takes_its_record_of_processing() {
    let app = TestApp::start();
    let shop = app.shop("=Ann");
    let file = shop.get("/workspace/ropa.csv");
    file.assert_status(200);
    assert!(file.header("content-type").starts_with("text/csv; charset=utf-8"));
    let rows = rows(&file.text());
    assert!(rows.iter().all(|row| row[1] == *"'=Ann’s Salon" && row[0].contains("30(1)")), "{rows:?}");
    let purposes: BTreeSet<&str> = rows.iter().map(|row| &row[4]).collect();
    assert!(
        purposes.contains("Keeping clients") && !purposes.contains("Running the account"),
        "{purposes:?}"
    );
    for who in [shop.manager("Mia"), shop.staff("Ben")] {
        who.get("/workspace/ropa.csv").assert_status(403);
    }
}

#[test]
fn the_operator_takes_both_records() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    app.shop("Oda");
    let sql = format!("UPDATE users SET is_operator = true WHERE id = {}", shop.user_id);
    app.services
        .db
        .write_now(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)?))
        .unwrap();
    let operator = signed_in(&app, &shop.email);
    let rows = rows(&operator.get("/operator/ropa.csv").text());
    let part = |mark: &str| rows.iter().filter(|row| row[0].contains(mark)).collect::<Vec<_>>();
    let (as_controller, as_processor) = (part("30(1)"), part("30(2)"));
    let controller = &app.services.config.installation.controller;
    assert!(as_controller.iter().all(|row| row[1] == *controller.as_str()));
    assert!(as_controller.iter().any(|row| &row[4] == "Running the account"));
    assert!(!as_controller.iter().any(|row| &row[4] == "Keeping clients"));
    let businesses: Vec<&str> = as_processor.iter().map(|row| &row[1]).collect();
    assert_eq!(businesses, ["Ann’s Salon", "Oda’s Salon"]);
    assert!(as_processor.iter().all(|row| row[9].contains("United States") && row[11].contains("Roles")));
    app.visitor().get("/operator/ropa.csv").assert_status(303);
}
