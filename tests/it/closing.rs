//! Closing a business: previewed, decided with the password, some weeks to export and to change
//! one's mind, then gone through the ledger, with a receipt.

use clientsync::erasure;
use clientsync::inventory::read::{Person, Reader};
use clientsync::ledger::{Act, Target};
use clientsync::erasure::Outcome;
use clientsync::requests::{model, queries as requests};
use clientsync::db::{Unscoped, ids};
use diesel::prelude::*;
use diesel::sql_types::Text;
use time::Duration;

use crate::support::actors::{PASSWORD, signed_in};
use crate::support::app::{link_in, runtime};
use crate::support::{Shop, TestApp, contact, count, execute};

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

fn key(app: &TestApp, sql: &str) -> String {
    let sql = format!("SELECT {sql}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Key>(conn)?.key)).unwrap()
}

fn close(shop: &Shop) {
    shop.submit("/workspace/close", &[("current_password", PASSWORD)]).assert_says("The closing has begun.");
}

fn later(app: &TestApp, days: i64) {
    app.advance(Duration::days(days));
    app.run_jobs();
}

#[test]
fn while_a_business_is_active_nothing_of_its_accounts_goes() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let mia = shop.keeps(contact("Mia"));
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Likes tea")]).assert_status(303);
    let kept = ["users", "workspaces", "members", "contacts", "notes", "dpa_acceptances", "role_rules"];
    let before = kept.map(|table| count(&app, table));
    for _ in 0..5 {
        later(&app, 365);
    }
    assert_eq!(kept.map(|table| count(&app, table)), before);
    let names = count(&app, "users WHERE name IN ('Ann', 'Ben') AND email <> '' AND password_hash <> ''");
    assert_eq!(names, 2, "with all that makes them accounts");
    ben.sign_in_again();
    ben.get("/contacts").assert_says("Mia");
}

#[test]
fn closing_shows_what_goes_and_asks_for_the_password() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia", "Noah"]);
    let page = shop.get("/workspace/close");
    page.assert_says("Close Ann’s Salon?").assert_says("Clients 2").assert_says("For 30 days").assert_says("Invoices: there are none");
    page.assert_says("The account of one person");
    shop.post("/workspace/close", &[]).assert_status(422);
    shop.post("/workspace/close", &[("current_password", "wrong")]).assert_status(422);
    assert_eq!(count(&app, "workspaces WHERE closes_at IS NOT NULL"), 0);
    for actor in [shop.manager("Max"), shop.staff("Sam"), shop.viewer("Vic")] {
        actor.get("/workspace/close").assert_status(403);
        actor.post("/workspace/close", &[("current_password", PASSWORD)]).assert_status(403);
    }
}

#[test]
fn for_thirty_days_everybody_can_read_and_export_and_nobody_can_add() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let mia = shop.keeps(contact("Mia"));
    app.mails();
    close(&shop);
    let mails = app.mails();
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.starts_with("Ann’s Salon closes on")).collect();
    assert_eq!(told.len(), 2, "Ann and Ben");
    ben.get("/contacts").assert_says("Ann’s Salon is closing.").assert_says("Mia").assert_silent_on("href=\"/contacts/new\"");
    shop.get("/today").assert_says("Export or call it off");
    for (path, form) in [
        ("/contacts".to_owned(), ("name", "Olga")),
        (format!("/contacts/{mia}/notes"), ("body", "More")),
        ("/contacts/fields".to_owned(), ("label", "Shoe size")),
        ("/staff/invite".to_owned(), ("email", "new@example.org")),
    ] {
        shop.post(&path, &[form]).assert_status(403).assert_says("This business is closing");
    }
    let slug = key(&app, "slug AS key FROM workspaces");
    app.visitor().get(&format!("/w/{slug}/privacy")).assert_says("is closing here").assert_says("ask before that day");
    later(&app, 22);
    assert!(app.services.mailer.take_sent().is_empty(), "no mail yet");
    later(&app, 1);
    let mails = app.services.mailer.take_sent();
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("closes on")).count(), 2, "a week before");
    later(&app, 6);
    let mails = app.services.mailer.take_sent();
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("closes on")).count(), 2, "a day before");
    let ann = signed_in(&app, &shop.email);
    ann.get("/contacts/export.csv").assert_status(200);
    assert!(ann.get("/contacts/export.csv").text().contains("Mia"));
    assert!(ann.get("/contacts/export.vcf").text().contains("Mia"));
}

