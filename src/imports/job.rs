//! The three long steps of an import. Each works in short steps that are written down, so that a
//! crash loses nothing and doubles nothing, and other jobs and pages get their turn.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::judge::{self, Meant, Reader, Update, Verdict};
use super::model::{Existing, Fate, State};
use super::queries::{self, Import, Row};
use super::{columns, read, store};
use crate::contacts;
use crate::contacts::actions::Edit;
use crate::contacts::model::NewContact;
use crate::contacts::snapshot::Snapshot;
use crate::db::{Reach, Scoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::ledger::Channel;
use crate::notes;
use crate::outbox::suppression::{self, Controller, Extent};
use crate::services::Services;

/// Rows of one step, and steps of one job.
pub const STEP: i64 = 100;
pub const STEPS: usize = 50;

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

/// Adds those that are new and updates those that are there, after one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    pub workspace_id: i64,
    pub import_id: i64,
    pub after: i64,
}

/// One step, in the name of whoever brought the list.
pub async fn step<T, F>(services: &Services, workspace: i64, import: i64, step: F) -> AppResult<T>
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
pub fn unless_gone(done: AppResult<()>) -> AppResult<()> {
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
                    queries::set_mapping(db, id, &columns::guesses(&header, &own), "", Existing::Leave)?;
                    queries::set_header(db, id, &header, total)?;
                    queries::advance(db, id, &[State::Reading], State::Matching).map(drop)
                };
                step(services, workspace, id, end).await?;
            }
        }
        store::remove(services, &key)
    }
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
                    let (fate, why, contact) = judged(db, &own, &reader, row, &mut seen)?;
                    queries::set_fate(db, id, row.number, fate, &why, contact)?;
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

/// What is written down of a row: its fate, why, and whom it updates.
type Judged = (Fate, String, Option<i64>);

fn judged(
    db: &mut Scoped,
    services: &Services,
    reader: &Reader,
    row: &Row,
    seen: &mut HashMap<String, i64>,
) -> AppResult<Judged> {
    let meant = match reader.meant(row) {
        Ok(meant) => meant,
        Err(why) => return Ok((Fate::Refused, why, None)),
    };
    let verdict = judge::verdict(db, reader, &meant)?;
    let mut keys = meant.keys();
    match &verdict {
        Verdict::New if !meant.is_told_apart() => keys.push(meant.name_key()),
        Verdict::Update(update) => keys.push(format!("contact {}", update.now.contact.id)),
        _ => {}
    }
    if let Verdict::New | Verdict::Update(_) = verdict {
        if let Some(earlier) = keys.iter().find_map(|key| seen.get(key)) {
            return Ok((Fate::Duplicate, format!("The same as row {earlier} of this list."), None));
        }
        if let Verdict::New = verdict {
            keys.push(meant.name_key());
        }
        for key in keys {
            seen.entry(key).or_insert(row.number);
        }
    }
    Ok(match verdict {
        Verdict::Refused(why) => (Fate::Refused, why, None),
        Verdict::Known(why) => (Fate::Duplicate, why, None),
        Verdict::Update(update) => (Fate::Update, update.changes, Some(update.now.contact.id)),
        Verdict::New if opted_out(db, services, &meant.as_new())? => {
            let why = "The address opted out of messages. It is added, and stays opted out.";
            (Fate::OptedOut, why.into(), None)
        }
        Verdict::New => (Fate::New, String::new(), None),
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
                for row in rows.iter().filter(|row| row.fate.is_added() || row.fate == Fate::Update) {
                    carry_out(db, id, &reader, row, import.member_id)?;
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

/// The same question again: somebody may have added or changed the client since the look.
fn carry_out(db: &mut Scoped, import: i64, reader: &Reader, row: &Row, member: i64) -> AppResult<()> {
    let (fate, why, contact) = match reader.meant(row) {
        Err(why) => (Fate::Refused, why, None),
        Ok(meant) => match judge::verdict(db, reader, &meant)? {
            Verdict::Refused(why) => (Fate::Refused, why, None),
            Verdict::Known(why) => (Fate::Duplicate, why, None),
            Verdict::Update(update) => {
                let contact = put_in(db, import, row, &update)?;
                (Fate::Updated, update.changes, Some(contact))
            }
            Verdict::New => (Fate::Added, row.why.clone(), Some(add(db, &meant, member)?)),
        },
    };
    queries::set_fate(db, import, row.number, fate, &why, contact)
}

fn add(db: &mut Scoped, meant: &Meant, member: i64) -> AppResult<i64> {
    let contact = contacts::actions::create(db, &meant.as_new())?;
    if let Some(note) = &meant.note {
        notes::add(db, contact, member, note)?;
    }
    Ok(contact)
}

/// By the same write as an edit; what was and what is are kept, to be taken back.
fn put_in(db: &mut Scoped, import: i64, row: &Row, update: &Update) -> AppResult<i64> {
    let contact = &update.now.contact;
    match contacts::actions::update(db, contact.id, contact.version, &update.wanted)? {
        Edit::Done => {}
        Edit::Stale => return Err(AppError::internal("a contact changed within one step")),
    }
    let after = Snapshot::of(&contacts::queries::details(db, contact.id)?, Vec::new())?;
    queries::set_snapshots(db, import, row.number, &update.before, &after)?;
    Ok(contact.id)
}
