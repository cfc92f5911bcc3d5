//! Bookings that repeat: the same time of the day all year, each date guarded like any other.

use clientsync::bookings::queries;
use clientsync::civil::{iso, local, local_date};
use clientsync::clock::Instant;
use time::{Duration, Time};

use crate::support::bookings::{chicago, count, service};
use crate::support::{Shop, TestApp, contact};

fn weekly(shop: &Shop, first: i64, times: &str) -> crate::support::Answer {
    let fields = [("every", "WEEKLY"), ("interval", "1"), ("times", times)];
    shop.post(&format!("/bookings/{first}/repeat"), &fields)
}

fn starts(shop: &Shop) -> Vec<Instant> {
    let now = shop.app.services.clock.now();
    let mut found: Vec<Instant> = shop.inside(|db| {
        let far = now + Duration::days(1200);
        let lines = queries::list::between(db, now, far, None)?;
        Ok(lines.into_iter().map(|line| line.booking.starts_at).collect())
    });
    found.sort_unstable();
    found
}

fn mailed(app: &TestApp) -> i64 {
    app.run_jobs();
    count(app, "FROM booking_messages WHERE state = 'posted'")
}

#[test]
fn a_series_keeps_its_time_of_the_day_and_leaves_out_what_is_taken() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let first = shop.books(&[cut], shop.at(3, 10, 0), |draft| {
        draft.client = clientsync::bookings::book::Client::Contact(mia);
    });
    shop.books(&[cut], shop.at(17, 10, 0), |_| ());
    mailed(&app);
    let page = shop.get(&format!("/bookings/{first}/repeat?every=WEEKLY&interval=1&times=40"));
    page.assert_status(200).assert_says("Every week, 40 times").assert_says("Left out");
    let before = mailed(&app);
    assert_eq!(count(&app, "FROM bookings"), 2, "looking books nothing");
    weekly(&shop, first, "40").assert_status(303);
    assert_eq!(count(&app, "FROM bookings"), 2 + 38);
    let zone = chicago();
    let ten = Time::from_hms(10, 0, 0).unwrap();
    assert!(starts(&shop).iter().all(|at| local(*at, &zone).time() == ten), "also when the clocks change");
    // A second press makes nothing more.
    weekly(&shop, first, "40").assert_status(303);
    assert_eq!(count(&app, "FROM bookings"), 2 + 38);
    assert_eq!(mailed(&app), before + 1, "one message tells of all dates");
    shop.get(&format!("/bookings/{first}")).assert_says("Every week, 40 times");
}

#[test]
fn this_one_later_ones_or_all_are_moved_and_cancelled() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let first = shop.books(&[cut], shop.at(3, 10, 0), |_| ());
    weekly(&shop, first, "4").assert_status(303);
    let third = shop.count("FROM bookings WHERE workspace_id = {}");
    assert_eq!(third, 4);
    let ids: Vec<i64> = shop.inside(|db| {
        let series = clientsync::bookings::series::queries::of_booking(db, first)?.unwrap();
        let all = clientsync::bookings::series::queries::bookings(db, &series.key)?;
        Ok(all.iter().map(|booking| booking.id).collect())
    });
    // A week later: each takes the place that the next one leaves.
    let to = |days, hour| {
        vec![
            ("start", iso(shop.at(days, hour, 0))),
            ("date", local_date(shop.at(days, hour, 0), &chicago()).to_string()),
        ]
    };
    let send = |id: i64, fields: Vec<(&str, String)>, scope: &str| {
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        fields.push(("scope", scope));
        shop.post(&format!("/bookings/{id}/move"), &fields)
    };
    send(ids[1], to(17, 11), "later").assert_status(303);
    assert_eq!(
        starts(&shop),
        [shop.at(3, 10, 0), shop.at(17, 11, 0), shop.at(24, 11, 0), shop.at(31, 11, 0)]
    );
    send(ids[2], to(25, 9), "this").assert_status(303);
    assert_eq!(starts(&shop)[2], shop.at(25, 9, 0));
    // What is taken stays, and is named.
    shop.books(&[cut], shop.at(31, 15, 0), |_| ());
    let answer = send(ids[1], to(17, 15), "later");
    answer.assert_status(303);
    shop.get(&answer.location()).assert_says("2 moved. Not these, because the time is taken");
    let cancel = |id: i64, scope: &str| shop.post(&format!("/bookings/{id}/cancel"), &[("scope", scope)]);
    cancel(ids[3], "later").assert_status(303);
    assert_eq!(count(&app, "FROM bookings WHERE status = 'cancelled'"), 1);
    cancel(ids[2], "all").assert_status(303);
    assert_eq!(count(&app, "FROM bookings WHERE status = 'cancelled'"), 4);
    assert_eq!(count(&app, "FROM occupancies"), 1, "all times but the other booking's are free");
}

