//! The three long steps of an import. Each works in short steps that are written down, so that a
//! crash loses nothing and doubles nothing, and other jobs and pages get their turn.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::model::{Fate, State};
use super::queries::{self, Import, Row};
use super::row::{self, Typed};
use super::{columns, read, store};
use crate::civil::Locale;
use crate::contacts;
use crate::contacts::model::NewContact;
use crate::contacts::{forms, offer::Offer};
use crate::db::{Reach, Scoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::ledger::Channel;
use crate::notes;
use crate::notes::model::NewNote;
use crate::outbox::suppression::{self, Controller, Extent};
use crate::services::Services;
use crate::web::{FormState, Input};

/// Rows of one step, and steps of one job.
const STEP: i64 = 100;
const STEPS: usize = 50;

/// Reads the file into rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Read {
    pub workspace_id: i64,
    pub import_id: i64,
}

/// Looks through the rows after one number and decides what becomes of each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    pub workspace_id: i64,
    pub import_id: i64,
    pub after: i64,
}

/// Adds those that are new, after one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    pub workspace_id: i64,
    pub import_id: i64,
    pub after: i64,
}

/// One step, in the name of whoever brought the list.
async fn step<T, F>(services: &Services, workspace: i64, import: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped, Import) -> AppResult<T> + Send + 'static,
{
    let now = services.clock.now();
    services
        .db
        .write(move |conn| {
            let found = queries::find(&mut Scoped::new(conn, Reach::system(workspace), now), import)?;
            let reach = Reach {
                member_id: Some(found.member_id),
                pseudonym: queries::pseudonym(conn, found.member_id)?,
                ..Reach::system(workspace)
            };
            let mut db = Scoped::new(conn, reach, now);
            let done = step(&mut db, found)?;
            db.finish()?;
            Ok(done)
        })
        .await
}

/// An import that is gone, with its business, has nothing left to do.
fn unless_gone(done: AppResult<()>) -> AppResult<()> {
    match done {
        Err(AppError::NotFound) => Ok(()),
        done => done,
    }
}

impl Job for Read {
    const KIND: &'static str = "imports.read";

    async fn run(self, services: Services) -> AppResult<()> {
        unless_gone(self.read(&services).await)
    }
}

impl Read {
    async fn read(self, services: &Services) -> AppResult<()> {
        let (workspace, id) = (self.workspace_id, self.import_id);
        let begin = move |db: &mut Scoped, import: Import| {
            queries::forget_rows(db, id)?;
            Ok((import.state == State::Reading).then_some(import.file_key))
        };
        let Some(key) = step(services, workspace, id, begin).await? else { return Ok(()) };
        let path = store::path(services, &key)?;
        let table =
            tokio::task::spawn_blocking(move || read::table(&path)).await.map_err(AppError::internal)?;
        let table = match table {
            Ok(table) if table.rows.is_empty() => {
                Err("There is no row below the names of the columns.".into())
            }
            table => table,
        };
        match table {
            Err(trouble) => {
                let fail = move |db: &mut Scoped, _| {
                    queries::set_trouble(db, id, &trouble)?;
                    queries::advance(db, id, &[State::Reading], State::Failed).map(drop)
                };
                step(services, workspace, id, fail).await?;
            }
            Ok(table) => {
                let (total, header) = (table.rows.len() as i64, table.header);
                let mut first = 1;
                for rows in table.rows.chunks(STEP as usize * 10) {
                    let (rows, at) = (rows.to_vec(), first);
                    step(services, workspace, id, move |db, _| queries::insert_rows(db, id, at, &rows))
                        .await?;
                    first += STEP * 10;
                }
                let end = move |db: &mut Scoped, _| {
                    let own = contacts::queries::fields::active(db)?;
                    queries::set_mapping(db, id, &columns::guesses(&header, &own), "")?;
                    queries::set_header(db, id, &header, total)?;
                    queries::advance(db, id, &[State::Reading], State::Matching).map(drop)
                };
                step(services, workspace, id, end).await?;
            }
        }
        store::remove(services, &key)
    }
}

/// What a row means for this business.
struct Reader {
    offer: Offer,
    mapping: Vec<String>,
    tag: String,
    month_first: bool,
    origin: &'static str,
}

impl Reader {
    fn of(db: &mut Scoped, import: &Import) -> AppResult<Self> {
        let (timezone, locale) = queries::place(db)?;
        Ok(Self {
            offer: Offer::of_business(db, &timezone, &locale)?,
            mapping: import.mapping(),
            tag: import.tag.clone(),
            month_first: Locale::parse(&locale).unwrap_or_default().month_first(),
            origin: "Import",
        })
    }

    /// The contact, and the note beside it; or why the row is refused.
    fn contact(&self, row: &Row) -> Result<(NewContact, Option<NewNote>), String> {
        let Typed { input, note } = row::typed(
            &row.cells,
            &self.mapping,
            &self.offer.fields,
            &self.offer.assignees(),
            self.month_first,
        );
        let mut new = forms::validate(&input, &self.offer).map_err(|form| {
            let said = |(name, message): &(String, String)| format!("{}: {message}", label(name));
            form.errors().iter().map(said).collect::<Vec<_>>().join(" ")
        })?;
        if new.source.is_empty() {
            new.source = self.origin.into();
        }
        if !self.tag.is_empty() && !new.tags.contains(&self.tag) {
            new.tags.push(self.tag.clone());
        }
        Ok((new, noted(&note)?))
    }
}

