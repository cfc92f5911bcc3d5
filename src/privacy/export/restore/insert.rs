//! The rows of a verified copy, put into an empty business: parents before children, in one
//! step, so that it is all there or nothing is.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value as Json};

use super::check::Verified;
use super::numbers::Numbers;
use super::{IndexRestored, queries};
use crate::db::{AnyConnection, Scoped, ids};
use crate::error::{AppError, AppResult};
use crate::inventory::{Column, Shape, Table, children_first, put};
use crate::jobs::Enqueue;
use crate::ledger::{Act, Ledger, Target};
use crate::privacy::export::plan::is_of_business;
use crate::staff;
use crate::workspace::model::Logo;
use crate::workspace::{queries as workspaces, set_logo};

/// Rows inserted at once.
const PAGE: usize = 500;
/// No row is longer.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// What is in a copy but not put back, and why.
pub const STAYS_BEHIND: &[(&str, &str)] = &[
    ("activity_heads", "The activity record is sealed where it was written."),
    ("activity_entries", "The activity record is sealed where it was written."),
    ("undo_batches", "An act can be taken back only where it was done."),
    ("invitations", "A link to join opens only where it was sent from."),
    ("members", "People join by invitation. What they did is theirs again if they are members here."),
    ("suppressions", "They are kept under a key of the old business, and are made anew for each address."),
];

type Row = Map<String, Json>;

/// What was put back.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Restored {
    pub rows: i64,
    pub contacts: i64,
    /// Clients whom the erasure ledger names.
    pub erased: i64,
    /// Members of the old business who are not members here.
    pub strangers: i64,
    /// Digests of addresses that got nothing more from the old business: (channel, digest).
    pub suppressed: HashSet<(String, String)>,
}

/// `None` if the business is not empty.
pub fn restore(
    db: &mut Scoped,
    inventory: &[Column],
    ledger: &Ledger,
    copy: &mut Verified,
) -> AppResult<Option<Restored>> {
    let tables = children_first(db, inventory)?;
    let parents_first: Vec<&Table> = tables.iter().rev().filter(|table| is_put_back(table)).collect();
    let workspace = db.workspace_id();
    for table in &parents_first {
        if queries::count(db, table, workspace)? > 0 {
            return Ok(None);
        }
    }
    let mut work = Work {
        shape: Shape::read(db)?,
        workspace,
        numbers: Numbers::default(),
        erased: erased_clients(ledger)?,
        restored: Restored::default(),
    };
    work.people(db, copy)?;
    work.profile(db, copy)?;
    work.suppressions(copy)?;
    for table in parents_first {
        work.table(db, table, copy)?;
    }
    let restored = work.restored;
    db.record("workspace.copy_put_back", "workspace", workspace, format!("{} records", restored.rows));
    db.enqueue(&IndexRestored { workspace, after: 0 })?;
    Ok(Some(restored))
}

fn is_put_back(table: &Table) -> bool {
    is_of_business(table)
        && table.name != "workspaces"
        && !STAYS_BEHIND.iter().any(|(stays, _)| *stays == table.name)
}

/// Nobody comes back by this way either.
fn erased_clients(ledger: &Ledger) -> AppResult<HashSet<String>> {
    const ENTRIES: usize = 1000;
    let (mut erased, mut seq) = (HashSet::new(), 0);
    loop {
        let entries = ledger.after(seq, ENTRIES)?;
        let Some(last) = entries.last() else { return Ok(erased) };
        seq = last.seq;
        erased.extend(entries.into_iter().filter_map(|entry| match entry.act {
            Act::Erase { target: Target::Contact { key, .. }, .. } => Some(key),
            _ => None,
        }));
    }
}

struct Work {
    shape: Shape,
    workspace: i64,
    numbers: Numbers,
    erased: HashSet<String>,
    restored: Restored,
}