#[test]
fn bad_rules_are_said_beside_the_field() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let first = shop.books(&[cut], shop.at(3, 10, 0), |_| ());
    let path = format!("/bookings/{first}/repeat");
    shop.get(&path).assert_status(200).assert_says("Repeat this booking");
    for fields in [
        [("every", "YEARLY"), ("interval", "1"), ("times", "4")],
        [("every", "WEEKLY"), ("interval", "0"), ("times", "4")],
        [("every", "WEEKLY"), ("interval", "1"), ("times", "1")],
        [("every", "WEEKLY"), ("interval", "1"), ("times", "9999999999")],
    ] {
        shop.post(&path, &fields).assert_status(422);
    }
    assert_eq!(count(&app, "FROM bookings"), 1);
    shop.post(&format!("/bookings/{first}/cancel"), &[]).assert_status(303);
    shop.get(&path).assert_status(409);
}

#[test]
fn every_change_of_several_dates_is_told_in_one_message_with_all_that_are_left() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let first = shop.books(&[cut], shop.at(3, 10, 0), |draft| {
        draft.client = clientsync::bookings::book::Client::Contact(mia);
    });
    // In the way of the first, not of the second and third.
    shop.books(&[cut], shop.at(3, 14, 0), |_| ());
    let told = || {
        app.run_jobs();
        let mails = app.mails().into_iter();
        let told =
            mails.filter(|mail| mail.to_email == "mia@example.com" && mail.subject.starts_with("Your dates"));
        told.map(|mail| mail.text).collect::<Vec<_>>()
    };
    weekly(&shop, first, "3").assert_status(303);
    let made = told();
    assert_eq!((made.len(), made[0].matches("10:00 AM to").count()), (1, 3), "{made:?}");
    let start = iso(shop.at(3, 14, 0));
    let fields = [("start", start.as_str()), ("scope", "all")];
    shop.post(&format!("/bookings/{first}/move"), &fields).assert_status(303);
    let moved = told();
    assert_eq!(moved.len(), 1, "also when the one that was pressed stayed");
    let count = |said: &str| moved[0].matches(said).count();
    assert_eq!((count("10:00 AM to"), count("2:00 PM to")), (1, 2), "{moved:?}");
    shop.post(&format!("/bookings/{first}/cancel"), &[("scope", "all")]).assert_status(303);
    assert!(told()[0].contains("All of them are cancelled."));
}

#[test]
fn a_request_does_not_repeat_before_it_is_confirmed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let asked = shop.books(&[cut], shop.at(3, 10, 0), |draft| {
        draft.status = Some(clientsync::bookings::model::Status::Requested);
    });
    weekly(&shop, asked, "3").assert_status(409);
    assert_eq!(count(&app, "FROM bookings"), 1);
    shop.post(&format!("/bookings/{asked}/status"), &[("status", "confirmed")]).assert_status(303);
    weekly(&shop, asked, "3").assert_status(303);
    assert_eq!(count(&app, "FROM bookings"), 3);
    // Alone again, and shown to who writes the words of messages.
    shop.get("/workspace/reminders/series")
        .assert_status(200)
        .assert_says("Several dates of a series change");
}
