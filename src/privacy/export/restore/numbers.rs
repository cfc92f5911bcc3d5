//! The numbers of rows, old and new. Some numbers stand inside texts, as the feature that
//! writes them knows; those are listed here. Pure.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use crate::contacts::filter::{Assigned, Filter};
use crate::contacts::sheet::Key;

/// Old → new, by table.
#[derive(Default)]
pub struct Numbers(HashMap<String, HashMap<i64, i64>>);

impl Numbers {
    pub fn note(&mut self, table: &str, old: i64, new: i64) {
        match self.0.get_mut(table) {
            Some(known) => {
                known.insert(old, new);
            }
            None => {
                self.0.insert(table.to_owned(), HashMap::from([(old, new)]));
            }
        }
    }

    pub fn new_of(&self, table: &str, old: i64) -> Option<i64> {
        self.0.get(table)?.get(&old).copied()
    }

    /// Renumbers what a row's texts refer to.
    pub fn within(&self, table: &str, row: &mut Map<String, Json>) {
        match table {
            "contact_changes" => self.within_change(row),
            "saved_views" => self.within_view(row),
            "occupancies" => self.within_occupancy(row),
            _ => {}
        }
    }

    fn within_change(&self, row: &mut Map<String, Json>) {
        let field = row.get("field").and_then(Json::as_str).unwrap_or_default();
        match Key::from_word(field) {
            Some(Key::Custom(old)) => {
                if let Some(new) = self.new_of("custom_fields", old) {
                    row.insert("field".into(), Key::Custom(new).word().into());
                }
            }
            Some(Key::AssignedTo) => {
                for side in ["old_value", "new_value"] {
                    let old = row.get(side).and_then(Json::as_str).and_then(|id| id.parse().ok());
                    if let Some(new) = old.and_then(|old| self.new_of("members", old)) {
                        row.insert(side.into(), new.to_string().into());
                    }
                }
            }
            _ => {}
        }
    }

    /// `b` and the number of a booking, or `g`, the number of a service, and a time.
    fn within_occupancy(&self, row: &mut Map<String, Json>) {
        for column in ["sitting", "party"] {
            let Some(word) = row.get(column).and_then(Json::as_str) else { continue };
            let (kind, rest) = word.split_at(word.len().min(1));
            let (number, time) = rest.split_once(':').unwrap_or((rest, ""));
            let table = if kind == "g" { "services" } else { "bookings" };
            let new = number.parse().ok().and_then(|old| self.new_of(table, old));
            if let Some(new) = new {
                let time = if time.is_empty() { String::new() } else { format!(":{time}") };
                row.insert(column.into(), format!("{kind}{new}{time}").into());
            }
        }
    }

    fn within_view(&self, row: &mut Map<String, Json>) {
        let Some(query) = row.get("query").and_then(Json::as_str) else { return };
        let mut filter = Filter::of_query(query);
        filter.tag = filter.tag.and_then(|old| self.new_of("tags", old));
        filter.assigned = match filter.assigned {
            Some(Assigned::Member(old)) => self.new_of("members", old).map(Assigned::Member),
            other => other,
        };
        row.insert("query".into(), filter.query().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_inside_texts_follow() {
        let mut numbers = Numbers::default();
        numbers.note("custom_fields", 3, 30);
        numbers.note("members", 1, 10);
        numbers.note("tags", 2, 20);
        numbers.note("services", 5, 50);
        numbers.note("bookings", 7, 70);
        let row = |text: &str, table: &str| {
            let mut row: Map<String, Json> = serde_json::from_str(text).unwrap();
            numbers.within(table, &mut row);
            Json::from(row)
        };
        let change = row(r#"{"field": "cf_3", "old_value": "3", "new_value": "4"}"#, "contact_changes");
        assert_eq!(change, serde_json::json!({"field": "cf_30", "old_value": "3", "new_value": "4"}));
        let change = row(r#"{"field": "assigned_to", "old_value": "", "new_value": "1"}"#, "contact_changes");
        assert_eq!(change["new_value"], "10");
        let view = row(r#"{"query": "tag=2&assigned=1"}"#, "saved_views");
        assert_eq!(view["query"], "tag=20&assigned=10");
        let taken = row(r#"{"sitting": "g5:1700", "party": "b7"}"#, "occupancies");
        assert_eq!(taken, serde_json::json!({"sitting": "g50:1700", "party": "b70"}));
    }
}
