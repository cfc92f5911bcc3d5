//! The second factor: set up with the app's code, kept by recovery codes, turned off with the password.

use totp_rs::{Builder, Secret};

use crate::support::actors::PASSWORD;
use crate::support::{Actor, TestApp};

const PATH: &str = "/account/security/second-factor";

/// The code that an app with this secret shows at the app's present time.
pub fn code_now(app: &TestApp, secret: &str) -> String {
    let at = app.services.clock.now().assume_utc().unix_timestamp() as u64;
    let builder = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap());
    builder.with_account_name("x").build().unwrap().generate(at).to_string()
}

fn start(person: &Actor) -> String {
    let page = person.submit(&format!("{PATH}/start"), &[("current_password", PASSWORD)]);
    page.all("code.secret").concat().replace(' ', "")
}

/// Sets it up; gives the secret and the recovery codes.
pub fn turn_on(app: &TestApp, person: &Actor) -> (String, Vec<String>) {
    let secret = start(person);
    let page = person.post(&format!("{PATH}/confirm"), &[("code", &code_now(app, &secret))]);
    page.assert_status(200).assert_says("they are not shown again");
    (secret, page.all("ul.codes li"))
}

#[test]
fn it_is_on_only_after_a_right_code() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let secret = start(&shop);
    assert!(shop.get(PATH).text().contains("<svg role=\"img\""));
    let wrong = shop.post(&format!("{PATH}/confirm"), &[("code", "000000")]);
    assert!(wrong.assert_status(422).error("code").contains("not right"));
    shop.get("/account/security").assert_says("Set up a second factor");
    let page = shop.post(&format!("{PATH}/confirm"), &[("code", &code_now(&app, &secret))]);
    assert_eq!(page.assert_status(200).all("ul.codes li").len(), 10);
    shop.get("/account/security").assert_says("You have 10 recovery codes left");
    assert_eq!(app.mail_to(&shop.email).subject, "The second factor is on");
}

#[test]
fn a_set_up_that_was_left_lying_can_not_be_finished_by_others() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let secret = start(&shop);
    app.advance(time::Duration::minutes(31));
    shop.get(PATH).assert_says("Current password").assert_silent_on("<svg role=\"img\"");
    shop.post(&format!("{PATH}/confirm"), &[("code", &code_now(&app, &secret))]).assert_status(303);
    shop.get("/account/security").assert_says("Set up a second factor");
}

#[test]
fn it_signs_out_other_devices() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = crate::support::actors::signed_in(&app, &shop.email);
    turn_on(&app, &shop);
    shop.get("/account").assert_status(200);
    other.get("/account").assert_status(303);
}

#[test]
fn signing_in_takes_the_app_s_code_or_a_recovery_code() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (secret, codes) = turn_on(&app, &shop);
    app.advance(time::Duration::minutes(1));
    for code in [code_now(&app, &secret), codes[0].clone()] {
        let browser = crate::support::actors::signed_in(&app, &shop.email);
        assert_eq!(browser.get("/account").assert_status(303).location(), "/login/second-factor");
        browser.post("/login/second-factor", &[("code", &code)]).assert_status(303);
        browser.get("/account").assert_status(200);
    }
    shop.get("/account/security").assert_says("You have 9 recovery codes left");
}

#[test]
fn the_secret_is_not_stored_readable() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (secret, codes) = turn_on(&app, &shop);
    let user_id = shop.user_id;
    let now = app.services.clock.now();
    let user = app
        .services
        .db
        .read_now(|conn| {
            clientsync::account::queries::find(&mut clientsync::db::Unscoped::new(conn, now), user_id)
        })
        .unwrap();
    let stored = user.totp_secret.unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains(&secret));
    assert_eq!(app.services.secrets.open(&stored).unwrap(), secret.as_bytes());
    shop.get("/account/security").assert_silent_on(&codes[0]);
    shop.get(PATH).assert_status(303);
}

