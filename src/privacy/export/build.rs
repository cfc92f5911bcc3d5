//! One step of building a copy: so many rows, or one part packed. The steps follow from the
//! cursor alone, so that any process can take the next.

use super::cards;
use super::cursor::{Cursor, Task};
use super::mentions;
use super::parts::Parts;
use super::plan::{Plan, Section, Whose};
use super::{calendar, lines, manifest, withheld};
use crate::bundles::model::{Mention, Purpose};
use crate::bundles::queries::{Bundle, Made};
use crate::bundles::store;
use crate::db::{AnyConnection, ids};
use crate::error::AppResult;
use crate::inventory::read::Value;
use crate::inventory::rows::Record;
use crate::services::Services;

/// Rows read at once.
const PAGE: i64 = 500;
/// What one step may do, in rows.
const STEP: i64 = 10_000;
/// Packing so many bytes counts as one row.
const BYTES_A_ROW: u64 = 400;
/// Rows of a table that the readable page shows.
pub const SAMPLE: i64 = 100;
/// A table is begun anew so often before the copy is given up.
const PATIENCE: u8 = 3;

pub enum Turn {
    /// Goes on in the next step.
    On(Cursor),
    Done(Made),
    /// Given up, in words.
    Failed(String),
}

pub struct Builder<'s> {
    pub services: &'s Services,
    pub bundle: &'s Bundle,
    pub plan: Plan,
    pub parts: Parts,
    pub cursor: Cursor,
    left_out: Vec<String>,
    budget: i64,
}

pub fn data(table: &str, kind: &str) -> String {
    format!("data/{table}.{kind}")
}

/// The first rows of a table, for the readable page; not part of the copy.
pub fn sample(table: &str) -> String {
    format!("sample/{table}")
}

/// Takes one step.
pub fn step(services: &Services, bundle: &Bundle, conn: &mut AnyConnection) -> AppResult<Turn> {
    let Some(whose) = Whose::of(conn, bundle)? else {
        return Ok(Turn::Failed("Whom it was about is not here any more.".into()));
    };
    let plan = Plan::of(conn, &services.inventory, whose, bundle.purpose)?;
    let folder = || store::work_folder(services, bundle.id);
    let mut cursor = Cursor::of_text(&bundle.build_cursor);
    let parts = match Parts::resume(folder()?, cursor.parts.clone(), bundle.created_at)? {
        Some(parts) => parts,
        None => {
            store::remove_work(services, bundle.id)?;
            cursor = Cursor::default();
            Parts::begin(folder()?, bundle.created_at)
        }
    };
    let left_out = bundle.left_out();
    Builder { services, bundle, plan, parts, cursor, left_out, budget: STEP }.run(conn)
}