impl Work {
    /// Members by their e-mail address; what strangers did is the importing owner's from now on.
    fn people(&mut self, db: &mut Scoped, copy: &mut Verified) -> AppResult<()> {
        let importer = db.reach().member_id.ok_or(AppError::NotFound)?;
        for row in all(copy, "members")? {
            let Some(old) = row.get("id").and_then(Json::as_i64) else { continue };
            let email = row.get("user_email").and_then(Json::as_str).unwrap_or_default().to_lowercase();
            let member = staff::queries::find_by_email(db, &email)?;
            self.restored.strangers += i64::from(member.is_none());
            self.numbers.note("members", old, member.map_or(importer, |member| member.id));
        }
        Ok(())
    }

    /// Name, address and settings; its address on the web only if it is free here.
    fn profile(&self, db: &mut Scoped, copy: &mut Verified) -> AppResult<()> {
        let Some(row) = all(copy, "workspaces")?.pop() else { return Ok(()) };
        let mut stored = workspaces::profile(db)?;
        let text = |name: &str, into: &mut String| {
            if let Some(Json::String(text)) = row.get(name) {
                into.clone_from(text);
            }
        };
        let profile = &mut stored.profile;
        let mut slug = String::new();
        text("slug", &mut slug);
        if !slug.is_empty() && queries::slug_is_free(db, &slug, self.workspace)? {
            profile.slug = slug;
        }
        text("name", &mut profile.name);
        text("industry", &mut profile.industry);
        text("address", &mut profile.address);
        text("phone", &mut profile.phone);
        text("timezone", &mut profile.timezone);
        text("locale", &mut profile.locale);
        text("currency", &mut profile.currency);
        text("privacy_contact_email", &mut profile.privacy_contact_email);
        text("privacy_text", &mut profile.privacy_text);
        let week = row.get("week_starts_on").and_then(Json::as_i64).and_then(|day| i32::try_from(day).ok());
        profile.week_starts_on = week.unwrap_or(profile.week_starts_on);
        workspaces::save_profile(db, profile, stored.version)?;
        self.logo(db, copy)
    }

    fn logo(&self, db: &mut Scoped, copy: &mut Verified) -> AppResult<()> {
        let Some(name) = copy.below("files/workspaces-").pop() else { return Ok(()) };
        let mut bytes = Vec::new();
        if let Some(mut part) = copy.part(&name).map_err(AppError::internal)? {
            part.read_to_end(&mut bytes).map_err(AppError::internal)?;
        }
        match Logo::parse(bytes) {
            Ok(logo) => set_logo(db, &logo),
            // A picture that the program takes no more is no reason to leave the rest behind.
            Err(_) => Ok(()),
        }
    }

    fn suppressions(&mut self, copy: &mut Verified) -> AppResult<()> {
        let text =
            |row: &Row, name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        for row in all(copy, "suppressions")? {
            self.restored.suppressed.insert((text(&row, "channel"), text(&row, "address_digest")));
        }
        Ok(())
    }

    fn table(&mut self, db: &mut Scoped, table: &Table, copy: &mut Verified) -> AppResult<()> {
        let name = format!("data/{}.json", table.name);
        let Some(part) = copy.part(&name).map_err(AppError::internal)? else { return Ok(()) };
        let known: Vec<String> = table.columns.iter().map(|column| column.column.to_owned()).collect();
        let columns: Vec<String> =
            known.into_iter().filter(|column| !self.shape.is_binary(table.name, column)).collect();
        let mut lines = Lines::of(part);
        loop {
            let mut rows = Vec::with_capacity(PAGE);
            while rows.len() < PAGE {
                let Some(row) = lines.next()? else { break };
                rows.push(row);
            }
            if rows.is_empty() {
                return Ok(());
            }
            self.page(db, table, &columns, rows)?;
        }
    }

