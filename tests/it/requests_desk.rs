//! The queue: what is due first, what is done with one click, what is refused, and that each
//! step is one event.

use clientsync::db::Unscoped;
use clientsync::erasure;
use clientsync::ledger::{Act, Target};
use clientsync::requests::model::{Door, Kind, NewRequest, Scope, Verified};
use clientsync::requests::queries::file;
use clientsync::requests::receipts::address_digest;
use time::Duration;

use super::requests::{confirmed, count, number, operator, run, slug, steps, words};
use crate::support::app::{link_in, runtime};
use crate::support::{Answer, Shop, TestApp, contact};

const MIA: &str = "mia@example.com";

/// A request of a proven address, in the queue of this business.
pub fn filed(shop: &Shop, kind: Kind, email: &str) -> i64 {
    filed_from(shop, kind, email, "Germany")
}

pub fn filed_from(shop: &Shop, kind: Kind, email: &str, place: &str) -> i64 {
    let app = shop.app;
    let key = words(
        app,
        &format!(
            "subject_key AS word FROM contacts WHERE id IN (SELECT contact_id FROM contact_emails \
             WHERE email_key = '{email}' AND workspace_id = {})",
            shop.workspace_id
        ),
    );
    let now = app.services.clock.now();
    let request = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(shop.workspace_id),
        subject_key: key.first().cloned().unwrap_or_default(),
        kind,
        door: Door::Business,
        place: place.into(),
        reply_to: email.into(),
        address_digest: address_digest(&app.services.secrets, email),
        wording: "Please.".into(),
        shared_address: false,
        verified: Verified::Address,
        received_at: now,
    };
    app.services.db.write_now(|conn| file(&mut Unscoped::new(conn, now), &request, "person")).unwrap().id
}

fn act(shop: &Shop, id: i64, what: &str, form: &[(&str, &str)]) -> Answer {
    shop.post(&format!("/privacy/queue/{id}/{what}"), form)
}

fn state(app: &TestApp, id: i64) -> String {
    words(app, &format!("state AS word FROM privacy_requests WHERE id = {id}")).remove(0)
}

/// X3: every kind can be filed, answered, refused with a reason and appealed; each step is one event.
#[test]
fn every_kind_has_its_way_and_each_step_is_one_event() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    for &kind in Kind::ALL {
        let id = filed(&shop, kind, MIA);
        assert_eq!(steps(&app, id), ["received"], "{kind:?}");
        let page = shop.get(&format!("/privacy/queue/{id}"));
        page.assert_status(200).assert_says(kind.label());
        act(&shop, id, "refuse", &[("reason", "claim_not_covered")]).assert_status(303);
        assert_eq!(steps(&app, id), ["received", "denied"], "{kind:?}");
        let mails = app.mails();
        let mail = mails.iter().find(|m| m.subject.contains("refused")).unwrap();
        assert!(mail.to_email == MIA && mail.text.contains("/appeal"), "{kind:?}: {}", mail.text);
        let receipt = link_in(&app, mail);
        let receipt = receipt.trim_end_matches("/appeal").to_owned();
        let appeal = app.visitor().post(&format!("{receipt}/appeal"), &[("email", MIA), ("wording", "No.")]);
        appeal.assert_status(303);
        assert_eq!(steps(&app, id), ["received", "denied", "appealed"], "{kind:?}");
    }
    for (kind, done) in [
        (Kind::Rectification, "corrected"),
        (Kind::WithdrawConsent, "opted_out"),
        (Kind::OptOutSaleShare, "opted_out"),
        (Kind::OptOutVendor, "opted_out"),
    ] {
        let id = filed(&shop, kind, MIA);
        act(&shop, id, "fulfil", &[]).assert_status(303);
        assert_eq!(steps(&app, id), ["received", done, "fulfilled"], "{kind:?}");
        assert_eq!(state(&app, id), "fulfilled");
        act(&shop, id, "fulfil", &[]).assert_status(303);
        assert_eq!(steps(&app, id).len(), 3, "{kind:?}: once");
        act(&shop, id, "refuse", &[("reason", "no_match")]).assert_status(409);
    }
    for kind in [Kind::Complaint, Kind::Appeal] {
        let id = filed(&shop, kind, MIA);
        act(&shop, id, "fulfil", &[]);
        assert_eq!(state(&app, id), "open", "an answer needs words");
        app.mails();
        act(&shop, id, "fulfil", &[("answer", "We looked into it and are sorry.")]).assert_status(303);
        assert_eq!(steps(&app, id), ["received", "fulfilled"]);
        assert!(app.mail_to(MIA).text.contains("We looked into it and are sorry."));
    }
    let id = filed(&shop, Kind::Restriction, MIA);
    act(&shop, id, "fulfil", &[]).assert_status(303);
    assert_eq!(steps(&app, id), ["received", "restricted", "fulfilled"]);
    shop.get("/contacts").assert_silent_on("Mia Lund");
    let verified = app.services.db.read_now(|conn| clientsync::requests::queries::events(conn, id)).unwrap();
    assert_eq!(verified.len(), 3);
}

