//! Invitations: from the form to the first page of the person invited.

use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::app::link_in;
use crate::support::{Answer, Shop, TestApp};

const ADDRESS: &str = "nia@example.com";

fn invite(shop: &Shop, email: &str) -> Answer {
    shop.post("/staff/invite", &[("email", email), ("role", "staff"), ("own_only", "on")])
}

/// The path in the mail that was sent last to the address.
fn mailed(app: &TestApp, email: &str) -> String {
    link_in(app, &app.mail_to(email))
}

const ACCOUNT: &[(&str, &str)] = &[("name", "Nia Ode"), ("password", PASSWORD), ("accept_terms", "on")];

/// The only open invitation's id, from the buttons of the staff page.
fn invitation_id(shop: &Shop) -> String {
    let text = shop.get("/staff").text();
    let at =
        text.find("/staff/invitations/").expect("no invitation on the page") + "/staff/invitations/".len();
    text[at..].chars().take_while(char::is_ascii_digit).collect()
}

#[test]
fn from_the_invitation_to_the_first_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, "Nia@Example.com").assert_status(303);
    shop.get("/staff").assert_says("Nia@example.com").assert_says("works until");
    let mail = app.mail_to("Nia@example.com");
    assert!(mail.subject.contains("Ann invites you"), "{}", mail.subject);
    let link = link_in(&app, &mail);
    let nia = app.visitor();
    nia.get(&link).assert_status(200).assert_says("Ann’s Salon").assert_says("Staff");
    let answer = nia.post(&link, ACCOUNT);
    assert_eq!((answer.status, answer.location()), (303, "/today".into()), "{}", answer.summary());
    nia.get("/staff").assert_status(200).assert_says("Nia Ode (you)");
    shop.get("/staff").assert_says("Nia Ode").assert_says("Own clients only");
    app.visitor().get(&link).assert_status(410);
    shop.get("/activity").assert_says("Nia Ode joined the business: staff");
}

#[test]
fn the_account_is_checked_like_any_other() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let link = mailed(&app, ADDRESS);
    let nia = app.visitor();
    let answer = nia.post(&link, &[("name", ""), ("password", "short")]);
    answer.assert_status(422);
    for field in ["name", "password", "accept_terms"] {
        assert!(!answer.error(field).is_empty(), "{field}");
    }
    answer.assert_silent_on("\"short\"");
    nia.post(&link, ACCOUNT).assert_status(303);
}

#[test]
fn who_has_an_account_signs_in_and_accepts() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let zoe = app.shop("Zoe");
    invite(&shop, &zoe.email).assert_status(303);
    let link = mailed(&app, &zoe.email);
    let visitor = app.visitor();
    let page = visitor.get(&link);
    page.assert_says("Sign in to accept");
    assert!(page.all("input[name=password]").is_empty());
    visitor.post(&link, ACCOUNT).assert_status(409);
    zoe.get(&link).assert_says("Accept the invitation");
    zoe.post(&link, &[]).assert_status(303);
    zoe.get("/staff").assert_says("Ann").assert_says("Zoe (you)");
    zoe.get("/workspace").assert_status(403);
}

#[test]
fn a_link_is_of_no_use_to_somebody_else() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let zoe = app.shop("Zoe");
    invite(&shop, ADDRESS).assert_status(303);
    let link = mailed(&app, ADDRESS);
    zoe.get(&link).assert_says("signed in with another address");
    zoe.post(&link, ACCOUNT).assert_status(409);
    zoe.get("/workspace").assert_status(200);
    shop.get("/staff").assert_silent_on("Zoe");
}

#[test]
fn an_invitation_expires_and_can_be_sent_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let old = mailed(&app, ADDRESS);
    app.advance(Duration::days(7));
    app.visitor().get(&old).assert_status(410).assert_says("no longer works");
    app.visitor().post(&old, ACCOUNT).assert_status(410);
    let ann = crate::support::actors::signed_in(&app, &shop.email);
    ann.get("/staff").assert_says("Expired");
    let text = ann.get("/staff").text();
    let at = text.find("/staff/invitations/").unwrap();
    let resend: String = text[at..].chars().take_while(|c| *c != '"').collect();
    ann.post(&resend, &[]).assert_status(303);
    let new = mailed(&app, ADDRESS);
    assert_ne!(old, new);
    app.visitor().get(&old).assert_status(410);
    app.visitor().post(&new, ACCOUNT).assert_status(303);
}

#[test]
fn a_revoked_invitation_is_gone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let link = mailed(&app, ADDRESS);
    let id = invitation_id(&shop);
    shop.post(&format!("/staff/invitations/{id}/revoke"), &[]).assert_status(303);
    app.visitor().get(&link).assert_status(410);
    app.visitor().post(&link, ACCOUNT).assert_status(410);
    shop.get("/staff").assert_silent_on(ADDRESS);
    shop.post(&format!("/staff/invitations/{id}/resend"), &[]).assert_status(404);
}

#[test]
fn revoked_before_the_mail_went_out_means_no_mail() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let id = invitation_id(&shop);
    shop.post(&format!("/staff/invitations/{id}/revoke"), &[]).assert_status(303);
    assert!(app.mails().iter().all(|mail| mail.to_email != ADDRESS));
}

#[test]
fn a_link_works_once_even_when_used_twice_at_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let link = mailed(&app, ADDRESS);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..4).map(|_| scope.spawn(|| app.visitor().post(&link, ACCOUNT).status)).collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|s| **s == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|s| [303, 409, 410, 422].contains(s)), "{statuses:?}");
    assert_eq!(shop.get("/staff").text().matches("Nia Ode").count(), 1);
}

#[test]
fn nobody_is_invited_twice() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let refused = |email: &str, words: &str| {
        let answer = invite(&shop, email);
        answer.assert_status(422);
        assert!(answer.error("email").contains(words), "{}", answer.error("email"));
        assert_eq!(answer.value("email"), email);
    };
    refused(&ben.email, "works here already");
    refused("nobody", "name@example.com");
    invite(&shop, ADDRESS).assert_status(303);
    refused(ADDRESS, "invited already");
    shop.post(&format!("/staff/{}/deactivate", ben.member_id), &[]).assert_status(303);
    refused(&ben.email, "Reactivate them");
    assert!(shop.post("/staff/invite", &[("email", "x@example.com"), ("role", "owner")]).status == 422);
}

#[test]
fn the_link_is_not_in_the_database() {
    use diesel::prelude::*;
    use diesel::sql_types::Text;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        token_hash: String,
    }
    let app = TestApp::start();
    let shop = app.shop("Ann");
    invite(&shop, ADDRESS).assert_status(303);
    let link = mailed(&app, ADDRESS);
    let token = link.rsplit('/').next().unwrap();
    let rows: Vec<Row> = app
        .services
        .db
        .read_now(|conn| Ok(diesel::sql_query("SELECT token_hash FROM invitations").load(conn)?))
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_ne!(rows[0].token_hash, token);
    assert_eq!(rows[0].token_hash, clientsync::db::ids::digest(token));
}
