//! The dashboard.

use time::Duration;

use crate::support::{Shop, TestApp, contact};

fn note(shop: &Shop, contact: i64, body: &str) {
    shop.post(&format!("/contacts/{contact}/notes"), &[("body", body)]).assert_status(303);
}

#[test]
fn a_new_business_is_told_its_first_steps() {
    let app = TestApp::start();
    let shop = app.shop("Ann Lee");
    let page = shop.get("/today");
    page.assert_status(200).assert_says("Add your first contact");
    let steps = page.all("main .rows__title");
    assert_eq!(steps, ["Add your first contact", "Invite your people", "Complete your business profile"]);
    let staff = shop.staff("Ben").get("/today");
    assert_eq!(staff.all("main .rows__title"), ["Add your first contact"], "only what the role may do");
    shop.viewer("Vic").get("/today").assert_status(200).assert_silent_on("Add your first contact");
    shop.keeps(contact("Mia Lund"));
    shop.get("/today").assert_silent_on("Add your first contact");
}

#[test]
fn the_greeting_follows_the_business_s_clock() {
    let app = TestApp::start();
    let shop = app.shop("Ann Lee");
    let zone = clientsync::civil::Zone::parse("America/Chicago").unwrap();
    let mut said = std::collections::BTreeSet::new();
    for _ in 0..24 {
        app.advance(Duration::hours(1));
        shop.sign_in_again();
        let greeting = shop.get("/today").all("h1").join("");
        let hour = clientsync::civil::local(app.services.clock.now(), &zone).hour();
        let expected = match hour {
            5..=11 => "Good morning, Ann",
            12..=17 => "Good afternoon, Ann",
            18..=21 => "Good evening, Ann",
            _ => "Hello, Ann",
        };
        assert_eq!(greeting, expected, "at {hour}");
        said.insert(greeting);
    }
    assert_eq!(said.len(), 4);
}

#[test]
fn the_chart_counts_contacts_by_week() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["One", "Two", "Three"]);
    app.advance(Duration::weeks(1));
    shop.keep_names(&["Four"]);
    shop.sign_in_again();
    let page = shop.get("/today");
    let values = page.all(".chart__value");
    assert_eq!(values.len(), 8);
    assert_eq!(values[6..], ["3", "1"]);
    page.assert_says("3 the week before");
    assert_eq!(page.all(".chart__bar--now").len(), 1);
    assert!(page.all("svg title").join(" ").contains("0, 0, 0, 0, 0, 0, 3, 1"));
}

#[test]
fn recent_activity_reads_like_sentences() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    app.advance(Duration::minutes(2));
    note(&shop, mia, "Prefers mornings.");
    let lines = shop.get("/today").all(".columns__side .timeline__head");
    assert!(lines[0].starts_with("Ann wrote a note on Mia Lund"), "{lines:?}");
    assert!(lines[1].starts_with("ClientSync added Mia Lund"), "{lines:?}");
    // A viewer has no activity record to read, but sees this.
    shop.viewer("Vic").get("/today").assert_says("wrote a note on Mia Lund");
}

#[test]
fn own_clients_only_in_every_number_and_line() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    let mia = shop.keeps(contact("Mia Lund"));
    note(&shop, mia, "Secret.");
    ben.get("/today").assert_says("No clients of yours yet").assert_silent_on("Mia Lund");
    let zoe = shop.keeps(contact("Zoë").assigned(ben.member_id));
    note(&shop, zoe, "For Ben.");
    let page = ben.get("/today?all=1");
    page.assert_says("For Ben.").assert_silent_on("Mia Lund").assert_silent_on("Secret.");
    assert_eq!(page.all(".chart__value")[7], "1");
    assert_eq!(shop.get("/today").all(".chart__value")[7], "2");
}

#[test]
fn another_business_s_day_is_not_mine() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Eve"));
    let mia = shop.keeps(contact("Mia Lund"));
    note(&shop, mia, "Prefers mornings.");
    other.get("/today?all=1").assert_silent_on("Mia Lund").assert_says("Add your first contact");
}

#[test]
fn a_visitor_has_no_day() {
    let app = TestApp::start();
    let answer = app.visitor().get("/today");
    answer.assert_status(303);
    assert_eq!(answer.location(), "/login");
}
