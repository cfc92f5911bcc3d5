//! Copies of data: what is in them, who may order and fetch them, and until when.

use clientsync::bundles::model::Purpose;
use clientsync::db::{Unscoped, ids};
use clientsync::inventory::read::{Person, Reader, Value};
use clientsync::inventory::{self};
use clientsync::ledger::Target;
use clientsync::privacy::export::{self, Order};
use clientsync::requests;
use clientsync::requests::model::{Door, Filed, Kind, NewRequest, Scope, Verified};
use diesel::prelude::*;
use diesel::sql_types::Text;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::bundle::{Unpacked, assert_sound};
use crate::support::canary::{Marks, plant, without_constraints};
use crate::support::{Actor, Answer, Shop, TestApp, contact};

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn word(app: &TestApp, sql: &str) -> String {
    let sql = format!("SELECT CAST({sql} AS TEXT) AS word");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Word>(conn)?)).unwrap().word
}

fn run(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}

/// The newest copy's file, read from the disk.
fn newest_file(app: &TestApp) -> Vec<u8> {
    let file = word(app, "(SELECT file FROM export_bundles WHERE state = 'ready' ORDER BY id DESC LIMIT 1)");
    std::fs::read(app.data().join("exports").join(file)).unwrap()
}

fn files(app: &TestApp) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(app.data().join("exports")) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn key(app: &TestApp) -> String {
    let answer = app.visitor().get("/.well-known/minisign.pub");
    answer.assert_status(200).text()
}

fn step_up(actor: &Actor) {
    actor.post("/account/privacy/export/open", &[("current_password", PASSWORD)]).assert_status(303);
}

/// Orders a copy of the account and has it made.
fn own_copy(app: &TestApp, actor: &Actor, purpose: &str) -> Answer {
    step_up(actor);
    actor.post("/account/privacy/export", &[("purpose", purpose)]).assert_status(303);
    app.run_jobs();
    actor.get("/account/privacy/export")
}

/// The first link or form of a page whose address ends like this.
fn address(page: &Answer, ending: &str) -> String {
    let text = page.text();
    let addresses = text.split('"').filter(|part| part.starts_with('/') && part.ends_with(ending));
    addresses.map(str::to_owned).next().unwrap_or_else(|| panic!("no …{ending} on {}", page.words()))
}

fn contact_copy(app: &TestApp, shop: &Shop, id: i64, purpose: &str) -> Answer {
    shop.post(&format!("/contacts/{id}/export"), &[("purpose", purpose)]).assert_status(303);
    app.run_jobs();
    shop.get(&format!("/contacts/{id}/export"))
}

/// A client with something of everything.
fn mia(shop: &Shop) -> i64 {
    let id = shop.keeps(
        contact("Mia Lund")
            .email("mia@example.com")
            .phone("+1 479 555 0199")
            .company("=HYPERLINK(\"http://evil\")")
            .tag("regular"),
    );
    shop.post(&format!("/contacts/{id}/notes"), &[("body", "=1+1; prefers mornings\nand coffee")])
        .assert_status(303);
    let due = [
        ("title", "Call back, again"),
        ("due_on", "2030-01-01"),
        ("assigned_to", &shop.member_id.to_string()),
    ];
    shop.post(&format!("/contacts/{id}/follow-ups"), &due).assert_status(303);
    id
}

#[test]
fn a_person_orders_and_fetches_a_copy_that_anybody_can_check() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let path = "/account/privacy/export";
    shop.get(path).assert_says("Current password");
    shop.post(path, &[("purpose", "access")]).assert_status(303);
    assert_eq!(word(&app, "(SELECT count(*) FROM export_bundles)"), "0", "not without the password");
    let wrong = shop.post("/account/privacy/export/open", &[("current_password", "not it")]);
    assert_ne!(wrong.assert_status(422).error("current_password"), "");

    let page = own_copy(&app, &shop, "access");
    page.assert_says("Ready");
    let answer = shop.get(&address(&page, "/download"));
    assert_eq!(answer.assert_status(200).header("content-type"), "application/zip");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").contains("attachment; filename=\"clientsync-account-"));
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    assert_sound(&answer.bytes, &key(&app));
    let copy = Unpacked::of(&answer.bytes);
    copy.assert_digests();
    assert_eq!(copy.manifest["about"], "user");
    assert_eq!(copy.manifest["purpose"], "access");
    assert_eq!(copy.manifest["policies"][0]["document"], "privacy");
    assert_eq!(copy.rows("users")[0]["email"], shop.email);
    assert!(copy.text("contacts.vcf").contains(&shop.email));
    shop.get("/account/privacy")
        .assert_says("You asked for a copy of your data")
        .assert_says("You downloaded a copy");
}

