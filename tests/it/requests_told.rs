//! What people are told, and when: refusals name the authority, deadlines come from the table
//! of laws, and whoever does not answer is reminded.

use clientsync::requests::model::Kind;
use time::Duration;

use super::requests::{count, steps, words};
use super::requests_desk::{filed, filed_from};
use crate::support::{TestApp, contact};

const MIA: &str = "mia@example.com";

/// A25.
#[test]
fn a_refusal_names_the_authority_where_the_person_lives() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for (place, authority) in [
        ("Germany", "BfDI"),
        ("France", "Commission nationale de l’informatique et des libertés"),
        ("Ireland", "Data Protection Commission"),
        ("United Kingdom", "Information Commissioner’s Office"),
        ("California", "California Privacy Protection Agency"),
        ("Colorado", "Colorado Attorney General"),
    ] {
        let id = filed_from(&shop, Kind::Erasure, MIA, place);
        let form = [("reason", "claim_not_covered"), ("explanation", "The law keeps the invoice.")];
        shop.post(&format!("/privacy/queue/{id}/refuse"), &form).assert_status(303);
        let mail = app.mail_to(MIA);
        for part in [authority, "The law keeps the invoice.", "/appeal", "does not give the right", "court"] {
            assert!(mail.text.contains(part) && !mail.html.is_empty(), "{place}: no {part} in {}", mail.text);
        }
    }
    let id = filed(&shop, Kind::Erasure, MIA);
    let refuse = |form: &[(&str, &str)]| shop.post(&format!("/privacy/queue/{id}/refuse"), form);
    assert_ne!(refuse(&[]).assert_status(422).error("reason"), "");
    assert_ne!(refuse(&[("reason", "other")]).assert_status(422).error("explanation"), "");
}

#[test]
fn a_complaint_from_the_united_kingdom_is_to_be_acknowledged_in_thirty_days() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = filed_from(&shop, Kind::Complaint, MIA, "United Kingdom");
    let by =
        words(&app, &format!("CAST(acknowledge_by AS text) AS word FROM privacy_requests WHERE id = {id}"));
    let expected = app.services.clock.now().date() + Duration::days(30);
    assert!(by[0].starts_with(&expected.to_string()), "{by:?}");
    shop.get(&format!("/privacy/queue/{id}")).assert_says("Receipt to be confirmed by");
    shop.post(&format!("/privacy/queue/{id}/acknowledge"), &[]).assert_status(303);
    assert!(app.mail_to(MIA).subject.contains("We received your request"));
    assert_eq!(steps(&app, id), ["received", "acknowledged"]);
    shop.post(&format!("/privacy/queue/{id}/acknowledge"), &[]).assert_status(303);
    assert_eq!(steps(&app, id).len(), 2);
}

#[test]
fn each_law_has_its_own_day() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let today = app.services.clock.now().date();
    for (place, days) in [("California", 45), ("Colorado", 45), ("Texas", 45)] {
        let id = filed_from(&shop, Kind::Access, MIA, place);
        let due = words(&app, &format!("CAST(due_at AS text) AS word FROM privacy_requests WHERE id = {id}"));
        assert!(due[0].starts_with(&(today + Duration::days(days)).to_string()), "{place}: {due:?}");
    }
}

#[test]
fn whoever_does_not_answer_is_reminded_and_it_is_written_down() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let id = filed(&shop, Kind::Access, MIA);
    app.mails();
    let reminders = || {
        let details = format!(
            "detail AS word FROM privacy_request_events WHERE request_id = {id} AND step = 'reminded' ORDER BY id"
        );
        words(&app, &details)
    };
    let mut told = 0;
    for _ in 0..40 {
        app.advance(Duration::days(1));
        let mails = app.mails();
        let to_ann: Vec<_> = mails.iter().filter(|m| m.to_email == shop.email).collect();
        assert!(to_ann.len() <= 1);
        told += to_ann.len();
        for mail in to_ann {
            assert!(mail.text.contains(&format!("/privacy/queue/{id}")));
            assert!(!mail.text.contains(MIA) && !mail.text.contains("Mia"), "who asked stays on the page");
        }
    }
    assert_eq!(reminders(), ["day 3", "day 7", "day 14", "day 25", "due", "late"]);
    assert_eq!(told, 6);
    assert_eq!(count(&app, "privacy_requests WHERE state = 'open'"), 1, "nobody decided for the business");
}

#[test]
fn an_answered_request_is_answered_once_and_its_address_forgotten() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let id = filed(&shop, Kind::Rectification, MIA);
    shop.post(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_status(303);
    let mail = app.mail_to(MIA);
    assert!(mail.subject.contains("done") && mail.subject.contains("Ann’s Salon"));
    assert!(mail.text.contains("BfDI") && mail.text.contains("/r/"));
    for _ in 0..3 {
        app.advance(Duration::minutes(6));
        assert!(app.mails().iter().all(|m| m.to_email != MIA));
    }
    assert_eq!(count(&app, &format!("privacy_requests WHERE id = {id} AND reply_to = ''")), 1);
    shop.get("/privacy/queue?show=closed").assert_says("The address is forgotten").assert_silent_on(MIA);
}
