//! Asking about cookies: the banner, the settings, what each answer sets and ends, and
//! the record of it.

use clientsync::schema::consent_events;
use clientsync::web::cookies;
use diesel::prelude::*;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::{Answer, Browser, TestApp};

const CONSENT: &str = "__Host-consent";
const ANALYTICS: &str = "__Host-an";
const PREFERENCES: &str = "__Host-prefs";

#[derive(Debug, Queryable)]
pub struct Row {
    pub key: Option<String>,
    pub user_id: Option<i64>,
    pub method: String,
    pub place: String,
    pub version: i32,
    pub hash: String,
    pub preferences: bool,
    pub analytics: bool,
    pub withdrawn: Option<time::PrimitiveDateTime>,
}

pub fn rows(app: &TestApp) -> Vec<Row> {
    let columns = (
        consent_events::consent_key,
        consent_events::user_id,
        consent_events::method,
        consent_events::place,
        consent_events::shown_version,
        consent_events::shown_hash,
        consent_events::preferences,
        consent_events::analytics,
        consent_events::withdrawn_at,
    );
    let query = consent_events::table.order(consent_events::id).select(columns);
    app.services.db.read_now(|conn| Ok(query.load(conn)?)).unwrap()
}

pub fn has_banner(page: &Answer) -> bool {
    !page.all("section.consent").is_empty()
}

fn set_cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap().to_owned()).collect()
}

fn kept(browser: &Browser) -> Vec<String> {
    browser.cookies.borrow().keys().cloned().collect()
}

fn expires(answer: &Answer, name: &str) -> bool {
    set_cookies(answer).iter().any(|c| c.starts_with(&format!("{name}=;")) && c.contains("Max-Age=0"))
}

#[test]
fn every_page_asks_until_somebody_decides() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for path in ["/", "/login", "/signup", "/do-not-sell"] {
        let answer = app.visitor().get(path);
        assert!(has_banner(&answer), "{path}");
        assert!(set_cookies(&answer).is_empty(), "{path}");
    }
    assert!(has_banner(&shop.get("/today")));
    assert!(!has_banner(&app.visitor().get("/nothing-here")), "not on an error page");
    assert!(!has_banner(&app.visitor().get("/cookies")), "that page asks itself");
    for choice in ["accept", "reject", "save"] {
        let visitor = app.visitor();
        visitor.post("/consent", &[("choice", choice)]).assert_status(303);
        assert!(!has_banner(&visitor.get("/login")), "{choice}");
        app.advance(Duration::days(181));
        assert!(!has_banner(&visitor.get("/login")), "{choice}");
        app.advance(Duration::days(1));
        assert!(has_banner(&visitor.get("/login")), "{choice}: asked again after 182 days");
    }
}

#[test]
fn every_page_names_who_runs_it() {
    let app = TestApp::start_with(|config| {
        config.installation.controller = "Salon Software, Inc.".into();
        config.installation.address = "12 Dickson Street, Fayetteville, AR 72701".into();
        config.installation.privacy_email = "privacy@salon.test".into();
    });
    let shop = app.shop("Ann");
    for page in [app.visitor().get("/"), app.visitor().get("/login"), shop.get("/today")] {
        let foot = page.all("footer").join(" ");
        for word in
            ["Salon Software, Inc.", "12 Dickson Street", "privacy@salon.test", "Do not sell or share"]
        {
            assert!(foot.contains(word), "{word}: {foot}");
        }
    }
}

#[test]
fn a_form_that_was_refused_keeps_what_was_typed() {
    let app = TestApp::start();
    let answer = app.visitor().post("/signup", &[("email", "nobody")]);
    assert!(!has_banner(answer.assert_status(422)), "answering would lose the rest of the form");
}

#[test]
fn accept_and_reject_are_alike_and_nothing_is_ticked() {
    let app = TestApp::start();
    let page = app.visitor().get("/login");
    let html = page.html();
    let find = |s: &str| scraper::Selector::parse(s).unwrap();
    let answers: Vec<_> = html.select(&find(".consent__answer button")).collect();
    let values: Vec<_> = answers.iter().map(|b| b.attr("value").unwrap()).collect();
    assert_eq!(values, ["reject", "accept"]);
    assert_eq!(answers[0].attr("class"), answers[1].attr("class"));
    let boxes: Vec<_> = html.select(&find(".consent input[type=checkbox]")).collect();
    assert_eq!(boxes.len(), 2);
    assert!(boxes.iter().all(|b| b.attr("checked").is_none()));
    assert_eq!(html.select(&find("#choice input[checked]")).count(), 0);
}