    fn page(&mut self, db: &mut Scoped, table: &Table, columns: &[String], rows: Vec<Row>) -> AppResult<()> {
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(row) = self.renumbered(table, columns, row) {
                kept.push(row);
            }
        }
        if table.name == "contacts" {
            self.restored.contacts += kept.len() as i64;
            name_anew(db, &mut kept)?;
        }
        self.number(db, table, &mut kept)?;
        self.restored.rows += kept.len() as i64;
        // Columns that the copy does not have, from an older version, get their defaults.
        let has = |column: &&String| kept.first().is_some_and(|row| row.contains_key(column.as_str()));
        let columns: Vec<String> = columns.iter().filter(has).cloned().collect();
        if kept.is_empty() {
            return Ok(());
        }
        put::insert(db, &self.shape, table.name, &columns, kept)
    }

    /// The row as it will be here; `None` if it hangs on somebody who does not come along.
    fn renumbered(&mut self, table: &Table, columns: &[String], mut row: Row) -> Option<Row> {
        if table.name == "contacts" && self.is_erased(&row) {
            self.restored.erased += 1;
            return None;
        }
        self.numbers.within(table.name, &mut row);
        row.retain(|name, _| columns.contains(name));
        for column in columns {
            let Some(value) = row.get_mut(column) else { continue };
            match (self.shape.points_at(table.name, column), value.as_i64()) {
                _ if column == "workspace_id" => *value = self.workspace.into(),
                (Some(parent), Some(old)) => *value = self.numbers.new_of(parent, old)?.into(),
                _ => {}
            }
        }
        Some(row)
    }

    fn is_erased(&self, row: &Row) -> bool {
        row.get("subject_key").and_then(Json::as_str).is_some_and(|key| self.erased.contains(key))
    }

    /// Gives each row its own number here, and remembers which was which.
    fn number(&mut self, db: &mut Scoped, table: &Table, rows: &mut [Row]) -> AppResult<()> {
        if !self.shape.key(table.name).iter().any(|column| column == "id") || rows.is_empty() {
            return Ok(());
        }
        let fresh = put::fresh_ids(db, table.name, rows.len())?;
        for (row, new) in rows.iter_mut().zip(fresh) {
            if let Some(old) = row.insert("id".into(), new.into()).and_then(|old| old.as_i64()) {
                self.numbers.note(table.name, old, new);
            }
        }
        Ok(())
    }
}

/// A client of the same key may be here already, in the business that the copy was made of.
fn name_anew(conn: &mut AnyConnection, rows: &mut [Row]) -> AppResult<()> {
    let key = |row: &Row| row.get("subject_key").and_then(Json::as_str).map(str::to_owned);
    let taken = queries::taken_keys(conn, rows.iter().filter_map(key).collect())?;
    for row in rows {
        if key(row).is_none_or(|key| taken.contains(&key)) {
            row.insert("subject_key".into(), ids::random_key()?.into());
        }
    }
    Ok(())
}

/// All rows of a table that has few.
fn all(copy: &mut Verified, table: &str) -> AppResult<Vec<Row>> {
    let mut rows = Vec::new();
    if let Some(part) = copy.part(&format!("data/{table}.json")).map_err(AppError::internal)? {
        let mut lines = Lines::of(part);
        while let Some(row) = lines.next()? {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The objects of a list that has one a line.
struct Lines<R>(BufReader<R>);

impl<R: Read> Lines<R> {
    fn of(part: R) -> Self {
        Self(BufReader::new(part))
    }

    fn next(&mut self) -> AppResult<Option<Row>> {
        loop {
            let mut line = Vec::new();
            let read = (&mut self.0).take(LONGEST_LINE).read_until(b'\n', &mut line);
            if read.map_err(AppError::internal)? == 0 {
                return Ok(None);
            }
            let line = line.trim_ascii_end();
            let line = line.strip_suffix(b",").unwrap_or(line);
            if !matches!(line, b"[" | b"]" | b"") {
                return serde_json::from_slice(line).map(Some).map_err(AppError::internal);
            }
        }
    }
}