#[test]
fn an_access_copy_answers_article_15() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    own_copy(&app, &shop, "access").assert_says("Ready");
    let page = Unpacked::of(&newest_file(&app)).text("index.html");
    for section in ["a", "b", "c", "d", "e", "f", "g", "h", "transfers", "records", "check"] {
        assert!(page.contains(&format!("id=\"{section}\"")), "{section}");
    }
    for words in
        ["legitimate interest", "Data Protection Commission", "No decision about you is made by a program"]
    {
        assert!(page.contains(words), "{words}");
    }
    for outside in ["src=\"http", "<script", "href=\"http", " style="] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// Writes a canary into every column about somebody, and has the copy made of it.
fn copy_of_canaries(
    app: &TestApp,
    shop: &Shop,
    is_contact: bool,
    purpose: Purpose,
) -> (Unpacked, Vec<(String, Value)>) {
    let marks = Marks::default();
    let of = |table: &str, column: &str| format!("{} {table} {column}", marks.word);
    let person = match is_contact {
        true => Person::Contact { id: 999, subject_key: of("contacts", "subject_key") },
        false => Person::User {
            id: 999,
            subject_key: of("users", "subject_key"),
            pseudonym: of("users", "pseudonym"),
            email_key: of("users", "email_key"),
        },
    };
    let key = person.subject_key().to_owned();
    let workspace =
        word(app, &format!("(SELECT ledger_key FROM workspaces WHERE id = {})", shop.workspace_id));
    let mut planted = Vec::new();
    app.services
        .db
        .read_now(|conn| {
            without_constraints(conn)?;
            let types = inventory::declared_types(conn)?;
            let reader = Reader::new(conn, &app.services.inventory, person.clone())?;
            for table in reader.tables() {
                let values = plant(conn, &types, table, &person, marks);
                let names = table.shown().map(|column| format!("{}.{}", column.table, column.column));
                planted.extend(names.zip(values));
            }
            // What the program reads as more than text has to be readable.
            let sql = format!(
                "UPDATE contacts SET workspace_id = {}, preferred_channel = 'email' WHERE id = 999",
                shop.workspace_id
            );
            diesel::sql_query(sql).execute(conn)?;
            Ok(())
        })
        .unwrap();
    let subject = if is_contact { Target::Contact { workspace, key } } else { Target::User { key } };
    let now = app.services.clock.now();
    let order = Order { subject, request_id: None, purpose };
    let id = app.services.db.write_now(|conn| export::order(&mut Unscoped::new(conn, now), &order)).unwrap();
    runtime().block_on(async { while export::one_step(&app.services, id).await.unwrap() {} });
    planted.retain(|(name, _)| name != "contacts.preferred_channel");
    (Unpacked::of(&newest_file(app)), planted)
}