#[test]
fn accepting_sets_the_analytics_cookie_and_is_written_down() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let form = [("choice", "accept"), ("back", "/login?next=%2Fcontacts")];
    let answer = visitor.post("/consent", &form);
    assert_eq!(answer.assert_status(303).location(), "/login?next=%2Fcontacts");
    assert_eq!(kept(&visitor), [ANALYTICS, CONSENT]);
    let [row] = &rows(&app)[..] else { panic!("one row") };
    assert_eq!((row.method.as_str(), row.place.as_str()), ("accept", "/login"));
    assert!(row.preferences && row.analytics && row.withdrawn.is_none() && row.user_id.is_none());
    assert_eq!((row.version, row.hash.len()), (1, 64));
    let key = row.key.clone().unwrap();
    assert_eq!(key.len(), 32);
    assert!(visitor.cookies.borrow()[CONSENT].starts_with(&key));
}

#[test]
fn a_refusal_leaves_no_number_behind() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "reject"), ("back", "/")]).assert_status(303);
    assert_eq!(kept(&visitor), [CONSENT]);
    assert!(visitor.cookies.borrow()[CONSENT].starts_with("-."));
    let [row] = &rows(&app)[..] else { panic!("one row") };
    assert_eq!((row.method.as_str(), &row.key), ("reject", &None));
    assert!(!row.preferences && !row.analytics);
}

#[test]
fn only_what_is_ticked_is_allowed() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "save"), ("preferences", "on")]).assert_status(303);
    assert_eq!(kept(&visitor), [CONSENT]);
    let page = visitor.get("/cookies");
    assert_eq!(page.all("#choice .badge"), ["Allowed", "Refused"]);
    assert!(rows(&app)[0].preferences && !rows(&app)[0].analytics);
}

#[test]
fn withdrawing_is_one_button_and_ends_the_cookies_at_once() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "accept")]).assert_status(303);
    visitor.post("/appearance", &[("theme", "dark")]).assert_status(303);
    visitor.get("/cookies").assert_says("Withdraw everything");
    assert_eq!(kept(&visitor), [ANALYTICS, CONSENT, PREFERENCES]);
    let answer = visitor.post("/consent", &[("choice", "reject"), ("back", "/cookies")]);
    assert!(expires(&answer, ANALYTICS) && expires(&answer, PREFERENCES), "{:?}", set_cookies(&answer));
    visitor.get(&answer.location()).assert_says("Your choice is saved.");
    assert_eq!(kept(&visitor), [CONSENT]);
    let [given, taken] = &rows(&app)[..] else { panic!("two rows") };
    assert!(given.withdrawn.is_some() && taken.withdrawn.is_none());
    assert_eq!((taken.method.as_str(), taken.place.as_str(), &taken.key), ("withdraw", "/cookies", &None));
    assert_ne!(given.hash, taken.hash, "the page shows more than the banner");
}

#[test]
fn the_banner_asks_about_what_is_undecided_only() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "accept"), ("about", "preferences")]).assert_status(303);
    assert_eq!(kept(&visitor), [CONSENT]);
    app.advance(Duration::days(100));
    let page = visitor.get("/login");
    let asked: Vec<String> = page.all(".consent__box .strong");
    assert_eq!(asked, ["Analytics"]);
    let form = [("choice", "reject"), ("about", "analytics"), ("back", "/login")];
    visitor.post("/consent", &form).assert_status(303);
    assert_eq!(visitor.get("/cookies").all("#choice .badge"), ["Allowed", "Refused"]);
    let last = rows(&app).pop().unwrap();
    assert!(last.preferences && !last.analytics && last.key.is_some());
    assert_eq!(last.method, "reject", "nothing was taken back");
    app.advance(Duration::days(82));
    let asked = visitor.get("/login").all(".consent__box .strong");
    assert_eq!(asked, ["Preferences"], "each answer has its own end");
}

#[test]
fn a_changed_category_is_asked_again_and_the_other_is_not() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "accept")]).assert_status(303);
    let value = visitor.cookies.borrow()[CONSENT].clone();
    let stamp = cookies::stamp(cookies::Category::Analytics, &app.services.config.analytics);
    // As if the answer had been given when analytics had other cookies.
    visitor.cookies.borrow_mut().insert(CONSENT.into(), value.replace(&stamp, "0a0a0a"));
    assert_eq!(visitor.get("/login").all(".consent__box .strong"), ["Analytics"]);
}

