//! Signing in and out: who gets in, what a stranger learns, who is slowed down.

use clientsync::account::queries::{self, recovery};
use clientsync::account::totp;
use clientsync::db::Unscoped;
use clientsync::schema::{activity_entries, users};
use diesel::prelude::*;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::app::link_in;
use crate::support::{Answer, Browser, Shop, TestApp};

const WRONG: &str = "The e-mail address or the password is not right.";

fn sign_in(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.post("/login", &[("email", email), ("password", password)])
}

fn guess_wrong(browser: &Browser, email: &str, times: usize) {
    for _ in 0..times {
        sign_in(browser, email, "not the password").assert_status(422);
    }
}

#[test]
fn the_right_password_leads_to_today_and_signing_out_ends_the_session() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let browser = app.visitor();
    let answer = sign_in(&browser, &format!(" {} ", shop.email.to_uppercase()), PASSWORD);
    assert_eq!((answer.status, answer.location().as_str()), (303, "/today"));
    assert_eq!(browser.get("/login").location(), "/today");
    assert_eq!(browser.get("/").location(), "/today");
    let stolen = browser.copy();
    assert_eq!(browser.post("/logout", &[]).location(), "/login");
    browser.get("/login").assert_status(200).assert_says("You are signed out.");
    stolen.get("/login").assert_status(200);
}

#[test]
fn an_unknown_account_and_a_wrong_password_get_the_same_answer() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let known = sign_in(&app.visitor(), &shop.email, "not the password");
    let unknown = sign_in(&app.visitor(), "nobody@example.com", "not the password");
    known.assert_status(422).assert_says(WRONG);
    assert_eq!(
        known.text().replace(&shop.email, "nobody@example.com"),
        unknown.text(),
        "the pages differ by more than the address"
    );
    assert_eq!(known.value("email"), shop.email);
    known.assert_silent_on("not the password");
}

#[test]
fn an_unknown_account_takes_as_long_as_a_wrong_password() {
    let app = TestApp::start_with(|config| config.bcrypt_cost = 9);
    let known = "zoe0@example.com";
    let sign_up = |email: &str| {
        let form = [
            ("name", "Zoë Lund"),
            ("email", email),
            ("password", PASSWORD),
            ("business_name", "Café Lund"),
            ("industry", "salon"),
            ("timezone", "Europe/Oslo"),
            ("business_use", "on"),
            ("accept_terms", "on"),
        ];
        app.visitor().post("/signup", &form).status
    };
    assert_eq!(sign_up(known), 303);
    let wrong = |email: &str| sign_in(&app.visitor(), email, "not the password").status;
    let pairs: [[&dyn Fn(usize) -> u16; 2]; 2] = [
        [&|round| sign_up(&format!("zoe{}@example.com", round + 1)), &|_| sign_up(known)],
        [&|_| wrong(known), &|_| wrong("nobody@example.com")],
    ];
    // A busy machine makes any one try slow and none quick, so the quickest of each tells what
    // it costs. More rounds bring equals together, and never what does another work.
    let mut quickest = [[std::time::Duration::MAX; 2]; 2];
    let alike = |[one, other]: [std::time::Duration; 2]| other * 2 > one && one * 2 > other;
    for round in 0..30 {
        for (pair, quickest) in pairs.iter().zip(&mut quickest) {
            for (act, quickest) in pair.iter().zip(quickest) {
                let started = std::time::Instant::now();
                assert!(matches!(act(round), 303 | 422));
                *quickest = started.elapsed().min(*quickest);
            }
            app.advance(Duration::hours(1));
        }
        if round >= 3 && quickest.into_iter().all(alike) {
            return;
        }
    }
    panic!("(new, taken), (right account, no account): {quickest:?}");
}

#[test]
fn empty_fields_are_named() {
    let app = TestApp::start();
    let answer = app.visitor().post("/login", &[]);
    answer.assert_status(422);
    assert_eq!(answer.error("email"), "Enter your e-mail address.");
    assert_eq!(answer.error("password"), "Enter your password.");
    sign_in(&app.visitor(), "not an address", "x").assert_status(422).assert_says(WRONG);
}

#[test]
fn the_next_page_is_ours_or_none() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let to = |next: &str| {
        app.visitor()
            .post("/login", &[("email", &shop.email), ("password", PASSWORD), ("next", next)])
            .location()
    };
    assert_eq!(to("/contacts?tag=4"), "/contacts?tag=4");
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"] {
        assert_eq!(to(evil), "/today", "{evil:?}");
    }
    let page = app.visitor().get("/login?next=%2Fcontacts%3Ftag%3D4");
    assert_eq!(page.value("next"), "/contacts?tag=4");
    assert_eq!(app.visitor().get("/login?next=https://evil.example").value("next"), "");
}

