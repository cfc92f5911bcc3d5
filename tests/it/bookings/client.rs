//! The client's own page: that booking and nothing else, and no GET that acts.

use std::collections::BTreeSet;

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use clientsync::civil::{format_datetime, iso, local};
use scraper::Selector;
use time::Duration;

use crate::support::bookings::{chicago, count, own_page, service};
use crate::support::{Answer, Shop, TestApp};

fn booked(shop: &Shop, service: i64, days: i64, hour: u8, name: &str) -> String {
    let stranger = shop.stranger();
    let email = format!("{}@example.com", name.to_lowercase());
    let form = stranger.fills(service, "any", shop.at(days, hour, 0), name, &email);
    shop.app.advance(Duration::seconds(10));
    own_page(&stranger.sends(&form))
}

fn links(page: &Answer) -> BTreeSet<String> {
    let wanted = Selector::parse("a[href], link[href]").unwrap();
    let html = page.html();
    html.select(&wanted).filter_map(|e| e.attr("href")).map(str::to_owned).collect()
}

/// A mail's scanner opens every link it finds.
#[test]
fn opening_every_link_changes_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let own = booked(&shop, cut, 3, 10, "Mia");
    let visitor = app.visitor();
    let before = crate::access::contents(&app);
    let mut seen = BTreeSet::new();
    let mut next = vec![own.clone(), format!("/w/{}/book", shop.slug())];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) || seen.len() > 60 {
            continue;
        }
        let page = visitor.get(&path);
        assert!(page.status < 500, "{path}");
        if page.header("content-type").starts_with("text/html") {
            let inside = |link: &String| link.starts_with("/b/") || link.starts_with("/w/");
            next.extend(links(&page).into_iter().filter(inside));
        }
    }
    for path in ["cancel", "reschedule"] {
        visitor.get(&format!("{own}/{path}"));
    }
    assert_eq!(crate::access::contents(&app), before);
    visitor.get(&own).assert_says("It is confirmed");
}

#[test]
fn the_client_moves_and_cancels_until_the_cutoff() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let own = booked(&shop, cut, 3, 10, "Mia");
    let visitor = app.visitor();
    visitor.get(&format!("{own}/reschedule")).assert_status(200).assert_says("Another time");
    visitor.post(&format!("{own}/reschedule"), &[]).assert_status(422);
    let eleven = iso(shop.at(3, 11, 0));
    visitor.post(&format!("{own}/reschedule"), &[("start", &eleven)]).assert_status(303);
    visitor.get(&own).assert_says("11:00 AM to 11:30 AM");
    let other = booked(&shop, cut, 3, 10, "Ben");
    let lost = visitor.post(&format!("{own}/reschedule"), &[("start", &iso(shop.at(3, 10, 0)))]);
    lost.assert_status(409).assert_says("your booking stays where it was");
    visitor.get(&own).assert_says("11:00 AM to 11:30 AM");
    visitor.post(&format!("{other}/cancel"), &[]).assert_status(303);
    visitor.post(&format!("{other}/cancel"), &[]).assert_status(303);
    visitor.get(&other).assert_says("This booking is cancelled");
    assert_eq!(count(&app, "FROM booking_events WHERE kind = 'cancelled' AND actor = 'client'"), 1);
    assert_eq!(count(&app, "FROM occupancies"), 1, "the cancelled time is free");
    // Less than a day before.
    app.advance(Duration::days(2) + Duration::hours(12));
    visitor.get(&own).assert_says("too late");
    visitor.post(&format!("{own}/cancel"), &[]).assert_status(409);
    visitor.post(&format!("{own}/reschedule"), &[("start", &eleven)]).assert_status(409);
    assert_eq!(count(&app, "FROM bookings WHERE status = 'confirmed'"), 1);
}

