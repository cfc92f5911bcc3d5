//! Follow-ups: given, due on a date of the business's calendar, done, taken back.

use time::Duration;

use crate::support::{Actor, Answer, Shop, TestApp, contact};

/// The business's date, so many days from now. Shops of the tests are in Chicago.
fn day(shop: &Shop, from_now: i64) -> String {
    let now = shop.app.services.clock.now();
    let zone = clientsync::civil::Zone::parse("America/Chicago").unwrap();
    (clientsync::civil::local_date(now, &zone) + Duration::days(from_now)).to_string()
}

fn give(giver: &Actor, contact: i64, title: &str, due_on: &str, to: &Actor) -> Answer {
    let to = to.member_id.to_string();
    giver.post(
        &format!("/contacts/{contact}/follow-ups"),
        &[("title", title), ("due_on", due_on), ("assigned_to", &to)],
    )
}

/// The number of the first follow-up that the contact page lists.
fn first_on(reader: &Actor, contact: i64) -> i64 {
    let html = reader.get(&format!("/contacts/{contact}")).text();
    let (_, rest) = html.split_once("action=\"/follow-ups/").expect("a follow-up on the page");
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn a_follow_up_is_on_the_contact_and_on_the_assignee_s_day() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben Ortiz");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", &day(&shop, 0), &ben).assert_status(303);
    shop.get(&format!("/contacts/{mia}")).assert_says("Call back").assert_says("Ben Ortiz");
    ben.get("/today").assert_says("Call back").assert_says("Mia Lund");
    shop.get("/today").assert_silent_on("Call back");
    shop.get("/today?all=1").assert_says("Call back").assert_says("Ben Ortiz");
}

#[test]
fn what_is_wrong_is_said_beside_each_field() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = app.shop("Eve");
    let mia = shop.keeps(contact("Mia Lund"));
    let stranger = other.member_id.to_string();
    let path = format!("/contacts/{mia}/follow-ups");
    let answer = shop.post(&path, &[("due_on", "2026-02-30"), ("assigned_to", &stranger)]);
    answer.assert_status(422);
    assert_eq!(answer.error("title"), "Say what is to be done.");
    assert_eq!(answer.error("due_on"), "Choose a date.");
    assert_eq!(answer.error("assigned_to"), "Choose who does it.");
    let me = shop.member_id.to_string();
    let card = "Charge 4111111111111111";
    let answer = shop.post(&path, &[("title", card), ("due_on", "2030-01-01"), ("assigned_to", &me)]);
    answer.assert_status(422);
    assert!(answer.error("title").contains("payment-card number"));
    assert_eq!(answer.value("due_on"), "2030-01-01", "what was typed is kept");
    shop.get(&format!("/contacts/{mia}")).assert_silent_on("4111");
}

#[test]
fn done_and_open_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", &day(&shop, 0), &shop).assert_status(303);
    let id = first_on(&shop, mia);
    let today = shop.submit(&format!("/follow-ups/{id}/done"), &[("from", "today")]);
    today.assert_says("Follow-up done.");
    assert_eq!(today.all(".flash__action"), ["Undo"]);
    assert!(today.all(".rows__title").is_empty());
    let page = shop.submit(&format!("/follow-ups/{id}/reopen"), &[]);
    assert_eq!(page.all(".rows__row--done").len(), 0);
    let page = shop.submit(&format!("/follow-ups/{id}/done"), &[]);
    assert_eq!(page.all(".rows__row--done .rows__title"), ["Call back"]);
}

#[test]
fn the_open_ones_come_first() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "First", &day(&shop, 0), &shop).assert_status(303);
    shop.post(&format!("/follow-ups/{}/done", first_on(&shop, mia)), &[]).assert_status(303);
    give(&shop, mia, "Third", &day(&shop, 9), &shop).assert_status(303);
    give(&shop, mia, "Second", &day(&shop, 3), &shop).assert_status(303);
    let page = shop.get(&format!("/contacts/{mia}"));
    let titles = page.all(".columns__side .rows__title");
    assert_eq!(titles, ["Second", "Third", "First"]);
}

#[test]
fn a_follow_up_is_changed_and_deleted() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben Ortiz");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", "2030-01-01", &shop).assert_status(303);
    let id = first_on(&shop, mia);
    let form = shop.get(&format!("/follow-ups/{id}/edit"));
    assert_eq!((form.value("title"), form.value("due_on")), ("Call back".into(), "2030-01-01".into()));
    let ben_id = ben.member_id.to_string();
    let changed = [
        ("title", "Send the quote"),
        ("due_on", "2030-02-03"),
        ("assigned_to", ben_id.as_str()),
        ("version", "1"),
    ];
    let page = ben.submit(&format!("/follow-ups/{id}/edit"), &changed);
    page.assert_says("Send the quote").assert_says("Feb 3, 2030").assert_silent_on("Call back");
    shop.post(&format!("/follow-ups/{id}/edit"), &[("title", "")]).assert_status(422);
    shop.get(&format!("/follow-ups/{id}/delete")).assert_says("Send the quote");
    let page = shop.submit(&format!("/follow-ups/{id}/delete"), &[]);
    page.assert_silent_on("Send the quote");
    shop.get(&format!("/follow-ups/{id}/edit")).assert_status(404);
}