impl Builder<'_> {
    fn run(mut self, conn: &mut AnyConnection) -> AppResult<Turn> {
        while self.budget > 0 {
            match self.cursor.task.clone() {
                Task::Begin => self.begin(conn)?,
                Task::Rows(table) => {
                    if let Some(failure) = self.rows(conn, &table)? {
                        return Ok(Turn::Failed(failure));
                    }
                }
                Task::Pack(table) => self.pack(&table)?,
                Task::Cards => cards::write(&mut self, conn)?,
                Task::Originals => self.originals(conn)?,
                Task::Close => return self.close(conn).map(Turn::Done),
            }
        }
        self.parts.flush()?;
        self.cursor.parts = self.parts.sure;
        Ok(Turn::On(self.cursor))
    }

    /// Counts what a step did against what it may do.
    pub fn spend(&mut self, rows: i64) {
        self.budget -= rows + 1;
    }

    fn begin(&mut self, conn: &mut AnyConnection) -> AppResult<()> {
        self.cursor.total = self.plan.count(conn)?;
        self.next_table(None);
        Ok(())
    }

    /// The table after this one, or what comes after the tables.
    fn next_table(&mut self, after: Option<&str>) {
        let names = || self.plan.sections.iter().map(|section| section.table.name);
        let place = after.and_then(|table| names().position(|name| name == table)).map_or(0, |at| at + 1);
        let next = names().nth(place).map(|name| Task::Rows(name.to_owned()));
        self.cursor.go_to(next.unwrap_or(Task::Cards));
    }

    /// Writes a page of rows; some words if the copy has to be given up.
    fn rows(&mut self, conn: &mut AnyConnection, table: &str) -> AppResult<Option<String>> {
        let section = self.plan.section(table)?;
        let mut records = section.rows.page(conn, &self.cursor.after, PAGE)?;
        let is_last = (records.len() as i64) < PAGE;
        let wants_review =
            matches!(self.plan.whose, Whose::Contact { .. }) && self.bundle.purpose == Purpose::Access;
        if wants_review {
            leave_out(section, &mut records, &self.left_out);
            let found = mentions::find(conn, &self.plan.whose, section, &records)?;
            self.cursor.mentions.extend(found);
        }
        if let Some(last) = records.last() {
            self.cursor.after.clone_from(&last.key);
        }
        write_rows(&mut self.parts, section, &records, self.cursor.rows)?;
        self.cursor.rows += records.len() as i64;
        self.budget -= 1 + records.len() as i64;
        if !is_last {
            return Ok(None);
        }
        let counted = section.rows.count(conn)?;
        if counted == self.cursor.rows {
            self.end_of_table(table)?;
            return Ok(None);
        }
        Ok(self.miscounted(table, counted))
    }

    /// Rows came or went while the table was read: it is read again.
    fn miscounted(&mut self, table: &str, counted: i64) -> Option<String> {
        if self.cursor.anew >= PATIENCE {
            let title = self.plan.section(table).map_or(table, |section| section.table.title);
            let written = self.cursor.rows;
            return Some(format!(
                "{title} ({table}): {written} records were written, but the database counts {counted}. Order the copy again."
            ));
        }
        for name in [data(table, "csv"), data(table, "json"), sample(table), calendar::file(table)] {
            self.parts.drop_open(&name);
        }
        self.cursor.mentions.retain(|mention| mention.table != table);
        self.cursor.begin_table_anew();
        None
    }

    fn end_of_table(&mut self, table: &str) -> AppResult<()> {
        let rows = self.cursor.rows;
        self.cursor.tables.insert(table.to_owned(), rows);
        if rows > 0 {
            self.parts.write(&data(table, "json"), b"\n]\n")?;
        }
        self.cursor.go_to(Task::Pack(table.to_owned()));
        Ok(())
    }

    /// Packs one part of the table; the next time the next one.
    fn pack(&mut self, table: &str) -> AppResult<()> {
        let ics = calendar::file(table);
        if self.parts.is_open(&ics) {
            self.parts.write(&ics, calendar::END.as_bytes())?;
        }
        let open = [data(table, "csv"), data(table, "json"), ics];
        match open.iter().find(|name| self.parts.is_open(name)) {
            Some(name) => {
                let bytes = self.parts.close(name)?;
                self.budget -= 1 + (bytes / BYTES_A_ROW) as i64;
            }
            None => self.next_table(Some(table)),
        }
        Ok(())
    }

    /// Files that somebody uploaded, as they were. They are few: one step takes a whole table.
    fn originals(&mut self, conn: &mut AnyConnection) -> AppResult<()> {
        for section in self.plan.sections.iter().filter(|section| !section.files.is_empty()) {
            let mut after = Vec::new();
            loop {
                let records = section.rows.page(conn, &after, PAGE)?;
                let Some(last) = records.last() else { break };
                after.clone_from(&last.key);
                for record in &records {
                    for column in &section.files {
                        let Some(content) = section.rows.content(conn, column.column, &record.key)? else {
                            continue;
                        };
                        let name = original(section, record, column.column);
                        self.parts.write(&name, &content)?;
                        self.parts.close(&name)?;
                    }
                }
            }
        }
        self.cursor.go_to(Task::Close);
        Ok(())
    }

    fn close(mut self, conn: &mut AnyConnection) -> AppResult<Made> {
        manifest::page(&mut self, conn)?;
        let manifest = manifest::text(&self, conn)?;
        let signature = manifest::signature(&self, &manifest)?;
        let file = format!("{}-{}.zip", self.bundle.id, ids::random_key()?);
        let last = [("manifest.json", manifest.as_bytes()), ("manifest.json.minisig", signature.as_bytes())];
        let (bytes, sha256) = self.parts.assemble(&store::path(self.services, &file)?, &last)?;
        let rows = self.cursor.tables.values().sum();
        let mentions = std::mem::take(&mut self.cursor.mentions);
        let written = Cursor { tables: self.cursor.tables, ..Cursor::default() };
        let is_released = mentions.is_empty();
        Ok(Made { file, bytes, sha256, rows, cursor: written.to_text()?, mentions, is_released })
    }
}

fn write_rows(parts: &mut Parts, section: &Section, records: &[Record], before: i64) -> AppResult<()> {
    let table = section.table.name;
    let (csv, json, shown) = (data(table, "csv"), data(table, "json"), sample(table));
    for (at, record) in records.iter().enumerate() {
        let number = before + at as i64;
        if number == 0 {
            parts.write(&csv, &lines::head(section)?)?;
        }
        let line = lines::json(section, record)?;
        parts.write(&json, if number == 0 { b"[\n" } else { b",\n" })?;
        parts.write(&json, &line)?;
        parts.write(&csv, &lines::csv(section, record)?)?;
        if number < SAMPLE {
            parts.write(&shown, &lines::readable(section, record)?)?;
        }
        if let Some(entry) = calendar::entry(section, record) {
            let file = calendar::file(table);
            if !parts.is_open(&file) {
                parts.write(&file, calendar::BEGIN.as_bytes())?;
            }
            parts.write(&file, entry.as_bytes())?;
        }
    }
    Ok(())
}

/// Texts that the business left out because they speak of somebody else.
fn leave_out(section: &Section, records: &mut [Record], left_out: &[String]) {
    if left_out.is_empty() {
        return;
    }
    for record in records {
        let mention = Mention {
            table: section.table.name.into(),
            row: mentions::row_name(record),
            contacts: Vec::new(),
            members: Vec::new(),
        };
        if left_out.contains(&mention.key()) {
            for (column, value) in section.rows.columns().iter().zip(&mut record.values) {
                if mentions::may_speak_of_others(column) && !value.is_empty() {
                    *value = Value::Text(format!("[Left out. {}]", withheld::OF_OTHERS));
                }
            }
        }
    }
}

/// `files/workspaces-1-logo.png`: the kind from the column beside it that names the media type.
fn original(section: &Section, record: &Record, column: &str) -> String {
    let key: Vec<String> = record.key.iter().map(|part| part.to_string().replace('"', "")).collect();
    let of_kind = format!("{column}_type");
    let columns = section.rows.columns().iter().zip(&record.values);
    let kind = columns.filter(|(c, _)| c.column == of_kind).map(|(_, value)| lines::shown(value)).next();
    let ending = match kind.as_deref() {
        Some("image/png") => "png",
        Some("image/jpeg") => "jpg",
        Some("image/webp") => "webp",
        Some("application/pdf") => "pdf",
        _ => "bin",
    };
    format!("files/{}-{}-{column}.{ending}", section.table.name, key.join("-"))
}
