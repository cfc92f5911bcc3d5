//! A person's own details, their password and their e-mail address.

use clientsync::mail::Message;

use crate::support::actors::{PASSWORD, signed_in};
use crate::support::{Actor, TestApp};

const NEW: &str = "Ann.New@Example.com";

#[test]
fn name_and_phone_are_changed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.submit("/account", &[("name", "Ann Ólafsdóttir"), ("phone", "+1 312 555 0142")])
        .assert_says("saved");
    let page = shop.get("/account");
    assert_eq!(
        (page.value("name").as_str(), page.value("phone").as_str()),
        ("Ann Ólafsdóttir", "+1 312 555 0142")
    );
    shop.submit("/account", &[("name", "Ann"), ("phone", "")]).assert_says("saved");
    assert_eq!(shop.get("/account").value("phone"), "");
}

#[test]
fn a_bad_profile_says_why_and_keeps_what_was_typed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.post("/account", &[("name", " "), ("phone", "12")]);
    assert_eq!(page.assert_status(422).error("name"), "Enter your name.");
    assert!(page.error("phone").contains("at least 3 digits"));
    assert_eq!(page.value("phone"), "12");
}

#[test]
fn a_visitor_signs_in_first() {
    let app = TestApp::start();
    for path in ["/account", "/account/email", "/account/security", "/account/sessions", "/workspaces"] {
        let answer = app.visitor().get(path);
        assert_eq!(answer.assert_status(303).location(), format!("/login?next={}", path.replace('/', "%2F")));
    }
}

fn ask(person: &Actor, email: &str) {
    let form = [("email", email), ("current_password", PASSWORD)];
    let page = person.submit("/account/email", &form);
    page.assert_says("Until you enter it, nothing changes.");
}

fn code_in(mail: &Message) -> String {
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    mail.text.split_whitespace().find(is_code).unwrap().to_owned()
}

fn to<'m>(mails: &'m [Message], email: &str) -> Vec<&'m Message> {
    mails.iter().filter(|mail| mail.to_email.eq_ignore_ascii_case(email)).collect()
}

#[test]
fn a_new_address_is_proven_by_its_code() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = signed_in(&app, &shop.email);
    app.mails();
    ask(&shop, NEW);
    let mails = app.mails();
    assert_eq!(to(&mails, &shop.email)[0].subject, "A change of your e-mail address was asked for");
    let code = code_in(to(&mails, NEW)[0]);
    shop.get("/account").assert_says(&shop.email);
    shop.submit("/account/email/confirm", &[("code", &format!(" {} {} ", &code[..4], &code[4..]))])
        .assert_says("Your e-mail address is changed.")
        .assert_says("Ann.New@example.com");
    other.get("/account").assert_status(303);
    let mails = app.mails();
    assert_eq!(to(&mails, &shop.email)[0].subject, "Your e-mail address was changed");
    signed_in(&app, "ann.new@example.com").get("/account").assert_status(200);
    let old = app.visitor().post("/login", &[("email", &shop.email), ("password", PASSWORD)]);
    old.assert_status(422);
}

#[test]
fn five_wrong_codes_kill_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    ask(&shop, NEW);
    let code = code_in(to(&app.mails(), NEW)[0]);
    for _ in 0..5 {
        let wrong = if code == "00000000" { "11111111" } else { "00000000" };
        let answer = shop.post("/account/email/confirm", &[("code", wrong)]);
        assert!(answer.assert_status(422).error("code").contains("not right"));
    }
    let answer = shop.post("/account/email/confirm", &[("code", &code)]);
    assert!(answer.assert_status(422).error("code").contains("no longer works"));
    shop.get("/account").assert_says(&shop.email);
}

#[test]
fn a_code_works_for_half_an_hour_for_the_newest_wish_and_its_owner() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ask(&shop, NEW);
    let first = code_in(to(&app.mails(), NEW)[0]);
    ask(&shop, "ann.newer@example.com");
    let second = code_in(to(&app.mails(), "ann.newer@example.com")[0]);
    ask(&ben, "ben.new@example.com");
    ben.post("/account/email/confirm", &[("code", &second)]).assert_status(422);
    if first != second {
        shop.post("/account/email/confirm", &[("code", &first)]).assert_status(422);
    }
    app.advance(time::Duration::minutes(31));
    let late = shop.post("/account/email/confirm", &[("code", &second)]);
    assert_eq!(late.assert_status(303).location(), "/account/email");
    shop.get("/account").assert_says(&shop.email);
}

#[test]
fn an_address_that_is_taken_is_not_revealed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    app.mails();
    ask(&shop, &ben.email.to_uppercase());
    let mails = app.mails();
    let told = to(&mails, &ben.email);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Your e-mail address already has an account");
    assert!(!told[0].text.contains(&shop.email));
    let answer = shop.post("/account/email/confirm", &[("code", "12345678")]);
    assert!(answer.assert_status(422).error("code").contains("not right"));
}

#[test]
fn whoever_takes_the_address_first_has_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ask(&shop, NEW);
    let anns = code_in(to(&app.mails(), NEW)[0]);
    ask(&ben, NEW);
    let bens = code_in(to(&app.mails(), NEW)[0]);
    ben.submit("/account/email/confirm", &[("code", &bens)]).assert_says("Your e-mail address is changed.");
    let late = shop.submit("/account/email/confirm", &[("code", &anns)]);
    late.assert_says("This code no longer works.");
    shop.get("/account").assert_says(&shop.email);
}

#[test]
fn asking_takes_an_address_and_the_password() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let own = shop.email.to_uppercase();
    for (email, password, field) in [
        ("", PASSWORD, "email"),
        ("nonsense", PASSWORD, "email"),
        (own.as_str(), PASSWORD, "email"),
        (NEW, "", "current_password"),
        (NEW, "wrong", "current_password"),
    ] {
        let page = shop.post("/account/email", &[("email", email), ("current_password", password)]);
        assert_ne!(page.assert_status(422).error(field), "", "{email} {password}");
        assert_eq!(page.value("email"), email);
        page.assert_silent_on(PASSWORD);
    }
    app.mails();
    assert!(to(&app.mails(), NEW).is_empty());
    assert_eq!(shop.get("/account/email/confirm").assert_status(303).location(), "/account/email");
}

#[test]
fn a_new_password_signs_out_the_others() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = signed_in(&app, &shop.email);
    app.mails();
    let new = "purple lamp river mountain";
    let form = [("current_password", PASSWORD), ("password", new)];
    shop.submit("/account/security/password", &form).assert_says("Every other device is signed out.");
    shop.get("/account").assert_status(200);
    other.get("/account").assert_status(303);
    assert_eq!(app.mail_to(&shop.email).subject, "Your password was changed");
    let login =
        |password| app.visitor().post("/login", &[("email", shop.email.as_str()), ("password", password)]);
    login(PASSWORD).assert_status(422);
    login(new).assert_status(303);
}

#[test]
fn a_poor_or_unproven_new_password_is_refused() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (current, new, field) in [
        (PASSWORD, "", "password"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "annssalonannssalon", "password"),
        ("wrong", "purple lamp river mountain", "current_password"),
        ("", "purple lamp river mountain", "current_password"),
    ] {
        let page =
            shop.post("/account/security/password", &[("current_password", current), ("password", new)]);
        assert_ne!(page.assert_status(422).error(field), "", "{current} {new}");
    }
    signed_in(&app, &shop.email);
}
