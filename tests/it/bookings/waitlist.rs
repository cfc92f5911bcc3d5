//! The waitlist: a time that becomes free goes to the first whom it suits, is kept for a while,
//! and is never anybody else's meanwhile.

use clientsync::bookings::book::{self, Client};
use clientsync::bookings::model::{Actor, Status};
use clientsync::clock::Instant;
use clientsync::mail::Message;
use time::{Date, Duration};

use crate::support::app::link_in;
use crate::support::bookings::{chicago, count, service};
use crate::support::{Answer, Shop, TestApp, contact};

/// A whole day's work, so that one booking fills a day of whoever does it.
fn day_long(shop: &Shop) -> i64 {
    shop.works(shop.member_id);
    shop.offers(service("Renovation").minutes(480).by(&[shop.member_id]))
}

/// Ann's only free day is the third from now; it is taken by `id`.
fn full(shop: &Shop, service: i64) -> i64 {
    shop.books(&[service], shop.at(3, 9, 0), |_| {})
}

fn day(shop: &Shop, days: i64) -> Date {
    clientsync::civil::local_date(shop.at(days, 12, 0), &chicago())
}

fn waits(shop: &Shop, service: i64, contact: i64, days: i64) -> Answer {
    waits_with(shop, service, contact, days, &[])
}

fn waits_with(shop: &Shop, service: i64, contact: i64, days: i64, more: &[(&str, &str)]) -> Answer {
    let (service, contact) = (service.to_string(), contact.to_string());
    let date = day(shop, days).to_string();
    let mut form = vec![
        ("service", service.as_str()),
        ("client", &contact),
        ("first_day", &date),
        ("last_day", &date),
        ("part", "any"),
    ];
    form.retain(|(name, _)| !more.iter().any(|(other, _)| name == other));
    form.extend(more);
    shop.post("/bookings/waitlist", &form)
}

fn cancel(shop: &Shop, booking: i64) {
    shop.inside(|db| book::cancel(db, booking, Actor::Staff, "").map(drop));
}

/// The offers that went to an address since the last look.
fn offers(app: &TestApp, address: &str) -> Vec<Message> {
    let is_offer = |mail: &Message| mail.to_email == address && mail.subject.starts_with("A time is free");
    app.mails().into_iter().filter(is_offer).collect()
}

fn page_of(app: &TestApp, mail: &Message) -> String {
    link_in(app, mail)
}

fn statuses(app: &TestApp, status: &str) -> i64 {
    count(app, &format!("FROM bookings WHERE source = 'waitlist' AND status = '{status}'"))
}

#[test]
fn a_time_that_becomes_free_is_kept_offered_and_taken() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    waits(&shop, work, mia, 3).assert_status(303);
    assert!(offers(&app, "mia@example.com").is_empty(), "nothing is free yet");
    shop.get("/bookings/waitlist").assert_says("Mia Lund").assert_says("Renovation").assert_says("Waiting");

    cancel(&shop, taken);
    let mails = offers(&app, "mia@example.com");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("It is kept for you until"), "{}", mails[0].text);
    assert!(offers(&app, "mia@example.com").is_empty(), "said once");
    let own = page_of(&app, &mails[0]);
    let visitor = app.visitor();
    visitor.get(&own).assert_says("A time is free for you").assert_says("Kept for you until");
    shop.get("/bookings/waitlist").assert_says("Offered");
    let others = shop.stranger().details(work, "any", shop.at(3, 9, 0));
    others.assert_says("That time is not free any more");

    for _ in 0..2 {
        visitor.post(&format!("{own}/accept"), &[]).assert_status(303);
    }
    visitor.get(&own).assert_says("It is confirmed").assert_silent_on("Take this time");
    let told: Vec<Message> = app.mails();
    let subjects = |to: &str| -> Vec<&str> {
        told.iter().filter(|m| m.to_email == to).map(|m| m.subject.split(':').next().unwrap()).collect()
    };
    assert_eq!(subjects("mia@example.com"), ["Booked"]);
    assert_eq!(subjects(&shop.email), ["New booking"]);
    assert_eq!(statuses(&app, "confirmed"), 1);
    shop.get("/bookings/waitlist").assert_says("Nobody waits");
}

