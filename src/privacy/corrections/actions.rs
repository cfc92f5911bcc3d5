//! Proposing a correction and deciding about it.

use super::apply;
use crate::contacts;
use crate::contacts::statements::queries::{self, New};
use crate::contacts::statements::{Correction, State};
use crate::db::Scoped;
use crate::erasure::{Line, Outcome};
use crate::error::{AppError, AppResult};
use crate::ledger::Channel;
use crate::outbox::{self, Class, Content, Instructed, Message, To};
use crate::requests::model::{Denial, State as RequestState, Step};
use crate::requests::queries as requests;

/// Keeps what a client proposes, field by field, and marks the contact. A field that nobody
/// can correct, and a value that is kept already, are left out.
pub fn propose(
    db: &mut Scoped,
    contact: i64,
    request_id: Option<i64>,
    values: &[(String, String)],
) -> AppResult<Vec<i64>> {
    let mut made = Vec::new();
    for (field, proposed) in values {
        let Some(stated) = apply::stated(db, contact, field)? else { continue };
        if stated != *proposed {
            let new = New { contact, request_id, field, stated: &stated, proposed, statement: "" };
            made.push(queries::insert(db, &new)?);
        }
    }
    if !made.is_empty() {
        queries::mark(db, contact)?;
        db.record("contact.disputed", "contact", contact, format!("{} fields", made.len()));
    }
    Ok(made)
}

/// What the client says about a disputed value, in their own words; also after a refusal.
pub fn state(db: &mut Scoped, correction: i64, statement: &str) -> AppResult<()> {
    let found = queries::find(db, correction)?;
    queries::set_statement(db, correction, statement)?;
    db.record("contact.statement_added", "contact", found.contact_id, "");
    Ok(())
}

/// Why a proposal can't be put into the record as it stands.
pub enum Accepted {
    Done,
    /// The value is not one that the field takes.
    Unfit(String),
}

pub fn accept(db: &mut Scoped, correction: &Correction, ground: &apply::Ground) -> AppResult<Accepted> {
    if let Err(why) = apply::apply(db, correction, ground)? {
        return Ok(Accepted::Unfit(why));
    }
    decide(db, correction, State::Accepted, "")?;
    db.record("contact.correction_accepted", "contact", correction.contact_id, correction.field.clone());
    if correction.request_id.is_none() {
        tell(db, correction, format!("{} is corrected now, as you asked.", apply::label(&correction.field)))?;
    }
    Ok(Accepted::Done)
}

/// The reason, and where to turn if the client does not agree (GDPR Art. 12(4)).
pub fn refuse(db: &mut Scoped, correction: &Correction, reason: &str, authority: &str) -> AppResult<()> {
    decide(db, correction, State::Refused, reason)?;
    db.record("contact.correction_refused", "contact", correction.contact_id, correction.field.clone());
    let label = apply::label(&correction.field);
    tell(
        db,
        correction,
        format!(
            "You asked to have this corrected: {label}. It was not changed.\n\nThe reason:\n\n{reason}\n\nYou can add a \
             statement in your own words, which is then shown beside the value: answer this mail. If you do not agree, \
             you can appeal by answering this mail as well, or complain to {authority}."
        ),
    )
}

fn decide(db: &mut Scoped, correction: &Correction, state: State, reason: &str) -> AppResult<()> {
    if !queries::decide(db, correction.id, state, reason)? {
        return Err(AppError::Conflict("Somebody decided about this correction meanwhile."));
    }
    queries::mark(db, correction.contact_id)?;
    match correction.request_id {
        Some(request) => close_request(db, request),
        None => Ok(()),
    }
}

/// The request ends once all that it proposed is decided.
fn close_request(db: &mut Scoped, request: i64) -> AppResult<()> {
    let all = queries::of_request(db, request)?;
    if all.iter().any(|one| one.state == State::Open) {
        return Ok(());
    }
    let accepted = all.iter().filter(|one| one.state == State::Accepted).count() as i64;
    let (now, actor) = (db.now, db.reach().pseudonym.clone());
    let line = Line {
        table: "contacts".into(),
        title: "Your details".into(),
        rows: accepted,
        fate: "corrected".into(),
        until: String::new(),
    };
    let outcome = Outcome { lines: vec![line] }.to_text()?;
    let (state, denial, step) = match accepted {
        0 => (RequestState::Denied, Some(Denial::ClaimNotCovered), Step::Denied),
        _ => (RequestState::Fulfilled, None, Step::Fulfilled),
    };
    if requests::close(db, request, now, state, denial, &outcome)? {
        if accepted > 0 {
            requests::note(db, request, now, &actor, Step::Corrected, &format!("{accepted} fields"))?;
        }
        requests::note(db, request, now, &actor, step, "")?;
    }
    Ok(())
}

fn tell(db: &mut Scoped, correction: &Correction, body: String) -> AppResult<()> {
    let instructed_by =
        db.reach().member_id.map_or(Instructed::Rule("corrections".into()), Instructed::Member);
    let message = Message {
        class: Class::Rights,
        channel: Channel::Email,
        to: To::Contact(correction.contact_id),
        instructed_by,
        about: "correction.decided",
        content: Content { subject: "Your details were looked at".into(), body, link: None },
    };
    outbox::post(db, &message).map(drop)
}

/// 404 unless the contact may be shown to whoever asks.
pub fn find(db: &mut Scoped, id: i64) -> AppResult<(Correction, String)> {
    let correction = queries::find(db, id)?;
    let name = contacts::queries::name(db, correction.contact_id)?;
    Ok((correction, name))
}
