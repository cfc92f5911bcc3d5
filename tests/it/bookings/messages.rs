//! Messages about bookings: each thing is said once, to the right person, at the right time, and
//! nothing is said that is not so any more.

use clientsync::bookings::book::{self, Client, Draft, Move};
use clientsync::bookings::catalogue::NewService;
use clientsync::bookings::model::{Actor, Source, Status};
use clientsync::bookings::slots::Rules;
use clientsync::mail::Message;
use time::Duration;

use crate::support::bookings::{Offered, service};
use crate::support::{Shop, TestApp, contact};

/// A cut of which clients are reminded a day and an hour before, and thanked a day after.
fn cut(shop: &Shop) -> i64 {
    shop.works(shop.member_id);
    let reminders = |new: &mut NewService| new.reminders = vec![1440, 60, -1440];
    let offered: Offered = service("Cut").by(&[shop.member_id]).with(reminders);
    shop.offers(offered)
}

fn with_client(shop: &Shop) -> (i64, i64) {
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    (cut(shop), mia)
}

/// The subjects of what went to an address since the last look.
fn subjects(app: &TestApp, address: &str) -> Vec<String> {
    let to = |mail: &Message| mail.to_email == address;
    let mails = app.mails();
    mails.iter().filter(|mail| to(mail)).map(|mail| mail.subject.clone()).collect()
}

fn first_words(app: &TestApp, address: &str) -> Vec<String> {
    let first = |subject: String| subject.split([':', ' ']).next().unwrap_or_default().to_owned();
    subjects(app, address).into_iter().map(first).collect()
}

fn set(shop: &Shop, id: i64, to: Status) {
    shop.inside(|db| book::set_status(db, id, to).map(drop));
}

#[test]
fn a_booking_is_confirmed_reminded_of_and_thanked_for_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    app.mails();
    let start = shop.at(3, 10, 0);
    let id = shop.books(&[cut], start, |draft| draft.client = Client::Contact(mia));
    let mail = app.mails().into_iter().find(|mail| mail.to_email == "mia@example.com").unwrap();
    assert!(
        mail.subject.starts_with("Booked: Cut, ") && mail.subject.contains("10:00 AM"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("/b/") && mail.text.contains("/privacy"), "{}", mail.text);
    let calendar = mail.envelope.calendar.unwrap();
    assert_eq!(calendar.method, "REQUEST");
    for part in ["METHOD:REQUEST", "SEQUENCE:0", "ATTENDEE;CN=\"Mia Lund\"", "BEGIN:VTIMEZONE"] {
        assert!(calendar.text.contains(part), "{part}: {}", calendar.text);
    }
    assert!(subjects(&app, "mia@example.com").is_empty());

    let now = app.services.clock.now();
    app.advance(start - Duration::days(1) - Duration::minutes(10) - now);
    assert!(subjects(&app, "mia@example.com").is_empty(), "not due yet");
    for (minutes, expected) in [(15, 1), (15, 0), (23 * 60, 1), (15, 0)] {
        app.advance(Duration::minutes(minutes));
        assert_eq!(first_words(&app, "mia@example.com"), vec!["Reminder"; expected]);
    }
    app.advance(Duration::hours(2));
    set(&shop, id, Status::Completed);
    assert!(subjects(&app, "mia@example.com").is_empty());
    app.advance(Duration::hours(24));
    assert_eq!(subjects(&app, "mia@example.com"), ["Thank you for your visit"]);
    app.advance(Duration::hours(1));
    assert!(subjects(&app, "mia@example.com").is_empty());
}

#[test]
fn nothing_goes_out_after_a_cancellation_and_a_move_reminds_of_the_new_time() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    let book =
        |day: i64| shop.books(&[cut], shop.at(day, 10, 0), |draft| draft.client = Client::Contact(mia));
    let (gone, moved, old) = (book(3), book(4), shop.at(4, 10, 0));
    app.mails();
    shop.inside(|db| book::cancel(db, gone, Actor::Staff, "ill").map(drop));
    let mail = app.mails().into_iter().find(|mail| mail.to_email == "mia@example.com").unwrap();
    assert!(mail.subject.starts_with("Cancelled: Cut"));
    assert_eq!(mail.envelope.calendar.map(|calendar| calendar.method).as_deref(), Some("CANCEL"));
    let to = Move {
        start: shop.at(6, 11, 0),
        member: None,
        rules: Rules::House,
        actor: Actor::Staff,
        override_reason: None,
        is_quiet: false,
    };
    shop.inside(|db| book::move_to(db, moved, &to).map(drop));
    assert_eq!(first_words(&app, "mia@example.com"), ["New"]);
    for (due, words) in [(old - Duration::days(1), vec![]), (to.start - Duration::days(1), vec!["Reminder"])]
    {
        app.advance(due + Duration::minutes(10) - app.services.clock.now());
        assert_eq!(first_words(&app, "mia@example.com"), words);
    }
}

