//! What follows at the door: letters typed in, receipts, appeals, the account's own requests,
//! and that nobody reaches those of others.

use time::Duration;

use super::requests::{
    code_in, code_mail, confirmed, count, newest_request, number, operator, slug, steps, words,
};
use crate::support::actors::PASSWORD;
use crate::support::{TestApp, contact};

const MIA: &str = "mia@example.com";

#[test]
fn a_letter_counts_from_the_day_it_arrived() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.keeps(contact("Mia Lund").email(MIA));
    let operator = operator(&app);
    let today = app.services.clock.now().date();
    let arrived = today - Duration::days(3);
    let form = |day: &str| {
        operator.post(
            "/operator/requests/new",
            &[
                ("kind", "access"),
                ("email", MIA),
                ("place", "California"),
                ("arrived_on", day),
                ("wording", ""),
            ],
        )
    };
    for wrong in ["", "2001-01-01", &(today + Duration::days(1)).to_string()] {
        assert_ne!(form(wrong).assert_status(422).error("arrived_on"), "", "{wrong}");
    }
    form(&arrived.to_string()).assert_status(303);
    operator.get("/operator/requests").assert_says("1. Each was sent a code");
    app.advance(Duration::days(1));
    let mail = code_mail(&app, MIA);
    let link = crate::support::app::link_in(&app, &mail);
    app.visitor().post(&link, &[("code", &code_in(&mail))]).assert_status(303);
    let due = words(&app, "CAST(due_at AS text) AS word FROM privacy_requests");
    assert_eq!(due.len(), 2);
    for due in due {
        assert!(due.starts_with(&(arrived + Duration::days(45)).to_string()), "{due} from {arrived}");
    }
}

#[test]
fn a_letter_that_nobody_confirms_leaves_a_record_without_an_address() {
    let app = TestApp::start();
    let operator = operator(&app);
    let today = app.services.clock.now().date().to_string();
    let form =
        [("kind", "erasure"), ("email", MIA), ("place", "Germany"), ("arrived_on", &today), ("wording", "x")];
    operator.post("/operator/requests/new", &form).assert_status(303);
    app.run_jobs();
    app.advance(Duration::days(31));
    app.run_jobs();
    assert_eq!(count(&app, "privacy_inquiries"), 0);
    assert_eq!(count(&app, "privacy_requests WHERE state = 'expired' AND reply_to = '' AND wording = ''"), 1);
    assert_eq!(steps(&app, newest_request(&app)), ["received", "expired"]);
}

