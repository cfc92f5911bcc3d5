//! What the entries of a page are about, by the names of today: one look-up a kind. The
//! record itself knows numbers only, and what is gone stays a number.

use std::collections::HashMap;

use super::queries::Entry;
use super::words;
use crate::contacts::queries as contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::follow_ups::queries as follow_ups;
use crate::notes::queries as notes;
use crate::staff::model::People;
use crate::staff::queries::people;

/// The text of a record and its page; the address is empty where no page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    pub text: String,
    pub href: String,
}

/// The kinds that are looked up: of these, what is not found is gone.
const NAMED: [&str; 6] = ["contact", "note", "follow_up", "tag", "contact_field", "member"];

/// By kind and number. Only what the reader may see is found; of a restricted contact its number.
#[derive(Default)]
pub struct Subjects(HashMap<(String, i64), Subject>);

impl Subjects {
    pub fn of(db: &mut Scoped, entries: &[Entry]) -> AppResult<Self> {
        let mut found = Self::default();
        found.add("contact", entries, |ids| {
            let hidden = contacts::restricted_among(db, ids)?.into_iter();
            let hidden = hidden.map(|id| (id, format!("Contact {id} (restricted)"), String::new()));
            let names = contacts::names(db, ids)?;
            Ok(names.into_iter().map(|(id, name)| (id, name, contact_href(id))).chain(hidden).collect())
        })?;
        found.add("note", entries, |ids| Ok(on_contacts("Note", notes::contacts_of(db, ids)?)))?;
        found.add("follow_up", entries, |ids| {
            Ok(on_contacts("Follow-up", follow_ups::contacts_of(db, ids)?))
        })?;
        found.add("tag", entries, |_| {
            let tag = |tag: crate::contacts::model::Tag| {
                (tag.id, format!("Tag: {}", tag.name), format!("/contacts?tag={}", tag.id))
            };
            Ok(contacts::tags::all(db)?.into_iter().map(tag).collect())
        })?;
        found.add("contact_field", entries, |_| {
            let fields = contacts::fields::labels(db)?.into_iter();
            let field =
                |(id, label)| (id, format!("Custom field: {label}"), format!("/contacts/fields/{id}"));
            Ok(fields.map(field).collect())
        })?;
        found.add("member", entries, |_| Ok(members(&people(db)?)))?;
        Ok(found)
    }

    /// Looks nothing up for a kind that the page does not have.
    fn add(
        &mut self,
        kind: &str,
        entries: &[Entry],
        find: impl FnOnce(&[i64]) -> AppResult<Vec<Found>>,
    ) -> AppResult<()> {
        let ids: Vec<i64> =
            entries.iter().filter(|e| e.target_kind == kind).filter_map(|e| e.target_id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let found = find(&ids)?.into_iter();
        self.0.extend(found.map(|(id, text, href)| ((kind.to_owned(), id), Subject { text, href })));
        Ok(())
    }

    pub fn get(&self, entry: &Entry) -> Subject {
        let Some(id) = entry.target_id else { return Subject::default() };
        let plain = |text: String| Subject { text, href: String::new() };
        match entry.target_kind.as_str() {
            "workspace" => Subject { text: "Business".into(), href: "/workspace".into() },
            // One's own account is no record of the business.
            "user" => Subject::default(),
            "batch" => plain("Several contacts".into()),
            kind => match self.0.get(&(kind.to_owned(), id)) {
                Some(subject) => subject.clone(),
                None if NAMED.contains(&kind) => plain(format!("{} {id} (deleted)", words::kind(kind))),
                None => plain(format!("{} {id}", words::kind(kind))),
            },
        }
    }
}

/// (id, text, address)
type Found = (i64, String, String);

fn on_contacts(what: &str, found: Vec<(i64, i64, String)>) -> Vec<Found> {
    found
        .into_iter()
        .map(|(id, contact, name)| (id, format!("{what} on {name}"), contact_href(contact)))
        .collect()
}

fn members(people: &People) -> Vec<Found> {
    people.iter().map(|p| (p.id, p.name.clone(), format!("/staff/{}", p.id))).collect()
}

fn contact_href(id: i64) -> String {
    format!("/contacts/{id}")
}