#[test]
fn what_changed_before_its_mail_went_is_not_said() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    app.mails();
    let id = shop.books(&[cut], shop.at(3, 10, 0), |draft| draft.client = Client::Contact(mia));
    shop.inside(|db| book::cancel(db, id, Actor::Staff, "").map(drop));
    assert_eq!(first_words(&app, "mia@example.com"), ["Cancelled"]);
    shop.get("/workspace/reminders").assert_says("Left out").assert_says("It was cancelled.");
}

#[test]
fn who_books_within_the_distance_of_a_reminder_gets_none() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    app.mails();
    // The clock of the tests stands at ten in the morning in London; this is some hours ahead.
    let start = app.services.clock.now() + Duration::hours(20);
    let draft = |draft: &mut Draft| {
        draft.client = Client::Contact(mia);
        draft.override_reason = Some("late".into());
    };
    shop.books(&[cut], start, draft);
    assert_eq!(first_words(&app, "mia@example.com"), ["Booked"]);
    app.advance(Duration::minutes(10));
    assert!(subjects(&app, "mia@example.com").is_empty());
    app.advance(Duration::hours(19));
    assert_eq!(first_words(&app, "mia@example.com"), ["Reminder"], "the one an hour before");
}

#[test]
fn a_stranger_hears_of_their_booking_and_so_does_who_does_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let cut = cut(&shop);
    app.mails();
    let guest = shop.stranger();
    let start = shop.at(3, 10, 0);
    let form = guest.fills(cut, "", start, "Zoë Guest", "zoe@guest.example");
    app.advance(Duration::seconds(10));
    guest.sends(&form).assert_status(303);
    let mails = app.mails();
    let to = |address: &str| mails.iter().find(|mail| mail.to_email == address).unwrap();
    assert!(to("zoe@guest.example").subject.starts_with("Booked: Cut"));
    let staff = to(&shop.email);
    assert!(staff.subject.starts_with("New booking: Cut") && staff.text.contains("Zoë Guest booked"));
    // Their way out works before anybody knows them, and holds for the next message.
    let text = &to("zoe@guest.example").text;
    let out = text.split("/u/").nth(1).unwrap().split_whitespace().next().unwrap();
    app.visitor().post(&format!("/u/{out}"), &[("extent", "everything")]).assert_status(200);
    let now = app.services.clock.now();
    app.advance(start - Duration::hours(23) - now);
    assert!(subjects(&app, "zoe@guest.example").is_empty());
    shop.sign_in_again();
    shop.get("/workspace/reminders").assert_says("Kept back").assert_says("The client opted out.");
}

#[test]
fn a_restricted_client_and_one_without_an_address_get_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    let noah = shop.keeps(contact("Noah"));
    app.mails();
    shop.books(&[cut], shop.at(3, 10, 0), |draft| draft.client = Client::Contact(mia));
    shop.post(&format!("/contacts/{mia}/restrict"), &[("why", "request")]).assert_status(303);
    shop.books(&[cut], shop.at(3, 12, 0), |draft| draft.client = Client::Contact(noah));
    shop.books(&[cut], shop.at(3, 14, 0), |draft| draft.source = Source::WalkIn);
    let mails = app.mails();
    assert!(mails.iter().all(|mail| !mail.subject.contains("Cut")), "{mails:?}");
    shop.get("/workspace/reminders").assert_says("There is no address for this channel.");
}

#[test]
fn the_words_are_the_business_s_own_if_it_wants() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (cut, mia) = with_client(&shop);
    let page = "/workspace/reminders/confirmed";
    assert_eq!(shop.get(page).value("subject"), "Booked: {services}, {when}");
    shop.get(page).assert_says("There is no booking yet");
    let wrong = shop.post(page, &[("subject", "Hi {name}"), ("body", "")]);
    wrong
        .assert_status(422)
        .assert_says("{name} means nothing here")
        .assert_says("Enter what the message says.");
    assert_eq!(wrong.value("subject"), "Hi {name}");
    let words = [("subject", "See you, {client}"), ("body", "We keep {services} for you.\n\nBring a towel.")];
    shop.post(page, &words).assert_status(303);
    app.mails();
    shop.books(&[cut], shop.at(3, 10, 0), |draft| draft.client = Client::Contact(mia));
    let mail = app.mails().into_iter().find(|mail| mail.to_email == "mia@example.com").unwrap();
    assert_eq!(mail.subject, "See you, Mia Lund");
    assert!(mail.text.contains("We keep Cut for you.") && mail.text.contains("Bring a towel."));
    let preview = [("subject", "Now {business}"), ("body", "{client}"), ("do", "preview")];
    shop.post(page, &preview).assert_status(200).assert_says("Now Ann’s Salon").assert_says("Mia Lund");
    shop.post(&format!("{page}/standard"), &[]).assert_status(303);
    assert_eq!(shop.get(page).value("subject"), "Booked: {services}, {when}");
    shop.get("/workspace/reminders/nothing").assert_status(404);
    shop.staff("Ben").get("/workspace/reminders").assert_status(403);
}