#[test]
fn a_stale_edit_shows_both_versions_and_loses_neither() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben Ortiz");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", "2030-01-01", &shop).assert_status(303);
    let path = format!("/follow-ups/{}/edit", first_on(&shop, mia));
    let me = shop.member_id.to_string();
    let save = |who: &Actor, title: &str, version: &str| {
        let form = [("title", title), ("due_on", "2030-01-01"), ("assigned_to", &me), ("version", version)];
        who.post(&path, &form)
    };
    let read = shop.get(&path).value("version");
    save(&ben, "Send the quote", &ben.get(&path).value("version")).assert_status(303);
    for version in [read.as_str(), "", "x"] {
        let conflict = save(&shop, "Write a letter", version);
        conflict.assert_status(409).assert_says("Somebody changed this follow-up");
        assert_eq!(conflict.all(".compare__changed dd"), ["Send the quote", "Write a letter"]);
        assert_eq!(conflict.value("title"), "Write a letter");
        assert_eq!(shop.get(&path).value("title"), "Send the quote");
    }
    // Whoever has seen both may replace the other one.
    let seen = save(&shop, "Write a letter", &read).value("version");
    save(&shop, "", &seen).assert_status(422);
    save(&shop, "Write a letter", &seen).assert_status(303);
    assert_eq!(shop.get(&path).value("title"), "Write a letter");
}

#[test]
fn who_left_or_only_looks_is_given_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let vic = shop.viewer("Vic Looker");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", "2030-01-01", &vic).assert_status(422);
    shop.get(&format!("/contacts/{mia}")).assert_silent_on("Vic Looker");
}

#[test]
fn a_viewer_changes_no_follow_up() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let vic = shop.viewer("Vic");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", "2030-01-01", &shop).assert_status(303);
    let id = first_on(&shop, mia);
    give(&vic, mia, "Mine", "2030-01-01", &vic).assert_status(403);
    for act in ["done", "reopen", "edit", "delete"] {
        vic.post(&format!("/follow-ups/{id}/{act}"), &[]).assert_status(403);
    }
    let page = vic.get(&format!("/contacts/{mia}"));
    page.assert_says("Call back");
    assert_eq!(page.all(".rows__row--done").len(), 0);
}

#[test]
fn own_clients_only_and_never_another_business_s() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = app.shop("Eve");
    let ben = shop.staff_with_own_clients("Ben");
    let mia = shop.keeps(contact("Mia Lund"));
    give(&shop, mia, "Call back", &day(&shop, 0), &shop).assert_status(303);
    let id = first_on(&shop, mia);
    for stranger in [&ben, &other.owner] {
        give(stranger, mia, "Mine", "2030-01-01", stranger).assert_status(404);
        for act in ["edit", "delete"] {
            stranger.get(&format!("/follow-ups/{id}/{act}")).assert_status(404);
        }
        for act in ["done", "reopen", "edit", "delete"] {
            stranger.post(&format!("/follow-ups/{id}/{act}"), &[]).assert_status(404);
        }
        stranger.get("/today?all=1").assert_silent_on("Call back");
    }
    let page = shop.get(&format!("/contacts/{mia}"));
    assert_eq!(page.all(".rows__row--done").len(), 0);
}

#[test]
fn nobody_is_given_work_on_a_client_they_may_not_see() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    let mia = shop.keeps(contact("Mia Lund"));
    let answer = give(&shop, mia, "Call back", "2030-01-01", &ben);
    answer.assert_status(422);
    assert_eq!(answer.error("assigned_to"), "Ben sees only their own clients, and this isn’t one of them.");
    let own = shop.keeps(contact("Zoë").assigned(ben.member_id));
    give(&shop, own, "Call back", "2030-01-01", &ben).assert_status(303);
}

/// A due date is a date: it is late when the business's calendar says so, not UTC's.
#[test]
fn a_due_date_follows_the_business_s_calendar() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let today = day(&shop, 0);
    give(&shop, mia, "Call back", &today, &shop).assert_status(303);
    let badge = |shop: &Shop| shop.get("/today").all(".rows .badge");
    assert_eq!(badge(&shop), ["Today"]);
    // Another hour, until the calendar in Chicago turns; UTC turned five or six hours before.
    let mut hours = 0;
    while day(&shop, 0) == today {
        shop.sign_in_again();
        assert_eq!(badge(&shop), ["Today"], "after {hours} hours");
        app.advance(Duration::hours(1));
        hours += 1;
    }
    shop.sign_in_again();
    assert_eq!(badge(&shop), ["Late"]);
    shop.get(&format!("/contacts/{mia}")).assert_says("Late");
}
