//! The browser's opt-out signal (Global Privacy Control).

use clientsync::consent::actions;
use clientsync::db::Unscoped;

use super::consent::{has_banner, rows};
use super::requests::number;
use crate::support::actors::signed_in;
use crate::support::{Browser, TestApp};

const HONORED: &str = "Opt-out preference signal honored";

fn with_signal(browser: Browser, value: &str) -> Browser {
    browser.headers.borrow_mut().push(("sec-gpc".into(), value.into()));
    browser
}

#[test]
fn the_signal_refuses_everything_and_leaves_no_trace() {
    let app = TestApp::start();
    let visitor = with_signal(app.visitor(), "1");
    for path in ["/", "/login", "/cookies", "/do-not-sell"] {
        let page = visitor.get(path);
        page.assert_status(200).assert_says(HONORED);
        assert!(!has_banner(&page) && page.headers.get("set-cookie").is_none(), "{path}");
    }
    assert!(rows(&app).is_empty());
}

#[test]
fn any_other_value_is_ignored() {
    let app = TestApp::start();
    for value in ["0", "1x", "true", "", "11"] {
        let page = with_signal(app.visitor(), value).get("/login");
        assert!(has_banner(&page), "{value:?}");
        page.assert_silent_on(HONORED);
    }
    let two = with_signal(with_signal(app.visitor(), "0"), "1");
    two.get("/login").assert_says(HONORED);
}

#[test]
fn the_signal_ends_what_was_allowed_before_it() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "accept")]).assert_status(303);
    let visitor = with_signal(visitor, "1");
    assert_eq!(visitor.get("/cookies").all("#choice .badge"), ["Refused", "Refused"]);
}

#[test]
fn a_later_choice_may_allow_our_own_counts() {
    let app = TestApp::start();
    let visitor = with_signal(app.visitor(), "1");
    let form = [("choice", "save"), ("analytics", "on"), ("back", "/cookies")];
    visitor.submit("/consent", &form).assert_says(HONORED);
    assert_eq!(visitor.get("/cookies").all("#choice .badge"), ["Refused", "Allowed"]);
    assert!(visitor.cookies.borrow().contains_key("__Host-an"));
}

#[test]
fn the_account_carries_the_signal_to_another_browser() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = signed_in(&app, &shop.email);
    assert!(has_banner(&other.get("/today")));
    let browser = with_signal(shop.copy(), "1");
    for _ in 0..3 {
        browser.get("/contacts").assert_status(200).assert_says(HONORED);
    }
    let page = other.get("/today");
    assert!(!has_banner(page.assert_says(HONORED)));
    let [row] = &rows(&app)[..] else { panic!("one row, however often the signal comes") };
    assert_eq!(
        (row.method.as_str(), row.place.as_str(), row.user_id),
        ("gpc", "/contacts", Some(shop.user_id))
    );
    assert!(row.key.is_none() && !row.analytics && !row.preferences);
}

/// Door 6: the signal is an opt-out that needs nobody's click, and leaves the record of one.
#[test]
fn the_signal_of_somebody_signed_in_is_an_opt_out_on_record() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let browser = with_signal(shop.copy(), "1");
    for _ in 0..2 {
        browser.get("/contacts").assert_status(200);
    }
    let page = shop.get("/account/privacy");
    assert_eq!(page.all("main").join(" ").matches("Opt-out of sale or sharing").count(), 1);
    let of =
        "FROM privacy_requests WHERE door = 'signal' AND state = 'fulfilled' AND kind = 'opt_out_sale_share'";
    assert_eq!(number(&app, &format!("count(*) AS number {of}")), 1);
    let steps = format!("count(*) AS number FROM privacy_request_events WHERE request_id = (SELECT id {of})");
    assert_eq!(number(&app, &steps), 3);
}

#[test]
fn whoever_opts_in_again_is_not_overruled_by_the_next_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let browser = with_signal(shop.copy(), "1");
    browser.get("/today").assert_status(200);
    let now = app.services.clock.now();
    let opt_in = |conn: &mut _| actions::opt_in(&mut Unscoped::new(conn, now), shop.user_id);
    app.services.db.write_now(opt_in).unwrap();
    browser.get("/today").assert_status(200);
    shop.get("/today").assert_silent_on(HONORED);
    assert_eq!(rows(&app).len(), 1);
}

#[test]
fn a_person_who_has_not_finished_signing_in_changes_nothing() {
    let app = TestApp::start();
    with_signal(app.visitor(), "1").get("/today").assert_status(303);
    assert!(rows(&app).is_empty());
}

#[test]
fn the_opt_out_page_opts_out_the_browser_and_the_account() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = signed_in(&app, &shop.email);
    let form = [("choice", "reject"), ("opt_out", "on"), ("back", "/do-not-sell")];
    let page = app.visitor().get("/do-not-sell");
    page.assert_says("We do not sell personal information").assert_says("Opt out");
    let visitor = app.visitor();
    visitor.submit("/consent", &form).assert_says("Everything optional is refused");
    shop.post("/consent", &[("choice", "accept")]).assert_status(303);
    let page = shop.submit("/consent", &form);
    page.assert_says("Everything optional is refused here and in your account");
    other.get("/today").assert_says(HONORED);
    let row = rows(&app).pop().unwrap();
    assert_eq!((row.method.as_str(), row.place.as_str()), ("withdraw", "/do-not-sell"));
}

#[test]
fn the_site_states_that_it_heeds_the_signal() {
    let app = TestApp::start();
    let answer = app.visitor().get("/.well-known/gpc.json");
    assert_eq!(answer.assert_status(200).header("content-type"), "application/json");
    let said: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(said["gpc"], true);
    let day = said["lastUpdate"].as_str().unwrap();
    assert!(day.len() == 10 && day.starts_with("20"), "{day}");
}
