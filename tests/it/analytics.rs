//! What is counted: pages for everybody, visits only with consent, and of both only the
//! reduced form. Drawn for the operator, and for a business its own.

use clientsync::config::{TrackerConfig, TrackerKind};
use clientsync::hits::{Event, Fault, Hit};
use clientsync::schema::{analytics_counts as counts, analytics_hits as hits, analytics_visits as visits};
use clientsync::standing::Processor;
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
    accepts(app, browser, value, false);
}

fn accepts(app: &TestApp, browser: &Browser, value: &str, in_view_of_signal: bool) {
    let mut consent = Consent::none().after(&[(Category::Analytics, true)], app.services.clock.now());
    consent.opted_out = in_view_of_signal;
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

/// Every value of the three tables, as text.
fn everything_kept(app: &TestApp) -> String {
    app.collect();
    let tables = [
        ("analytics_counts", "route || ' ' || referrer || ' ' || device"),
        (
            "analytics_visits",
            "visitor_key || referrer || utm_source || utm_medium || utm_campaign || browser || os || device || country || region",
        ),
        ("analytics_hits", "route || ' ' || action"),
    ];
    let texts = tables.map(|(table, columns)| {
        let sql = format!("SELECT {columns} AS text FROM {table}");
        let rows: Vec<KeptText> =
            app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>().join("\n")
    });
    texts.join("\n")
}

#[derive(QueryableByName)]
struct KeptText {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

#[test]
fn of_a_request_only_the_reduced_form_is_kept() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    allows_analytics(&app, &mia, "mias-own-value");
    let long = "x".repeat(300);
    mia.get(&format!("/login?email=mia@lund.example&utm_source=mia@lund.example&utm_campaign={long}"))
        .assert_status(200);
    let kept = everything_kept(&app);
    assert!(kept.contains("/login") && kept.contains(&"x".repeat(64)), "{kept}");
    for marked in [
        ADDRESS,
        "203.0.113",
        "18_6",
        "Mozilla",
        "mia@",
        "lund",
        "reader",
        "posts/7",
        "mias-own-value",
        &"x".repeat(65),
    ] {
        assert!(!kept.contains(marked), "{marked} in {kept}");
    }
    for file in std::fs::read_dir(app.data()).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for marked in [ADDRESS, AGENT, "mia@lund.example", "mias-own-value"] {
            let found = bytes.windows(marked.len()).any(|w| w == marked.as_bytes());
            assert!(!found, "{marked} in {}", file.display());
        }
    }
}

#[test]
fn whoever_asks_not_to_be_tracked_is_not_even_counted() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    mia.headers.borrow_mut().push(("sec-gpc".into(), "1".into()));
    mia.get("/").assert_status(200);
    accepts(&app, &mia, "mias-own-value", false);
    mia.get("/login").assert_status(200);
    assert_eq!(counted(&app), [], "a yes from before the signal does not outlast it");
    assert_eq!(number_of_visits(&app), 0);
    accepts(&app, &mia, "mias-own-value", true);
    mia.get("/login").assert_status(200);
    assert_eq!((counted(&app).len(), number_of_visits(&app)), (1, 1), "a yes in view of it is heeded");
    for other in ["0", "1x"] {
        let browser = visitor(&app);
        browser.headers.borrow_mut().push(("sec-gpc".into(), other.into()));
        browser.get("/").assert_status(200);
    }
    let front = counted(&app).into_iter().find(|(_, route, ..)| route == "/");
    assert_eq!(front.unwrap().4, 2, "anything but 1 is no signal");
}

#[test]
fn an_account_that_objects_is_not_counted_in_any_browser() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.get("/today").assert_status(200);
    assert!(counted(&app).iter().any(|line| line.1 == "/today"));
    use clientsync::schema::users;
    let now = app.services.clock.now();
    let object = |conn: &mut _| {
        let ann = diesel::update(users::table.find(shop.user_id));
        Ok(ann.set(users::gpc_at.eq(now)).execute(conn)?)
    };
    app.services.db.write_now(object).unwrap();
    let before = counted(&app);
    shop.get("/contacts").assert_status(200);
    shop.get("/today").assert_status(200);
    assert_eq!(counted(&app), before);
}