/// With the checks of a note's own form.
fn noted(note: &str) -> Result<Option<NewNote>, String> {
    if note.is_empty() {
        return Ok(None);
    }
    let input = Input::from_pairs(vec![("body".to_owned(), note.to_owned())]);
    let refused = |form: FormState| format!("Note: {}", form.error("body").unwrap_or_default());
    notes::forms::new_note(&input).map(Some).map_err(refused)
}

fn label(field: &str) -> String {
    let plain = field.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let known = columns::FIELDS.iter().find(|(word, _)| *word == plain);
    known.map_or_else(|| "Own field".into(), |(_, label)| (*label).to_owned())
}

impl Job for Plan {
    const KIND: &'static str = "imports.plan";

    async fn run(self, services: Services) -> AppResult<()> {
        unless_gone(self.plan(&services).await)
    }
}

impl Plan {
    /// In one go: which row is the second of two is only known to who saw both.
    async fn plan(self, services: &Services) -> AppResult<()> {
        let (workspace, id) = (self.workspace_id, self.import_id);
        let mut after = self.after;
        let mut seen: HashMap<String, i64> = HashMap::new();
        loop {
            let own = services.clone();
            let look = move |db: &mut Scoped, import: Import| {
                if import.state != State::Planning {
                    return Ok((None, seen));
                }
                let reader = Reader::of(db, &import)?;
                let rows = queries::rows(db, id, None, after, STEP)?;
                for row in &rows {
                    let (fate, why) = fate(db, &own, &reader, row, &mut seen)?;
                    queries::set_fate(db, id, row.number, fate, &why, None)?;
                }
                let last = rows.last().map(|row| row.number);
                queries::set_done(db, id, last.unwrap_or(import.rows_total))?;
                if last.is_none() {
                    queries::advance(db, id, &[State::Planning], State::Planned)?;
                }
                Ok((last, seen))
            };
            let (last, known) = step(services, workspace, id, look).await?;
            seen = known;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}

fn fate(
    db: &mut Scoped,
    services: &Services,
    reader: &Reader,
    row: &Row,
    seen: &mut HashMap<String, i64>,
) -> AppResult<(Fate, String)> {
    let (new, _) = match reader.contact(row) {
        Ok(new) => new,
        Err(why) => return Ok((Fate::Refused, why)),
    };
    if let Some(found) = contacts::queries::duplicates(db, &new)?.first() {
        return Ok((Fate::Duplicate, format!("{}: {}", found.name, found.same)));
    }
    let keys =
        new.emails.iter().map(|e| e.email.key()).chain(new.phones.iter().map(|p| p.phone.digits.clone()));
    let keys: Vec<String> = keys.collect();
    if let Some(earlier) = keys.iter().find_map(|key| seen.get(key)) {
        return Ok((Fate::Duplicate, format!("The same as row {earlier} of this list.")));
    }
    for key in keys {
        seen.insert(key, row.number);
    }
    Ok(match opted_out(db, services, &new)? {
        true => {
            (Fate::OptedOut, "The address opted out of messages. It is added, and stays opted out.".into())
        }
        false => (Fate::New, String::new()),
    })
}

fn opted_out(db: &mut Scoped, services: &Services, new: &NewContact) -> AppResult<bool> {
    let controller = Controller::of_workspace(db)?;
    let workspace = Some(db.workspace_id());
    for email in &new.emails {
        let digest = suppression::digest(&services.secrets, &controller, Channel::Email, &email.email.key());
        for extent in [Extent::Everything, Extent::Marketing] {
            let digest = extent.of(&services.secrets, &digest);
            if suppression::queries::is_suppressed(db, workspace, Channel::Email, &digest)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

impl Job for Run {
    const KIND: &'static str = "imports.run";

    async fn run(self, services: Services) -> AppResult<()> {
        unless_gone(self.add(&services).await)
    }
}

impl Run {
    async fn add(self, services: &Services) -> AppResult<()> {
        let (workspace, id) = (self.workspace_id, self.import_id);
        let mut after = self.after;
        for _ in 0..STEPS {
            let add = move |db: &mut Scoped, import: Import| {
                if import.state != State::Running {
                    return Ok(None);
                }
                let reader = Reader::of(db, &import)?;
                let rows = queries::rows(db, id, None, after, STEP)?;
                for row in rows.iter().filter(|row| row.fate.is_added()) {
                    add_row(db, id, &reader, row, import.member_id)?;
                }
                let last = rows.last().map(|row| row.number);
                queries::set_done(db, id, last.unwrap_or(import.rows_total))?;
                if last.is_none() && queries::advance(db, id, &[State::Running], State::Done)? {
                    db.record("import.done", "import", id, "");
                }
                Ok(last)
            };
            match step(services, workspace, id, add).await? {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
        let next = Self { after, ..self };
        step(services, workspace, id, move |db, _| db.enqueue(&next)).await
    }
}

/// Somebody may have added the same client since the look.
fn add_row(db: &mut Scoped, import: i64, reader: &Reader, row: &Row, member: i64) -> AppResult<()> {
    let (new, note) = match reader.contact(row) {
        Ok(new) => new,
        Err(why) => return queries::set_fate(db, import, row.number, Fate::Refused, &why, None),
    };
    if let Some(found) = contacts::queries::duplicates(db, &new)?.first() {
        let why = format!("{}: {}", found.name, found.same);
        return queries::set_fate(db, import, row.number, Fate::Duplicate, &why, None);
    }
    let contact = contacts::actions::create(db, &new)?;
    if let Some(note) = note {
        notes::add(db, contact, member, &note)?;
    }
    queries::set_fate(db, import, row.number, Fate::Added, &row.why, Some(contact))
}