#[test]
fn who_says_no_or_nothing_keeps_the_place_and_the_next_is_asked() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    for name in ["Mia", "Ben", "Eva"] {
        let address = format!("{}@example.com", name.to_lowercase());
        let id = shop.keeps(contact(name).email(&address));
        waits(&shop, work, id, 3).assert_status(303);
        app.advance(Duration::minutes(1));
    }
    cancel(&shop, taken);
    let to_mia = offers(&app, "mia@example.com");
    assert_eq!(to_mia.len(), 1);
    let own = page_of(&app, &to_mia[0]);
    let visitor = app.visitor();
    visitor.post(&format!("{own}/cancel"), &[]).assert_status(303);
    visitor.get(&format!("{own}?said=declined")).assert_says("You did not take this time");
    let mails = app.mails();
    let offered: Vec<&str> = mails
        .iter()
        .filter(|m| m.subject.starts_with("A time is free"))
        .map(|m| m.to_email.as_str())
        .collect();
    assert_eq!(offered, ["ben@example.com"], "the next, and nobody twice");
    assert!(!mails.iter().any(|m| m.to_email == "mia@example.com"), "who says no needs no mail about it");

    app.advance(Duration::minutes(119));
    assert!(offers(&app, "eva@example.com").is_empty(), "still Ben's");
    app.advance(Duration::minutes(7));
    let to_eva = offers(&app, "eva@example.com");
    assert_eq!(to_eva.len(), 1);
    shop.get("/bookings/waitlist").assert_says("Mia").assert_says("Ben").assert_says("not taken");
    let eva = page_of(&app, &to_eva[0]);
    app.visitor().post(&format!("{eva}/accept"), &[]).assert_status(303);
    assert_eq!(statuses(&app, "confirmed"), 1);
}

#[test]
fn an_offer_that_lapsed_is_taken_only_while_the_time_is_free() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    waits(&shop, work, mia, 3).assert_status(303);
    cancel(&shop, taken);
    let own = page_of(&app, &offers(&app, "mia@example.com")[0]);
    app.advance(Duration::minutes(121));
    let visitor = app.visitor();
    visitor.get(&own).assert_says("Not kept any longer").assert_silent_on("Take this time");
    full(&shop, work);
    visitor.post(&format!("{own}/accept"), &[]).assert_status(409).assert_says("not free any more");
    assert_eq!(statuses(&app, "confirmed"), 0);
}

#[test]
fn only_times_that_suit_are_offered() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    let all: Vec<i64> =
        (0..16).map(|n| shop.books(&[cut], shop.at(3, 9 + n / 2, (n % 2) * 30), |_| {})).collect();
    waits_with(&shop, cut, mia, 3, &[("part", "afternoon")]).assert_status(303);
    cancel(&shop, all[0]);
    assert!(offers(&app, "mia@example.com").is_empty(), "a morning");
    cancel(&shop, all[9]);
    let mails = offers(&app, "mia@example.com");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("1:30 PM"), "{}", mails[0].subject);
}

#[test]
fn a_service_that_asks_first_becomes_a_request() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let work = shop.offers(service("Advice").minutes(480).by(&[shop.member_id]).asks_first());
    let taken = full(&shop, work);
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    waits(&shop, work, mia, 3).assert_status(303);
    cancel(&shop, taken);
    let own = page_of(&app, &offers(&app, "mia@example.com")[0]);
    app.visitor().post(&format!("{own}/accept"), &[]).assert_status(303);
    app.visitor().get(&own).assert_says("You asked for this time");
    app.advance(Duration::hours(3));
    assert_eq!(statuses(&app, "requested"), 1);
    shop.stranger().details(work, "any", shop.at(3, 9, 0)).assert_says("That time is not free any more");
    shop.get("/bookings").assert_says("Waiting for a yes");
}

#[test]
fn who_cannot_be_written_to_is_called_and_who_may_not_be_used_is_passed_over() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    let silent = shop.keeps(contact("No Mail").phone("+1 312 555 0100"));
    let gone = shop.keeps(contact("In Trash").email("trash@example.com"));
    let kept = shop.keeps(contact("Kept Unused").email("kept@example.com"));
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    for id in [silent, gone, kept, mia] {
        waits(&shop, work, id, 3).assert_status(303);
    }
    shop.post(&format!("/contacts/{gone}/delete"), &[]).assert_status(303);
    shop.post(&format!("/contacts/{kept}/restrict"), &[("why", "child_report")]).assert_status(303);
    cancel(&shop, taken);
    let mails = app.mails();
    let offered: Vec<&str> = mails
        .iter()
        .filter(|m| m.subject.starts_with("A time is free"))
        .map(|m| m.to_email.as_str())
        .collect();
    assert_eq!(offered, ["mia@example.com"]);
    let list = shop.get("/bookings/waitlist");
    list.assert_says("No e-mail: call them").assert_says("A contact who can’t be shown");
    list.assert_silent_on("Kept Unused");
}

