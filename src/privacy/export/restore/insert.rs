//! The rows of a verified copy, put into an empty business: parents before children, in one
//! step, so that it is all there or nothing is.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value as Json};

use super::check::Verified;
use super::numbers::Numbers;
use super::{IndexRestored, queries};
use crate::access::Role;
use crate::db::{Scoped, ids};
use crate::error::{AppError, AppResult};
use crate::inventory::{Column, Origin, Shape, Table, children_first, put};
use crate::jobs::Enqueue;
use crate::ledger::{Act, Ledger, Target};
use crate::privacy::export::plan::is_of_business;
use crate::staff;
use crate::workspace::model::Logo;
use crate::workspace::set_logo;

/// Rows inserted at once.
const PAGE: usize = 500;
/// No row is longer.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// What is in a copy but not put back, and why.
pub const STAYS_BEHIND: &[(&str, &str)] = &[
    ("activity_heads", "The activity record is sealed where it was written."),
    ("activity_entries", "The activity record is sealed where it was written."),
    ("undo_batches", "An act can be taken back only where it was done."),
    ("merge_copies", "A merge can be taken back only where it was done."),
    ("invitations", "A link to join opens only where it was sent from."),
    ("members", "People join by invitation. What they did is theirs again if they are members here already."),
    ("outbox", "Messages were sent from there, once."),
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
    if let Some(table) = tables.iter().find(|table| table.name == "workspaces") {
        work.profile(db, table, copy)?;
    }
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
    /// Members by their e-mail address; the owner's place is the importing owner's.
    fn people(&mut self, db: &mut Scoped, copy: &mut Verified) -> AppResult<()> {
        let mut importer = db.reach().member_id;
        for row in all(copy, "members")? {
            let text = |name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default();
            let Some(old) = row.get("id").and_then(Json::as_i64) else { continue };
            let known = staff::queries::find_by_email(db, &text("user_email").to_lowercase())?;
            let place = known.map(|member| member.id);
            let is_owner = text("role") == Role::Owner.word();
            let new = match place.or_else(|| importer.take_if(|_| is_owner)) {
                Some(member) => member,
                None => {
                    self.restored.strangers += 1;
                    queries::former_member(db)?
                }
            };
            self.numbers.note("members", old, new);
        }
        Ok(())
    }

    /// What was entered about the business; its address on the web only if it is free here.
    fn profile(&self, db: &mut Scoped, table: &Table, copy: &mut Verified) -> AppResult<()> {
        let Some(row) = all(copy, "workspaces")?.pop() else { return Ok(()) };
        let slug = row.get("slug").and_then(Json::as_str).unwrap_or_default();
        let slug_is_free = !slug.is_empty() && queries::slug_is_free(db, slug, self.workspace)?;
        let is_put_back = |column: &&Column| {
            let name = column.column;
            let of_logo = self.shape.is_binary(table.name, name) || name.starts_with("logo");
            column.export
                && column.origin == Origin::Provided
                && !of_logo
                && (name != "slug" || slug_is_free)
                && row.contains_key(name)
        };
        let columns: Vec<&str> = table.columns.iter().filter(is_put_back).map(|c| c.column).collect();
        put::update(db, table.name, self.workspace, &columns, &row)?;
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
        }
        self.name_anew(db, table, &mut kept)?;
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
        // The requests that it came from stay where they were answered.
        if let Some(request) = row.get_mut("request_id") {
            *request = Json::Null;
        }
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

    /// What names one row in the whole installation, such as a client's key: a new one where the
    /// old is taken, because the business that the copy was made of is here too, or was withheld.
    fn name_anew(&self, db: &mut Scoped, table: &Table, rows: &mut [Row]) -> AppResult<()> {
        for column in self.shape.unique(table.name) {
            let names: Vec<&str> = rows.iter().filter_map(|row| row.get(column)?.as_str()).collect();
            let taken = put::taken(db, table.name, column, &names)?;
            for row in rows.iter_mut() {
                let is_free =
                    row.get(column).and_then(Json::as_str).is_some_and(|name| !taken.contains(name));
                if !is_free {
                    row.insert(column.clone(), ids::random_key()?.into());
                }
            }
        }
        Ok(())
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
