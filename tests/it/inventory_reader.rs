//! The inventory as people meet it: every table and column about them has a name and leads
//! to them, and what the reader finds is all there is.

use clientsync::app;
use clientsync::inventory::{self, Link, Retention};

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