#[test]
fn every_column_about_a_person_is_handed_out_or_named_with_a_reason() {
    for is_contact in [false, true] {
        let app = TestApp::start();
        let shop = app.shop("Ann");
        let (copy, planted) = copy_of_canaries(&app, &shop, is_contact, Purpose::Access);
        assert!(planted.len() > 30, "{}", planted.len());
        for (name, value) in &planted {
            let (table, column) = name.split_once('.').unwrap();
            let row = copy
                .rows(table)
                .into_iter()
                .find(|row| row.values().any(|v| v.to_string().contains("canary")));
            let row =
                row.or_else(|| copy.rows(table).into_iter().next()).unwrap_or_else(|| panic!("{table}"));
            if !matches!(value, Value::Bytes(_)) {
                assert_eq!(row[column], value.to_json(), "{name}");
            }
        }
        for table in copy.manifest["tables"].as_array().unwrap().iter().filter(|table| table["rows"] != 0) {
            let name = table["name"].as_str().unwrap();
            let has = |list: &str, column: &str| {
                table[list].as_array().is_some_and(|all| all.iter().any(|c| c["name"] == column))
            };
            for column in app.services.inventory.iter().filter(|column| column.table == name) {
                assert_ne!(
                    has("columns", column.column),
                    has("withheld", column.column),
                    "{name}.{}",
                    column.column
                );
            }
        }
        let all: String =
            copy.files.values().map(|file| String::from_utf8_lossy(file).into_owned()).collect();
        assert!(!all.contains("canary users password_hash"), "no credential leaves");
    }
}

#[test]
fn what_is_not_handed_out_has_a_reason() {
    let app = TestApp::start();
    for column in app.services.inventory.iter().filter(|column| !column.export) {
        assert!(export::reason(column).ends_with('.'), "{}.{}", column.table, column.column);
    }
}

#[test]
fn what_is_taken_elsewhere_has_nothing_that_the_program_made() {
    for is_contact in [false, true] {
        let app = TestApp::start();
        let shop = app.shop("Ann");
        let (copy, _) = copy_of_canaries(&app, &shop, is_contact, Purpose::Portability);
        let derived: Vec<_> = app
            .services
            .inventory
            .iter()
            .filter(|column| column.origin == inventory::Origin::Derived)
            .map(|column| (column.table, column.column))
            .collect();
        for table in copy.manifest["tables"].as_array().unwrap() {
            let name = table["name"].as_str().unwrap();
            for column in table["columns"].as_array().unwrap() {
                assert_ne!(column["origin"], "derived", "{name}");
            }
            for row in copy.rows(name) {
                let found =
                    derived.iter().find(|(table, column)| *table == name && row.contains_key(*column));
                assert_eq!(found, None);
            }
        }
        assert!(!copy.text("index.html").contains("id=\"transfers\""));
        copy.assert_digests();
    }
}

#[test]
fn a_client_s_copy_opens_in_spreadsheets_address_books_and_calendars() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let page = contact_copy(&app, &shop, id, "access");
    let answer = shop.get(&address(&page, "/download"));
    assert_sound(&answer.assert_status(200).bytes, &key(&app));
    let copy = Unpacked::of(&answer.bytes);
    copy.assert_digests();

    let (head, lines) = copy.sheet("contacts");
    assert!(head.iter().any(|label| label == "Company"), "{head:?}");
    assert!(lines[0].contains(&"'=HYPERLINK(\"http://evil\")".to_owned()), "{lines:?}");
    let (_, notes) = copy.sheet("notes");
    assert!(notes[0].contains(&"'=1+1; prefers mornings\nand coffee".to_owned()), "{notes:?}");
    for name in copy.files.keys().filter(|name| name.ends_with(".csv")) {
        let table = name.trim_start_matches("data/").trim_end_matches(".csv");
        let (_, lines) = copy.sheet(table);
        let formula = lines.iter().flatten().find(|cell| cell.starts_with(['=', '+', '-', '@']));
        assert_eq!(formula, None, "{name}");
    }

    let card = calcard::vcard::VCard::parse(copy.text("contacts.vcf")).unwrap();
    let text = format!("{card:?}");
    assert!(text.contains("Mia Lund") && text.contains("mia@example.com"), "{text}");
    let calendar = calcard::icalendar::ICalendar::parse(copy.text("calendar/follow_ups.ics")).unwrap();
    let text = format!("{calendar:?}");
    assert!(text.contains("Call back, again") && text.contains("2030"), "{text}");
    shop.get("/activity")
        .assert_says("ordered a copy of a contact’s data")
        .assert_says("downloaded a copy of a contact’s data");
}

