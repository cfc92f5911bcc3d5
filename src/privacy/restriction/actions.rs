//! Beginning and ending a restriction.

use super::queries::{self, Why};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::ledger::Channel;
use crate::outbox::{self, Class, Content, Instructed, Message, To};

/// Restricts a client of this business, whoever may reach them otherwise.
pub fn restrict(db: &mut Scoped, contact: i64, why: Why) -> AppResult<()> {
    restrict_for(db, contact, why, None, None)
}

/// The same for a request, and with a day by which somebody must decide.
pub fn restrict_for(
    db: &mut Scoped,
    contact: i64,
    why: Why,
    request_id: Option<i64>,
    decide_by: Option<Instant>,
) -> AppResult<()> {
    queries::require(db, contact)?;
    queries::mark(db, contact, why)?;
    queries::insert(db, contact, why, (request_id, decide_by))?;
    db.record("contact.restricted", "contact", contact, why.word());
    Ok(())
}

/// Ends the restriction at once. 404 if there is none.
pub fn lift(db: &mut Scoped, contact: i64, note: &str) -> AppResult<()> {
    queries::find(db, contact)?;
    queries::give_reason(db, contact, note)?;
    finish(db, contact)
}

/// The last step: what was restricted is used again.
pub(super) fn finish(db: &mut Scoped, contact: i64) -> AppResult<()> {
    queries::end(db, contact)?;
    queries::unmark(db, contact)?;
    db.record("contact.restriction_ended", "contact", contact, "");
    Ok(())
}

/// The person hears of it before it ends (GDPR Art. 18(3)): the reason is written down and the
/// notice put in the outbox; the restriction ends when the notice has gone.
pub(super) fn begin_to_lift(db: &mut Scoped, contact: i64, note: &str) -> AppResult<i64> {
    queries::find(db, contact)?;
    if queries::open_among(db, &[contact])?.iter().any(|stretch| !stretch.ended_by.is_empty()) {
        return Err(AppError::Conflict("Somebody ended this restriction already; the person is being told."));
    }
    queries::give_reason(db, contact, note)?;
    db.record("contact.restriction_ending", "contact", contact, "");
    let member = db.reach().member_id;
    outbox::post_later(db, &notice(contact, note, member))
}

fn notice(contact: i64, note: &str, member: Option<i64>) -> Message {
    let body = format!(
        "The use of your data was restricted: it was kept, and used for nothing. This restriction ends now, and \
         your data is used again as before.\n\nThe reason:\n\n{note}\n\nIf you do not agree, answer this mail, or \
         use the page of this business about your data, below. You can also complain to a data-protection authority."
    );
    Message {
        class: Class::Rights,
        channel: Channel::Email,
        to: To::Contact(contact),
        instructed_by: member.map_or(Instructed::Rule("restriction".into()), Instructed::Member),
        about: "restriction.ends",
        content: Content { subject: "The restriction of your data ends".into(), body, link: None },
    }
}
