//! Changes of the register, and what people are told of them in the same step.

use super::forms::{Announcement, Entry};
use super::mail::{ObjectionAnswered, ObjectionMade};
use super::queries::{self, Processor, objections};
use crate::db::{Reach, Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::notices::{self, NewNotice};
use crate::standing::Audience;

pub enum Saved {
    Done,
    /// As it is stored now.
    Stale(Box<Processor>),
}

pub fn save(db: &mut Unscoped, id: i64, version: i32, entry: &Entry) -> AppResult<Saved> {
    if queries::update(db, id, version, &entry.promised, &entry.terms)? {
        return Ok(Saved::Done);
    }
    Ok(Saved::Stale(Box::new(queries::find(db, id)?)))
}

/// Announces a draft and tells the businesses. `false` if it changed since it was shown.
pub fn announce(db: &mut Unscoped, shown: &Processor, new: &Announcement) -> AppResult<bool> {
    if !queries::announce(db, shown.id, shown.version, new.from, &new.emergency)? {
        return Ok(false);
    }
    tell(db, shown, new)?;
    Ok(true)
}

fn tell(db: &mut Unscoped, processor: &Processor, new: &Announcement) -> AppResult<()> {
    let promised = &processor.promised;
    let (audience, why) = match new.emergency.as_str() {
        "" => (Audience::PrivacyContacts, String::new()),
        // No time to object before: so nobody is left out.
        reason => (Audience::Everybody, format!(" It could not wait: {reason}")),
    };
    let text = format!(
        "From {} on, {} processes data for us. What it does: {}. What it gets: {}. Where: {}.{why} You may object.",
        super::views::day(new.from),
        promised.name,
        promised.purpose.trim_end_matches('.'),
        promised.data.trim_end_matches('.'),
        promised.countries,
    );
    let notice = NewNotice {
        audience,
        about: &format!("processor:{}:announced", processor.id),
        title: &format!("A company joins those that process data for us: {}", promised.name),
        text: &text,
        href: "/subprocessors",
    };
    notices::publish(db, &notice)
}

/// A business objects; whoever runs the installation hears of it.
pub fn object(db: &mut Scoped, processor_id: i64, reason: &str) -> AppResult<()> {
    let objection_id = objections::object(db, processor_id, reason)?;
    db.record("processor.objected", "processor", processor_id, "");
    db.enqueue(&ObjectionMade { objection_id })
}

pub fn withdraw(db: &mut Scoped, processor_id: i64) -> AppResult<()> {
    if !objections::withdraw(db, processor_id)? {
        return Err(AppError::NotFound);
    }
    db.record("processor.objection_withdrawn", "processor", processor_id, "");
    Ok(())
}

/// The operator answers; the business's privacy contacts hear of it.
pub fn answer(db: &mut Unscoped, objection_id: i64, operator: &str, text: &str) -> AppResult<()> {
    let (objection, ..) = objections::find(db, objection_id)?;
    objections::answer(db, objection_id, text)?;
    let reach = Reach { pseudonym: operator.to_owned(), ..Reach::system(objection.workspace_id) };
    let mut scoped = db.scoped(reach);
    for user_id in super::mail::privacy_contacts(&mut scoped)? {
        scoped.enqueue(&ObjectionAnswered { objection_id, user_id })?;
    }
    scoped.record("processor.objection_answered", "processor", objection.processor_id, "");
    scoped.finish()
}
