//! Too many tries from one address: the form comes back with what was typed, and
//! says how long to wait.

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