/// The fields of the form that a stranger fills.
fn joins(shop: &Shop, service: i64, days: i64, more: &[(&str, &str)]) -> Answer {
    let stranger = shop.stranger();
    let path = format!("/w/{}/book/wait", stranger.slug);
    let page = stranger.browser.get(&format!("{path}?service={service}&staff=any"));
    page.assert_status(200).assert_says("Put yourself on the waitlist");
    shop.app.advance(Duration::seconds(10));
    let (service, date, form) = (service.to_string(), day(shop, days).to_string(), page.value("form"));
    let mut fields = vec![
        ("service", service.as_str()),
        ("staff", "any"),
        ("form", &form),
        ("first_day", &date),
        ("last_day", &date),
        ("part", "any"),
        ("name", "Mia Stranger"),
        ("email", "mia@example.com"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| name == other));
    fields.extend(more);
    stranger.browser.post(&path, &fields)
}

#[test]
fn a_stranger_joins_is_offered_a_time_and_changes_no_contact() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    let known = shop.keeps(contact("Known Mia").email("mia@example.com"));
    shop.stranger()
        .browser
        .get(&format!("/w/{}/book?service={work}&staff=any", shop.slug()))
        .assert_says("Put yourself on the waitlist");
    let joined = joins(&shop, work, 3, &[]);
    joined.assert_status(303);
    let place = joined.location();
    let visitor = app.visitor();
    visitor
        .get(&place)
        .assert_says("You are on the waitlist")
        .assert_says("Mia Stranger")
        .assert_silent_on("Known");
    shop.get("/bookings/waitlist").assert_says("Mia Stranger").assert_says("mia@example.com");
    shop.get(&format!("/contacts/{known}")).assert_says("Known Mia").assert_silent_on("Stranger");

    cancel(&shop, taken);
    let mails = offers(&app, "mia@example.com");
    assert_eq!(mails.len(), 1);
    let own = page_of(&app, &mails[0]);
    visitor.get(&own).assert_says("Your place on the waitlist");
    visitor.post(&format!("{own}/accept"), &[]).assert_status(303);
    visitor.get(&place).assert_status(404);
    assert_eq!(count(&app, "FROM booking_proposals WHERE name = 'Mia Stranger'"), 1);
    assert_eq!(count(&app, "FROM waits"), 0);
}

#[test]
fn leaving_deletes_what_was_typed_and_gives_back_what_was_kept() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let taken = full(&shop, work);
    let place = joins(&shop, work, 3, &[]).location();
    let place = place.split('?').next().unwrap();
    cancel(&shop, taken);
    assert_eq!(offers(&app, "mia@example.com").len(), 1);
    shop.stranger().details(work, "any", shop.at(3, 9, 0)).assert_says("not free any more");
    let visitor = app.visitor();
    visitor.get(&format!("{place}/leave")).assert_status(405);
    visitor.post(&format!("{place}/leave"), &[]).assert_status(200).assert_says("What you typed is deleted");
    visitor.post(&format!("{place}/leave"), &[]).assert_status(404);
    assert_eq!(count(&app, "FROM waits"), 0);
    shop.stranger().details(work, "any", shop.at(3, 9, 0)).assert_says("Your details");
}

#[test]
fn bad_input_is_answered_beside_the_field_and_nothing_is_lost() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    shop.takes_bookings_so(|rules| rules.least_age = 16);
    let (early, late) = (day(&shop, 2).to_string(), day(&shop, 5).to_string());
    for (field, value, said) in [
        ("email", "nobody", "e-mail"),
        ("name", "", "Enter your name."),
        ("first_day", "2020-01-01", "This day is over. Enter one to come."),
        ("first_day", "2060-12-31", "Enter a day within a year."),
        ("last_day", "tomorrow", "Enter a day."),
        ("part", "midnight", "Choose one of these."),
        ("consent_age", "", "Tick this if it is so."),
    ] {
        let ticked = if field == "consent_age" { "note" } else { "consent_age" };
        let page = joins(&shop, work, 3, &[(ticked, "on"), (field, value)]);
        page.assert_status(422);
        assert!(page.error(field).contains(said), "{field}: {}", page.summary());
        assert_eq!(page.value("name"), if field == "name" { "" } else { "Mia Stranger" });
    }
    let page = joins(&shop, work, 3, &[("consent_age", "on"), ("first_day", &late), ("last_day", &early)]);
    page.assert_status(422);
    assert_eq!(page.error("last_day"), "The last day is before the first.");
    joins(&shop, work, 3, &[("consent_age", "on"), ("website", "x")]).assert_status(422);
    assert_eq!(count(&app, "FROM waits"), 0);

    let page = joins(&shop, work, 3, &[("consent_age", "on")]);
    page.assert_status(422);
    assert!(page.error("part").starts_with("A time is free then"), "{}", page.error("part"));
    let taken = full(&shop, work);
    joins(&shop, work, 3, &[("consent_age", "on")]).assert_status(303);
    cancel(&shop, taken);
    assert_eq!(offers(&app, "mia@example.com").len(), 1);
    assert_eq!(count(&app, "FROM booking_consents WHERE kind = 'age' AND wording LIKE '%16 years%'"), 1);

    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    waits_with(&shop, work, mia, 3, &[("client", "nobody")])
        .assert_status(422)
        .assert_says("Choose who waits.");
    waits_with(&shop, work, mia, 3, &[("staff", "99999")]).assert_status(422);
    waits_with(&shop, work, mia, 3, &[("service", "")]).assert_status(422);
    waits_with(&shop, work, 99_999, 3, &[]).assert_status(404);
}