/// B9, B14 and M9: what was shown is what is done, at once, and the receipt says so.
#[test]
fn a_deletion_shows_first_what_goes_and_leaves_a_receipt() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email(MIA));
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Prefers mornings.")]).assert_status(303);
    let id = filed(&shop, Kind::Erasure, MIA);
    shop.get("/privacy/queue").assert_says("Preview and erase");
    act(&shop, id, "fulfil", &[]);
    assert_eq!((state(&app, id).as_str(), count(&app, "contacts")), ("open", 1));
    let preview = shop.get(&format!("/privacy/queue/{id}/erase"));
    preview.assert_says("Erase Mia Lund?").assert_says("Notes");
    let digest = preview.value("digest");
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "One more.")]).assert_status(303);
    act(&shop, id, "erase", &[("digest", &digest)]).assert_status(409);
    assert_eq!(count(&app, "contacts"), 1);
    let digest = shop.get(&format!("/privacy/queue/{id}/erase")).value("digest");
    let notes = shop.get(&format!("/privacy/queue/{id}/erase")).all(".rows__row").join("|");
    act(&shop, id, "erase", &[("digest", &digest)]).assert_status(303);
    assert_eq!((count(&app, "contacts"), count(&app, "notes")), (0, 0));
    assert_eq!(state(&app, id), "fulfilled");
    assert!(notes.contains("Notes"));
    let mail = app.mail_to(MIA);
    assert!(mail.text.contains("entries were removed"), "{}", mail.text);
    let receipt = app.visitor().get(&link_in(&app, &mail));
    let last = app.services.clock.now() + Duration::days(35);
    receipt.assert_says("What was done").assert_says("Notes");
    receipt.assert_says(&format!(
        "A backup may hold it until {}",
        clientsync::civil::format_date(last.date(), clientsync::civil::Locale::default())
    ));
    receipt.assert_says("BfDI");
    assert_eq!(count(&app, "privacy_requests WHERE reply_to <> ''"), 0, "the address is forgotten");
    assert!(app.mails().is_empty(), "one answer");
}

#[test]
fn a_hold_defers_a_deletion_and_the_record_says_so() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let id = filed(&shop, Kind::Erasure, MIA);
    let key = words(&app, "subject_key AS word FROM contacts").remove(0);
    let workspace =
        words(&app, &format!("ledger_key AS word FROM workspaces WHERE id = {}", shop.workspace_id))
            .remove(0);
    let hold = Act::Hold { target: Target::Contact { workspace, key }, hold: "h1".into() };
    runtime().block_on(erasure::promise(&app.services, vec![hold])).unwrap();
    let preview = shop.get(&format!("/privacy/queue/{id}/erase"));
    preview.assert_says("A hold keeps this client");
    let digest = preview.value("digest");
    let done = shop.submit(&format!("/privacy/queue/{id}/erase"), &[("digest", &digest)]);
    done.assert_says("deferred").assert_says("Held back");
    assert_eq!((state(&app, id).as_str(), count(&app, "contacts")), ("in_progress", 1));
    assert!(steps(&app, id).contains(&"held".to_owned()));
}

