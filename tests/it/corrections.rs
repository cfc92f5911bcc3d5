//! Corrections: proposed by the client, disputed meanwhile, decided by who answers for privacy.

use clientsync::db::Unscoped;
use clientsync::privacy::corrections;
use clientsync::requests::model::{Door, Kind, NewRequest, Scope, State, Verified};
use clientsync::requests::queries as requests;

use crate::contact_create::count;
use crate::processors::{Operator, sql};
use crate::support::actors::PASSWORD;
use crate::support::{Shop, TestApp, contact};

/// A request of a client and what it proposes, as a door hands it on.
fn proposes(shop: &Shop, contact: i64, values: &[(&str, &str)]) -> (i64, Vec<i64>) {
    let values: Vec<(String, String)> =
        values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    shop.inside(|db| {
        let (workspace_id, now) = (db.workspace_id(), db.now);
        let new = NewRequest {
            scope: Scope::Workspace,
            workspace_id: Some(workspace_id),
            subject_key: String::new(),
            kind: Kind::Rectification,
            door: Door::Business,
            place: "France".into(),
            reply_to: String::new(),
            address_digest: String::new(),
            wording: String::new(),
            shared_address: false,
            verified: Verified::Address,
            received_at: now,
        };
        let filed = requests::file(&mut Unscoped::new(db, now), &new, "client")?;
        Ok((filed.id, corrections::propose(db, contact, Some(filed.id), &values)?))
    })
}

fn request(shop: &Shop, id: i64) -> requests::Request {
    shop.inside(|db| requests::find(db, id))
}

#[test]
fn a_disputed_client_is_marked_until_it_is_decided_and_the_value_changes_like_an_edit() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com").email("mia@work.example"));
    let page = format!("/contacts/{mia}");
    let (asked, made) = proposes(&ann, mia, &[("email", "mia.lund@example.com"), ("city", "Arles")]);
    assert_eq!(made.len(), 2);
    ann.get(&page)
        .assert_says("Disputed")
        .assert_says("E-mail: mia.lund@example.com")
        .assert_says("To be decided");
    ann.get("/contacts").assert_says("Disputed");
    ann.get("/privacy/corrections").assert_says("Mia Lund");

    ann.get(&format!("/privacy/corrections/{}", made[0]))
        .assert_says("mia@example.com")
        .assert_says("mia.lund@example.com");
    ann.post(&format!("/privacy/corrections/{}/accept", made[0]), &[]).assert_status(303);
    assert_eq!(request(&ann, asked).state, State::Open, "one is left to decide");
    ann.get(&page).assert_says("Disputed");
    ann.post(&format!("/privacy/corrections/{}/accept", made[1]), &[]).assert_status(303);
    let shown = ann.get(&page);
    shown.assert_says("mia.lund@example.com").assert_says("mia@work.example").assert_says("Arles");
    shown.assert_silent_on("Disputed");
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contact_changes WHERE field = 'email'"), 1);
    assert_eq!(request(&ann, asked).state, State::Fulfilled);
    ann.post(&format!("/privacy/corrections/{}/accept", made[0]), &[]).assert_status(409);
}

#[test]
fn a_refusal_names_the_reason_the_appeal_and_the_authority_and_the_statement_stays() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    sql(&app, &format!("UPDATE workspaces SET timezone = 'Europe/Berlin' WHERE id = {}", ann.workspace_id));
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    let (asked, made) = proposes(&ann, mia, &[("name", "Maria Lund")]);
    let page = format!("/privacy/corrections/{}", made[0]);
    assert!(!ann.post(&format!("{page}/refuse"), &[]).assert_status(422).error("reason").is_empty());
    ann.inside(|db| corrections::state(db, made[0], "My passport says Maria."));
    ann.post(&format!("{page}/refuse"), &[("reason", "Your card here says Mia.")]).assert_status(303);
    let mail = app.mail_to("mia@example.com");
    for must in ["Your card here says Mia.", "bfdi.bund.de", "appeal", "/privacy", "/u/"] {
        assert!(mail.text.contains(must), "{must}: {}", mail.text);
    }
    let shown = ann.get(&format!("/contacts/{mia}"));
    shown.assert_says("My passport says Maria.").assert_says("Not changed").assert_silent_on("Disputed");
    assert_eq!(request(&ann, asked).state, State::Denied);
}

