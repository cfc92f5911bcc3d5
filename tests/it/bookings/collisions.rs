//! Many who want the same time at once: exactly as many get it as there is room for, the others
//! learn what is free. On PostgreSQL they come through two server processes.

use clientsync::bookings::model::Status;
use clientsync::civil::iso;
use clientsync::clock::Instant;
use time::Duration;

use crate::support::bookings::{Handed, Stranger, count, own_page, service};
use crate::support::{Answer, Shop, TestApp};

/// The servers that share the database: two on PostgreSQL; SQLite is for one process by design.
fn servers(app: &TestApp) -> Vec<TestApp> {
    let is_postgres = app.services.config.database_url.starts_with("postgres");
    if is_postgres { vec![app.second_server()] } else { Vec::new() }
}

/// What each of so many strangers wants; all send at the same moment.
fn rush(shop: &Shop, wanted: &[(i64, String, Instant)]) -> Vec<Answer> {
    let others = servers(shop.app);
    let filled: Vec<(Stranger, Handed)> = wanted
        .iter()
        .enumerate()
        .map(|(n, (service, staff, start))| {
            let mut stranger = shop.stranger();
            if n % 2 == 1
                && let Some(other) = others.first()
            {
                stranger = stranger.at(other);
            }
            let (name, email) = (format!("Stranger {n}"), format!("stranger{n}@example.com"));
            let form = stranger.fills(*service, staff, *start, &name, &email);
            (stranger, form)
        })
        .collect();
    for app in std::iter::once(shop.app).chain(&others) {
        app.advance(Duration::seconds(10));
    }
    std::thread::scope(|scope| {
        let sent: Vec<_> =
            filled.into_iter().map(|(stranger, form)| scope.spawn(move || stranger.sends(&form))).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// So many got it; the others were told what is free, and nothing they typed was lost.
#[track_caller]
fn assert_exactly(answers: &[Answer], room: usize) {
    let booked = answers.iter().filter(|answer| answer.status == 303).count();
    let lost: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 409).collect();
    let others: Vec<String> =
        answers.iter().filter(|a| ![303, 409].contains(&a.status)).map(Answer::summary).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(booked, room);
    assert_eq!(lost.len(), answers.len() - room);
    for answer in lost.iter().take(5) {
        assert!(answer.value("name").starts_with("Stranger"), "{}", answer.words());
        let free = answer.all(".times__time");
        assert!(!free.is_empty(), "no other times: {}", answer.words());
    }
}

fn bookings(app: &TestApp) -> i64 {
    count(app, "FROM bookings WHERE status <> 'cancelled'")
}

#[test]
fn of_two_hundred_who_want_overlapping_times_one_gets_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let me = shop.member_id.to_string();
    // Two services; their times overlap because of length and buffer, not because they are equal.
    let long = shop.offers(service("Colour").minutes(60).by(&[shop.member_id]));
    let short = shop.offers(service("Cut").by(&[shop.member_id]).with(|s| s.buffer_before = 30));
    let (ten, eleven) = (shop.at(2, 10, 0), shop.at(2, 11, 0));
    let wanted: Vec<_> = (0..200)
        .map(|n| if n % 3 == 0 { (short, me.clone(), eleven) } else { (long, me.clone(), ten) })
        .collect();
    assert_exactly(&rush(&shop, &wanted), 1);
    assert_eq!(bookings(&app), 1);
    assert_eq!(count(&app, "FROM occupancies"), 1);
}

#[test]
fn anybody_is_booked_only_as_often_as_somebody_is_free() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, cleo) = (shop.staff("Ben"), shop.staff("Cleo"));
    let team = [shop.member_id, ben.member_id, cleo.member_id];
    team.iter().for_each(|member| shop.works(*member));
    let cut = shop.offers(service("Cut").by(&team));
    let wanted: Vec<_> = (0..60).map(|_| (cut, "any".to_owned(), shop.at(2, 10, 0))).collect();
    assert_exactly(&rush(&shop, &wanted), 3);
    assert_eq!(count(&app, "FROM (SELECT DISTINCT member_id FROM bookings) AS one"), 3);
}

#[test]
fn a_class_of_five_seats_takes_five() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let yoga = shop.offers(service("Yoga").seats(5).by(&[shop.member_id]));
    let wanted: Vec<_> = (0..60).map(|_| (yoga, "any".to_owned(), shop.at(2, 10, 0))).collect();
    assert_exactly(&rush(&shop, &wanted), 5);
    assert_eq!(count(&app, "FROM (SELECT DISTINCT place FROM occupancies) AS one"), 5);
}

#[test]
fn two_chairs_are_taken_twice_however_many_could_work() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, cleo) = (shop.staff("Ben"), shop.staff("Cleo"));
    let team = [shop.member_id, ben.member_id, cleo.member_id];
    team.iter().for_each(|member| shop.works(*member));
    let chairs = shop.has("Chair", 2);
    let cut = shop.offers(service("Cut").by(&team).needs(chairs));
    let wanted: Vec<_> = (0..40).map(|_| (cut, "any".to_owned(), shop.at(2, 10, 0))).collect();
    assert_exactly(&rush(&shop, &wanted), 2);
    assert_eq!(count(&app, "FROM occupancies WHERE resource_id IS NOT NULL"), 2);
}