/// X10: extended once, in time, with the reason; the UK's clock stands while a question is open.
#[test]
fn time_is_extended_once_and_with_the_reason() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let id = filed(&shop, Kind::Access, MIA);
    let due = || {
        words(&app, &format!("CAST(due_at AS text) AS word FROM privacy_requests WHERE id = {id}")).remove(0)
    };
    let before = due();
    assert_ne!(act(&shop, id, "extend", &[]).assert_status(422).error("extension"), "");
    act(&shop, id, "extend", &[("extension", "There are many files.")]).assert_status(303);
    assert_ne!(due(), before);
    let mail = app.mail_to(MIA);
    assert!(mail.text.contains("There are many files."), "{}", mail.text);
    act(&shop, id, "extend", &[("extension", "Again.")]).assert_status(422);
    let late = filed(&shop, Kind::Access, MIA);
    app.advance(Duration::days(40));
    shop.sign_in_again();
    act(&shop, late, "extend", &[("extension", "Too late.")]).assert_status(422);
    assert_eq!(steps(&app, id), ["received", "extended"]);
    shop.get("/privacy/queue?show=late").assert_says("Late since");
}

#[test]
fn the_clock_of_the_united_kingdom_stands_while_a_question_is_open() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let uk = filed_from(&shop, Kind::Access, MIA, "United Kingdom");
    let de = filed_from(&shop, Kind::Access, MIA, "Germany");
    let due = |id: i64| {
        words(&app, &format!("CAST(due_at AS text) AS word FROM privacy_requests WHERE id = {id}")).remove(0)
    };
    let (uk_due, de_due) = (due(uk), due(de));
    for id in [uk, de] {
        act(&shop, id, "ask", &[("question", "Which year do you mean?")]).assert_status(303);
    }
    let mails = app.mails();
    let asked: Vec<_> = mails.iter().filter(|m| m.text.contains("Which year do you mean?")).collect();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked.iter().filter(|m| m.text.contains("stands still")).count(), 1);
    let receipt = link_in(&app, asked.iter().find(|m| m.text.contains("stands still")).unwrap());
    shop.get("/privacy/queue").assert_says("Waits for the person");
    app.advance(Duration::days(10));
    shop.sign_in_again();
    app.visitor().get(&receipt).assert_says("A question waits for your answer");
    app.visitor().post(&format!("{receipt}/clarify"), &[("wording", "2024.")]).assert_status(303);
    app.visitor().post(&format!("{receipt}/clarify"), &[("wording", "2024.")]).assert_status(409);
    assert_ne!(due(uk), uk_due, "ten days were added");
    let day = |text: &str| clientsync::civil::parse_date(&text[..10]).unwrap();
    assert_eq!((day(&due(uk)) - day(&uk_due)).whole_days(), 10);
    assert_eq!(due(de), de_due);
    assert_eq!(steps(&app, uk), ["received", "clarification_asked", "clarified"]);
    shop.get(&format!("/privacy/queue/{uk}")).assert_says("2024.");
    act(&shop, de, "clarified", &[]).assert_status(303);
    assert_eq!(due(de), de_due);
}

#[test]
fn what_the_owner_allowed_runs_by_itself() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    let door = format!("/w/{}/privacy", slug(&app, &shop));
    let object = || super::requests::confirmed_at(&app, &door, "objection", MIA, "Sweden");
    object();
    app.run_jobs();
    assert_eq!(count(&app, "privacy_requests WHERE state = 'open'"), 1, "nothing runs unless it was allowed");
    shop.manager("Max").post("/privacy/queue/settings", &[("auto_opt_outs", "on")]).assert_status(403);
    shop.submit("/privacy/queue/settings", &[("auto_opt_outs", "on")]).assert_says("Saved.");
    object();
    app.run_jobs();
    assert_eq!(count(&app, "privacy_requests WHERE state = 'fulfilled' AND kind = 'objection'"), 1);
    assert_eq!(count(&app, "contacts WHERE restricted_why = 'objection'"), 1);
    assert_eq!(count(&app, &format!("suppressions WHERE workspace_id = {}", shop.workspace_id)), 1);
}

