//! The log of the real program: enough to follow a request by its number, and
//! nothing about anybody.

use std::time::{Duration, Instant};

use crate::support::Browser;
use crate::support::program::{Program, command};

const EMAIL: &str = "canary.zoe@example.com";
const PASSWORD: &str = "canary kettles in the attic";
const CARD: &str = "4242 4242 4242 4242";

/// The path of the link in the newest mail that has one of this kind.
fn mailed_link(browser: &Browser, kind: &str) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    let hrefs = |path: &str, start: &str| -> Vec<String> {
        let html = browser.get(path).html();
        let wanted = scraper::Selector::parse(&format!("a[href*='{start}']")).unwrap();
        html.select(&wanted).filter_map(|a| a.attr("href")).map(str::to_owned).collect()
    };
    loop {
        let mails = hrefs("/dev/mail", "/dev/mail/");
        if let Some(link) = mails.iter().flat_map(|mail| hrefs(mail, kind)).next() {
            return link[link.find(kind).unwrap()..].to_owned();
        }
        assert!(Instant::now() < until, "no mail with {kind}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn sign_up(browser: &Browser) {
    let form = [
        ("name", "Canary Zoë"),
        ("email", EMAIL),
        ("phone", "+1 312 555 0142"),
        ("password", PASSWORD),
        ("business_name", "Canary Salon"),
        ("industry", "salon"),
        ("timezone", "Europe/Oslo"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ];
    browser.post("/signup", &form).assert_status(303);
}

/// The log without the digits that nobody typed, among which any four turn up sooner or later.
fn without_measurements(log: &str) -> String {
    let is_digits_only = |word: &&str| {
        ["request_id=", "ms="].iter().any(|start| word.starts_with(start))
            || (word.contains('T') && word.ends_with('Z'))
    };
    let kept = |word: &&str| !is_digits_only(word);
    log.lines().map(|line| line.split(' ').filter(kept).collect::<Vec<_>>().join(" ") + "\n").collect()
}

#[test]
fn the_log_tells_of_requests_and_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut serve = command(&data, &["serve"]);
    serve.env("CLIENTSYNC_ENV", "development").env("CLIENTSYNC_LOG", "warn,clientsync=debug");
    let program = Program::start(serve);
    let browser = program.browser();

    sign_up(&browser);
    let verify = mailed_link(&browser, "/verify-email/");
    browser.post("/login", &[("email", EMAIL), ("password", "canary-wrong")]).assert_status(422);
    browser.post(&verify, &[]).assert_status(303);
    browser.post("/login", &[("email", EMAIL), ("password", PASSWORD)]).assert_status(303);
    browser.post("/password/forgot", &[("email", EMAIL)]).assert_status(303);
    let reset = mailed_link(&browser, "/password/reset/");
    browser.get(&reset).assert_status(200);
    let made = browser.post("/contacts", &[("name", "Canary Client"), ("email", "canary@client.example")]);
    let contact = made.assert_status(303).location();
    browser.get("/contacts?q=canary-name").assert_status(200);
    browser.post(&format!("{contact}/notes"), &[("body", CARD)]).assert_status(422);
    browser
        .post(&format!("{contact}/edit"), &[("name", ""), ("email", "canary at example")])
        .assert_status(422);
    browser.get("/canary-missing").assert_status(404);
    browser.get("/contacts/999999").assert_status(404);
    browser.post_body("/contacts", "text/plain", b"canary-body").assert_status(400);
    let cookies: Vec<String> = browser.cookies.borrow().values().cloned().collect();
    program.signal("TERM");
    let (_, log) = program.ended();

    let told = without_measurements(&log).to_lowercase();
    for secret in ["@", "canary", "4242", "555 0142", "kettles"] {
        assert!(!told.contains(secret), "{secret:?} is in the log:\n{log}");
    }
    let tokens = [verify, reset].map(|link| link.rsplit('/').next().unwrap().to_owned());
    for token in tokens.iter().chain(&cookies) {
        assert!(token.len() > 5 && !log.contains(token.as_str()), "a token is in the log:\n{log}");
    }
    let requests: Vec<&str> = log.lines().filter(|line| line.contains("method=")).collect();
    assert!(requests.len() >= 14, "{log}");
    assert!(requests.iter().all(|line| line.contains("request_id=")), "{log}");
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    for ending in ["", "-wal"] {
        let bytes = std::fs::read(data.join(format!("clientsync.sqlite{ending}"))).unwrap_or_default();
        let kept = String::from_utf8_lossy(&bytes);
        assert!(!kept.contains(CARD) && !kept.contains("4242424242424242"), "a card number was stored");
    }
}