#[test]
fn signing_in_changes_the_session_key() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let before = shop.copy();
    let key = |browser: &Browser| browser.cookies.borrow().get("__Host-id").cloned().unwrap();
    let old = key(&before);
    sign_in(&before, &shop.email, PASSWORD).assert_status(303);
    assert_ne!(key(&before), old);
    shop.get("/login").assert_status(200);
}

#[test]
fn a_stranger_who_guesses_is_slowed_down_more_and_more() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let stranger = app.visitor();
    guess_wrong(&stranger, &shop.email, 5);
    let answer = sign_in(&stranger, &shop.email, PASSWORD);
    answer.assert_status(429).assert_says("Too many").assert_silent_on(PASSWORD);
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((20..=31).contains(&wait), "{wait}");
    assert_eq!(answer.value("email"), shop.email);

    app.advance(Duration::seconds(32));
    guess_wrong(&stranger, &shop.email, 1);
    let wait: i64 = sign_in(&stranger, &shop.email, PASSWORD).header("retry-after").parse().unwrap();
    assert!((50..=61).contains(&wait), "{wait}");

    app.advance(Duration::seconds(62));
    sign_in(&stranger, &shop.email, PASSWORD).assert_status(303);
    guess_wrong(&app.visitor(), &shop.email, 4);
    sign_in(&app.visitor(), &shop.email, PASSWORD).assert_status(303);
}

#[test]
fn nobody_can_lock_out_a_browser_that_signed_in_before() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.post("/logout", &[]);
    guess_wrong(&app.visitor(), &shop.email, 5);
    sign_in(&app.visitor(), &shop.email, PASSWORD).assert_status(429);
    // Another person's browser is as strange as any.
    sign_in(&ben.copy(), &shop.email, PASSWORD).assert_status(429);
    sign_in(&shop.copy(), &shop.email, PASSWORD).assert_status(303);
    // The known browser has tries of its own, and they too end.
    guess_wrong(&shop, &shop.email, 5);
    sign_in(&shop, &shop.email, PASSWORD).assert_status(429);
}

#[test]
fn an_address_without_an_account_is_throttled_alike() {
    let app = TestApp::start();
    guess_wrong(&app.visitor(), "nobody@example.com", 5);
    let answer = sign_in(&app.visitor(), "nobody@example.com", PASSWORD);
    answer.assert_status(429);
}

#[test]
fn guesses_at_the_same_time_count_one_by_one() {
    let app = TestApp::start();
    let email = app.shop("Ann").email.clone();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| sign_in(&app.visitor(), &email, "not the password").status))
            .collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|s| **s == 422).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|s| **s == 429).count(), 15, "{statuses:?}");
}

#[test]
fn a_new_browser_is_told_by_mail_but_not_the_first() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    assert!(app.mails().is_empty());
    let other = app.visitor();
    sign_in(&other, &shop.email, PASSWORD).assert_status(303);
    let mail = app.mail_to(&shop.email);
    assert_eq!(mail.subject, "New sign-in: Firefox on Linux");
    assert!(mail.text.contains("Hello Ann,") && mail.text.contains("You get this mail whenever"));
    sign_in(&other, &shop.email, PASSWORD).assert_status(303);
    sign_in(&shop, &shop.email, PASSWORD).assert_status(303);
    assert!(app.mails().is_empty());
}

#[test]
fn two_people_in_one_browser_stay_known() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let counter = shop.copy();
    sign_in(&counter, &ben.email, PASSWORD).assert_status(303);
    assert_eq!(app.mail_to(&ben.email).subject, "New sign-in: Firefox on Linux");
    sign_in(&counter, &shop.email, PASSWORD).assert_status(303);
    sign_in(&counter, &ben.email, PASSWORD).assert_status(303);
    assert!(app.mails().is_empty());
}

