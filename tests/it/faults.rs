//! `/operator/errors`: failures on our side, grouped, with nothing about a person.

use diesel::connection::SimpleConnection;
use time::Duration;

use crate::console::appoint;
use crate::support::TestApp;
use crate::support::actors::Shop;

fn break_the_list(app: &TestApp) {
    app.services.db.write_now(|conn| Ok(conn.batch_execute("DROP TABLE saved_views")?)).unwrap();
}

fn operator_with_failures(app: &TestApp) -> Shop<'_> {
    let shop = app.shop("Ann");
    appoint(app, shop.user_id);
    break_the_list(app);
    shop
}

#[test]
fn alike_failures_are_one_line_with_their_request_numbers() {
    let app = TestApp::start();
    let shop = operator_with_failures(&app);
    let failed = shop.get("/contacts?q=ann%40example.com");
    failed.assert_status(500);
    let number = failed.header("x-request-id").to_owned();
    shop.get("/contacts").assert_status(500);
    app.collect();
    let page = shop.get("/operator/errors");
    page.assert_says("GET /contacts → 500").assert_says("2 times since").assert_says(&number);
    let main = page.text();
    let main = main.split("<main").nth(1).unwrap().split("</main").next().unwrap();
    assert!(!main.contains('@') && !main.contains("q=ann"), "{main}");
}

#[test]
fn what_is_mended_goes_and_comes_back_when_it_fails_again() {
    let app = TestApp::start();
    let shop = operator_with_failures(&app);
    shop.get("/contacts").assert_status(500);
    app.collect();
    let page = shop.get("/operator/errors");
    let html = page.html();
    let wanted = scraper::Selector::parse("form[action$='/mended']").unwrap();
    let action = html.select(&wanted).next().unwrap().attr("action").unwrap().to_owned();
    shop.submit(&action, &[]).assert_says("Nothing failed");
    shop.get("/operator/errors?show=mended").assert_says("GET /contacts → 500");
    shop.get("/contacts").assert_status(500);
    app.collect();
    shop.get("/operator/errors").assert_says("GET /contacts → 500");
}

#[test]
fn failures_are_forgotten_after_thirty_days() {
    let app = TestApp::start();
    let shop = operator_with_failures(&app);
    shop.get("/contacts").assert_status(500);
    app.collect();
    app.advance(Duration::days(29));
    app.run_jobs();
    shop.sign_in_again();
    shop.get("/operator/errors").assert_says("GET /contacts → 500");
    app.advance(Duration::days(2));
    app.run_jobs();
    shop.sign_in_again();
    shop.get("/operator/errors").assert_says("Nothing failed");
}

#[test]
fn the_page_is_for_the_operator_alone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/operator/errors").assert_status(404);
    shop.post("/operator/errors/1/mended", &[]).assert_status(404);
}