#[test]
fn the_same_form_sent_twice_gets_one_place() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    full(&shop, work);
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    for _ in 0..2 {
        waits_with(&shop, work, mia, 3, &[("form_key", "abc")]).assert_status(303);
    }
    assert_eq!(count(&app, "FROM waits"), 1);
}

#[test]
fn a_place_ends_with_its_days() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    full(&shop, work);
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    waits(&shop, work, mia, 3).assert_status(303);
    app.advance(Duration::days(5));
    app.run_jobs();
    shop.sign_in_again();
    shop.get("/bookings/waitlist").assert_says("Over");
    app.advance(Duration::days(7));
    app.run_jobs();
    shop.sign_in_again();
    shop.get("/bookings/waitlist").assert_says("Nobody waits");
}

#[test]
fn staff_with_their_own_bookings_see_who_waits_for_them() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    shop.works(shop.member_id);
    shop.works(ben.member_id);
    let work = shop.offers(service("Renovation").minutes(480).by(&[shop.member_id, ben.member_id]));
    for days in [3, 4] {
        shop.books(&[work], shop.at(days, 9, 0), |draft| draft.member = Some(shop.member_id));
        shop.books(&[work], shop.at(days, 9, 0), |draft| draft.member = Some(ben.member_id));
    }
    let theirs = shop.keeps(contact("Of Ben").email("ofben@example.com").assigned(ben.member_id));
    let other = shop.keeps(contact("Of Ann").email("ofann@example.com"));
    waits(&shop, work, other, 3).assert_status(303);
    waits_with(&shop, work, theirs, 3, &[("staff", &ben.member_id.to_string())]).assert_status(303);
    ben.get("/bookings/waitlist").assert_says("Of Ben").assert_silent_on("Of Ann");
    shop.get("/bookings/waitlist").assert_says("Of Ben").assert_says("Of Ann");
    let not_theirs = crate::access::newest_id(&shop, "waits").parse::<i64>().unwrap() - 1;
    ben.post(&format!("/bookings/waitlist/{not_theirs}/remove"), &[]).assert_status(404);
}

#[test]
fn a_booking_for_nobody_leaves_the_others_their_turn() {
    // The longest waiting has a place that nothing fits; the next is asked all the same.
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let gone = shop.offers(service("Gone").minutes(480).by(&[]));
    let taken = full(&shop, work);
    let first = shop.keeps(contact("First").email("first@example.com"));
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    waits(&shop, gone, first, 3).assert_status(303);
    waits(&shop, work, mia, 3).assert_status(303);
    cancel(&shop, taken);
    assert_eq!(offers(&app, "mia@example.com").len(), 1);
}

#[test]
fn a_no_show_and_a_move_free_their_time_too() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let work = day_long(&shop);
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    let taken: Instant = shop.at(3, 9, 0);
    let id = shop.books(&[work], taken, |draft| draft.client = Client::Nobody);
    waits(&shop, work, mia, 3).assert_status(303);
    let to = clientsync::bookings::book::Move {
        start: shop.at(4, 9, 0),
        member: None,
        rules: clientsync::bookings::slots::Rules::House,
        actor: Actor::Staff,
        override_reason: None,
        is_quiet: false,
    };
    shop.inside(|db| book::move_to(db, id, &to).map(drop));
    assert_eq!(offers(&app, "mia@example.com").len(), 1);
    assert_eq!(statuses(&app, "held"), 1);
    let held = crate::access::newest_id(&shop, "bookings").parse().unwrap();
    shop.inside(|db| book::set_status(db, held, Status::Confirmed).map(drop));
    assert_eq!(count(&app, "FROM waits"), 0, "staff may say yes for them");
}
