//! Too many tries from one address: the form comes back with what was typed, and
//! says how long to wait.

use crate::support::actors::PASSWORD;
use crate::support::{Answer, TestApp};

fn last_of(times: usize, post: impl Fn() -> Answer) -> Answer {
    for _ in 1..times {
        assert_ne!(post().status, 429);
    }
    let answer = post();
    answer.assert_status(429);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    answer
}

/// Posts until the limit is met; what came before counts too.
fn refused(post: impl Fn() -> Answer) -> Answer {
    let answer = (0..9).map(|_| post()).find(|answer| answer.status == 429).expect("no limit");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    answer
}

#[test]
fn forms_come_back_with_what_was_typed() {
    let app = TestApp::with_limit(2);
    let email = "zoe@example.com";
    for path in ["/login", "/password/forgot"] {
        let answer = last_of(3, || app.visitor().post(path, &[("email", email), ("password", "wrong")]));
        answer.assert_says("Too many tries. Please wait");
        assert_eq!(answer.value("email"), email);
    }
}

#[test]
fn the_confirmation_mail_can_be_asked_for_a_few_times() {
    let app = TestApp::with_limit(2);
    let visitor = app.visitor();
    let password = "seven loud kettles in the attic";
    let form = [
        ("name", "Zoë Lund"),
        ("email", "zoe@example.com"),
        ("password", password),
        ("business_name", "Café Lund"),
        ("industry", "salon"),
        ("timezone", "Europe/Oslo"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ];
    visitor.post("/signup", &form).assert_status(303);
    visitor.post("/login", &[("email", "zoe@example.com"), ("password", password)]).assert_status(303);
    let answer = last_of(3, || visitor.post("/verify-email/resend", &[]));
    answer.assert_says("Too many tries. Please wait").assert_says("Send the link again");
}

#[test]
fn the_strength_meter_is_told_in_its_own_words() {
    let app = TestApp::with_limit(1);
    let answer = last_of(7, || app.visitor().post("/password/strength", &[("password", "kettle")]));
    let said: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert!(said["message"].as_str().unwrap().contains("Please wait"), "{said}");
}

#[test]
fn whoever_guesses_at_the_password_again_gets_the_form_back() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.manager("Ben").member_id.to_string();
    let email = "ann.new@example.com";
    let ask = |typed: &str| shop.post("/account/email", &[("email", email), ("current_password", typed)]);
    for _ in 0..5 {
        ask("wrong").assert_status(422);
    }
    assert_eq!(ask(PASSWORD).assert_status(429).value("email"), email);
    let pass = ("current_password", PASSWORD);
    let forms: [(&str, &[(&str, &str)]); 4] = [
        ("/account/email", &[("email", email), pass]),
        ("/account/security/password", &[("password", "purple lamp river mountain"), pass]),
        ("/account/security/second-factor/start", &[pass]),
        ("/staff/transfer", &[("member", &ben), ("afterwards", "manager"), pass]),
    ];
    for (path, form) in forms {
        let answer = shop.post(path, form);
        assert_ne!(answer.assert_status(429).header("retry-after"), "", "{path}");
        assert!(answer.error("current_password").starts_with("Too many tries. Please wait"), "{path}");
        answer.assert_silent_on(PASSWORD).assert_silent_on("purple lamp");
    }
}

#[test]
fn a_code_and_a_new_address_come_back_with_their_forms() {
    let app = TestApp::with_limit(2);
    let shop = app.shop("Ann");
    let form = [("email", "ann.new@example.com"), ("current_password", PASSWORD)];
    let answer = refused(|| shop.post("/account/email", &form));
    assert_eq!(answer.value("email"), "ann.new@example.com");
    shop.get("/account/email/confirm").assert_status(200);
    let answer = refused(|| shop.post("/account/email/confirm", &[("code", "12345678")]));
    assert!(answer.error("code").starts_with("Too many tries."), "{}", answer.text());
}
