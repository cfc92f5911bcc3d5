//! Erasure that lasts: nothing of an erased person is left but what is kept for a reason,
//! nobody else is touched, and nothing can be written back.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::http::Method;
use clientsync::app;
use clientsync::db::{chain, checkpoint};
use clientsync::erasure::{self, Plan};
use clientsync::inventory::read::{Person, Reader};
use clientsync::inventory::{self, Erasure};
use clientsync::ledger::{Act, Target};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::canary::{Marks, contents, plant, without_constraints};
use crate::support::{Answer, Shop, TestApp, contact};

const VICTIM: Marks = Marks { word: "goldfinch", number: 1000 };
const OTHER: Marks = Marks { word: "bystander", number: 50_000 };

fn person(is_contact: bool, marks: Marks, id: i64) -> Person {
    let table = if is_contact { "contacts" } else { "users" };
    let of = |column: &str| format!("{} {table} {column}", marks.word);
    match is_contact {
        true => Person::Contact { id, subject_key: of("subject_key") },
        false => Person::User {
            id,
            subject_key: of("subject_key"),
            pseudonym: of("pseudonym"),
            email_key: of("email_key"),
        },
    }
}

/// The files of an installation that hold `text`.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(text.len()).any(|w| w == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn rows_with(app: &TestApp, text: &str) -> Vec<String> {
    let all = app.services.db.read_now(|conn| Ok(contents(conn, &[]))).unwrap();
    all.into_iter().filter(|line| line.contains(text)).collect()
}

/// Neither a row nor, on SQLite, a byte of any file.
#[track_caller]
fn assert_nowhere(app: &TestApp, text: &str) {
    app.services.db.read_now(checkpoint).unwrap();
    assert_eq!(rows_with(app, text), Vec::<String>::new(), "{text}");
    assert_eq!(files_with(app.data(), text), Vec::<String>::new(), "{text}");
}

#[test]
fn whatever_is_written_about_a_person_is_erased_or_kept_for_a_reason() {
    for is_contact in [true, false] {
        let app = TestApp::start();
        let (victim, other) = (person(is_contact, VICTIM, 999), person(is_contact, OTHER, 998));
        let (before, after) = app
            .services
            .db
            .read_now(|conn| {
                without_constraints(conn)?;
                let types = inventory::declared_types(conn)?;
                for (person, marks) in [(&victim, VICTIM), (&other, OTHER)] {
                    let reader = Reader::new(conn, &app.services.inventory, person.clone())?;
                    for table in reader.tables() {
                        plant(conn, &types, table, person, marks);
                    }
                }
                let before = contents(conn, &[]);
                let plan = Plan::of(conn, &app.services.inventory, victim.clone())?;
                conn.begin_write()?;
                plan.carry_out(conn)?;
                conn.commit()?;
                checkpoint(conn)?;
                Ok((before, contents(conn, &[])))
            })
            .unwrap();
        let of_other = |lines: &BTreeSet<String>| -> BTreeSet<String> {
            lines.iter().filter(|line| line.contains(OTHER.word)).cloned().collect()
        };
        assert!(of_other(&before).len() > 10);
        assert_eq!(of_other(&before), of_other(&after), "somebody else is as before");
        for column in app.services.inventory.iter() {
            let text = format!("{} {} {}", VICTIM.word, column.table, column.column);
            if !before.iter().any(|line| line.contains(&text)) || matches!(column.erasure, Erasure::Keep(_)) {
                continue;
            }
            let own = format!("{} ", column.table);
            let left: Vec<_> = after.iter().filter(|l| l.starts_with(&own) && l.contains(&text)).collect();
            assert!(left.is_empty(), "{}.{}: {left:?}", column.table, column.column);
            // What a kept record is found by stands in that record too.
            if ["subject_key", "pseudonym"].contains(&column.column) {
                continue;
            }
            assert_eq!(
                files_with(app.data(), &text),
                Vec::<String>::new(),
                "{}.{}",
                column.table,
                column.column
            );
        }
    }
}

