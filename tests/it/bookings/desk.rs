//! The back office: warnings that can be overridden with a reason, states, whose bookings one sees.

use clientsync::bookings::model::Status;
use clientsync::bookings::queries;
use clientsync::civil::{iso, local_date};
use clientsync::clock::Instant;
use time::Duration;

use crate::support::bookings::{chicago, count, service};
use crate::support::{Actor, Answer, TestApp, contact};

fn day(at: Instant) -> String {
    local_date(at, &chicago()).to_string()
}

/// Sends the form of a new booking.
fn book(who: &Actor, service: i64, staff: &str, start: Instant, more: &[(&str, &str)]) -> Answer {
    let (service, date, start) = (service.to_string(), day(start), iso(start));
    let mut fields =
        vec![("service", service.as_str()), ("staff", staff), ("date", &date), ("start", &start)];
    fields.extend_from_slice(more);
    who.post("/bookings", &fields)
}

fn id_of(answer: &Answer) -> i64 {
    assert_eq!(answer.status, 303, "{}", answer.summary());
    answer.location().trim_start_matches("/bookings/").parse().unwrap()
}

#[test]
fn a_booking_for_a_known_client_a_new_one_and_a_walk_in() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia Lund")).to_string();
    let page = shop.get(&format!("/bookings/new?service={cut}&date={}&q=mia", day(shop.at(2, 9, 0))));
    page.assert_says("Mia Lund").assert_says("10:00 AM");
    let known = id_of(&book(&shop, cut, "", shop.at(2, 10, 0), &[("client", &mia)]));
    shop.get(&format!("/bookings/{known}")).assert_says("Mia Lund").assert_says("Ann booked");
    shop.get(&format!("/contacts/{mia}")).assert_says("Cut was booked");
    let more = [("client", "new"), ("name", "Zoë New"), ("email", "zoe@example.com")];
    let new = id_of(&book(&shop, cut, "", shop.at(2, 11, 0), &more));
    shop.get(&format!("/bookings/{new}")).assert_says("Zoë New");
    assert_eq!(shop.count("FROM contacts WHERE workspace_id = {}"), 2);
    let walk_in = id_of(&book(&shop, cut, "", shop.at(2, 12, 0), &[("client", "nobody"), ("walk_in", "on")]));
    shop.get(&format!("/bookings/{walk_in}")).assert_says("Walk-in").assert_says("Nobody is named");
    shop.get("/bookings").assert_says("Mia Lund").assert_says("Zoë New");
    // A lost time makes no contact.
    let lost = book(&shop, cut, "", shop.at(2, 11, 0), &[("client", "new"), ("name", "Not Made")]);
    lost.assert_status(409);
    assert_eq!(lost.value("name"), "Not Made");
    assert_eq!(shop.count("FROM contacts WHERE workspace_id = {}"), 2);
    shop.post("/bookings", &[]).assert_status(422);
    let typed = [
        ("service", cut.to_string()),
        ("date", day(shop.at(2, 9, 0))),
        ("start", "other".into()),
        ("time", "16:05".into()),
    ];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
    shop.post("/bookings", &typed).assert_status(303);
}

#[test]
fn a_conflict_is_said_and_overridden_only_with_a_reason() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").minutes(60).by(&[shop.member_id]));
    let me = shop.member_id.to_string();
    id_of(&book(&shop, cut, &me, shop.at(2, 10, 0), &[]));
    let refused = book(&shop, cut, &me, shop.at(2, 10, 30), &[("note", "Twins")]);
    refused.assert_status(409).assert_says("Ann is taken from 10:00 AM to 11:00 AM");
    assert_eq!(refused.value("note"), "Twins");
    let unsaid = book(&shop, cut, &me, shop.at(2, 10, 30), &[("override", "on")]);
    assert!(!unsaid.assert_status(422).error("override_reason").is_empty());
    assert_eq!(count(&app, "FROM bookings"), 1);
    let over = [("override", "on"), ("override_reason", "Both are brothers")];
    let id = id_of(&book(&shop, cut, &me, shop.at(2, 10, 30), &over));
    shop.get(&format!("/bookings/{id}"))
        .assert_says("booked past a warning")
        .assert_says("Both are brothers");
    shop.get("/activity").assert_says("booked past a warning");
    // Outside the hours, likewise; and nothing was opened for third ones.
    book(&shop, cut, &me, shop.at(2, 19, 0), &[]).assert_status(409).assert_says("does not work then");
    id_of(&book(&shop, cut, &me, shop.at(2, 19, 0), &over));
    book(&shop, cut, &me, shop.at(2, 10, 45), &[]).assert_status(409);
    // The form's key: sent twice, booked once.
    let key = [("form_key", "0123456789abcdef")];
    let twice =
        [book(&shop, cut, &me, shop.at(3, 9, 0), &key), book(&shop, cut, &me, shop.at(3, 9, 0), &key)];
    assert_eq!(id_of(&twice[0]), id_of(&twice[1]));
}

#[test]
fn why_a_time_is_not_offered() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let ben = shop.staff("Ben");
    let room = shop.has("Room 2", 1);
    let cut = shop.offers(service("Cut").by(&[shop.member_id, ben.member_id]).needs(room));
    let massage = shop.offers(service("Massage").by(&[shop.member_id]).needs(room));
    let me = shop.member_id.to_string();
    id_of(&book(&shop, massage, &me, shop.at(2, 10, 0), &[]));
    let why = |staff: &str, service, start| book(&shop, service, staff, start, &[]).words();
    assert!(why(&ben.member_id.to_string(), cut, shop.at(2, 12, 0)).contains("Ben does not work then"));
    assert!(why(&ben.member_id.to_string(), massage, shop.at(2, 12, 0)).contains("does not do all of these"));
    shop.works(ben.member_id);
    assert!(why(&ben.member_id.to_string(), cut, shop.at(2, 10, 0)).contains("Room 2 is taken then"));
    assert!(why(&me, cut, shop.at(2, 16, 45)).contains("longer than work does: until 5:00 PM"));
    assert!(why(&me, cut, shop.at(-1, 10, 0)).contains("This time is over"));
}