#[test]
fn a_privacy_contact_answers_whatever_their_role() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ben.get("/privacy/queue").assert_status(403);
    run(&app, &format!("UPDATE members SET privacy_contact = TRUE WHERE id = {}", ben.member_id));
    let page = ben.get("/privacy/queue");
    page.assert_status(200).assert_says("No request is open").assert_silent_on("What runs by itself");
    assert!(ben.get("/today").all("nav").join(" ").contains("Privacy requests"));
    assert!(!shop.viewer("Vic").get("/today").all("nav").join(" ").contains("Privacy requests"));
    shop.get("/privacy/queue").assert_says("What runs by itself");
    let id = filed(&shop, Kind::Rectification, MIA);
    ben.post(&format!("/privacy/queue/{id}/fulfil"), &[]).assert_status(303);
    assert_eq!(state(&app, id), "fulfilled");
    shop.get("/activity").assert_says("carried out a privacy request");
}

#[test]
fn the_queue_shows_what_is_due_first_and_how_many_are_late() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    filed_from(&shop, Kind::Access, MIA, "California");
    filed_from(&shop, Kind::Rectification, MIA, "Germany");
    let titles = shop.get("/privacy/queue").all(".rows__title");
    assert_eq!(titles, ["Correction", "Access"], "a month comes before forty-five days");
    let page = shop.get("/privacy/queue?kind=access");
    assert_eq!(page.all(".rows__title"), ["Access"]);
    page.assert_says("entries held").assert_says("Send the copy");
    app.advance(Duration::days(35));
    shop.sign_in_again();
    let page = shop.get("/privacy/queue");
    page.assert_says("2 open, 1 late.").assert_says("Late since");
    assert!(page.text().contains("Open requests by when they are due. Late: 1"));
    assert_eq!(shop.get("/privacy/queue?show=late").all(".rows__title"), ["Correction"]);
    shop.get("/privacy/queue?show=closed").assert_says("Nothing was answered yet");
    for n in 0..17 {
        filed(&shop, Kind::Complaint, &format!("p{n}@example.com"));
    }
    let first = shop.get("/privacy/queue");
    assert_eq!(first.all(".rows__title").len(), 15);
    let html = first.text();
    let at = html.find("rel=\"next\" href=\"").unwrap() + 17;
    let next = html[at..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!(shop.get(&next).all(".rows__title").len(), 4);
    shop.get("/privacy/queue?after=999999").assert_status(404);
}

/// The operator sees of the businesses' requests that they are late, and nothing else.
#[test]
fn the_operator_sees_only_how_many_are_late() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email(MIA));
    filed(&shop, Kind::Access, MIA);
    app.advance(Duration::days(35));
    let operator = operator(&app);
    let page = operator.get("/operator/requests");
    page.assert_says("Ann’s Salon").assert_says("1 open").assert_says("1 late");
    page.assert_silent_on(MIA).assert_silent_on("Mia Lund").assert_silent_on("/privacy/queue/");
    operator.get("/operator").assert_says("Privacy requests");
}

#[test]
fn the_operator_answers_for_accounts_with_the_same_steps() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    confirmed(&app, "rectification", &ben.email, "France");
    let id = number(&app, "id AS number FROM privacy_requests WHERE scope = 'operator'");
    let operator = operator(&app);
    operator
        .get(&format!("/operator/requests/{id}"))
        .assert_status(200)
        .assert_says("Ben")
        .assert_says("The street is wrong.");
    operator
        .post(&format!("/operator/requests/{id}/ask"), &[("question", "Which street?")])
        .assert_status(303);
    operator.post(&format!("/operator/requests/{id}/fulfil"), &[]).assert_status(303);
    assert_eq!(state(&app, id), "fulfilled");
    shop.get(&format!("/operator/requests/{id}")).assert_status(404);
}
