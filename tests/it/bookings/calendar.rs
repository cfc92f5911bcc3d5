//! The calendar: what is booked stands at its time and under its person, what is free leads to a
//! new booking, and a booking that was dragged comes back to where it was taken from.

use clientsync::bookings::book::Client;
use clientsync::civil::{iso, local_date};
use clientsync::clock::Instant;
use scraper::Selector;

use crate::support::bookings::{chicago, service};
use crate::support::{Answer, TestApp, contact};

fn day(at: Instant) -> String {
    local_date(at, &chicago()).to_string()
}

/// The addresses of the links that this page has of some class.
fn links(page: &Answer, class: &str) -> Vec<String> {
    let wanted = Selector::parse(&format!("a.{class}")).unwrap();
    page.html().select(&wanted).map(|a| a.attr("href").unwrap().to_owned()).collect()
}

#[test]
fn a_day_shows_everybody_at_work_and_its_free_times_can_be_booked() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").minutes(45).by(&[shop.member_id, ben.member_id]));
    let mia = shop.keeps(contact("Mia Lund"));
    let start = shop.at(2, 10, 0);
    let booked = shop.books(&[cut], start, |draft| draft.client = Client::Contact(mia));

    let page = shop.get(&format!("/calendar?date={}", day(start)));
    page.assert_status(200)
        .assert_says("Mia Lund")
        .assert_says("10:00 AM to 10:45 AM")
        .assert_says("1 booking");
    assert_eq!(links(&page, "cal-block"), [format!("/bookings/{booked}")]);
    let free = links(&page, "cal__free");
    assert!(free.iter().any(|href| href.contains("time=11%3A00")), "{free:?}");
    assert!(
        !free.iter().any(|href| href.contains("time=10%3A00") || href.contains("time=10%3A30")),
        "{free:?}"
    );

    // What was picked stays picked through the choice of a service.
    let picked = free.iter().find(|href| href.contains("time=11%3A00")).unwrap();
    let form = shop.get(&format!("{picked}&service={cut}"));
    let wanted = Selector::parse("input[name=start][checked]").unwrap();
    let chosen = form.html().select(&wanted).next().unwrap().attr("value").unwrap().to_owned();
    assert_eq!(chosen, iso(shop.at(2, 11, 0)));
}

#[test]
fn every_view_says_what_is_booked_and_an_odd_address_is_no_fault() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let start = shop.at(2, 10, 0);
    let booked = shop.books(&[cut], start, |_| {});
    let page = |view: &str| shop.get(&format!("/calendar?view={view}&date={}", day(start)));
    page("week").assert_says("Nobody named").assert_says("Cut · Ann");
    page("month").assert_says("1 booking");
    page("agenda").assert_says("Cut · with Ann");
    for odd in
        ["view=year", "date=9999-12-31", "date=0000-00-00&view=month", "staff=99999", "staff=x&view=week"]
    {
        shop.get(&format!("/calendar?{odd}")).assert_status(200);
    }
    shop.post(&format!("/bookings/{booked}/cancel"), &[("reason", "ill")]).assert_status(303);
    assert!(links(&page("day"), "cal-block").is_empty());
    page("month").assert_silent_on("1 booking");
    page("agenda").assert_says("Cancelled");
}

#[test]
fn who_is_limited_to_their_own_sees_no_other_column() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia Lund"));
    let start = shop.at(2, 10, 0);
    shop.books(&[cut], start, |draft| draft.client = Client::Contact(mia));
    for view in ["day", "week", "month", "agenda"] {
        for staff in ["", &format!("&staff={}", shop.member_id)] {
            let page = ben.get(&format!("/calendar?view={view}&date={}{staff}", day(start)));
            page.assert_status(200)
                .assert_silent_on("Mia")
                .assert_silent_on("1 booking")
                .assert_silent_on("Everybody");
        }
    }
    app.shop("Zed").get(&format!("/calendar?date={}", day(start))).assert_silent_on("Mia");
}

#[test]
fn a_dragged_booking_moves_comes_back_to_the_calendar_and_can_be_put_back() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let (ten, noon) = (shop.at(2, 10, 0), shop.at(2, 12, 0));
    let booked = shop.books(&[cut], ten, |_| {});
    shop.books(&[cut], shop.at(2, 14, 0), |_| {});
    let back = format!("/calendar?view=day&date={}", day(ten));
    let to = |start: Instant, back: &str| {
        let fields =
            [("date", day(start)), ("start", iso(start)), ("staff", String::new()), ("back", back.into())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        shop.post(&format!("/bookings/{booked}/move"), &fields)
    };
    assert_eq!(to(noon, &back).assert_status(303).location(), back);
    shop.get(&back).assert_says("12:00 PM").assert_says("Undo");
    to(shop.at(2, 14, 0), &back).assert_status(409).assert_says("is taken from");
    let undo = format!("/bookings/{booked}/move-back?staff={}", shop.member_id);
    shop.post(&undo, &[]).assert_status(303);
    shop.get(&back).assert_says("10:00 AM").assert_silent_on("12:00 PM to");
    // Back and forth: the last thing that happened is a move again, and it leads nowhere else.
    assert_eq!(to(noon, "//elsewhere.example").location(), format!("/bookings/{booked}"));
    shop.post(&format!("/bookings/{booked}/status"), &[("status", "arrived")]).assert_status(303);
    shop.post(&undo, &[]).assert_status(409);
}
