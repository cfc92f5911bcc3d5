//! Forgetting a password: the link, what it changes, what it never tells.

use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::app::link_in;
use crate::support::{Shop, TestApp};

const NEW: &str = "seven loud kettles in the attic";

fn link_for(shop: &Shop<'_>) -> String {
    let answer = shop.app.visitor().post("/password/forgot", &[("email", &shop.email)]);
    assert_eq!(answer.location(), "/password/forgot/sent");
    link_in(shop.app, &shop.app.mail_to(&shop.email))
}

fn sign_in(app: &TestApp, email: &str, password: &str) -> u16 {
    app.visitor().post("/login", &[("email", email), ("password", password)]).status
}

#[test]
fn the_answer_is_the_same_for_every_address() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let visitor = app.visitor();
    let known = visitor.post("/password/forgot", &[("email", &shop.email)]);
    let unknown = visitor.post("/password/forgot", &[("email", "nobody@example.com")]);
    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    assert!(known.headers.get("set-cookie").is_none() && unknown.headers.get("set-cookie").is_none());
    assert!(!known.location().contains('@') && !known.location().contains('?'));
    visitor.get("/password/forgot/sent").assert_status(200).assert_says("If there is an account");
    let mails = app.mails();
    assert_eq!(mails.iter().map(|m| m.to_email.as_str()).collect::<Vec<_>>(), [shop.email.as_str()]);
}

#[test]
fn a_bad_address_is_said_beside_the_field() {
    let app = TestApp::start();
    let answer = app.visitor().post("/password/forgot", &[("email", "ann at example")]);
    answer.assert_status(422);
    assert!(!answer.error("email").is_empty());
    assert_eq!(answer.value("email"), "ann at example");
}

#[test]
fn a_link_sets_a_new_password_once_and_ends_every_session() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    assert_eq!(shop.get("/login").status, 303, "signed in");
    let link = link_for(&shop);
    app.visitor().get(&link).assert_status(200).assert_says("Set a new password");

    let weak = app.visitor().post(&link, &[("password", "tiger tiger")]);
    assert_eq!(weak.assert_status(422).error("password"), "Use at least 15 characters.");
    weak.assert_silent_on("tiger tiger");

    let browser = app.visitor();
    let answer = browser.post(&link, &[("password", NEW)]);
    assert_eq!(answer.location(), "/login");
    assert!(!browser.cookies.borrow().contains_key("__Host-id"), "a link signs nobody in");
    assert_eq!(shop.get("/login").status, 200, "signed out");
    assert_eq!(sign_in(&app, &shop.email, PASSWORD), 422);
    assert_eq!(sign_in(&app, &shop.email, NEW), 303);

    app.visitor().get(&link).assert_status(410).assert_says("no longer works");
    app.visitor().post(&link, &[("password", NEW)]).assert_status(410);
    let notice = app.mails().into_iter().find(|m| m.subject == "Your password was changed").unwrap();
    assert_eq!(notice.to_email, shop.email);
}

#[test]
fn whoever_reset_the_password_is_not_kept_out_by_somebody_guessing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let link = link_for(&shop);
    let owner = app.visitor();
    owner.post(&link, &[("password", NEW)]).assert_status(303);
    for _ in 0..5 {
        assert_eq!(sign_in(&app, &shop.email, "not the password"), 422);
    }
    assert_eq!(sign_in(&app, &shop.email, NEW), 429);
    owner.post("/login", &[("email", &shop.email), ("password", NEW)]).assert_status(303);
}

#[test]
fn a_link_ends_after_an_hour_and_when_another_was_used() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (first, second) = (link_for(&shop), link_for(&shop));
    assert_ne!(first, second);
    app.visitor().get(&first).assert_status(200);
    app.visitor().post(&second, &[("password", NEW)]).assert_status(303);
    app.visitor().get(&first).assert_status(410);
    app.mails();

    let third = link_for(&shop);
    app.advance(Duration::minutes(61));
    app.visitor().get(&third).assert_status(410);
    app.visitor().post(&third, &[("password", NEW)]).assert_status(410);
    app.visitor().get("/password/reset/made-up").assert_status(410);
}

#[test]
fn nobody_is_flooded_with_links() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for _ in 0..9 {
        app.visitor().post("/password/forgot", &[("email", &shop.email)]).assert_status(303);
    }
    assert_eq!(app.mails().len(), 5);
    app.advance(Duration::minutes(61));
    link_for(&shop);
}

#[test]
fn the_database_holds_no_link() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let link = link_for(&shop);
    let token = link.rsplit('/').next().unwrap().to_owned();
    let hash = clientsync::db::ids::digest(&token);
    let (plain, digested) = app
        .services
        .db
        .read_now(|conn| {
            use clientsync::schema::account_tokens;
            use diesel::prelude::*;
            let count = |conn: &mut _, text: &str| {
                account_tokens::table
                    .filter(account_tokens::token_hash.eq(text))
                    .count()
                    .get_result::<i64>(conn)
            };
            Ok((count(conn, &token)?, count(conn, &hash)?))
        })
        .unwrap();
    assert_eq!((plain, digested), (0, 1));
}
