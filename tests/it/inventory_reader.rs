//! The inventory as people meet it: every table and column about them has a name and leads
//! to them, and what the reader finds is all there is.

use clientsync::app;
use clientsync::db::AnyConnection;
use clientsync::inventory::read::{Person, Reader};
use clientsync::inventory::{self, Link, Retention};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::support::TestApp;
use crate::support::canary::{Marks, plant, without_constraints};

#[test]
fn what_people_read_has_a_name() {
    for table in inventory::tables(&app::inventory()).into_iter().filter(|t| t.is_about_people()) {
        assert_ne!(table.title, "", "{} needs a title", table.name);
        for column in table.shown() {
            assert_ne!(column.label, "", "{}.{} needs a label", table.name, column.column);
        }
    }
}

#[test]
fn every_table_about_a_person_leads_to_them() {
    for table in inventory::tables(&app::inventory()).into_iter().filter(|t| t.is_about_people()) {
        let linked = table.link != Link::None;
        assert_ne!(linked, table.why_unlinked().is_some(), "{}: a link, or a reason why none", table.name);
    }
}

#[test]
fn every_period_knows_when_it_begins() {
    for column in app::inventory() {
        let runs = matches!(column.retention, Retention::After { .. });
        assert_eq!(runs, column.anchor.is_some(), "{}: a period, or none", column.table);
        let anchor = column.anchor.unwrap_or("id");
        let known = app::inventory().iter().any(|c| c.table == column.table && c.column == anchor);
        assert!(known || !runs, "{}.{anchor}", column.table);
    }
}

/// The person whom every row of `a_row_in_every_table` leads to.
fn known(contact: bool) -> Person {
    match contact {
        true => Person::Contact { id: 999, subject_key: "second contacts subject_key".into() },
        false => Person::User {
            id: 999,
            subject_key: "canary users subject_key".into(),
            pseudonym: "canary users pseudonym".into(),
            email_key: "canary users email_key".into(),
        },
    }
}

#[test]
fn whatever_is_written_about_a_person_is_found() {
    let app = TestApp::start();
    app.services
        .db
        .read_now(|conn| {
            without_constraints(conn)?;
            let types = inventory::declared_types(conn)?;
            let second = Marks { word: "second", number: 2000 };
            for (person, marks) in [(known(false), Marks::default()), (known(true), second)] {
                let reader = Reader::new(conn, &app.services.inventory, person.clone())?;
                let mut planted = Vec::new();
                for table in reader.tables() {
                    planted.push((table, plant(conn, &types, table, &person, marks)));
                }
                for (table, values) in planted {
                    assert_eq!(reader.count(conn, table)?, 1, "{}", table.name);
                    let mut rows = Vec::new();
                    reader.each(conn, table, |row| {
                        rows.push(row);
                        Ok(())
                    })?;
                    assert_eq!(rows.len(), 1, "{}", table.name);
                    assert_eq!(rows[0].values, values, "{}", table.name);
                    let runs = matches!(table.retention, Retention::After { .. });
                    assert_eq!(rows[0].kept_until.is_some(), runs, "{}", table.name);
                }
            }
            let stranger = Person::User {
                id: 998,
                subject_key: "other".into(),
                pseudonym: "other".into(),
                email_key: "other".into(),
            };
            let reader = Reader::new(conn, &app.services.inventory, stranger)?;
            for table in reader.tables() {
                assert_eq!(reader.count(conn, table)?, 0, "{}", table.name);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_long_history_is_read_page_by_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let person = Person::User {
        id: shop.user_id,
        subject_key: String::new(),
        pseudonym: String::new(),
        email_key: String::new(),
    };
    app.services
        .db
        .write_now(|conn| {
            for number in 0..450 {
                let sql = format!(
                    "INSERT INTO account_events (user_id, at, kind, detail) \
                     VALUES ({}, '2026-11-22 10:00:00', 'looked', '{number}')",
                    shop.user_id
                );
                diesel::sql_query(sql).execute(conn)?;
            }
            let reader = Reader::new(conn, &app.services.inventory, person)?;
            let table = reader.tables().iter().find(|table| table.name == "account_events").unwrap();
            let mut keys = Vec::new();
            reader.each(conn, table, |row| {
                keys.push(row.key);
                Ok(())
            })?;
            assert_eq!(keys.len(), 450);
            assert!(keys.windows(2).all(|pair| pair[0] > pair[1]), "the newest first, each once");
            Ok(())
        })
        .unwrap();
}

/// Paging needs what tells rows apart: the key of the inventory holds the primary key.
#[test]
fn the_key_of_a_table_names_one_row() {
    let app = TestApp::start();
    let sql = |engine: &AnyConnection, table: &str| match engine {
        AnyConnection::Sqlite(_) => {
            format!("SELECT name AS line FROM pragma_table_info('{table}') WHERE pk > 0")
        }
        AnyConnection::Postgres(_) => format!(
            "SELECT a.attname::text AS line FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) \
             WHERE i.indrelid = '{table}'::regclass AND i.indisprimary"
        ),
    };
    let tables = inventory::tables(&app.services.inventory);
    for table in tables.iter().filter(|table| table.link != Link::None) {
        let primary: Vec<Name> = app
            .services
            .db
            .read_now(|conn| Ok(diesel::sql_query(sql(conn, table.name)).load(conn)?))
            .unwrap();
        assert!(!primary.is_empty(), "{}", table.name);
        assert!(primary.iter().all(|name| table.key().contains(&name.line.as_str())), "{}", table.name);
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    line: String,
}