#[test]
fn the_answer_leads_back_and_nowhere_else() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for back in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
        let answer = app.visitor().post("/consent", &[("choice", "reject"), ("back", back)]);
        assert_eq!(answer.assert_status(303).location(), "/", "{back}");
    }
    let page = shop.get("/contacts?q=mia");
    assert_eq!(page.value("back"), "/contacts?q=mia");
    let browser = app.visitor();
    browser.headers.borrow_mut().push(("referer".into(), format!("{}/signup", app.base)));
    let answer = browser.post("/consent", &[("choice", "reject")]);
    assert_eq!(answer.location(), "/signup");
    app.visitor().post("/consent", &[("choice", "perhaps")]).assert_status(400);
    app.visitor().post("/consent", &[]).assert_status(400);
    assert_eq!(rows(&app).len(), 6);
}

#[test]
fn a_decision_names_the_account_and_never_an_address_or_a_token() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let form = [("choice", "accept"), ("back", "/password/reset/secret-token")];
    shop.post("/consent", &form).assert_status(303);
    let [row] = &rows(&app)[..] else { panic!("one row") };
    assert_eq!((row.user_id, row.place.as_str()), (Some(shop.user_id), "/password/reset/{token}"));
}

#[test]
fn answers_come_from_one_address_only_so_fast() {
    let app = TestApp::with_limit(2);
    for _ in 0..2 {
        app.visitor().post("/consent", &[("choice", "reject")]).assert_status(303);
    }
    let answer = app.visitor().post("/consent", &[("choice", "reject")]);
    answer.assert_status(429).assert_says("Please wait");
    assert_ne!(answer.header("retry-after"), "");
    assert_eq!(rows(&app).len(), 2);
}

#[test]
fn a_consent_cookie_that_was_changed_decides_nothing() {
    let app = TestApp::start();
    for value in ["", "x", "-.0.p1", "-.0.a1zzzzzz1", "-.1.p1000000999999999999999"] {
        let visitor = app.visitor();
        visitor.cookies.borrow_mut().insert(CONSENT.into(), value.into());
        assert!(has_banner(visitor.get("/login").assert_status(200)), "{value:?}");
    }
}

#[test]
fn cookies_lists_the_register() {
    let app = TestApp::start();
    let page = app.visitor().get("/cookies");
    let names: Vec<String> = page.all("tbody th code");
    let registered: Vec<&str> = cookies::REGISTER.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), registered.len());
    for row in cookies::REGISTER {
        assert!(names.iter().any(|name| name == row.name), "{}", row.name);
        page.assert_says(row.purpose).assert_says(row.set_when);
    }
}

#[test]
fn the_appearance_is_kept_only_with_consent() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let answer = visitor.post("/appearance", &[("theme", "dark")]);
    answer.assert_status(422).assert_says("Allow preferences");
    assert_eq!(answer.error("theme"), "This needs one cookie. Allow preferences to keep it.");
    assert!(kept(&visitor).is_empty());
    visitor.post("/appearance", &[("theme", "pink")]).assert_status(422);
    visitor
        .submit("/appearance", &[("theme", "dark"), ("allow", "on")])
        .assert_says("The appearance is saved.");
    assert_eq!(kept(&visitor), [CONSENT, PREFERENCES]);
    assert!(visitor.get("/login").text().contains("data-theme=\"dark\""));
    assert_eq!(visitor.get("/login").all(".consent__box .strong"), ["Analytics"]);
    let last = rows(&app).pop().unwrap();
    assert!(last.preferences && !last.analytics && last.method == "save");
    let without = visitor.copy();
    without.cookies.borrow_mut().remove(CONSENT);
    assert!(!without.get("/login").text().contains("data-theme"), "the cookie alone does nothing");
    visitor.submit("/appearance", &[("theme", "auto")]).assert_status(200);
    assert_eq!(kept(&visitor), [CONSENT]);
}

#[test]
fn old_decisions_go_two_years_after_they_end() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.post("/consent", &[("choice", "accept")]).assert_status(303);
    app.advance(Duration::days(10));
    visitor.post("/consent", &[("choice", "reject")]).assert_status(303);
    app.advance(Duration::days(729));
    app.run_jobs();
    assert_eq!(rows(&app).len(), 2);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!(rows(&app).iter().map(|r| r.method.as_str()).collect::<Vec<_>>(), ["withdraw"]);
    app.advance(Duration::days(182));
    app.run_jobs();
    assert!(rows(&app).is_empty());
}