#[test]
fn calling_it_off_leaves_everything_as_it_was() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia"]);
    close(&shop);
    later(&app, 20);
    shop.sign_in_again();
    shop.submit("/workspace/close/cancel", &[]).assert_says("The closing is called off.").assert_silent_on("is closing.");
    shop.post("/contacts", &[("name", "Olga")]).assert_status(303);
    later(&app, 200);
    assert_eq!((count(&app, "contacts"), count(&app, "workspaces")), (2, 1));
    shop.sign_in_again();
    shop.get("/activity").assert_says("called the closing of the business off");
}

#[test]
fn a_day_after_the_window_it_is_gone_and_in_the_ledger_with_a_receipt() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    shop.staff("Ben");
    shop.keep_names(&["Mia", "Noah"]);
    other.keep_names(&["Theirs"]);
    close(&shop);
    later(&app, 29);
    assert_eq!(count(&app, "workspaces"), 2);
    app.services.mailer.take_sent();
    later(&app, 2);
    assert_eq!((count(&app, "workspaces"), count(&app, "contacts")), (1, 1));
    assert_eq!(count(&app, "users WHERE name <> 'Zed'"), 0, "who worked nowhere else is gone too");
    let acts: Vec<_> = app.services.ledger.after(0, 100).unwrap().into_iter().map(|entry| entry.act).collect();
    assert!(matches!(&acts[0], Act::Erase { target: Target::Workspace { .. }, request: Some(_) }));
    assert_eq!(acts.len(), 3, "the business and two accounts");
    let mails = app.services.mailer.take_sent();
    let receipt = mails.iter().find(|mail| mail.subject == "Ann’s Salon is closed").expect("no receipt");
    assert_eq!(receipt.to_email, shop.email);
    assert!(receipt.text.contains("Clients: 2"), "{}", receipt.text);
    assert!(receipt.text.contains("within 35 days"), "{}", receipt.text);
    let code = link_in(&app, receipt).trim_start_matches("/r/").to_owned();
    let now = app.services.clock.now();
    let request = app.services.db.read_now(|conn| requests::by_code(&mut Unscoped::new(conn, now), &code)).unwrap();
    assert_eq!((request.state, request.reply_to.as_str()), (model::State::Fulfilled, ""));
    let lines = Outcome::of_text(&request.outcome).lines;
    assert!(lines.iter().any(|line| line.title == "Clients" && line.rows == 2), "{lines:?}");
    app.visitor().post("/login", &[("email", &shop.email), ("password", PASSWORD)]).assert_status(422);
    // A copy from before the end, restored: the ledger ends it again.
    assert_eq!(count(&app, &format!("members WHERE workspace_id = {}", shop.workspace_id)), 0);
}

#[test]
fn who_works_elsewhere_too_keeps_the_account() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    execute(
        &app,
        &format!(
            "INSERT INTO members (workspace_id, user_id, role, created_at, last_used_at) \
             VALUES ({}, {}, 'staff', '2026-11-25 10:00:00', '2026-11-25 10:00:00')",
            shop.workspace_id, other.user_id
        ),
    );
    close(&shop);
    later(&app, 31);
    assert_eq!((count(&app, "users"), count(&app, "workspaces")), (1, 1));
    other.sign_in_again();
    other.get("/contacts").assert_status(200);
}