#[test]
fn a_text_that_names_others_is_looked_at_before_the_copy_is_handed_out() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    shop.keeps(contact("Tom Ray").email("tom@example.com"));
    for body in ["Comes with Tom Ray’s sister.", "Bill goes to tom@Example.com please", "Likes tea"] {
        shop.post(&format!("/contacts/{id}/notes"), &[("body", body)]).assert_status(303);
    }
    let page = contact_copy(&app, &shop, id, "access");
    page.assert_says("To be looked at")
        .assert_says("Comes with Tom Ray’s sister.")
        .assert_says("May name: Tom Ray");
    assert!(!page.text().contains("Likes tea"));
    let review = address(&page, "/review");
    shop.get(&review.replace("/review", "/download")).assert_status(409);

    let first = page.html();
    let boxes = scraper::Selector::parse("input[name=leave_out]").unwrap();
    let texts: Vec<String> =
        first.select(&boxes).map(|b| b.value().attr("value").unwrap().to_owned()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    shop.post(&review, &[("leave_out", &texts[0])]).assert_status(303);
    app.run_jobs();
    let page = shop.get(&format!("/contacts/{id}/export"));
    page.assert_says("To be looked at").assert_says("Bill goes to").assert_silent_on("Tom Ray’s sister");
    shop.post(&address(&page, "/review"), &[]).assert_status(303);
    let page = shop.get(&format!("/contacts/{id}/export"));
    let copy = Unpacked::of(&shop.get(&address(&page, "/download")).assert_status(200).bytes);
    let notes: Vec<String> = copy.rows("notes").iter().map(|row| row["body"].to_string()).collect();
    assert_eq!(notes.len(), 4);
    assert!(notes[1].contains("Left out. It speaks of another person"), "{notes:?}");
    assert!(notes[2].contains("tom@Example.com"), "{notes:?}");
}

#[test]
fn only_who_may_see_all_of_a_client_makes_their_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let path = format!("/contacts/{id}/export");
    contact_copy(&app, &shop, id, "access");
    let download = address(&shop.get(&path), "/download");
    for member in [shop.staff("Ben"), shop.viewer("Vi")] {
        for path in [path.as_str(), download.as_str(), "/workspace/export"] {
            member.get(path).assert_status(403);
        }
        member.post(&path, &[("purpose", "access")]).assert_status(403);
        member.post("/workspace/export", &[]).assert_status(403);
    }
    let manager = shop.manager("Mo");
    manager.get(&path).assert_status(200);
    manager.get("/workspace/export").assert_status(403);
    shop.manager_with_own_clients("Max").get(&path).assert_status(404);
    shop.hides_from(clientsync::access::Role::Manager, true, false);
    manager.get(&path).assert_status(403);
    manager.get(&download).assert_status(403);

    let other = app.shop("Zoe");
    for path in [&path, &download] {
        other.get(path).assert_status(404);
    }
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    let whole = address(&shop.get("/workspace/export"), "/download");
    other.get(&whole).assert_status(404);
    let own = own_copy(&app, &shop, "access");
    step_up(&other);
    other.get(&address(&own, "/download")).assert_status(404);
}

#[test]
fn a_file_goes_a_day_after_it_was_fetched_or_after_a_week() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let page = contact_copy(&app, &shop, id, "access");
    contact_copy(&app, &shop, id, "portability");
    assert_eq!(files(&app).len(), 2);
    shop.get(&address(&page, "/download")).assert_status(200);
    app.advance(Duration::hours(23));
    shop.sign_in_again();
    app.run_jobs();
    assert_eq!(files(&app).len(), 2);
    app.advance(Duration::hours(2));
    shop.get(&address(&page, "/download")).assert_status(404);
    app.run_jobs();
    assert_eq!(files(&app).len(), 1, "the one that nobody fetched stays");
    app.advance(Duration::days(6));
    shop.sign_in_again();
    app.run_jobs();
    assert_eq!(files(&app), [String::new(); 0]);
    shop.get(&format!("/contacts/{id}/export")).assert_says("The file is gone.");
}

