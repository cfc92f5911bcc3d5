//! Signing in and out: who gets in, what a stranger learns, who is slowed down.

use clientsync::mail::Message;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::{Answer, Browser, TestApp};

fn try_password(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.post("/login", &[("email", email), ("password", password)])
}

#[test]
fn the_right_password_leads_to_today_and_the_session_ends_at_sign_out() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let browser = app.visitor();
    let answer = try_password(&browser, &shop.email, PASSWORD);
    assert_eq!((answer.status, answer.location().as_str()), (303, "/today"));
    assert_eq!(browser.get("/login").location(), "/today");
    let old = browser.copy();
    assert_eq!(browser.post("/logout", &[]).location(), "/login");
    browser.get("/login").assert_status(200).assert_says("You are signed out.");
    old.get("/login").assert_status(200);
}
