//! The database itself refuses a collision, whatever the program does above it.

use clientsync::db::unique;
use clientsync::error::AppError;
use clientsync::services::Services;
use diesel::prelude::*;
use time::Duration;

use crate::support::bookings::{count, service};
use crate::support::{Shop, TestApp, contact};

/// Writes a row of `occupancies` past every rule of the program.
fn write(services: &Services, sql: &str) -> Result<(), AppError> {
    services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn).map(|_| ())?))
}

fn row(shop: &Shop, booking: i64, member: &str, resource: &str, from: &str, to: &str, party: &str) -> String {
    format!(
        "INSERT INTO occupancies (workspace_id, booking_id, member_id, resource_id, place, sitting, party, busy_from, busy_to) \
         VALUES ({}, {booking}, {member}, {resource}, 1, '{party}{from}', '{party}', '{from}', '{to}')",
        shop.workspace_id
    )
}

#[test]
fn rows_that_share_a_person_or_a_place_and_time_are_refused_by_the_database() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let room = shop.has("Room", 1);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let booking = shop.books(&[cut], shop.at(2, 10, 0), |_| {});
    let (me, room) = (shop.member_id.to_string(), room.to_string());
    let (ten, half, eleven) = ("2030-01-01 10:00:00", "2030-01-01 10:30:00", "2030-01-01 11:00:00");
    let write = |member: &str, resource: &str, from, to, party| {
        write(&app.services, &row(&shop, booking, member, resource, from, to, party))
    };
    for (member, resource) in [(me.as_str(), "NULL"), ("NULL", room.as_str())] {
        write(member, resource, ten, eleven, "x").unwrap();
        let refused = write(member, resource, half, eleven, "y").unwrap_err();
        assert!(unique::excluded(&refused, "occupancies"), "{refused}");
        // Side by side is fine, and so is the same party.
        write(member, resource, eleven, "2030-01-01 12:00:00", "y").unwrap();
        write(member, resource, half, eleven, "x").unwrap();
    }
    let update = "UPDATE occupancies SET busy_from = '2030-01-01 10:45:00' WHERE party = 'y'";
    let refused = self::write(&app.services, update).unwrap_err();
    assert!(unique::excluded(&refused, "occupancies"), "{refused}");
    assert_eq!(count(&app, "FROM occupancies WHERE party IN ('x', 'y')"), 6);
}

#[test]
fn a_booking_put_over_another_still_keeps_third_ones_away() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").minutes(60).by(&[shop.member_id]));
    let (ten, half) = (shop.at(2, 10, 0), shop.at(2, 10, 30));
    shop.books(&[cut], ten, |_| {});
    let over = shop.books(&[cut], half, |draft| draft.override_reason = Some("Twins".into()));
    let parties = "FROM (SELECT DISTINCT party FROM occupancies) AS one";
    assert_eq!(count(&app, parties), 1, "both are of one party now");
    // Over two that are no party of each other, one of them a class with two seats.
    let yoga = shop.offers(service("Yoga").minutes(60).seats(5).by(&[shop.member_id]));
    let (two, three) = (shop.at(2, 14, 0), shop.at(2, 15, 0));
    shop.books(&[yoga], two, |_| {});
    shop.books(&[yoga], two, |_| {});
    shop.books(&[cut], three, |_| {});
    shop.books(&[cut], shop.at(2, 14, 30), |draft| draft.override_reason = Some("Twins".into()));
    assert_eq!(count(&app, parties), 2, "all of the afternoon is one more party");
    let third =
        row(&shop, over, &shop.member_id.to_string(), "NULL", &text(half), &text(half + Duration::HOUR), "z");
    assert!(unique::excluded(&write(&app.services, &third).unwrap_err(), "occupancies"));
}

fn text(at: clientsync::clock::Instant) -> String {
    format!("{} {:02}:{:02}:00", at.date(), at.hour(), at.minute())
}

#[test]
fn a_contact_that_goes_for_good_leaves_time_service_and_price() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let stranger = shop.stranger();
    let form = stranger
        .fills(cut, "any", shop.at(2, 10, 0), "Mia L.", "mia@example.com")
        .with("note", "My secret note");
    app.advance(Duration::seconds(10));
    stranger.sends(&form).assert_status(303);
    let id = shop.inside(|db| {
        let from = db.now;
        Ok(clientsync::bookings::queries::list::between(db, from, from + Duration::days(9), None)?[0]
            .booking
            .id)
    });
    shop.post(&format!("/bookings/{id}/client"), &[("client", &mia.to_string())]).assert_status(303);
    shop.get(&format!("/contacts/{mia}")).assert_says("Cut was booked");
    shop.post(&format!("/contacts/{mia}/delete"), &[]).assert_status(303);
    app.advance(Duration::days(31));
    app.run_jobs();
    assert_eq!(count(&app, "FROM contacts"), 0);
    shop.sign_in_again();
    let kept = shop.get(&format!("/bookings/{id}"));
    kept.assert_status(200).assert_says("$45").assert_says("Cut");
    for gone in ["Mia", "mia@example.com", "secret"] {
        kept.assert_silent_on(gone);
    }
    for table in ["booking_proposals", "booking_answers", "booking_consents"] {
        assert_eq!(count(&app, &format!("FROM {table}")), 0, "{table}");
    }
    assert_eq!(count(&app, "FROM bookings WHERE contact_id IS NULL AND note = '' AND price = 4500"), 1);
}