#[test]
fn signing_in_joins_the_record_without_a_name() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let workspace = shop.workspace_id;
    let entries: Vec<(String, String, Option<i64>, String)> = app
        .services
        .db
        .read_now(move |conn| {
            Ok(activity_entries::table
                .filter(activity_entries::workspace_id.eq(workspace))
                .filter(activity_entries::action.eq("session.started"))
                .select((
                    activity_entries::actor,
                    activity_entries::target_kind,
                    activity_entries::target_id,
                    activity_entries::detail,
                ))
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(entries.len(), 1);
    let (actor, kind, target, detail) = &entries[0];
    assert_eq!((kind.as_str(), *target, detail.as_str()), ("user", Some(shop.user_id), ""));
    assert_eq!(actor.len(), 32);
}

/// Gives somebody a second factor; returns its secret and one recovery code.
fn with_second_factor(shop: &Shop<'_>) -> (String, String) {
    let secret = totp::new_secret();
    let sealed = shop.app.services.secrets.seal(secret.as_bytes()).unwrap();
    let codes = totp::new_recovery_codes();
    let keys: Vec<String> = codes.iter().map(|c| totp::recovery_key(c)).collect();
    let (id, now) = (shop.user_id, shop.app.services.clock.now());
    shop.app
        .services
        .db
        .write_now(|conn| {
            diesel::update(users::table.find(id))
                .set((users::totp_secret.eq(Some(sealed)), users::totp_confirmed_at.eq(Some(now))))
                .execute(conn)?;
            recovery::replace(&mut Unscoped::new(conn, now), id, &keys)
        })
        .unwrap();
    (secret, codes[0].clone())
}

fn code(app: &TestApp, secret: &str) -> String {
    let at = app.services.clock.now().assume_utc().unix_timestamp();
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("x".to_owned()).build().unwrap();
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

fn give_code(browser: &Browser, code: &str) -> Answer {
    browser.post("/login/second-factor", &[("code", code), ("next", "/contacts")])
}

#[test]
fn the_second_factor_is_asked_for_and_its_code_works_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (secret, _) = with_second_factor(&shop);
    let browser = app.visitor();
    let answer =
        browser.post("/login", &[("email", &shop.email), ("password", PASSWORD), ("next", "/contacts")]);
    assert_eq!(answer.location(), "/login/second-factor?next=%2Fcontacts");
    assert!(!browser.cookies.borrow().contains_key("__Host-device"), "not signed in yet");
    browser.get("/login").assert_status(200);
    browser.get(&answer.location()).assert_status(200).assert_says("One more step");
    give_code(&browser, "").assert_status(422);
    let wrong = give_code(&browser, "abcdef");
    assert!(wrong.assert_status(422).error("code").contains("not right"));

    let half = browser.copy();
    let right = code(&app, &secret);
    assert_eq!(give_code(&browser, &right).location(), "/contacts");
    assert_eq!(browser.get("/login").location(), "/today");
    // The half-open session is gone, and the code is spent.
    assert_eq!(give_code(&half, &right).location(), "/login?next=%2Fcontacts");
    let other = app.visitor();
    sign_in(&other, &shop.email, PASSWORD).assert_status(303);
    give_code(&other, &right).assert_status(422);
    app.advance(Duration::seconds(60));
    give_code(&other, &code(&app, &secret)).assert_status(303);
}

#[test]
fn a_recovery_code_works_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (_, recovery) = with_second_factor(&shop);
    let browser = app.visitor();
    sign_in(&browser, &shop.email, PASSWORD).assert_status(303);
    assert_eq!(give_code(&browser, &recovery.to_uppercase()).location(), "/contacts");
    let other = app.visitor();
    sign_in(&other, &shop.email, PASSWORD).assert_status(303);
    give_code(&other, &recovery).assert_status(422);
}

#[test]
fn guessing_codes_is_slowed_down_and_a_session_does_not_wait_for_ever() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (secret, _) = with_second_factor(&shop);
    let browser = app.visitor();
    sign_in(&browser, &shop.email, PASSWORD).assert_status(303);
    for _ in 0..5 {
        give_code(&browser, "000000x").assert_status(422);
    }
    let answer = give_code(&browser, &code(&app, &secret));
    assert!(!answer.assert_status(429).header("retry-after").is_empty());
    app.advance(Duration::minutes(16));
    assert_eq!(give_code(&browser, &code(&app, &secret)).location(), "/login?next=%2Fcontacts");
}

#[test]
fn the_second_factor_page_is_for_those_who_gave_the_password() {
    let app = TestApp::start();
    assert_eq!(app.visitor().get("/login/second-factor").location(), "/login");
    assert_eq!(give_code(&app.visitor(), "123456").location(), "/login?next=%2Fcontacts");
}

#[test]
fn the_strength_meter_answers_and_keeps_nothing() {
    let app = TestApp::start();
    let measure = |password: &str| -> serde_json::Value {
        let answer = app.visitor().post("/password/strength", &[("password", password)]);
        assert!(answer.headers.get("set-cookie").is_none());
        serde_json::from_slice(&answer.assert_status(200).bytes).unwrap()
    };
    assert_eq!(measure("password1234567")["label"], "Weak");
    assert_eq!(measure("correct horse battery staple")["label"], "Strong");
    assert_eq!(measure("")["score"], 0);
    measure(&"long ".repeat(100_000));
}

#[test]
fn what_has_expired_is_swept() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    guess_wrong(&app.visitor(), &shop.email, 1);
    app.visitor().post("/password/forgot", &[("email", &shop.email)]).assert_status(303);
    let link = link_in(&app, &app.mail_to(&shop.email));
    assert!(link.starts_with("/password/reset/"));
    app.advance(Duration::days(200));
    app.run_jobs();
    let now = app.services.clock.now();
    let devices: bool = app
        .services
        .db
        .read_now(|conn| queries::devices::any(&mut Unscoped::new(conn, now), shop.user_id))
        .unwrap();
    assert!(!devices);
    for table in ["account_tokens", "sessions", "passkey_challenges", "sign_in_throttles", "known_devices"] {
        let left = crate::support::count(&app, &format!("{table} WHERE 1 = 1"));
        assert_eq!(left, 0, "the nightly run left something in {table}");
    }
}