#[test]
fn a_booking_goes_through_its_states_and_back() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let ten = shop.at(2, 10, 0);
    let id = shop.books(&[cut], ten, |_| {});
    let press = |to: &str| shop.post(&format!("/bookings/{id}/status"), &[("status", to)]).status;
    let status = || shop.inside(|db| Ok(queries::find(db, id)?.status));
    for (to, stands) in [
        ("arrived", Status::Arrived),
        ("completed", Status::Completed),
        ("confirmed", Status::Confirmed),
        ("no_show", Status::NoShow),
    ] {
        assert_eq!((press(to), status()), (303, stands), "{to}");
    }
    assert_eq!(count(&app, "FROM occupancies"), 0, "a no-show takes no time");
    let other = shop.books(&[cut], ten, |_| {});
    assert_eq!((press("confirmed"), status()), (303, Status::NoShow), "its time is taken by another");
    shop.post(&format!("/bookings/{other}/cancel"), &[("reason", "Ill")]).assert_status(303);
    assert_eq!((press("confirmed"), status()), (303, Status::Confirmed));
    for nonsense in ["cancelled", "requested", "held"] {
        assert_eq!(press(nonsense), 409, "{nonsense}");
    }
    assert_eq!(press("x"), 400);
    let page = shop.get(&format!("/bookings/{id}"));
    page.assert_says("Ann noted the arrival").assert_says("Ann marked it a no-show");
    shop.get(&format!("/bookings/{other}")).assert_says("Ill").assert_says("Cancelled");
    shop.post(&format!("/bookings/{other}/status"), &[("status", "arrived")]).assert_status(409);
}

#[test]
fn moving_keeps_the_length_and_tells_from_when() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.works(shop.member_id);
    shop.works(ben.member_id);
    let team = [shop.member_id, ben.member_id];
    let cut = shop.offers(service("Cut").by(&team));
    let colour = shop.offers(service("Colour").minutes(60).by(&team));
    let id = shop.books(&[cut, colour], shop.at(2, 10, 0), |draft| draft.member = Some(team[0]));
    shop.get(&format!("/bookings/{id}/move")).assert_status(200).assert_says("Another time");
    let to = shop.at(3, 14, 0);
    let fields = [("date", day(to)), ("start", iso(to)), ("staff", ben.member_id.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    shop.post(&format!("/bookings/{id}/move"), &fields).assert_status(303);
    let moved = shop.inside(|db| queries::find(db, id));
    assert_eq!((moved.starts_at, moved.ends_at - moved.starts_at), (to, Duration::minutes(90)));
    assert_eq!(moved.member_id, ben.member_id);
    shop.get(&format!("/bookings/{id}"))
        .assert_says("Cut and Colour")
        .assert_says("moved it")
        .assert_says("from");
    let items = shop.inside(|db| queries::details::items(db, id));
    assert_eq!(items[1].starts_at, to + Duration::minutes(30));
    shop.post(&format!("/bookings/{id}/move"), &[]).assert_status(422);
}

#[test]
fn who_is_limited_to_their_own_sees_and_touches_only_those() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let ben = shop.staff_with_own_clients("Ben");
    shop.works(ben.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id, ben.member_id]));
    let hers = shop.books(&[cut], shop.at(2, 10, 0), |draft| draft.member = Some(shop.member_id));
    let his = shop.books(&[cut], shop.at(2, 11, 0), |draft| draft.member = Some(ben.member_id));
    for path in ["", "/move", "/cancel", "/client"] {
        ben.get(&format!("/bookings/{hers}{path}")).assert_status(404);
        ben.get(&format!("/bookings/{his}{path}")).assert_status(200);
    }
    for path in ["move", "cancel", "client", "status"] {
        let fields = [("status", "arrived"), ("start", "2030-01-01T10:00:00Z"), ("client", "nobody")];
        ben.post(&format!("/bookings/{hers}/{path}"), &fields).assert_status(404);
    }
    let list = ben.get("/bookings");
    list.assert_says("11:00 AM").assert_silent_on(&format!("/bookings/{hers}"));
    // A booking of his own making is with himself, whoever is asked for.
    let other = book(&ben, cut, &shop.member_id.to_string(), shop.at(2, 14, 0), &[]);
    other.assert_status(409);
    let own = id_of(&book(&ben, cut, "", shop.at(2, 14, 0), &[]));
    assert_eq!(shop.inside(|db| queries::find(db, own)).member_id, ben.member_id);
    let viewer = shop.viewer("Vic");
    viewer.get(&format!("/bookings/{hers}")).assert_status(200);
    book(&viewer, cut, "", shop.at(2, 15, 0), &[]).assert_status(403);
}

#[test]
fn the_least_booked_that_day_takes_what_anybody_may_take() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, cleo) = (shop.staff("Ben"), shop.staff("Cleo"));
    let team = [shop.member_id, ben.member_id, cleo.member_id];
    team.iter().for_each(|member| shop.works(*member));
    let cut = shop.offers(service("Cut").by(&team));
    let taken = |hour: u8| {
        let id = shop.books(&[cut], shop.at(2, hour, 0), |_| {});
        shop.inside(|db| queries::find(db, id)).member_id
    };
    assert_eq!([taken(9), taken(10), taken(11), taken(12)], [team[0], team[1], team[2], team[0]]);
}
