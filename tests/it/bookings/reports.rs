//! The figures of a period: what the page says, the file says.

use clientsync::bookings::book;
use clientsync::bookings::model::{Actor, Status};
use time::Duration;

use crate::support::TestApp;
use crate::support::bookings::service;

#[test]
fn the_page_and_the_file_count_the_same_and_each_their_own() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    shop.works(shop.member_id);
    shop.works(ben.member_id);
    let cut = shop.offers(service("=Cut").by(&[shop.member_id, ben.member_id]));
    let at = |hour: u8, member: i64| shop.books(&[cut], shop.at(1, hour, 0), |d| d.member = Some(member));
    let (done, missed, gone) = (at(9, shop.member_id), at(10, shop.member_id), at(11, shop.member_id));
    at(10, ben.member_id);
    let set = |id: i64, to: Status| shop.inside(|db| book::set_status(db, id, to).map(drop));
    set(done, Status::Completed);
    set(missed, Status::NoShow);
    shop.inside(|db| book::cancel(db, gone, Actor::Staff, "").map(drop));
    app.advance(Duration::days(2));
    shop.sign_in_again();
    ben.sign_in_again();
    let page = shop.get("/bookings/reports");
    page.assert_status(200)
        .assert_says("Bookings 4")
        .assert_says("No-shows 50.0 %")
        .assert_says("Busiest hours");
    let file = shop.get("/bookings/reports.csv").text();
    for line in ["By,What,Bookings", "status,Cancelled,1", "service,'=Cut,3", "staff,Ann,2", "staff,Ben,1"] {
        assert!(file.contains(line), "{line}: {file}");
    }
    ben.get("/bookings/reports").assert_says("Bookings 1").assert_silent_on("Cancelled");
    shop.get("/bookings/reports?from=2001-01-01&to=2001-02-01")
        .assert_says("Nothing was booked in this time");
    for odd in ["from=x&to=y", "from=2030-01-01&to=2020-01-01", "from=9999-12-31"] {
        shop.get(&format!("/bookings/reports?{odd}")).assert_status(200);
    }
}