#[test]
fn a_large_business_goes_in_steps_and_touches_no_other() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let (mia, theirs) = (shop.keeps(contact("Mia").email("mia@example.org")), other.keeps(contact("Theirs").tag("VIP")));
    for round in 0..12 {
        // Doubled each time: 4096 clients, each with an address and a note.
        execute(
            &app,
            &format!(
                "INSERT INTO contacts (workspace_id, subject_key, name, name_key, pronouns, company, company_key, email, \
                 phone, street, city, region, postal_code, country, source, preferred_channel, language, version, \
                 created_at, updated_at, last_seen_at) \
                 SELECT workspace_id, 'k{round}-' || CAST(id AS TEXT), name, name_key, pronouns, company, company_key, email, \
                 phone, street, city, region, postal_code, country, source, preferred_channel, language, version, \
                 created_at, updated_at, last_seen_at FROM contacts WHERE workspace_id = {}",
                shop.workspace_id
            ),
        );
    }
    execute(
        &app,
        &format!(
            "INSERT INTO contact_emails (workspace_id, contact_id, position, label, email, email_key) \
             SELECT workspace_id, id, 7, '', 'a@example.org', 'a@example.org' FROM contacts WHERE workspace_id = {0}; \
             INSERT INTO notes (workspace_id, contact_id, author_id, body, version, created_at, updated_at) \
             SELECT workspace_id, id, {1}, 'Note', 1, created_at, updated_at FROM contacts WHERE workspace_id = {0}",
            shop.workspace_id, shop.member_id
        ),
    );
    assert_eq!(count(&app, "contacts"), 4097);
    let others = || ["contacts", "contact_tags", "tags", "contact_search", "activity_entries", "members"]
        .map(|table| count(&app, &format!("{table} WHERE workspace_id = {}", other.workspace_id)));
    let before = others();
    let target = Target::Workspace {
        key: key(&app, &format!("ledger_key AS key FROM workspaces WHERE id = {}", shop.workspace_id)),
    };
    // Promised, then interrupted half-way: what is left goes at the next start.
    app.services.ledger.append(app.services.clock.now(), &[Act::Erase { target, request: None }]).unwrap();
    execute(&app, &format!("DELETE FROM notes WHERE workspace_id = {} AND contact_id <> {mia}", shop.workspace_id));
    erasure::catch_up(&app.services).unwrap();
    assert_eq!((count(&app, "contacts"), count(&app, "notes"), count(&app, "workspaces")), (1, 0, 1));
    assert_eq!(others(), before);
    other.get(&format!("/contacts/{theirs}")).assert_says("Theirs");
    assert_eq!(erasure::applied(&app.services).unwrap(), app.services.ledger.head().unwrap());
}

/// A19: what stays of an erased account is on the receipt, and each of it ends.
#[test]
fn what_stays_of_an_erased_account_is_on_the_receipt_and_ends() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    ben.post("/contacts", &[("name", "Mia")]).assert_status(303);
    ben.post("/consent", &[("choice", "accept")]).assert_status(303);
    app.run_jobs();
    let user = format!("FROM users WHERE id = {}", ben.user_id);
    let person = Person::User {
        id: ben.user_id,
        subject_key: key(&app, &format!("subject_key AS key {user}")),
        pseudonym: key(&app, &format!("pseudonym AS key {user}")),
        email_key: key(&app, &format!("email_key AS key {user}")),
    };
    let now = app.services.clock.now();
    let request = model::NewRequest {
        scope: model::Scope::Operator,
        workspace_id: None,
        subject_key: person.subject_key().to_owned(),
        kind: model::Kind::Erasure,
        door: model::Door::Account,
        place: String::new(),
        reply_to: String::new(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified: model::Verified::Account,
        received_at: now,
    };
    let filed = app
        .services
        .db
        .write_now(|conn| requests::file(&mut Unscoped::new(conn, now), &request, "test"))
        .unwrap();
    let target = Target::User { key: person.subject_key().to_owned() };
    let act = Act::Erase { target, request: Some(ids::digest(&filed.code)) };
    runtime().block_on(erasure::promise(&app.services, vec![act])).unwrap();
    let request = app.services.db.read_now(|conn| requests::find(conn, filed.id)).unwrap();
    let lines = Outcome::of_text(&request.outcome).lines;
    let linked = || {
        let mut found = Vec::new();
        app.services
            .db
            .read_now(|conn| {
                let reader = Reader::new(conn, &app.services.inventory, person.clone())?;
                for table in reader.tables() {
                    if reader.count(conn, table)? > 0 {
                        found.push(table.name);
                    }
                }
                Ok(())
            })
            .unwrap();
        found
    };
    let kept = linked();
    assert!(kept.contains(&"members") && kept.contains(&"activity_entries"), "{kept:?}");
    for table in &kept {
        let said = lines.iter().any(|line| line.table == *table && !line.until.is_empty());
        assert!(said, "{table} stays and is not on the receipt: {lines:?}");
    }
    // What has a period ends with it; what belongs to the business ends with the business.
    later(&app, 4 * 365);
    let later_on = linked();
    for table in clientsync::inventory::tables(&app.services.inventory) {
        let ends = matches!(table.retention, clientsync::inventory::Retention::After { .. });
        assert!(!(ends && later_on.contains(&table.name)), "{} is past its end", table.name);
    }
    shop.sign_in_again();
    close(&shop);
    later(&app, 31);
    assert_eq!(linked(), Vec::<&str>::new());
    assert_eq!(count(&app, "users"), 0);
}
