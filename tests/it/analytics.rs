//! What is counted: pages for everybody, visits only with consent, and of both only the
//! reduced form. Drawn for the operator, and for a business its own.

use clientsync::schema::{analytics_counts as counts, analytics_hits as hits, analytics_visits as visits};
use clientsync::web::consent::Consent;
use clientsync::web::cookies::{ANALYTICS, CONSENT, Category};
use diesel::prelude::*;
use time::Duration;

use crate::support::{Browser, TestApp};

const ADDRESS: &str = "203.0.113.77";
const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config| config.trusted_proxies = 1)
}

/// Somebody with a phone who came from another page.
fn visitor(app: &TestApp) -> Browser {
    let browser = app.visitor();
    let headers = [
        ("user-agent", AGENT),
        ("x-forwarded-for", ADDRESS),
        ("referer", "https://blog.example/posts/7?reader=mia@reader.example"),
    ];
    browser.headers.replace(headers.map(|(name, value)| (name.into(), value.into())).to_vec());
    browser
}

/// Gives the browser what an acceptance leaves in it.
fn allows_analytics(app: &TestApp, browser: &Browser, value: &str) {
    let mut consent = Consent::none().after(&[(Category::Analytics, true)], app.services.clock.now());
    consent.opted_out = true;
    let mut cookies = browser.cookies.borrow_mut();
    cookies.insert(CONSENT.name.into(), consent.to_cookie_value(&app.services.config));
    cookies.insert(ANALYTICS.name.into(), value.into());
}

type Counted = (Option<i64>, String, String, String, i64);

fn counted(app: &TestApp) -> Vec<Counted> {
    app.collect();
    let columns = (counts::workspace_id, counts::route, counts::referrer, counts::device, counts::hits);
    let load = |conn: &mut _| Ok(counts::table.order(counts::route).select(columns).load(conn)?);
    app.services.db.read_now(load).unwrap()
}

fn number_of_visits(app: &TestApp) -> i64 {
    app.collect();
    app.services.db.read_now(|conn| Ok(visits::table.count().get_result(conn)?)).unwrap()
}

fn pages_of_visits(app: &TestApp) -> Vec<(String, String)> {
    app.collect();
    let load =
        |conn: &mut _| Ok(hits::table.order(hits::id).select((hits::route, hits::action)).load(conn)?);
    app.services.db.read_now(load).unwrap()
}

#[test]
fn without_consent_pages_are_counted_and_nobody_is_told_apart() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    mia.get("/").assert_status(200);
    mia.get("/?utm_source=mail").assert_status(200);
    let line = (None, "/".into(), "blog.example".into(), "phone".into(), 2);
    assert_eq!(counted(&app), [line]);
    assert_eq!(number_of_visits(&app), 0);
}

#[test]
fn files_probes_robots_and_errors_are_not_counted() {
    let app = TestApp::start();
    for path in ["/healthz", "/metrics", "/static/img/favicon.svg", "/nowhere", "/dev/style", "/today"] {
        app.visitor().get(path);
    }
    let robot = app.visitor();
    let googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    robot.headers.borrow_mut().push(("user-agent".into(), googlebot.into()));
    robot.get("/").assert_status(200);
    assert_eq!(counted(&app), []);
}

#[test]
fn with_consent_a_visit_has_its_pages_and_where_it_came_from() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    allows_analytics(&app, &mia, "mias-own-value");
    mia.get("/?utm_source=newsletter&utm_medium=mail&utm_campaign=Spring%20sale").assert_status(200);
    mia.get("/login").assert_status(200);
    assert_eq!(pages_of_visits(&app), [("/".into(), String::new()), ("/login".into(), String::new())]);
    let visit: (i32, String, String, String, String, String) = app
        .services
        .db
        .read_now(|conn| {
            let columns = (
                visits::hits,
                visits::utm_source,
                visits::utm_campaign,
                visits::browser,
                visits::os,
                visits::referrer,
            );
            Ok(visits::table.select(columns).first(conn)?)
        })
        .unwrap();
    let told = ["newsletter", "Spring sale", "Safari", "iPhone", "blog.example"].map(String::from);
    let [source, campaign, browser, os, referrer] = told;
    assert_eq!(visit, (2, source, campaign, browser, os, referrer));
    app.advance(Duration::minutes(31));
    mia.get("/").assert_status(200);
    assert_eq!(number_of_visits(&app), 2, "half an hour later it is another visit");
}