#[test]
fn nobody_sees_who_else_comes_to_a_class() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let yoga = shop.offers(service("Yoga").seats(3).by(&[shop.member_id]));
    let mine = booked(&shop, yoga, 3, 10, "Mia");
    let theirs = booked(&shop, yoga, 3, 10, "Zelda");
    assert_ne!(mine, theirs);
    let visitor = app.visitor();
    for path in [mine.clone(), format!("{mine}/calendar.ics"), format!("{mine}/reschedule")] {
        visitor.get(&path).assert_status(200).assert_silent_on("Zelda").assert_silent_on("zelda");
    }
    visitor.post(&format!("{mine}/cancel"), &[]).assert_status(303);
    visitor.get(&theirs).assert_says("It is confirmed");
    assert_eq!(count(&app, "FROM occupancies"), 1);
}

#[test]
fn a_link_is_128_bits_and_no_copy_of_the_database_holds_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let links: BTreeSet<String> = (9..13).map(|hour| booked(&shop, cut, 3, hour, "Mia")).collect();
    assert_eq!(links.len(), 4);
    let everything = crate::access::contents(&app);
    for link in &links {
        let token = link.trim_start_matches("/b/");
        assert!(token.len() == 32 && token.chars().all(|c| c.is_ascii_hexdigit()), "{token}");
        assert!(!everything.iter().any(|row| row.contains(token)), "the token is in the database");
    }
}

#[test]
fn the_calendar_file_is_read_by_others_as_the_page_says() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut, with; care").by(&[shop.member_id]));
    let own = booked(&shop, cut, 3, 10, "Mia");
    let visitor = app.visitor();
    let read = |start| {
        let file = visitor.get(&format!("{own}/calendar.ics"));
        file.assert_status(200);
        assert!(file.header("content-type").starts_with("text/calendar"));
        let calendar = ICalendar::parse(file.text()).unwrap();
        let event = calendar.components.iter().find(|c| c.component_type == ICalendarComponentType::VEvent);
        let event = event.unwrap();
        let text = |name: ICalendarProperty| {
            let entry = event.property(&name).unwrap_or_else(|| panic!("no {name:?}"));
            entry.values[0].as_text().map(str::to_owned).unwrap_or_default()
        };
        assert!(text(ICalendarProperty::Summary).starts_with("Cut, with; care"));
        // The wall clock of the zone, with the zone's rules beside it.
        let zones =
            calendar.components.iter().filter(|c| c.component_type == ICalendarComponentType::VTimezone);
        assert_eq!(zones.count(), 1);
        let resolver = calendar.build_tz_resolver();
        let begins = event.property(&ICalendarProperty::Dtstart).unwrap();
        let zone = resolver.resolve_or_default(begins.tz_id());
        let moment = begins.values[0].as_partial_date_time().unwrap().to_date_time_with_tz(zone).unwrap();
        let expected: clientsync::clock::Instant = start;
        assert_eq!(moment.timestamp(), expected.assume_utc().unix_timestamp());
        let shown = local(expected, &chicago());
        let page = visitor.get(&own);
        page.assert_says(&clientsync::civil::format_time(shown.time(), clientsync::civil::Locale::EnUs));
        let sequence = event.property(&ICalendarProperty::Sequence).unwrap().values[0].as_integer().unwrap();
        (text(ICalendarProperty::Uid), sequence)
    };
    let (uid, first) = read(shop.at(3, 10, 0));
    let later = shop.at(4, 15, 0);
    visitor.post(&format!("{own}/reschedule"), &[("start", &iso(later))]).assert_status(303);
    let (same, second) = read(later);
    assert_eq!(uid, same, "the calendar must know it as the same");
    assert!(second > first, "{second} is not later than {first}");
    visitor.post(&format!("{own}/cancel"), &[]).assert_status(303);
    let file = visitor.get(&format!("{own}/calendar.ics")).text();
    assert!(file.contains("STATUS:CANCELLED"), "{file}");
    let _ = format_datetime;
}