#[test]
fn a_withdrawal_deletes_the_visits_and_no_new_one_begins() {
    let app = behind_a_proxy();
    let (mia, ben) = (visitor(&app), visitor(&app));
    allows_analytics(&app, &mia, "mias-own-value");
    allows_analytics(&app, &ben, "bens-own-value");
    mia.get("/").assert_status(200);
    ben.get("/").assert_status(200);
    assert_eq!(number_of_visits(&app), 2);
    mia.get("/login").assert_status(200);
    mia.post("/consent", &[("choice", "reject"), ("back", "/login")]).assert_status(303);
    assert!(!mia.cookies.borrow().contains_key(ANALYTICS.name));
    mia.get("/").assert_status(200);
    assert_eq!(number_of_visits(&app), 1);
    assert_eq!(pages_of_visits(&app), [("/".into(), String::new())], "Ben’s page stays");
}

#[test]
fn a_sign_up_is_counted_and_joined_to_a_visit_with_consent() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    allows_analytics(&app, &mia, "mias-own-value");
    let form = [
        ("name", "Mia Lund"),
        ("email", "mia@lund.example"),
        ("password", "a long and quiet phrase"),
        ("business_name", "Lund Gardens"),
        ("industry", "salon"),
        ("timezone", "Europe/Oslo"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ];
    mia.get("/signup").assert_status(200);
    mia.post("/signup", &[]).assert_status(422);
    mia.post("/signup", &form).assert_status(303);
    assert_eq!(
        pages_of_visits(&app),
        [("/signup".into(), String::new()), ("/signup".into(), "sign-up".into())]
    );
    let signed_up: i64 = app
        .services
        .db
        .read_now(|conn| {
            Ok(visits::table.filter(visits::signed_up_at.is_not_null()).count().get_result(conn)?)
        })
        .unwrap();
    assert_eq!(signed_up, 1);
    let operator = operator(&app);
    operator.get("/operator/analytics").assert_says("100.0 % of the visits (1 of 1)");
}

fn operator<'a>(app: &'a TestApp) -> crate::support::Shop<'a> {
    let shop = app.shop("Opal");
    let now = app.services.clock.now();
    let promote = |conn: &mut _| {
        clientsync::operator::appoint::promote(&mut clientsync::db::Unscoped::new(conn, now), shop.user_id)
    };
    app.services.db.write_now(promote).unwrap();
    shop
}

/// A public page of a business, as it would be told.
fn opened(app: &TestApp, slug: &str, route: &str) {
    let hit = Hit {
        at: app.services.clock.now(),
        action: None,
        route: route.into(),
        workspace: Some(slug.into()),
        referrer: String::new(),
        user_agent: AGENT.into(),
        visitor: None,
    };
    assert!(app.services.hits.tell(Event::Hit(Box::new(hit))));
}

#[test]
fn a_business_sees_its_own_public_pages_and_the_operator_does_not() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    opened(&app, "ann-s-salon", "/w/{slug}/book");
    opened(&app, "nobody", "/w/{slug}/elsewhere");
    app.collect();
    ann.get("/workspace/analytics").assert_says("/w/{slug}/book").assert_silent_on("elsewhere");
    bea.get("/workspace/analytics").assert_says("Nothing counted").assert_silent_on("/w/{slug}");
    assert!(ann.get("/workspace/analytics.csv").text().contains("/w/{slug}/book"));
    assert!(!bea.get("/workspace/analytics.csv").text().contains("/w/"));
    let operator = operator(&app);
    operator.get("/operator/analytics").assert_silent_on("/w/{slug}/book").assert_says("elsewhere");
    ann.get("/operator/analytics").assert_status(404);
    ann.staff("Ben").get("/workspace/analytics").assert_status(403);
}

#[test]
fn the_report_adds_up_for_each_period() {
    let app = TestApp::start();
    let operator = operator(&app);
    operator.get("/operator/analytics").assert_says("Nothing counted in this period");
    for _ in 0..3 {
        visitor(&app).get("/").assert_status(200);
    }
    app.collect();
    for period in ["7", "30", "90", "365", "nonsense"] {
        let page = operator.get(&format!("/operator/analytics?period={period}"));
        page.assert_status(200).assert_says("blog.example").assert_says("Everybody");
    }
    app.advance(Duration::days(10));
    operator.sign_in_again();
    app.collect();
    operator.get("/operator/analytics?period=7").assert_silent_on("blog.example");
    let csv = operator.get("/operator/analytics.csv?period=30");
    assert!(csv.header("content-disposition").contains("page-views.csv"));
    assert!(csv.text().contains(",/,blog.example,phone,3"), "{}", csv.text());
}