/// A client with something in every part of the page; each text is found nowhere else.
fn goldfinch(shop: &Shop) -> i64 {
    shop.post("/contacts/fields", &[("label", "Shoe size"), ("kind", "text")]).assert_status(303);
    let id = shop.keeps(
        contact("Goldfinch Person")
            .email("goldfinch@birds.example")
            .phone("+1 479 555 0199")
            .company("Goldfinch Works")
            .tag("regular"),
    );
    shop.post(&format!("/contacts/{id}/notes"), &[("body", "The goldfinch sings early.")]).assert_status(303);
    let due = [
        ("title", "Feed the goldfinch"),
        ("due_on", "2030-01-01"),
        ("assigned_to", &shop.member_id.to_string()),
    ];
    shop.post(&format!("/contacts/{id}/follow-ups"), &due).assert_status(303);
    shop.get(&format!("/contacts/{id}")).assert_status(200);
    id
}

/// Erases through the page; answers with where it leads.
fn erase(shop: &Shop, id: i64) -> Answer {
    let page = shop.get(&format!("/contacts/{id}/erase"));
    let digest = page.assert_status(200).value("digest");
    shop.post(&format!("/contacts/{id}/erase"), &[("digest", &digest), ("current_password", PASSWORD)])
}

#[test]
fn an_erased_client_is_nowhere() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia Lund", "Tom Ray"]);
    let id = goldfinch(&shop);
    app.run_jobs();
    assert!(!rows_with(&app, "oldfinch").is_empty());
    let location = erase(&shop, id).assert_status(303).location();
    assert!(location.starts_with("/r/"), "{location}");
    app.run_jobs();
    for text in ["oldfinch", "4795550199", "479-555-0199"] {
        assert_nowhere(&app, text);
    }
    shop.get(&format!("/contacts/{id}")).assert_status(404);
    shop.get("/contacts").assert_says("Mia Lund").assert_says("Tom Ray");
    shop.get("/activity").assert_says("erased a contact");
    let verified = app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap();
    assert!(verified.is_ok(), "the record still fits together");
}

#[test]
fn the_page_says_what_goes_and_only_that_is_erased() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    let path = format!("/contacts/{id}/erase");
    let page = shop.get(&path);
    page.assert_says("E-mail addresses of clients").assert_says("Notes").assert_says("Erase for good");
    let digest = page.value("digest");

    let wrong = shop.post(&path, &[("digest", &digest), ("current_password", "not it")]);
    assert_ne!(wrong.assert_status(422).error("current_password"), "");
    shop.post(&format!("/contacts/{id}/notes"), &[("body", "One more.")]).assert_status(303);
    shop.post(&path, &[("digest", &digest), ("current_password", PASSWORD)])
        .assert_status(409)
        .assert_says("Something was added or removed");
    shop.get(&format!("/contacts/{id}")).assert_status(200);
    erase(&shop, id).assert_status(303);
    shop.get(&path).assert_status(404);
}

#[test]
fn only_who_answers_for_clients_erases_them() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    let path = format!("/contacts/{id}/erase");
    for member in [shop.manager("Mo"), shop.staff("Ben"), shop.viewer("Vi")] {
        member.get(&path).assert_status(403);
        member.post(&path, &[("current_password", PASSWORD)]).assert_status(403);
    }
    app.shop("Zoe").get(&path).assert_status(404);
    shop.get(&path).assert_status(200);
}

/// The receipt's counts are those of the preview.
#[test]
fn what_was_shown_is_what_was_done() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    let preview = app
        .services
        .db
        .read_now(|conn| {
            let key = subject_key(conn, id);
            let (_, person) = erasure::contact_of(conn, &key)?.unwrap();
            Plan::of(conn, &app.services.inventory, person)?.preview(conn)
        })
        .unwrap();
    erase(&shop, id).assert_status(303);
    #[derive(QueryableByName)]
    struct Outcome {
        #[diesel(sql_type = Text)]
        outcome: String,
    }
    let done: Outcome = app
        .services
        .db
        .read_now(|conn| {
            let sql = "SELECT outcome FROM privacy_requests WHERE state = 'fulfilled'";
            Ok(diesel::sql_query(sql).get_result(conn)?)
        })
        .unwrap();
    let gone = |outcome: &erasure::Outcome| -> BTreeSet<(String, i64)> {
        // The request itself is filed after the preview.
        let counted = |l: &&erasure::Line| l.until.is_empty() && l.table != "privacy_requests";
        outcome.lines.iter().filter(counted).map(|l| (l.table.clone(), l.rows)).collect()
    };
    let done = erasure::Outcome::of_text(&done.outcome);
    assert!(gone(&done).len() >= 5);
    assert_eq!(gone(&done), gone(&preview.outcome));
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    subject_key: String,
}

