//! Copies of data: what is in them, for an account and for a client.

use clientsync::bundles::model::Purpose;
use clientsync::db::Unscoped;
use clientsync::inventory::read::{Person, Reader, Value};
use clientsync::inventory::{self, Origin};
use clientsync::ledger::Target;
use clientsync::privacy::export::{self, Order};
use diesel::prelude::*;

use crate::support::app::runtime;
use crate::support::bundle::{Unpacked, assert_sound};
use crate::support::canary::{Marks, plant, without_constraints};
use crate::support::copies::{address, contact_copy, key, mia, newest_file, own_copy, word};
use crate::support::{Shop, TestApp, contact};

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
            .filter(|column| column.origin == Origin::Derived)
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