#[test]
fn files_are_for_the_program_alone() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::start();
    let shop = app.shop("Ann");
    own_copy(&app, &shop, "access").assert_says("Ready");
    let folder = app.data().join("exports");
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    for file in files(&app) {
        assert_eq!(std::fs::metadata(folder.join(file)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_erased_client_s_copies_go_too() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    contact_copy(&app, &shop, id, "access");
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    own_copy(&app, &shop, "access").assert_says("Ready");
    assert_eq!(files(&app).len(), 3);
    let page = shop.get(&format!("/contacts/{id}/erase"));
    let digest = page.assert_status(200).value("digest");
    let form = [("digest", digest.as_str()), ("current_password", PASSWORD)];
    shop.post(&format!("/contacts/{id}/erase"), &form).assert_status(303);
    assert_eq!(files(&app).len(), 1, "the client's copy and that of the business are gone");
    assert_eq!(word(&app, "(SELECT count(*) FROM export_bundles)"), "1");
}

fn request(app: &TestApp, shop: &Shop, contact: i64, kind: Kind, verified: Verified) -> Filed {
    let subject_key = word(app, &format!("(SELECT subject_key FROM contacts WHERE id = {contact})"));
    let now = app.services.clock.now();
    let new = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(shop.workspace_id),
        subject_key: subject_key.clone(),
        kind,
        door: Door::Business,
        place: "Germany".into(),
        reply_to: "mia@example.com".into(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified,
        received_at: now,
    };
    let workspace =
        word(app, &format!("(SELECT ledger_key FROM workspaces WHERE id = {})", shop.workspace_id));
    app.services
        .db
        .write_now(|conn| {
            let db = &mut Unscoped::new(conn, now);
            let filed = requests::queries::file(db, &new, "system")?;
            let subject = Target::Contact { workspace, key: subject_key };
            let order = Order { subject, request_id: Some(filed.id), purpose: Purpose::Access };
            let first = export::order(db, &order)?;
            assert_eq!(export::order(db, &order)?, first, "one copy a request");
            assert_eq!(export::ready_for(db, filed.id)?, None);
            Ok(filed)
        })
        .unwrap()
}

#[test]
fn a_request_is_answered_by_its_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let filed = request(&app, &shop, id, Kind::Access, Verified::Address);
    app.run_jobs();
    let state = |id: i64| word(&app, &format!("(SELECT state FROM privacy_requests WHERE id = {id})"));
    assert_eq!(state(filed.id), "fulfilled");
    let now = app.services.clock.now();
    let ready =
        app.services.db.read_now(|conn| export::ready_for(&mut Unscoped::new(conn, now), filed.id)).unwrap();
    assert!(ready.is_some_and(|ready| ready.bytes > 1000));
    let answer = app.visitor().get(&format!("/r/{}/export", filed.code));
    let copy = Unpacked::of(&answer.assert_status(200).bytes);
    assert_eq!(copy.manifest["request"], filed.id);
    assert_eq!(copy.rows("contacts")[0]["name"], "Mia Lund");
    app.visitor().get(&format!("/r/{}/export", ids::random_key().unwrap())).assert_status(404);

    let unproven = request(&app, &shop, id, Kind::Access, Verified::None);
    let both = request(&app, &shop, id, Kind::AccessThenErasure, Verified::Address);
    app.run_jobs();
    app.visitor().get(&format!("/r/{}/export", unproven.code)).assert_status(404);
    app.visitor().get(&format!("/r/{}/export", both.code)).assert_status(200);
    assert_ne!(state(both.id), "fulfilled", "the erasure is still to come");
    let steps = word(
        &app,
        &format!(
            "(SELECT count(*) FROM privacy_request_events WHERE request_id = {} AND step = 'exported')",
            both.id
        ),
    );
    assert_eq!(steps, "1");
}

#[test]
fn a_copy_can_be_deleted_before_its_time() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = own_copy(&app, &shop, "portability");
    assert_eq!(files(&app).len(), 1);
    shop.post(&address(&page, "/delete"), &[]).assert_status(303);
    assert_eq!(files(&app).len(), 0);
    shop.get(&address(&page, "/download")).assert_status(404);
    run(&app, "DELETE FROM export_bundles");
    shop.get("/account/privacy/export").assert_says("No copies yet");
}