#[test]
fn each_step_takes_the_password() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for path in [format!("{PATH}/start"), format!("{PATH}/off"), "/account/security/recovery-codes".into()] {
        if path.ends_with("/off") {
            turn_on(&app, &shop);
        }
        for (typed, message) in
            [("", "Enter your current password."), ("wrong", "This is not your current password")]
        {
            let answer = shop.post(&path, &[("current_password", typed)]);
            assert!(answer.assert_status(422).error("current_password").contains(message), "{path} {typed}");
        }
    }
    shop.get("/account/security").assert_says("You have 10 recovery codes left");
}

#[test]
fn new_recovery_codes_replace_the_old() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (_, old) = turn_on(&app, &shop);
    let page = shop.post("/account/security/recovery-codes", &[("current_password", PASSWORD)]);
    let new = page.assert_status(200).all("ul.codes li");
    assert_eq!(new.len(), 10);
    assert!(new.iter().all(|code| !old.contains(code)));
    shop.get("/account/security").assert_says("You have 10 recovery codes left");
}

#[test]
fn guesses_at_the_password_are_slowed_down() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let path = format!("{PATH}/start");
    let answers: Vec<_> = (0..7).map(|_| shop.post(&path, &[("current_password", "wrong")]).status).collect();
    assert_eq!(answers[..5], [422; 5]);
    assert_eq!(answers[6], 429);
    // The right one waits too; and signing in elsewhere is another count.
    shop.post(&path, &[("current_password", PASSWORD)]).assert_status(429);
    crate::support::actors::signed_in(&app, &shop.email);
    app.advance(time::Duration::minutes(2));
    shop.post(&path, &[("current_password", PASSWORD)]).assert_status(303);
}

#[test]
fn it_is_turned_off_unless_a_business_requires_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    turn_on(&app, &shop);
    require_of(&app, &shop, true);
    let refused = shop.post(&format!("{PATH}/off"), &[("current_password", PASSWORD)]);
    refused.assert_status(422).assert_says("requires a second factor for your role");
    shop.get("/account/security").assert_says("recovery codes left");
    require_of(&app, &shop, false);
    shop.submit(&format!("{PATH}/off"), &[("current_password", PASSWORD)])
        .assert_says("The second factor is off.");
    app.mails().iter().find(|m| m.subject == "The second factor was turned off").unwrap();
    crate::support::actors::signed_in(&app, &shop.email).get("/account").assert_status(200);
}

#[test]
fn a_weak_password_can_not_be_left_alone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    turn_on(&app, &shop);
    // Enough beside a second factor, too short alone.
    let short = "x7Kp2mQz";
    let change = [("current_password", PASSWORD), ("password", short)];
    shop.submit("/account/security/password", &change).assert_says("Your password is changed.");
    let refused = shop.post(&format!("{PATH}/off"), &[("current_password", short)]);
    assert!(refused.assert_status(422).error("current_password").contains("too weak"));
}

#[test]
fn whoever_must_have_one_is_told() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    require_of(&app, &shop, true);
    shop.get("/account/security?required=1")
        .assert_says("Ann’s Salon requires a second factor for your role.");
    turn_on(&app, &shop);
    shop.get("/account/security?required=1").assert_silent_on("requires a second factor for your role");
}

/// The rule as an owner's settings page writes it.
fn require_of(app: &TestApp, shop: &Actor, required: bool) {
    use diesel::RunQueryDsl;
    let workspace = shop.workspace_id;
    app.services
        .db
        .write_now(|conn| {
            let clear = format!("DELETE FROM role_rules WHERE workspace_id = {workspace}");
            diesel::sql_query(clear).execute(conn)?;
            if required {
                let rule = format!(
                    "INSERT INTO role_rules (workspace_id, role, require_second_factor) VALUES ({workspace}, 'owner', TRUE)"
                );
                diesel::sql_query(rule).execute(conn)?;
            }
            Ok(())
        })
        .unwrap();
}