#[test]
fn a_wish_by_word_of_mouth_is_noted_and_a_value_that_does_not_fit_is_not_taken_over() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    let page = format!("/contacts/{mia}/correction");
    let wrong = ann.post(&page, &[("field", "shoe"), ("value", "x")]);
    assert!(!wrong.assert_status(422).error("field").is_empty());
    let same = ann.post(&page, &[("field", "email"), ("value", "mia@example.com")]);
    assert!(!same.assert_status(422).error("value").is_empty());
    let card = ann.post(&page, &[("field", "company"), ("value", "4242 4242 4242 4242")]);
    assert!(!card.assert_status(422).error("value").is_empty());
    ann.post(&page, &[("field", "email"), ("value", "no address")]).assert_status(303);
    let id = count(&app, "SELECT max(id) AS n FROM corrections");
    let unfit = ann.post(&format!("/privacy/corrections/{id}/accept"), &[]);
    unfit.assert_status(422).assert_says("It can’t be taken over");
    ann.get(&format!("/contacts/{mia}")).assert_says("Disputed").assert_says("mia@example.com");
}

#[test]
fn who_received_the_old_value_is_listed() {
    let app = TestApp::start();
    Operator::of(&app).in_force(&[("name", "Big Storage"), ("stores_data", "on"), ("countries", "USA")]);
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    let (_, made) = proposes(&ann, mia, &[("name", "Maria Lund")]);
    let page = format!("/privacy/corrections/{}", made[0]);
    let before = ann.get(&page);
    before.assert_says("Big Storage").assert_silent_on("took a file");
    ann.get("/contacts/export.csv").assert_status(200);
    ann.get(&page).assert_says("took a file of contacts along once");
}

#[test]
fn only_who_answers_for_privacy_decides() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    let (_, made) = proposes(&ann, mia, &[("name", "Maria Lund")]);
    let accept = format!("/privacy/corrections/{}/accept", made[0]);
    let ben = ann.staff("Ben");
    ben.post(&accept, &[]).assert_status(403);
    ben.get(&format!("/contacts/{mia}")).assert_says("Disputed").assert_silent_on("/privacy/corrections/");
    app.shop("Eve").post(&accept, &[]).assert_status(404);
    // Also one whose role sees no e-mail and only their own clients.
    ann.hides_from_staff(true, true);
    let kim = ann.staff_with_own_clients("Kim");
    sql(&app, &format!("UPDATE members SET privacy_contact = TRUE WHERE id = {}", kim.member_id));
    kim.post(&accept, &[]).assert_status(303);
    let page = ann.get(&format!("/contacts/{mia}"));
    page.assert_says("Maria Lund").assert_says("mia@example.com");
}

/// Asks for a correction of one's account.
fn asks(app: &TestApp, shop: &Shop) -> i64 {
    let page = "/account/privacy/correction?what=E-mail+address";
    assert_eq!(shop.get(page).location(), "/account/privacy/data", "the password again first");
    shop.post("/account/privacy/data", &[("current_password", PASSWORD)]).assert_status(303);
    assert_eq!(shop.get(page).assert_status(200).value("what"), "E-mail address");
    let empty = shop.post("/account/privacy/correction", &[("what", "E-mail address")]);
    assert!(!empty.assert_status(422).error("should_be").is_empty());
    let wish = [("what", "E-mail address"), ("should_be", "ann.lee@example.com")];
    shop.post("/account/privacy/correction", &wish).assert_status(303);
    count(app, "SELECT max(id) AS n FROM privacy_requests")
}

#[test]
fn what_a_person_can_t_change_the_operator_corrects_with_digests_on_record() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let id = asks(&app, &ann);
    let operator = Operator::of(&app);
    operator.browser.get("/operator/corrections").assert_says("E-mail address: ann.lee@example.com");
    let page = format!("/operator/corrections/{id}");
    operator.browser.get(&page).assert_status(200);
    let taken = app.shop("Eve").email.clone();
    let form =
        |email: &str| operator.browser.post(&page, &[("name", "Ann"), ("email", email), ("phone", "")]);
    assert!(!form("nonsense").assert_status(422).error("email").is_empty());
    assert!(!form(&taken).assert_status(422).error("email").is_empty());
    form("ann.lee@example.com").assert_status(303);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM users WHERE email_key = 'ann.lee@example.com'"), 1);
    let events = "SELECT count(*) AS n FROM privacy_request_events WHERE step = 'corrected' AND detail LIKE 'email: % → %'";
    assert_eq!(count(&app, events), 1);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM privacy_request_events WHERE detail LIKE '%@%'"), 0);
    form("again@example.com").assert_status(404);
    ann.get(&page).assert_status(404);
}