#[test]
fn visits_and_counts_go_when_their_time_has_come() {
    let app = behind_a_proxy();
    let mia = visitor(&app);
    allows_analytics(&app, &mia, "mias-own-value");
    mia.get("/").assert_status(200);
    let rows = || (number_of_visits(&app), pages_of_visits(&app).len(), counted(&app).len());
    assert_eq!(rows(), (1, 1, 1));
    app.advance(Duration::days(394));
    app.run_jobs();
    assert_eq!(rows(), (1, 1, 1));
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(rows(), (0, 0, 1));
    app.advance(Duration::days(1130 - 396 - 1));
    app.run_jobs();
    assert_eq!(rows(), (0, 0, 1));
    app.advance(Duration::days(3));
    app.run_jobs();
    assert_eq!(rows(), (0, 0, 0));
}

#[test]
fn a_place_comes_from_the_operator_s_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("places.mmdb");
    crate::support::places::write(&file, "203.0.113.0".parse().unwrap(), "Norway", "Viken");
    let app = TestApp::start_with(|config| {
        config.trusted_proxies = 1;
        config.analytics.geo_file = Some(file);
    });
    let mia = visitor(&app);
    allows_analytics(&app, &mia, "mias-own-value");
    mia.get("/").assert_status(200);
    let kept = everything_kept(&app);
    assert!(kept.contains("Norway") && kept.contains("Viken"), "{kept}");
    let stranger = visitor(&app);
    stranger.headers.borrow_mut()[1].1 = "198.51.100.9".into();
    allows_analytics(&app, &stranger, "strangers-own-value");
    stranger.get("/").assert_status(200);
    assert_eq!(everything_kept(&app).matches("Norway").count(), 1);
}

#[test]
fn an_unreadable_file_of_places_keeps_the_program_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("places.mmdb");
    std::fs::write(&file, "no database").unwrap();
    let why = clientsync::places::Places::open(Some(&file)).err().unwrap().to_string();
    assert!(why.starts_with("CLIENTSYNC_GEO_FILE: "), "{why}");
}

#[test]
fn a_tracker_is_loaded_only_with_consent_and_a_processor_in_force() {
    let app = TestApp::start_with(|config| {
        config.analytics.tracker = Some(TrackerConfig {
            kind: TrackerKind::Plausible,
            url: "https://stats.example.net".parse().unwrap(),
            site: "shop.example".into(),
        });
    });
    let policy = |browser: &Browser, path: &str| {
        let answer = browser.get(path);
        let (policy, loaded) = (answer.header("content-security-policy").to_owned(), answer.text());
        assert_eq!(policy.contains("stats.example.net"), loaded.contains("data-tracker"), "{path}");
        policy.contains("connect-src 'self' https://stats.example.net")
    };
    let (mia, ben) = (app.visitor(), app.visitor());
    allows_analytics(&app, &mia, "mias-own-value");
    assert!(!policy(&mia, "/login"), "nobody vetted it");
    let today = app.services.clock.now().date();
    app.services.standing.change(|facts| {
        facts.processors.push(Processor {
            id: 1,
            name: "Stats Ltd".into(),
            hosts: vec!["stats.example.net".into()],
            effective_on: Some(today),
            review_on: None,
            optional: false,
            baa: false,
        });
    });
    assert!(policy(&mia, "/login"));
    assert!(!policy(&ben, "/login"), "Ben allowed nothing");
    assert!(!policy(&mia, "/password/reset/secret-token"), "a token may stand in the address");
    mia.headers.borrow_mut().push(("sec-gpc".into(), "1".into()));
    assert!(!policy(&mia, "/login"), "the signal wins");
    let shop = app.shop("Ann");
    allows_analytics(&app, &shop, "anns-own-value");
    assert!(!policy(&shop, "/contacts"), "pages of signed-in people hold names");
    app.advance(Duration::days(-1));
    mia.headers.borrow_mut().clear();
    assert!(!policy(&mia, "/login"), "not before its day");
}

#[test]
fn failures_are_grouped_and_the_latest_numbers_kept() {
    use clientsync::schema::{fault_groups, faults};
    let app = TestApp::start();
    for n in 0..25 {
        app.services.hits.tell(Event::Fault(Box::new(Fault {
            at: app.services.clock.now(),
            method: "GET".into(),
            route: "/contacts".into(),
            status: 500,
            cause: "disk full".into(),
            request_id: format!("{n:016x}"),
        })));
    }
    app.collect();
    let (times, kept): (i64, i64) = app
        .services
        .db
        .read_now(|conn| {
            let times = fault_groups::table.select(fault_groups::times).first(conn)?;
            Ok((times, faults::table.count().get_result(conn)?))
        })
        .unwrap();
    assert_eq!((times, kept), (25, 20));
}
