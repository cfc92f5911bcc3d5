//! The clock is moved over every rule: a day before its end a row is there, a day after it is
//! gone; and after a hundred years nothing is left but the machinery.

use std::collections::{BTreeMap, BTreeSet};

use clientsync::clock::Instant;
use clientsync::db::AnyConnection;
use clientsync::inventory::{self, Retention, Table};
use clientsync::privacy::retention::{self, Rule};
use diesel::prelude::*;
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::canary::without_constraints;
use crate::support::{Shop, TestApp, contact, count};

type Types = BTreeMap<(String, String), String>;

/// The number of every planted row, far from those that the program gives.
const PLANTED: i64 = 7_000_000;

/// A row with something in each column; `own` says what stands in some of them.
fn plant(conn: &mut AnyConnection, types: &Types, table: &Table, own: &dyn Fn(&str) -> Option<String>) {
    let value = |column: &str| {
        own(column).unwrap_or_else(|| match types[&(table.name.to_owned(), column.to_owned())].as_str() {
            declared if declared.starts_with("timestamp") => "'2026-01-02 03:04:05'".into(),
            "date" => "'2026-01-02'".into(),
            "boolean" => "TRUE".into(),
            "blob" => "x'00'".into(),
            "bytea" => "'\\x00'".into(),
            "bigint" | "integer" => PLANTED.to_string(),
            _ => format!("'planted {} {column}'", table.name),
        })
    };
    let names: Vec<_> = table.columns.iter().map(|c| format!("\"{}\"", c.column)).collect();
    let values: Vec<_> = table.columns.iter().map(|c| value(c.column)).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "));
    diesel::sql_query(sql).execute(conn).unwrap_or_else(|e| panic!("{}: {e}", table.name));
}

/// A moment as SQL, or its day.
fn at(moment: Instant, by_day: bool) -> String {
    match by_day {
        true => format!("'{}'", moment.date()),
        false => {
            format!("'{} {:02}:{:02}:{:02}'", moment.date(), moment.hour(), moment.minute(), moment.second())
        }
    }
}

fn timed(app: &TestApp) -> Vec<retention::Timed> {
    let rules = app.services.db.read_now(|conn| retention::all(conn, &app.services.inventory)).unwrap();
    let timed = |rule| match rule {
        Rule::Timed(timed) => Some(*timed),
        Rule::Own(_) => None,
    };
    rules.into_iter().filter_map(timed).collect()
}

fn is_there(app: &TestApp, rule: &retention::Timed) -> bool {
    let key = rule.table.key()[0];
    let is_text = !key.ends_with("id");
    let value = if is_text { format!("'planted {} {key}'", rule.table.name) } else { PLANTED.to_string() };
    count(app, &format!("{} WHERE \"{key}\" = {value}", rule.table.name)) > 0
}

#[test]
fn every_rule_of_the_inventory_has_its_engine() {
    let app = TestApp::start();
    let rules = timed(&app);
    for table in inventory::tables(&app.services.inventory) {
        let ends = matches!(table.retention, Retention::After { .. });
        let known =
            rules.iter().any(|rule| rule.table.name == table.name && Some(rule.anchor) == table.anchor);
        assert_eq!(ends, known, "{}", table.name);
    }
}

#[test]
fn every_row_is_there_the_day_before_its_end_and_gone_the_day_after() {
    let app = TestApp::start();
    app.run_jobs();
    let begin = app.services.clock.now();
    let rules = timed(&app);
    assert!(rules.len() >= 18, "{}", rules.len());
    app.services
        .db
        .read_now(|conn| {
            without_constraints(conn)?;
            let types = inventory::declared_types(conn)?;
            for rule in &rules {
                let anchor = |column: &str| {
                    let closed = rule.table.name == "privacy_requests" && column == "reply_to";
                    (column == rule.anchor)
                        .then(|| at(begin, rule.by_day))
                        .or(closed.then(|| "''".to_owned()))
                };
                plant(conn, &types, &rule.table, &anchor);
            }
            Ok(())
        })
        .unwrap();
    let ends: BTreeSet<u32> = rules.iter().map(|rule| rule.days).collect();
    for days in ends {
        let end = begin + Duration::days(days.into());
        for (now, over) in [(end - Duration::days(1), false), (end + Duration::days(1), true)] {
            // A rule of one day has no day before.
            if now > app.services.clock.now() {
                app.advance(now - app.services.clock.now());
            }
            app.run_jobs();
            for rule in rules.iter().filter(|rule| rule.days == days) {
                assert_eq!(is_there(&app, rule), !over, "{} at {days} days, over: {over}", rule.table.name);
            }
            for rule in rules.iter().filter(|rule| rule.days > days + 1) {
                assert!(
                    is_there(&app, rule),
                    "{} is gone after {days} of {} days",
                    rule.table.name,
                    rule.days
                );
            }
        }
    }
}

/// What may hold rows for ever, in an installation that nobody uses any more: the versions of
/// the policies, the operator's registers, and the machinery with its last run.
const FOR_EVER: &[&str] = &[
    "policy_versions",
    "notices",
    "processors",
    "proof_checks",
    "job_schedules",
    "jobs",
    "retention_runs",
    "retention_counts",
    "ledger_state",
];

/// Rows of these are made by the business itself, or name what is planted beside them.
const NOT_PLANTED: &[&str] = &["users", "workspaces", "members", "activity_heads", "ledger_state"];

fn fill(app: &TestApp, shop: &Shop) {
    app.services
        .db
        .read_now(|conn| {
            without_constraints(conn)?;
            let types = inventory::declared_types(conn)?;
            let tables = inventory::tables(&app.services.inventory);
            for table in
                tables.iter().filter(|t| !NOT_PLANTED.contains(&t.name) && !FOR_EVER.contains(&t.name))
            {
                let own = |column: &str| match column {
                    "workspace_id" => Some(shop.workspace_id.to_string()),
                    "user_id" => Some(shop.user_id.to_string()),
                    // An open request would keep clients from ending; a kept answer would be mailed.
                    "reply_to" => Some("''".into()),
                    _ => None,
                };
                plant(conn, &types, table, &own);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn after_a_hundred_years_only_the_machinery_is_left() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia").email("mia@example.org").tag("VIP"));
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Likes tea")]).assert_status(303);
    app.run_jobs();
    fill(&app, &shop);
    let before = tables_with_rows(&app);
    for table in inventory::tables(&app.services.inventory) {
        let planted = !FOR_EVER.contains(&table.name);
        assert!(!planted || before.contains(table.name), "{} has no row to lose", table.name);
    }
    shop.post("/workspace/close", &[("current_password", PASSWORD)]).assert_status(303);
    app.advance(Duration::days(31));
    app.run_jobs();
    app.advance(Duration::days(100 * 365));
    app.run_jobs();
    let left: BTreeSet<_> =
        tables_with_rows(&app).into_iter().filter(|table| !FOR_EVER.contains(&table.as_str())).collect();
    assert_eq!(left, BTreeSet::new());
    assert_eq!(count(&app, "retention_runs"), 1, "the last run alone");
    assert_eq!(count(&app, "ledger_state"), 1);
}

fn tables_with_rows(app: &TestApp) -> BTreeSet<String> {
    let tables = inventory::tables(&app.services.inventory);
    let names = tables.iter().map(|table| table.name.to_owned());
    names.filter(|name| count(app, name) > 0).collect()
}
