//! The data-processing agreement: accepted at sign-up, shown, accepted anew, downloaded; and
//! what waits until it is accepted.

use clientsync::app;
use clientsync::standing::Agreement;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use time::Duration;

use crate::support::TestApp;
use crate::support::contacts::contact;

/// Publishes a version of the agreement that takes effect so many days from now.
fn publish(app: &TestApp, days: i64) -> Agreement {
    let now = app.services.clock.now();
    let newest = app.services.standing.facts().agreements.iter().map(|a| a.version).max().unwrap_or(0);
    let version = newest + 1;
    let sql = format!(
        "INSERT INTO policy_versions (slug, version, announced_at, effective_on, material, summary, additions, facts, body, body_hash) \
         VALUES ('dpa', {version}, '{}', '{}', true, 'Changed.', '', '{{}}', '<p>Wording {version}.</p>', 'hash-{version}')",
        now.date(),
        now.date() + Duration::days(days)
    );
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
    let agreement = Agreement {
        version,
        effective_on: now.date() + Duration::days(days),
        body_hash: format!("hash-{version}"),
    };
    app.services.standing.change(|facts| facts.agreements.push(agreement.clone()));
    agreement
}

#[derive(QueryableByName)]
struct Accepted {
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Text)]
    body_hash: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    actor: String,
}

fn newest(app: &TestApp, workspace_id: i64) -> Accepted {
    let sql = format!(
        "SELECT version, body_hash, role, actor FROM dpa_acceptances WHERE workspace_id = {workspace_id} \
         ORDER BY version DESC LIMIT 1"
    );
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result(conn)?)).unwrap()
}

#[test]
fn signing_up_accepts_the_version_in_force() {
    let app = TestApp::start();
    let agreement = publish(&app, 0);
    let form = [
        ("name", "Nora Quist"),
        ("email", "nora@example.com"),
        ("password", "seventeen quiet lanterns"),
        ("business_name", "Quist Studio"),
        ("industry", "salon"),
        ("timezone", "America/Chicago"),
        ("business_use", "on"),
        ("accept_terms", "on"),
    ];
    app.visitor().post("/signup", &form).assert_status(303);
    let accepted = newest(&app, 1);
    assert_eq!((accepted.version, accepted.body_hash), (agreement.version, agreement.body_hash));
    assert_eq!(accepted.role, "owner");
    assert!(!accepted.actor.is_empty() && !accepted.actor.contains('@'));
}

#[test]
fn nothing_is_stored_before_the_business_accepts() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, ben) = (shop.manager("Mia"), shop.staff("Ben"));
    let mona = shop.keeps(contact("Mona Frey"));
    let agreement = publish(&app, 0);
    let version = agreement.version.to_string();
    let note = format!("/contacts/{mona}/notes");
    for path in ["/contacts", &note] {
        let answer = shop.post(path, &[("name", "Zoë Holm"), ("body", "Hello")]);
        assert_eq!(answer.assert_status(303).location(), "/workspace/agreement", "{path}");
    }
    for who in [&mia, &ben] {
        who.post("/contacts", &[("name", "Zoë Holm")]).assert_status(403).assert_says("agreement");
        who.get("/contacts").assert_status(200).assert_silent_on("Zoë Holm");
    }
    // Reading and deleting go on.
    shop.post(&format!("/contacts/{mona}/delete"), &[]).assert_status(303);

    ben.post("/workspace/agreement", &[("version", &version)]).assert_status(403);
    let page = shop.get("/workspace/agreement");
    page.assert_says("has not accepted this version yet").assert_says(&format!("Wording {version}."));
    shop.post("/workspace/agreement", &[("version", &version)]).assert_status(303);
    shop.get("/workspace/agreement").assert_says("There is nothing to do.").assert_says("Ann, Owner");
    ben.post("/contacts", &[("name", "Zoë Holm")]).assert_status(303);
    shop.get("/activity").assert_says("accepted the data-processing agreement");

    let accepted = newest(&app, shop.workspace_id);
    assert_eq!((accepted.version, accepted.body_hash), (agreement.version, agreement.body_hash));
    assert_eq!(accepted.role, "owner");
}

#[test]
fn an_announced_version_holds_nobody_up_before_its_day() {
    let app = TestApp::start();
    publish(&app, 0);
    let shop = app.shop("Ann");
    let other = app.shop("Oda");
    let coming = publish(&app, 30);
    shop.post("/contacts", &[("name", "Zoë Holm")]).assert_status(303);
    shop.get("/workspace/agreement").assert_says("takes effect on");
    other.post("/workspace/agreement", &[("version", &coming.version.to_string())]).assert_status(303);
    app.advance(Duration::days(31));
    for who in [&shop, &other] {
        who.sign_in_again();
    }
    let late = shop.post("/contacts", &[("name", "Late Comer")]);
    assert_eq!(late.assert_status(303).location(), "/workspace/agreement");
    // Whoever accepted early goes on without a pause.
    let location = other.post("/contacts", &[("name", "Early Bird")]).assert_status(303).location();
    assert!(location.starts_with("/contacts/"), "{location}");
}

#[test]
fn only_the_version_that_was_shown_is_accepted() {
    let app = TestApp::start();
    let first = publish(&app, 0);
    let shop = app.shop("Ann");
    let second = publish(&app, 0);
    let third = publish(&app, 0);
    for stale in [first.version, second.version] {
        shop.post("/workspace/agreement", &[("version", &stale.to_string())]).assert_status(409);
    }
    shop.post("/workspace/agreement", &[]).assert_status(409);
    assert_eq!(newest(&app, shop.workspace_id).version, first.version);
    let version = third.version.to_string();
    for _ in 0..2 {
        shop.post("/workspace/agreement", &[("version", &version)]).assert_status(303);
    }
    assert_eq!(newest(&app, shop.workspace_id).version, third.version);
}

#[test]
fn the_accepted_agreement_can_be_taken_along() {
    let app = TestApp::start();
    let agreement = publish(&app, 0);
    let shop = app.shop("Ann");
    publish(&app, 30);
    let file = shop.get("/workspace/agreement/download");
    file.assert_status(200);
    assert!(
        file.header("content-disposition").starts_with("attachment"),
        "{}",
        file.header("content-disposition")
    );
    let text = file.text();
    for words in [
        format!("Wording {}.", agreement.version),
        agreement.body_hash,
        "Ann’s Salon".into(),
        "Ann, Owner".into(),
    ] {
        assert!(text.contains(&words), "{words} in {text}");
    }
    for who in [shop.manager("Mia"), shop.viewer("Vic")] {
        who.get("/workspace/agreement").assert_status(403);
        who.get("/workspace/agreement/download").assert_status(403);
    }
}

#[test]
fn what_the_start_reads_is_what_is_demanded() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    app::refresh_standing(&app.services).unwrap();
    shop.post("/contacts", &[("name", "Zoë Holm")]).assert_status(303);
}
