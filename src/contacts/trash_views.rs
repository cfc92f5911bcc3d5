//! How the trash and the pages before a deletion look.

use askama::Template;
use time::Duration;

use super::batch::{Kind, counted};
use super::queries::bulk::Belongings;
use super::queries::trash::TrashRow;
use super::queries::undo::Batch;
use crate::access::Permission;
use crate::civil::{Moment, Wall};
use crate::staff::model::People;
use crate::text::fold;
use crate::web::paging::Slice;
use crate::web::{Chrome, Nav, Who};

pub struct Found {
    pub deleted: Slice<TrashRow>,
    pub batches: Vec<Batch>,
    pub people: People,
}

#[derive(Template)]
#[template(path = "contacts/trash.html")]
pub struct TrashPage {
    chrome: Chrome,
    may_restore: bool,
    /// How long a deleted contact can be brought back: "30 days".
    kept: String,
    rows: Vec<Row>,
    older: String,
    batches: Vec<Act>,
}

struct Row {
    id: i64,
    name: String,
    company: String,
    initials: String,
    hue: i64,
    deleted: Moment,
    /// The day on which it goes for good.
    gone_on: String,
}

struct Act {
    href: String,
    who: String,
    summary: String,
    at: Moment,
}

impl TrashPage {
    pub fn new(who: &Who, found: Found) -> Self {
        let wall = who.wall();
        let kept = Duration::days(who.member.workspace.trash_days.into());
        let may_restore = who.may(Permission::DeleteContacts);
        let last = found.deleted.rows.last().filter(|_| found.deleted.has_more);
        let older = last.map(|row| format!("/contacts/trash?after={}", row.id)).unwrap_or_default();
        // What somebody may not bring back is not offered.
        let batches = found.batches.into_iter().filter(|b| may_restore || b.kind != Kind::Delete);
        Self {
            chrome: who.chrome(Nav::Contacts),
            may_restore,
            kept: kept_for(who),
            older,
            rows: found.deleted.rows.into_iter().map(|row| Row::new(row, kept, &wall)).collect(),
            batches: batches.map(|batch| Act::new(batch, &wall, &found.people)).collect(),
        }
    }
}

impl Row {
    fn new(row: TrashRow, kept: Duration, wall: &Wall) -> Self {
        let deleted_at = row.deleted_at.unwrap_or(wall.now);
        Self {
            id: row.id,
            initials: fold::initials(&row.name),
            hue: row.id.rem_euclid(8),
            name: row.name,
            company: row.company,
            deleted: wall.moment(deleted_at),
            gone_on: wall.date(crate::civil::local_date(deleted_at + kept, &wall.zone)),
        }
    }
}

impl Act {
    fn new(batch: Batch, wall: &Wall, people: &People) -> Self {
        Self {
            href: format!("/contacts/undo/{}", batch.id),
            who: people.name(Some(batch.member_id)).to_owned(),
            summary: batch.summary,
            at: wall.moment(batch.created_at),
        }
    }
}

/// The page before contacts go.
#[derive(Template)]
#[template(path = "contacts/confirm.html")]
pub struct ConfirmPage {
    chrome: Chrome,
    title: String,
    lead: &'static str,
    items: Vec<String>,
    note: String,
    action: String,
    label: &'static str,
    cancel: String,
    ids: Vec<i64>,
    back: String,
}

const FOR_GOOD: &str = "This can’t be undone.";
const NAMED: usize = 10;

impl ConfirmPage {
    pub fn delete(who: &Who, ids: &[i64], gone: &Belongings, cancel: String, back: &str) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: format!("Delete {}?", counted(ids.len(), "contact", "contacts")),
            lead: "This goes to the trash:",
            items: items(gone),
            note: format!("They stay in the trash for {}; until then you can bring them back as they were.", kept_for(who)),
            action: "/contacts/bulk/delete".into(),
            label: "Delete",
            cancel,
            ids: ids.to_vec(),
            back: back.to_owned(),
        }
    }

    pub fn delete_one(who: &Who, id: i64, gone: &Belongings) -> Self {
        let name = gone.names.first().map_or("this contact", String::as_str);
        Self {
            title: format!("Delete {name}?"),
            action: format!("/contacts/{id}/delete"),
            label: "Delete contact",
            ids: Vec::new(),
            ..Self::delete(who, &[id], gone, format!("/contacts/{id}"), "")
        }
    }

    pub fn destroy(who: &Who, ids: &[i64], gone: &Belongings) -> Self {
        Self {
            title: format!("Delete {} for good?", counted(ids.len(), "contact", "contacts")),
            lead: "This will be gone, with every detail, tag and change that was kept:",
            note: FOR_GOOD.into(),
            action: "/contacts/trash/destroy".into(),
            label: "Delete for good",
            ..Self::delete(who, ids, gone, "/contacts/trash".into(), "")
        }
    }
}

fn kept_for(who: &Who) -> String {
    let days = usize::try_from(who.member.workspace.trash_days).unwrap_or_default();
    counted(days, "day", "days")
}

fn items(gone: &Belongings) -> Vec<String> {
    let mut items: Vec<String> = gone.names.iter().take(NAMED).cloned().collect();
    if gone.names.len() > NAMED {
        items.push(format!("and {} more", counted(gone.names.len() - NAMED, "contact", "contacts")));
    }
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    if gone.notes > 0 {
        items.push(counted(count(gone.notes), "note", "notes"));
    }
    if gone.follow_ups > 0 {
        items.push(counted(count(gone.follow_ups), "follow-up", "follow-ups"));
    }
    items
}
