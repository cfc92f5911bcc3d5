//! Working hours: set by their owner, on the wall clock, moving no booking.

use clientsync::bookings::queries;
use clientsync::civil::local_date;

use crate::support::bookings::{chicago, count, service};
use crate::support::{Answer, Shop, TestApp};

const WEEK: [(&str, &str); 4] =
    [("from_1_1", "09:00"), ("to_1_1", "12:00"), ("from_1_2", "13:00"), ("to_1_2", "17:00")];

fn post_week(shop: &Shop, path: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = WEEK.to_vec();
    fields.extend_from_slice(more);
    shop.post(path, &fields)
}

#[test]
fn hours_are_offered_saved_and_checked() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let path = format!("/staff/{}/hours", shop.member_id);
    let page = shop.get(&path);
    page.assert_says("No hours are set");
    assert_eq!(page.value("from_1_1"), "09:00");
    assert_eq!(count(&app, "FROM staff_hours"), 0, "looking saves nothing");
    post_week(&shop, &path, &[]).assert_status(303);
    let page = shop.get(&path);
    assert_eq!((page.value("from_1_2"), page.value("from_2_1")), ("13:00".into(), String::new()));
    for (wrong, field) in [
        ([("from_2_1", "17:00"), ("to_2_1", "09:00")], "to_2_1"),
        ([("from_2_1", "nine"), ("to_2_1", "10:00")], "from_2_1"),
        ([("from_2_1", "09:00"), ("to_2_1", "")], "to_2_1"),
        ([("timezone", "Mars/Base"), ("x", "")], "timezone"),
    ] {
        let answer = post_week(&shop, &path, &wrong);
        answer.assert_status(422);
        assert!(answer.words().contains("Please check this"), "{field}: {}", answer.summary());
    }
    assert_eq!(count(&app, "FROM staff_hours"), 2);
    post_week(&shop, &path, &[("timezone", "Europe/Berlin")]).assert_status(303);
    assert_eq!(shop.get(&path).value("timezone"), "Europe/Berlin");
}

#[test]
fn another_zone_moves_no_booking() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let ten = shop.at(2, 10, 0);
    let id = shop.books(&[cut], ten, |_| {});
    let path = format!("/staff/{}/hours", shop.member_id);
    post_week(&shop, &path, &[("timezone", "Asia/Tokyo")]).assert_status(303);
    shop.inside(|db| {
        use clientsync::workspace::queries::{profile, save_profile};
        let mut stored = profile(db)?;
        stored.profile.timezone = "Europe/Berlin".into();
        save_profile(db, &stored.profile, stored.version)
    });
    let booking = shop.inside(|db| queries::find(db, id));
    assert_eq!(booking.starts_at, ten);
    // It can still be moved and ended.
    let fields = [("start", clientsync::civil::iso(ten)), ("date", "2030-01-01".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let moved = shop.post(&format!("/bookings/{id}/move"), &fields);
    assert!([303, 409].contains(&moved.status), "{}", moved.summary());
    shop.post(&format!("/bookings/{id}/status"), &[("status", "arrived")]).assert_status(303);
}

#[test]
fn time_off_other_hours_and_closed_days_change_what_is_free() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let path = format!("/staff/{}/hours", shop.member_id);
    let day = |days| local_date(shop.at(days, 10, 0), &chicago()).to_string();
    let (second, third, fourth) = (day(2), day(3), day(4));
    shop.post(&format!("{path}/time-off"), &[("first_day", &second), ("label", "Dentist")])
        .assert_status(303);
    let other = [("day", third.as_str()), ("day_from", "18:00"), ("day_to", "20:00")];
    shop.post(&format!("{path}/exceptions"), &other).assert_status(303);
    shop.post("/services/closed", &[("first_day", &fourth), ("label", "Holiday")]).assert_status(303);
    let free = |date: &str| {
        let page = shop.get(&format!("/bookings/new?service={cut}&date={date}"));
        page.all(".times__time").len()
    };
    assert_eq!((free(&second), free(&third), free(&fourth)), (0, 7, 0));
    assert!(free(&day(5)) > 20);
    shop.get(&path).assert_says("Dentist").assert_says("Holiday").assert_says("6:00 PM to 8:00 PM");
    // A stranger is not told why.
    let page = app.visitor().get(&format!("/w/{}/book?service={cut}&staff=any", shop.slug()));
    page.assert_silent_on("Dentist").assert_silent_on("Holiday");
    let remove = |table: &str, kind: &str| {
        let id = shop.inside(|db| {
            use diesel::prelude::*;
            #[derive(QueryableByName)]
            struct Id {
                #[diesel(sql_type = diesel::sql_types::BigInt)]
                id: i64,
            }
            let sql = format!("SELECT max(id) AS id FROM {table}");
            Ok(diesel::sql_query(sql).get_result::<Id>(&mut **db)?.id)
        });
        shop.post(&format!("/{kind}/{id}/remove"), &[]).assert_status(303);
    };
    remove("time_off", "time-off");
    remove("hour_exceptions", "hour-exceptions");
    assert!(free(&third) > 20 && free(&fourth) > 20);
    for bad in [[("first_day", "2020-01-01"), ("x", "")], [("first_day", ""), ("x", "")]] {
        shop.post(&format!("{path}/time-off"), &bad).assert_status(422);
    }
}

#[test]
fn one_sets_one_s_own_hours_and_a_manager_everybody_s() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, mia) = (shop.staff("Ben"), shop.manager("Mia"));
    let own = format!("/staff/{}/hours", ben.member_id);
    let owners = format!("/staff/{}/hours", shop.member_id);
    ben.post(&own, &WEEK).assert_status(303);
    ben.post(&owners, &WEEK).assert_status(403);
    ben.get(&owners).assert_status(200);
    mia.post(&owners, &WEEK).assert_status(303);
    ben.post("/services/closed", &[("first_day", "2030-01-01")]).assert_status(403);
    assert_eq!(count(&app, "FROM staff_hours"), 4);
}