#[test]
fn a_receipt_is_a_page_and_a_file_for_whoever_has_its_address() {
    let app = TestApp::start();
    let receipt = confirmed(&app, "access", MIA, "Colorado");
    let page = app.visitor().get(&receipt);
    page.assert_says("Refused")
        .assert_says("No data is held under the address")
        .assert_says("Colorado Attorney General");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.header("x-robots-tag").contains("noindex"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let file = app.visitor().get(&format!("{receipt}/receipt.json"));
    assert_eq!(file.header("content-type"), "application/json");
    let json: serde_json::Value = serde_json::from_str(&file.text()).unwrap();
    for field in [
        "request_id",
        "received_at",
        "expected_by",
        "processing_details",
        "subject_request_id",
        "received_time",
        "expected_completion_time",
    ] {
        assert!(json[field].is_string(), "{field}: {json}");
    }
    assert_eq!((json["status"].as_str(), json["reason"].as_str()), (Some("denied"), Some("no_match")));
    assert!(!file.text().contains(MIA));
    app.visitor().get("/r/0123456789abcdef0123456789abcdef").assert_status(404);
    let id = newest_request(&app);
    app.visitor().get(&format!("/r/{id}-00000000000000000000000000000000")).assert_status(404);
    app.visitor().post(&format!("{receipt}/cancel"), &[]).assert_status(409);
}

#[test]
fn a_refusal_can_be_appealed_once_by_whoever_asked() {
    let app = TestApp::start();
    let receipt = confirmed(&app, "access", MIA, "Virginia");
    app.mails();
    let visitor = app.visitor();
    visitor.get(&format!("{receipt}/appeal")).assert_status(200);
    let send = |email: &str, words: &str| {
        visitor.post(&format!("{receipt}/appeal"), &[("email", email), ("wording", words)])
    };
    assert_ne!(send("other@example.com", "I was a client.").assert_status(422).error("email"), "");
    assert_ne!(send(MIA, "").assert_status(422).error("wording"), "");
    let own = send(MIA, "I was a client.");
    own.assert_status(303);
    visitor.get(&own.location()).assert_says("Have a refusal looked at again");
    send(MIA, "Again.").assert_status(409);
    let (first, appeal) = (newest_request(&app) - 1, newest_request(&app));
    assert!(steps(&app, first).contains(&"appealed".to_owned()));
    assert_eq!(words(&app, &format!("kind AS word FROM privacy_requests WHERE id = {appeal}")), ["appeal"]);
    let complaint =
        visitor.post(&format!("{receipt}/complaint"), &[("email", MIA), ("wording", "Too slow.")]);
    complaint.assert_status(303);
}

#[test]
fn nobody_reaches_the_requests_of_another_business() {
    let app = TestApp::start();
    let (ann, bea) = (app.shop("Ann"), app.shop("Bea"));
    ann.keeps(contact("Mia Lund").email(MIA));
    confirmed(&app, "access", MIA, "Austria");
    let id = number(&app, "id AS number FROM privacy_requests WHERE scope = 'workspace'");
    ann.get(&format!("/privacy/queue/{id}")).assert_status(200);
    for path in ["", "/erase"] {
        bea.get(&format!("/privacy/queue/{id}{path}")).assert_status(404);
    }
    for act in ["fulfil", "refuse", "extend", "ask", "clarified", "acknowledge", "subject", "erase"] {
        let form = [("reason", "no_match"), ("extension", "x"), ("question", "x"), ("contact_id", "1")];
        bea.post(&format!("/privacy/queue/{id}/{act}"), &form).assert_status(404);
    }
    let slug = slug(&app, &bea);
    ann.get(&format!("/w/{slug}/privacy/queue")).assert_status(404);
    let operator = operator(&app);
    operator.get(&format!("/operator/requests/{id}")).assert_status(404);
    ann.staff("Ben").get("/privacy/queue").assert_status(403);
    assert_eq!(count(&app, "privacy_requests WHERE state = 'open'"), 1);
}

#[test]
fn an_account_asks_with_its_password_and_what_needs_nobody_runs_at_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.post("/account/privacy/choices", &[("purpose", "marketing"), ("allowed", "yes")]).assert_status(303);
    let ask = |kind: &str, password: &str| {
        let form = [
            ("kind", kind),
            ("place", "Ireland"),
            ("wording", "It is Anna."),
            ("current_password", password),
        ];
        shop.post("/account/privacy/request", &form)
    };
    assert_ne!(ask("restriction", "wrong").assert_status(422).error("current_password"), "");
    assert_eq!(count(&app, "privacy_requests"), 0);
    let answer = ask("restriction", PASSWORD);
    answer.assert_status(303);
    app.run_jobs();
    app.visitor()
        .get(&answer.location())
        .assert_says("Use restricted")
        .assert_says("Data Protection Commission");
    let off = format!("privacy_choices WHERE user_id = {} AND NOT allowed", shop.user_id);
    assert_eq!(count(&app, &off), 2, "marketing and product improvement");
    ask("rectification", PASSWORD).assert_status(303);
    app.run_jobs();
    assert_eq!(count(&app, "privacy_requests WHERE kind = 'rectification' AND state = 'open'"), 1);
    let operator = operator(&app);
    operator.get("/operator/requests").assert_says("Correction");
    shop.get("/account/privacy").assert_says("Restriction").assert_says("Correction");
    assert_eq!(ask("erasure", PASSWORD).location(), "/account/privacy/delete");
}
