//! Patient information: without an agreement nothing about clients is stored; with one stricter
//! rules hold until its last day.

use clientsync::db::Unscoped;
use clientsync::egress::{self, About};
use clientsync::standing::Processor;
use time::Duration;

use crate::contact_create::count;
use crate::processors::sql;
use crate::support::{Shop, TestApp, contact};

fn industry(shop: &Shop, word: &str) {
    sql(shop.app, &format!("UPDATE workspaces SET industry = '{word}' WHERE id = {}", shop.workspace_id));
}

fn says(shop: &Shop, word: &str) {
    shop.post("/workspace/health", &[("patient_data", word)]).assert_status(303);
}

/// Records an agreement that holds so many days from today. Signed the day before: where the
/// business is, today may begin later.
fn signs(shop: &Shop, days: i64) {
    let today = shop.app.services.clock.now().date();
    let (from, until) = ((today - Duration::DAY).to_string(), (today + Duration::days(days)).to_string());
    let form =
        [("document", "BAA 2026-17"), ("signer", "Ann Lee"), ("signed_on", &*from), ("ends_on", &*until)];
    shop.post("/workspace/health/agreement", &form).assert_status(303);
}

#[test]
fn health_care_without_an_agreement_is_blocked_with_a_way_out() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff("Ben");
    industry(&ann, "health");
    let blocked = ann.post("/contacts", &[("name", "Mia")]);
    blocked.assert_status(403).assert_says("no medical record system").assert_says("Say which");
    assert!(blocked.text().contains("href=\"/workspace/health\""));
    ann.get("/contacts/new").assert_status(403);
    ben.post("/contacts", &[("name", "Mia")]).assert_status(403).assert_says("Ask an owner");
    ann.get("/contacts").assert_status(200);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
    ann.get("/workspace/health").assert_says("Will you store patient or health information?");

    says(&ann, "no");
    ann.post("/contacts", &[("name", "Mia")]).assert_status(303);
    let stated = "SELECT count(*) AS n FROM activity_entries WHERE action = 'workspace.patient_data_stated' AND detail = 'no'";
    assert_eq!(count(&app, stated), 1);
}

#[test]
fn any_business_that_keeps_patient_information_needs_the_agreement() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    says(&ann, "yes");
    ann.post("/contacts", &[("name", "Mia")]).assert_status(403);
    let wrong = [("document", ""), ("signer", ""), ("signed_on", "2999-01-01"), ("ends_on", "2000-01-01")];
    let answer = ann.post("/workspace/health/agreement", &wrong);
    answer.assert_status(422);
    for (field, _) in wrong {
        assert!(!answer.error(field).is_empty(), "{field}");
    }
    signs(&ann, 30);
    ann.get("/workspace/health").assert_says("BAA 2026-17").assert_says("in force");
    ann.post("/contacts", &[("name", "Mia")]).assert_status(303);
    // The last day has passed.
    app.advance(Duration::days(32));
    ann.sign_in_again();
    ann.post("/contacts", &[("name", "Tom")]).assert_status(403);
}

#[test]
fn with_an_agreement_each_look_is_written_down() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia"));
    let reads = || count(&app, "SELECT count(*) AS n FROM activity_entries WHERE action = 'contact.read'");
    ann.get(&format!("/contacts/{mia}")).assert_status(200);
    assert_eq!(reads(), 0);
    says(&ann, "yes");
    signs(&ann, 30);
    ann.get(&format!("/contacts/{mia}")).assert_status(200);
    ann.get(&format!("/contacts/{mia}/edit")).assert_status(200);
    assert_eq!(reads(), 2);
}

#[test]
fn with_an_agreement_sign_ins_end_sooner() {
    let app = TestApp::start();
    let (ann, eve) = (app.shop("Ann"), app.shop("Eve"));
    says(&ann, "yes");
    signs(&ann, 30);
    app.advance(Duration::minutes(20));
    ann.get("/contacts").assert_status(200);
    app.advance(Duration::minutes(31));
    assert!(ann.get("/contacts").location().starts_with("/login"));
    eve.get("/contacts").assert_status(200);
}

#[test]
fn patient_information_goes_only_to_companies_that_signed_too() {
    let app = TestApp::start();
    let (ann, eve) = (app.shop("Ann"), app.shop("Eve"));
    says(&ann, "yes");
    signs(&ann, 30);
    let today = app.services.clock.now().date();
    let company = |baa| Processor {
        id: 1,
        name: "Mail Co".into(),
        hosts: vec!["mail.example".into()],
        effective_on: Some(today),
        review_on: None,
        optional: false,
        baa,
    };
    let allowed = |workspace, baa| {
        let now = app.services.clock.now();
        app.services
            .db
            .read_now(|conn| {
                egress::allowed_for(&mut Unscoped::new(conn, now), About::Workspace(workspace), &company(baa))
            })
            .unwrap()
    };
    assert!(!allowed(ann.workspace_id, false) && allowed(ann.workspace_id, true));
    assert!(allowed(eve.workspace_id, false));
}