#[test]
fn a_cookie_that_nobody_allowed_does_not_leave_the_server() {
    use actix_web::cookie::Cookie;
    use actix_web::{App, HttpResponse, middleware::from_fn, test, web};

    let app = TestApp::start();
    actix_web::rt::System::new().block_on(async {
        let answer = |set: &'static str| async move {
            HttpResponse::Ok().cookie(Cookie::parse(set).unwrap()).body("A page.")
        };
        let server = test::init_service(
            App::new()
                .app_data(web::Data::new(app.services.clone()))
                .wrap(from_fn(clientsync::web::frame::frame))
                .route("/stray", web::get().to(move || answer("stray=1")))
                .route("/optional", web::get().to(move || answer("__Host-an=1")))
                .route("/ended", web::get().to(move || answer("__Host-an=; Max-Age=0")))
                .route("/essential", web::get().to(move || answer("__Host-flash=1"))),
        )
        .await;
        let stamp = cookies::stamp(cookies::Category::Analytics, &app.services.config.analytics);
        let today = app.services.clock.now().date().to_julian_day();
        let allowed = format!("-.0.a1{stamp}{today}");
        for (path, consent, status) in [
            ("/stray", allowed.as_str(), 500),
            ("/optional", "", 500),
            ("/optional", allowed.as_str(), 200),
            ("/ended", "", 200),
            ("/essential", "", 200),
        ] {
            let request = test::TestRequest::get().uri(path).cookie(Cookie::new(CONSENT, consent));
            let answer = test::call_service(&server, request.to_request()).await;
            assert_eq!(answer.status().as_u16(), status, "{path} {consent}");
            let set = answer.headers().get_all("set-cookie").count();
            assert_eq!(set, usize::from(status == 200), "{path} {consent}");
        }
    });
}

#[test]
fn the_whole_day_s_work_needs_no_optional_cookie() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let browser = app.visitor();
    let drop_optional =
        || browser.cookies.borrow_mut().retain(|name, _| name != ANALYTICS && name != PREFERENCES);
    browser.post("/consent", &[("choice", "accept")]).assert_status(303);
    drop_optional();
    browser.post("/login", &[("email", &shop.email), ("password", PASSWORD)]).assert_status(303);
    drop_optional();
    let contact = browser.post("/contacts", &[("name", "Mia Lund")]).location();
    drop_optional();
    browser.get(&contact).assert_says("Mia Lund");
    let version = browser.get(&format!("{contact}/edit")).value("version");
    drop_optional();
    let edit = [("name", "Mia Berg"), ("version", version.as_str())];
    browser.submit(&format!("{contact}/edit"), &edit).assert_says("Mia Berg");
    browser.post(&format!("{contact}/delete"), &[]).assert_status(303);
    browser.post("/logout", &[]).assert_status(303);
}

#[test]
fn every_essential_cookie_is_needed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let without = |name: &str| {
        let browser = shop.copy();
        assert!(browser.cookies.borrow_mut().remove(name).is_some(), "{name} is there");
        browser
    };
    // Keeps somebody signed in.
    shop.get("/today").assert_status(200);
    without("__Host-id").get("/today").assert_status(303);
    // Carries the result to the next page.
    let to = shop.post("/contacts", &[("name", "Mia Lund")]).location();
    assert!(without("__Host-flash").get(&to).all(".flash").is_empty());
    assert_eq!(shop.get(&to).all(".flash").len(), 1);
    // Remembers the answer.
    shop.post("/consent", &[("choice", "reject")]).assert_status(303);
    assert!(!has_banner(&shop.get("/today")));
    assert!(has_banner(&without(CONSENT).get("/today")));
    // Lets the owner in while a stranger is locked out.
    for _ in 0..12 {
        app.visitor().post("/login", &[("email", &shop.email), ("password", "a guess")]);
    }
    let known = shop.copy();
    let sign_in = [("email", shop.email.as_str()), ("password", PASSWORD)];
    without("__Host-device").post("/login", &sign_in).assert_status(429);
    known.post("/login", &sign_in).assert_status(303);
}

#[test]
fn a_browser_that_refuses_cookies_is_told_so() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    app.visitor().get("/login").assert_says("Signing in needs two cookies");
    let browser = app.visitor();
    browser.headers.borrow_mut().push(("referer".into(), format!("{}/login", app.base)));
    let to = browser.post("/login", &[("email", &shop.email), ("password", PASSWORD)]).location();
    browser.cookies.borrow_mut().clear();
    let to = browser.get(&to).location();
    browser.get(&to).assert_status(200).assert_says("Your browser refuses our cookies.");
    let to = browser.get("/contacts").location();
    assert_eq!(to, "/login?next=%2Fcontacts&cookies=refused");
    for path in ["/", "/signup", "/cookies", "/do-not-sell", "/password/forgot"] {
        app.visitor().get(path).assert_status(200);
    }
}
