//! A member's bookings in another calendar: by a link of their own, without names unless wanted,
//! and nothing once it is revoked.

use clientsync::bookings::book::{self, Client};
use clientsync::bookings::model::Actor;
use scraper::Selector;

use crate::support::bookings::service;
use crate::support::{Actor as Member, TestApp, contact};

/// The path of the link that the page shows.
fn link(who: &Member) -> String {
    let field = Selector::parse("#f-link").unwrap();
    let page = who.get("/calendar/feed");
    let html = page.html();
    let shown = html.select(&field).next().expect("no link").attr("value").unwrap();
    shown[shown.find("/feeds/").unwrap()..].to_owned()
}

#[test]
fn a_link_shows_one_s_own_bookings_and_names_only_if_wanted() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.works(shop.member_id);
    shop.works(ben.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id, ben.member_id]));
    let mia = shop.keeps(contact("Mia Lund"));
    let mine = |draft: &mut book::Draft| {
        draft.client = Client::Contact(mia);
        draft.member = Some(shop.member_id);
    };
    let booked = shop.books(&[cut], shop.at(2, 10, 0), mine);
    let gone = shop.books(&[cut], shop.at(2, 12, 0), mine);
    shop.books(&[cut], shop.at(2, 14, 0), |draft| draft.member = Some(ben.member_id));
    shop.inside(|db| book::cancel(db, gone, Actor::Staff, "").map(drop));
    shop.get("/calendar/feed").assert_says("Make the link");

    shop.post("/calendar/feed", &[]).assert_status(303);
    let first = link(&shop);
    let feed = app.visitor().get(&first);
    feed.assert_status(200);
    let text = feed.text();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    assert!(text.contains("SUMMARY:Booked") && !text.contains("Mia"), "{text}");
    assert!(calcard::Parser::new(&text).entry() != calcard::Entry::Eof);
    assert!(text.contains(&format!("/bookings/{booked}")), "{text}");

    shop.post("/calendar/feed", &[("names", "on")]).assert_status(303);
    app.visitor().get(&first).assert_status(404);
    let second = link(&shop);
    assert!(app.visitor().get(&second).text().contains("SUMMARY:Cut · Mia Lund"));
    shop.post("/calendar/feed/revoke", &[]).assert_status(303);
    app.visitor().get(&second).assert_status(404);
    app.visitor().get("/feeds/x.ics").assert_status(404);
}

#[test]
fn nothing_is_sent_twice_and_a_link_ends_with_the_membership() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ben.post("/calendar/feed", &[]).assert_status(303);
    let link = link(&ben);
    let tag = app.visitor().get(&link).headers.get("etag").unwrap().to_str().unwrap().to_owned();
    let program = app.visitor();
    program.headers.borrow_mut().push(("if-none-match".into(), tag));
    let again = program.get(&link);
    again.assert_status(304);
    assert!(again.text().is_empty());
    crate::support::execute(
        &app,
        &format!("UPDATE members SET deactivated_at = '2026-11-25 10:00:00' WHERE id = {}", ben.member_id),
    );
    app.visitor().get(&link).assert_status(404);
}