fn subject_key(conn: &mut clientsync::db::AnyConnection, contact: i64) -> String {
    let sql = "SELECT subject_key FROM contacts WHERE id = $1";
    diesel::sql_query(sql).bind::<BigInt, _>(contact).get_result::<Key>(conn).unwrap().subject_key
}

#[test]
fn nothing_is_written_back_to_an_erased_client() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    erase(&shop, id).assert_status(303);
    let words = "goldfinch is back";
    let form: Vec<(&str, &str)> = [
        "name",
        "body",
        "title",
        "email",
        "phone",
        "company",
        "reason",
        "value",
        "statement",
        "wording",
        "tag",
    ]
    .iter()
    .map(|field| (*field, words))
    .chain([("version", "1"), ("due_on", "2030-01-01"), ("assigned_to", "1"), ("current_password", PASSWORD)])
    .collect();
    let mut tried = 0;
    for row in app::routes().rows().iter().filter(|row| row.method == Method::POST) {
        if row.path.starts_with("/contacts/{id}") {
            let answer = shop.post(&row.path.replace("{id}", &id.to_string()), &form);
            assert!([403, 404, 422].contains(&answer.status), "{}: {}", row.path, answer.summary());
            tried += 1;
        }
    }
    assert!(tried > 3, "{tried}");
    assert_nowhere(&app, words);
}

#[test]
fn what_the_ledger_promises_is_done_at_the_next_start() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    let act = app.services.db.read_now(|conn| {
        let workspace = workspace_key(conn, shop.workspace_id);
        let target = Target::Contact { workspace, key: subject_key(conn, id) };
        Ok(Act::Erase { target, request: None })
    });
    // As if the process had died between the ledger and the database.
    app.services.ledger.append(app.services.clock.now(), &[act.unwrap()]).unwrap();
    shop.get(&format!("/contacts/{id}")).assert_status(200);
    erasure::catch_up(&app.services).unwrap();
    shop.get(&format!("/contacts/{id}")).assert_status(404);
    assert_nowhere(&app, "oldfinch");
    erasure::catch_up(&app.services).unwrap();
}

#[derive(QueryableByName)]
struct WorkspaceKey {
    #[diesel(sql_type = Text)]
    ledger_key: String,
}

fn workspace_key(conn: &mut clientsync::db::AnyConnection, workspace: i64) -> String {
    let sql = "SELECT ledger_key FROM workspaces WHERE id = $1";
    diesel::sql_query(sql).bind::<BigInt, _>(workspace).get_result::<WorkspaceKey>(conn).unwrap().ledger_key
}

#[test]
fn deleting_for_good_reaches_the_ledger_too() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = goldfinch(&shop);
    shop.post(&format!("/contacts/{id}/delete"), &[]).assert_status(303);
    shop.post("/contacts/trash/destroy", &[("id", &id.to_string())]).assert_status(303);
    assert_nowhere(&app, "oldfinch");
    let entries = app.services.ledger.after(0, 10).unwrap();
    assert!(matches!(entries.as_slice(), [entry] if matches!(entry.act, Act::Erase { .. })), "{entries:?}");
}

#[test]
fn an_erased_colleague_leaves_a_number() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Bennett Finch");
    let id = shop.keeps(contact("Mia Lund"));
    ben.post(&format!("/contacts/{id}/notes"), &[("body", "Prefers mornings.")]).assert_status(303);
    shop.get(&format!("/contacts/{id}")).assert_says("Bennett Finch");
    let key = app.services.db.read_now(|conn| {
        let sql = format!("SELECT subject_key FROM users WHERE id = {}", ben.user_id);
        Ok(diesel::sql_query(sql).get_result::<Key>(conn)?.subject_key)
    });
    let act = Act::Erase { target: Target::User { key: key.unwrap() }, request: None };
    runtime().block_on(erasure::promise(&app.services, vec![act])).unwrap();

    ben.get("/today").assert_status(303);
    shop.get(&format!("/contacts/{id}")).assert_says("Prefers mornings.").assert_says("Former member");
    for text in ["Bennett", ben.email.as_str()] {
        assert_nowhere(&app, text);
    }
    let again = app.visitor().post("/login", &[("email", &ben.email), ("password", PASSWORD)]);
    assert_eq!(again.status, 422, "{}", again.summary());
    let verified = app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap();
    assert!(verified.is_ok());
}
