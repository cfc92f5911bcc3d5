//! What a business shortens for its clients: shown first, announced two weeks before, kept by
//! one click, and carried out through the ledger.

use clientsync::bookings::book::Client;
use clientsync::db::chain;
use scraper::Selector;
use time::Duration;

use crate::support::bookings::service;
use crate::support::{Answer, Shop, TestApp, contact, count, execute};

/// What a form page sends again: its hidden fields.
fn hidden(page: &Answer) -> Vec<(String, String)> {
    let fields = Selector::parse("form input[type=hidden]").unwrap();
    let html = page.html();
    let pair = |e: scraper::ElementRef| {
        (e.attr("name").unwrap().to_owned(), e.attr("value").unwrap_or_default().to_owned())
    };
    html.select(&fields).map(pair).collect()
}

/// Chooses rules and says yes to what they end.
fn choose(shop: &Shop, inactive: &str, archived: &str, activity: &str, trash: &str) {
    let form = [
        ("inactive_months", inactive),
        ("archived_months", archived),
        ("activity_months", activity),
        ("trash_days", trash),
    ];
    let page = shop.post("/workspace/retention", &form);
    page.assert_status(200).assert_says("Keep data shorter?");
    let fields = hidden(&page);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    shop.submit("/workspace/retention", &fields).assert_says("It holds from tonight on.");
}

fn later(app: &TestApp, shop: &Shop, days: i64) {
    app.advance(Duration::days(days));
    app.run_jobs();
    shop.sign_in_again();
}

fn names(app: &TestApp) -> i64 {
    count(app, "contacts")
}

#[test]
fn clients_without_activity_end_two_weeks_after_the_owners_were_told() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia"));
    shop.keeps(contact("Noah"));
    choose(&shop, "6", "", "", "30");
    app.mails();
    later(&app, &shop, 100);
    assert!(app.services.mailer.take_sent().iter().all(|mail| !mail.subject.contains("end soon")));
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Came by")]).assert_status(303);
    // Noah's six months end after some 181 days; told two weeks before.
    later(&app, &shop, 70);
    let mails = app.services.mailer.take_sent();
    let told = mails.iter().find(|mail| mail.subject == "One client ends soon").expect("no mail");
    assert_eq!(told.to_email, shop.email);
    shop.get("/today").assert_says("One client without activity is deleted");
    let page = shop.get("/workspace/retention");
    page.assert_says("Noah").assert_silent_on("Mia");
    later(&app, &shop, 12);
    assert_eq!(names(&app), 2, "not before two weeks have passed");
    let seq = app.services.ledger.head().unwrap().seq;
    later(&app, &shop, 3);
    assert_eq!(names(&app), 1);
    assert_eq!(app.services.ledger.head().unwrap().seq, seq + 1, "the end is in the ledger");
    shop.get("/contacts").assert_says("Mia").assert_silent_on("Noah");
    shop.get("/activity").assert_says("let a contact end by the rule of the business");
}

#[test]
fn a_long_gone_client_still_gets_its_two_weeks() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia"));
    later(&app, &shop, 1000);
    choose(&shop, "6", "", "", "30");
    later(&app, &shop, 1);
    assert_eq!(names(&app), 1);
    later(&app, &shop, 13);
    assert_eq!(names(&app), 1);
    later(&app, &shop, 2);
    assert_eq!(names(&app), 0);
}

#[test]
fn keeping_a_client_counts_as_activity_and_looking_does_not() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia"));
    let noah = shop.keeps(contact("Noah"));
    choose(&shop, "6", "", "", "30");
    later(&app, &shop, 175);
    shop.get(&format!("/contacts/{noah}")).assert_status(200);
    shop.get("/contacts/export.csv").assert_status(200);
    shop.staff("Ben").post(&format!("/contacts/{mia}/keep"), &[]).assert_status(403);
    shop.submit(&format!("/contacts/{mia}/keep"), &[]).assert_says("Mia is kept").assert_says("Noah");
    later(&app, &shop, 16);
    shop.get("/contacts").assert_says("Mia").assert_silent_on("Noah");
    let eve = app.shop("Eve");
    eve.post(&format!("/contacts/{mia}/keep"), &[]).assert_status(404);
}

#[test]
fn whoever_has_an_appointment_is_active_until_its_day() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    shop.works(shop.member_id);
    let mia = shop.keeps(contact("Mia"));
    shop.keeps(contact("Noah"));
    // A year ahead, further than half a year without a word.
    let booked = shop.books(&[cut], shop.at(364, 10, 0), |draft| draft.client = Client::Contact(mia));
    choose(&shop, "6", "", "", "30");
    for _ in 0..4 {
        later(&app, &shop, 60);
    }
    assert_eq!(names(&app), 1, "Noah is gone, and Mia comes next month");
    shop.get(&format!("/contacts/{mia}")).assert_status(200);
    let page = format!("/bookings/{booked}");
    for _ in 0..2 {
        later(&app, &shop, 62);
    }
    let done = shop.post(&format!("{page}/status"), &[("status", "completed")]);
    done.assert_status(303);
    let seen = format!("contacts WHERE id = {mia} AND last_seen_at > created_at");
    assert_eq!(count(&app, &seen), 1);
}

#[test]
fn an_archived_client_ends_by_the_shorter_rule() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia")).to_string();
    shop.keeps(contact("Noah"));
    shop.post("/contacts/bulk", &[("action", "archive"), ("id", &mia)]).assert_status(303);
    choose(&shop, "24", "6", "", "30");
    later(&app, &shop, 175);
    later(&app, &shop, 20);
    assert_eq!(names(&app), 1);
    shop.get("/contacts").assert_says("Noah");
}

