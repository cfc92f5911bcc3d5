//! The platform under the features: answers, headers, cookies, assets.

use clientsync::config::Mode;
use clientsync::web::cookies;

use crate::support::{Answer, TestApp};

#[test]
fn an_unknown_address_is_a_page_with_a_request_number() {
    let app = TestApp::start();
    let answer = app.visitor().get("/nothing-here");
    answer.assert_status(404).assert_says("This page is not here");
    let id = answer.header("x-request-id").to_owned();
    assert_eq!(id.len(), 16);
    answer.assert_says(&id);
}

#[test]
fn an_error_page_offers_ways_on_that_lead_somewhere() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let vic = shop.viewer("Vic");
    let missing = app.visitor().get("/nothing-here");
    let refused = vic.get("/contacts/new");
    refused.assert_status(403).assert_says("ask an owner: the Staff page names them");
    vic.get("/staff").assert_says("Ann").assert_says("Owner");
    for page in [missing, refused] {
        for path in ["/", "/today", "/login"] {
            assert!(page.text().contains(&format!("href=\"{path}\"")), "{path}");
            for who in [&app.visitor(), &*vic] {
                assert!(matches!(who.get(path).status, 200 | 303), "{path}");
            }
        }
    }
}

#[test]
fn a_first_visit_sets_no_cookie() {
    let app = TestApp::start();
    for path in ["/", "/login", "/signup", "/password/forgot", "/nothing-here"] {
        let answer = app.visitor().get(path);
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
    }
}

#[test]
fn every_cookie_is_as_the_register_says() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let answers = [
        app.visitor()
            .post("/login", &[("email", &shop.email), ("password", crate::support::actors::PASSWORD)]),
        shop.post("/contacts", &[("name", "Mia Lund")]),
    ];
    let mut seen = 0;
    for line in answers.iter().flat_map(set_cookies) {
        let (name, rest) = line.split_once('=').unwrap();
        let row = cookies::REGISTER
            .iter()
            .find(|row| row.name == name)
            .unwrap_or_else(|| panic!("{name} is not registered"));
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(rest.contains(attribute), "{line}");
        }
        assert!(!rest.contains("Domain"), "{line}");
        let age = row.days.map(|days| format!("Max-Age={}", days * 86_400));
        match age {
            Some(age) => assert!(rest.contains(&age), "{line}"),
            None => assert!(!rest.contains("Max-Age"), "{line}"),
        }
        seen += 1;
    }
    assert!(seen >= 3, "session, device and flash");
}

fn set_cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_answer_carries_the_security_headers() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for answer in [app.visitor().get("/login"), app.visitor().get("/nothing-here"), shop.get("/contacts")] {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
        assert!(!answer.header("permissions-policy").is_empty());
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[test]
fn production_asks_for_https_for_ever() {
    let app = TestApp::start_with(|config| config.mode = Mode::Production);
    let answer = app.visitor().get("/login");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[test]
fn a_form_sent_from_another_site_is_refused() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let browser = shop.copy();
        browser.headers.borrow_mut().push((name.into(), value.into()));
        browser.post("/contacts", &[("name", "Mallory")]).assert_status(403);
        browser.post("/logout", &[]).assert_status(403);
    }
    shop.get("/contacts").assert_silent_on("Mallory");
}

#[test]
fn malformed_requests_are_answered_with_4xx() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let form = "application/x-www-form-urlencoded";
    let too_large = vec![b'a'; 5 * 1024 * 1024];
    for (kind, body, status) in [
        (form, b"name=%00%FF%FE&email=%".as_slice(), 422),
        (form, b"".as_slice(), 422),
        (form, b"&&&===&".as_slice(), 422),
        ("text/plain", b"name=x".as_slice(), 400),
        ("application/json", b"{".as_slice(), 400),
        (form, too_large.as_slice(), 413),
    ] {
        let answer = shop.post_body("/contacts", kind, body);
        answer.assert_status(status);
        assert!(answer.header("content-type").starts_with("text/html"));
    }
    for path in ["/contacts/abc", "/contacts/99999999999999999999", "/contacts/-1", "/contacts/0"] {
        shop.get(path).assert_status(404);
    }
    for path in [
        "/contacts?after=abc&q=%00",
        "/contacts?q=%FF%FE",
        "/contacts?sort=;drop&created=-9&tag=x",
        "/contacts?q=%25%5F%22%27*(AND",
    ] {
        shop.get(path).assert_status(200);
    }
}

#[test]
fn assets_are_kept_for_ever_and_sent_compressed() {
    let app = TestApp::start();
    let page = app.visitor().get("/login").text();
    let at = page.find("/static/").unwrap();
    let href = &page[at..at + page[at..].find('"').unwrap()];
    let plain = app.visitor().get(href);
    plain.assert_status(200);
    assert!(plain.header("cache-control").contains("immutable"));
    let browser = app.visitor();
    browser.headers.borrow_mut().push(("accept-encoding".into(), "gzip, br".into()));
    let small = browser.get(href);
    assert_eq!(small.header("content-encoding"), "br");
    assert!(small.bytes.len() * 3 < plain.bytes.len());
    app.visitor().get("/static/0123456789abcdef/../../Cargo.toml").assert_status(404);
}

#[test]
fn the_flash_is_shown_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.submit("/contacts", &[("name", "Mia Lund")]);
    assert_eq!(page.all(".flash").len(), 1);
    assert!(shop.get("/contacts").all(".flash").is_empty());
}

#[test]
fn a_forged_flash_leads_nowhere_else() {
    use base64::Engine;
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let forged = r#"{"kind":"Success","text":"Hi","action":{"label":"Go","href":"//evil.example"}}"#;
    let value = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(forged);
    shop.cookies.borrow_mut().insert(cookies::FLASH.name.into(), value);
    shop.get("/contacts").assert_status(200).assert_silent_on("evil.example");
}