#[test]
fn one_who_moves_and_one_who_books_do_not_get_the_same_time() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    shop.takes_bookings_so(|rules| rules.cutoff_minutes = 0);
    let (nine, ten) = (shop.at(2, 9, 0), shop.at(2, 10, 0));
    for round in 0..5 {
        let mover = shop.stranger();
        let form = mover.fills(cut, "any", nine, "Mover", "mover@example.com");
        let booker = shop.stranger();
        let other = booker.fills(cut, "any", ten, "Booker", "booker@example.com");
        app.advance(Duration::seconds(10));
        let own = own_page(&mover.sends(&form));
        let (browser, path, start) = (mover.browser.copy(), format!("{own}/reschedule"), iso(ten));
        let (moved, booked) = std::thread::scope(|scope| {
            let moving = scope.spawn(move || browser.post(&path, &[("start", &start)]).status);
            let booking = scope.spawn(move || booker.sends(&other).status);
            (moving.join().unwrap(), booking.join().unwrap())
        });
        let mut answers = [moved, booked];
        answers.sort_unstable();
        assert_eq!(answers, [303, 409], "round {round}");
        assert_eq!(count(&app, "FROM bookings WHERE status = 'confirmed'"), if moved == 303 { 1 } else { 2 });
        let all = shop.inside(|db| {
            let found = clientsync::bookings::queries::list::between(db, nine, ten + Duration::HOUR, None)?;
            for line in &found {
                clientsync::bookings::book::cancel(
                    db,
                    line.booking.id,
                    clientsync::bookings::model::Actor::Program,
                    "",
                )?;
            }
            Ok(found.len())
        });
        assert!(all > 0);
    }
}

/// A request that lapsed and the one that took its time: whoever confirms first, only one is confirmed.
#[test]
fn two_owners_confirm_two_requests_for_one_time_and_one_is_confirmed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    shop.takes_bookings_so(|rules| rules.hold_minutes = 60);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]).asks_first());
    let ten = shop.at(5, 10, 0);
    let asks = |name: &str| {
        let stranger = shop.stranger();
        let form = stranger.fills(cut, "any", ten, name, "who@example.com");
        app.advance(Duration::seconds(10));
        stranger.sends(&form)
    };
    own_page(&asks("First"));
    // While the first request holds the time, a second is refused.
    let stranger = shop.stranger();
    let page = stranger.details(cut, "any", ten);
    page.assert_says("not free any more");
    // It lapses by the clock alone: no job has run.
    app.advance(Duration::minutes(61));
    own_page(&asks("Second"));
    let oda = shop.member_with("Oda", clientsync::access::Role::Owner, false);
    let ids = shop.inside(|db| {
        let found = clientsync::bookings::queries::list::between(db, ten, ten + Duration::HOUR, None)?;
        Ok(found.into_iter().map(|line| line.booking.id).collect::<Vec<_>>())
    });
    assert_eq!(ids.len(), 2);
    std::thread::scope(|scope| {
        for owner in [&shop.owner, &oda] {
            for id in &ids {
                let browser = owner.copy();
                scope.spawn(move || {
                    browser
                        .post(&format!("/bookings/{id}/status"), &[("status", "confirmed")])
                        .assert_status(303);
                });
            }
        }
    });
    let confirmed: Vec<(i64, Status)> = shop.inside(|db| {
        ids.iter().map(|id| Ok((*id, clientsync::bookings::queries::find(db, *id)?.status))).collect()
    });
    assert_eq!(confirmed, [(ids[0], Status::Requested), (ids[1], Status::Confirmed)]);
    let told = format!("FROM booking_events WHERE kind = 'confirmed' AND booking_id = {}", ids[1]);
    assert_eq!(count(&app, &told), 1, "two presses are one confirmation");
}

#[test]
fn a_lapsed_request_can_be_confirmed_while_its_time_is_free() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    shop.takes_bookings_so(|rules| rules.hold_minutes = 60);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]).asks_first());
    let stranger = shop.stranger();
    let form = stranger.fills(cut, "any", shop.at(5, 10, 0), "Mia", "mia@example.com");
    app.advance(Duration::seconds(10));
    let own = own_page(&stranger.sends(&form));
    stranger.browser.get(&own).assert_says("You asked for this time");
    app.advance(Duration::minutes(61));
    stranger.browser.get(&own).assert_says("Not confirmed in time");
    let id = count(&app, "FROM bookings");
    let id = if id == 1 {
        shop.inside(|db| Ok(clientsync::bookings::queries::list::requests(db, 5)?[0].booking.id))
    } else {
        0
    };
    shop.get(&format!("/bookings/{id}")).assert_says("Nobody said yes in time");
    shop.post(&format!("/bookings/{id}/status"), &[("status", "confirmed")]).assert_status(303);
    stranger.browser.get(&own).assert_says("It is confirmed");
    assert_eq!(count(&app, "FROM occupancies WHERE held_until IS NULL"), 1);
}

#[test]
fn a_double_click_makes_one_booking() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let team = [shop.member_id, ben.member_id];
    team.iter().for_each(|member| shop.works(*member));
    let cut = shop.offers(service("Cut").by(&team));
    let stranger = shop.stranger();
    let form = stranger.fills(cut, "any", shop.at(2, 10, 0), "Mia", "mia@example.com");
    app.advance(Duration::seconds(10));
    let pages: Vec<String> = std::thread::scope(|scope| {
        let click = |_| {
            let (stranger, form) = (stranger.copy(), form.clone());
            scope.spawn(move || own_page(&stranger.sends(&form)))
        };
        let sent: Vec<_> = (0..8).map(click).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:?}");
    assert_eq!(bookings(&app), 1);
}