#[test]
fn a_rule_ends_nobody_whose_use_is_restricted_or_who_waits_for_an_answer() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = ["Mia", "Noah", "Olga"].map(|name| shop.keeps(contact(name)));
    choose(&shop, "6", "", "", "30");
    execute(
        &app,
        &format!(
            "UPDATE contacts SET restricted_at = created_at, restricted_why = 'request' WHERE id = {}",
            ids[0]
        ),
    );
    execute(
        &app,
        &format!(
            "INSERT INTO privacy_requests (code_hash, scope, workspace_id, subject_key, kind, door, place, regime, \
             reply_to, address_digest, wording, verified, state, received_at, due_at) \
             SELECT 'x', 'workspace', workspace_id, subject_key, 'access', 'business', '', 'other', '', '', '', \
             'address', 'open', created_at, created_at FROM contacts WHERE id = {}",
            ids[1]
        ),
    );
    later(&app, &shop, 175);
    later(&app, &shop, 20);
    assert_eq!(names(&app), 2, "Olga alone is gone");
    assert_eq!(count(&app, &format!("contacts WHERE id = {}", ids[2])), 0);
}

#[test]
fn a_shorter_rule_is_shown_before_it_holds_and_refused_if_that_changed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia"));
    later(&app, &shop, 400);
    let form =
        [("inactive_months", "6"), ("archived_months", ""), ("activity_months", ""), ("trash_days", "30")];
    let page = shop.post("/workspace/retention", &form);
    page.assert_status(200).assert_says("One client, two weeks after").assert_says("Mia");
    assert_eq!(count(&app, "workspaces WHERE inactive_months IS NOT NULL"), 0, "looking changes nothing");
    let seen = hidden(&page);
    let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let noah = shop.keeps(contact("Noah"));
    execute(
        &app,
        &format!(
            "UPDATE contacts SET updated_at = '2020-01-01 10:00:00', active_at = NULL WHERE id = {noah}"
        ),
    );
    let again = shop.post("/workspace/retention", &seen);
    again.assert_status(409).assert_says("has changed since you looked").assert_says("2 clients");
    let fields = hidden(&again);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    shop.submit("/workspace/retention", &fields).assert_says("It holds from tonight on.");
    // Longer again needs no question.
    let longer =
        [("inactive_months", ""), ("archived_months", ""), ("activity_months", ""), ("trash_days", "30")];
    shop.submit("/workspace/retention", &longer).assert_says("It holds from tonight on.");
    later(&app, &shop, 30);
    assert_eq!(names(&app), 2);
}

#[test]
fn nothing_can_be_kept_longer_than_the_program_allows() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (field, value) in
        [("inactive_months", "5"), ("activity_months", "37"), ("trash_days", "31"), ("trash_days", "")]
    {
        let form = [
            ("inactive_months", "12"),
            ("archived_months", ""),
            ("activity_months", ""),
            ("trash_days", "30"),
        ];
        let form = form.map(|(name, old)| (name, if name == field { value } else { old }));
        let page = shop.post("/workspace/retention", &form);
        page.assert_status(422);
        assert!(!page.error(field).is_empty(), "{field}");
    }
    shop.manager("Max").get("/workspace/retention").assert_status(403);
}

#[test]
fn the_trash_empties_sooner_where_the_business_says_so() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    choose(&shop, "", "", "", "7");
    for shop in [&shop, &other] {
        let id = shop.keeps(contact("Mia"));
        shop.get(&format!("/contacts/{id}/delete")).assert_status(200);
        shop.post(&format!("/contacts/{id}/delete"), &[]).assert_status(303);
    }
    shop.get("/contacts/trash").assert_says("Deleted contacts can be brought back for 7 days");
    later(&app, &shop, 6);
    assert_eq!(names(&app), 2);
    later(&app, &shop, 2);
    assert_eq!(count(&app, &format!("contacts WHERE workspace_id = {}", shop.workspace_id)), 0);
    assert_eq!(names(&app), 1, "the other business keeps thirty days");
}

#[test]
fn a_shortened_record_of_activity_still_proves_itself() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for name in ["Mia", "Noah"] {
        shop.post("/contacts", &[("name", name)]).assert_status(303);
    }
    let here = format!("activity_entries WHERE workspace_id = {}", shop.workspace_id);
    let before = count(&app, &here);
    later(&app, &shop, 200);
    choose(&shop, "", "", "6", "30");
    later(&app, &shop, 2);
    let after = count(&app, &here);
    assert!(after < before, "{after} of {before}");
    let verified = app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap();
    assert!(verified.is_ok(), "{verified:?}");
    shop.post("/contacts", &[("name", "Olga")]).assert_status(303);
    assert!(app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap().is_ok());
    shop.get("/activity").assert_says("changed how long data is kept");
    execute(&app, "DELETE FROM activity_entries WHERE seq = (SELECT min(seq) FROM activity_entries)");
    let verified = app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap();
    assert!(verified.is_err(), "an entry that nobody's rule removed is missed");
}

#[test]
fn clients_read_how_long_their_business_keeps_them() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let slug = {
        let page = shop.get("/workspace");
        page.value("slug")
    };
    let page = format!("/w/{slug}/privacy");
    app.visitor().get(&page).assert_silent_on("How long this business keeps it");
    choose(&shop, "24", "12", "", "7");
    app.visitor()
        .get(&page)
        .assert_says("Clients are deleted after 24 months without activity.")
        .assert_says("after 12 months")
        .assert_says("gone for good after 7 days");
}
