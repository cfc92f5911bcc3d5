//! From one inquiry to the requests of whoever decides: the operator for an account, each
//! business for its own clients. Neither side learns of the other's.

use super::arrive::{self, stops_mail};
use super::queries::{self, Match};
use crate::consent;
use crate::db::{Reach, Unscoped};
use crate::egress;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::ledger::Act;
use crate::privacy::desk::Attend;
use crate::privacy::{children, corrections};
use crate::requests::model::{
    Denial, Door, Filed, Kind, NewInquiry, NewRequest, Scope, State, Step, Verified,
};
use crate::requests::queries::inquiries::Inquiry;
use crate::requests::queries::{close, end_opt_out, file, note, progress};
use crate::services::Services;

/// The inquiry is confirmed: whoever asks reads the address.
pub fn confirmed(db: &mut Unscoped, inquiry: &Inquiry) -> AppResult<Filed> {
    let new = as_new(inquiry);
    if let Some(workspace) = inquiry.workspace_id {
        let found = queries::clients_with(db, &inquiry.address_key, Some(workspace))?;
        return for_business(db, &new, workspace, &found, Verified::Address);
    }
    for (workspace, found) in by_business(queries::clients_with(db, &inquiry.address_key, None)?) {
        for_business(db, &new, workspace, &found, Verified::Address)?;
    }
    for_operator(db, &new)
}

fn for_operator(db: &mut Unscoped, new: &NewInquiry) -> AppResult<Filed> {
    let account = queries::account_with(db, &new.address_key)?;
    let known = account.is_some();
    let subject_key = account.map(|(_, key)| key).unwrap_or_default();
    let request = NewRequest { subject_key, ..arrive::request(new, Verified::Address) };
    let filed = file(db, &request, &new.actor)?;
    let now = db.now;
    note(db, filed.id, now, "person", Step::Verified, Verified::Address.word())?;
    // Whoever has no account may still complain about us.
    if known || matches!(new.kind, Kind::Complaint) {
        db.enqueue(&Attend { request_id: filed.id })?;
    } else {
        close(db, filed.id, now, State::Denied, Some(Denial::NoMatch), "")?;
        note(db, filed.id, now, "system", Step::Denied, Denial::NoMatch.word())?;
    }
    Ok(filed)
}

/// Of several clients with one address, a person at the business decides who is meant.
fn for_business(
    db: &mut Unscoped,
    new: &NewInquiry,
    workspace: i64,
    found: &[Match],
    verified: Verified,
) -> AppResult<Filed> {
    let subject_key = match found {
        [one] => one.subject_key.clone(),
        _ => String::new(),
    };
    let request = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(workspace),
        subject_key,
        shared_address: found.len() > 1,
        ..arrive::request(new, verified)
    };
    let filed = file(db, &request, &new.actor)?;
    let now = db.now;
    if verified == Verified::Address {
        note(db, filed.id, now, "person", Step::Verified, verified.word())?;
    }
    propose(db, new, filed.id, found)?;
    db.enqueue(&Attend { request_id: filed.id })?;
    Ok(filed)
}

/// What a client says is wrong stands beside the value until somebody decides.
fn propose(db: &mut Unscoped, new: &NewInquiry, request_id: i64, found: &[Match]) -> AppResult<()> {
    let ([one], Kind::Rectification, false) = (found, new.kind, new.field.is_empty()) else { return Ok(()) };
    let mut scoped = db.scoped(Reach::system(one.workspace_id));
    let value = (new.field.clone(), new.proposed.clone());
    corrections::propose(&mut scoped, one.contact_id, Some(request_id), &[value])?;
    scoped.finish()
}

/// What must last of an opt-out that needed no code: read before it is promised.
pub fn lasting(db: &mut Unscoped, services: &Services, inquiry: &Inquiry) -> AppResult<Vec<Act>> {
    let mut acts = Vec::new();
    if inquiry.workspace_id.is_some() {
        return Ok(acts);
    }
    if let Some((_, user)) = queries::account_with(db, &inquiry.address_key)? {
        let purposes = withdrawn(services, inquiry.kind).into_iter();
        acts.extend(purposes.map(|purpose| Act::Withdraw { user: user.clone(), purpose }));
    }
    if stops_mail(inquiry.kind) {
        for (workspace, _) in by_business(queries::clients_with(db, &inquiry.address_key, None)?) {
            acts.push(arrive::stop_of(db, services, workspace, &inquiry.address_key, inquiry.kind)?);
        }
    }
    Ok(acts)
}

/// The account's choices that an opt-out switches off.
fn withdrawn(services: &Services, kind: Kind) -> Vec<String> {
    match kind {
        Kind::OptOutVendor => {
            let facts = services.standing.facts();
            facts.processors.iter().filter(|p| p.optional).map(|p| egress::purpose_of(p.id)).collect()
        }
        Kind::WithdrawConsent | Kind::OptOutSaleShare => vec!["marketing".into()],
        _ => Vec::new(),
    }
}

/// Files what the businesses have to know, and finds out whom the door's own request is about.
pub fn spread(db: &mut Unscoped, services: &Services, inquiry: &Inquiry, request_id: i64) -> AppResult<()> {
    let new = as_new(inquiry);
    let found = queries::clients_with(db, &inquiry.address_key, inquiry.workspace_id)?;
    if inquiry.workspace_id.is_some() {
        if let [one] = &found[..] {
            progress::settle_subject(db, request_id, &one.subject_key)?;
        }
        freeze_if_child(db, services, inquiry.kind, request_id, &found)?;
        return db.enqueue(&Attend { request_id });
    }
    if let Some((user_id, user_key)) = queries::account_with(db, &inquiry.address_key)? {
        progress::settle_subject(db, request_id, &user_key)?;
        if inquiry.kind == Kind::OptOutSaleShare {
            consent::actions::opt_out(db, user_id)?;
        }
    }
    for (workspace, found) in by_business(found) {
        let filed = for_business(db, &new, workspace, &found, Verified::None)?;
        freeze_if_child(db, services, inquiry.kind, filed.id, &found)?;
        if stops_mail(inquiry.kind) {
            let now = db.now;
            end_opt_out(db, filed.id, now)?;
        }
    }
    db.enqueue(&Attend { request_id })
}

/// A record that may be a child's is not used until somebody looked at it.
fn freeze_if_child(
    db: &mut Unscoped,
    services: &Services,
    kind: Kind,
    request_id: i64,
    found: &[Match],
) -> AppResult<()> {
    if kind != Kind::ChildData {
        return Ok(());
    }
    for one in found {
        let mut scoped = db.scoped(Reach::system(one.workspace_id));
        children::report(&mut scoped, services, one.contact_id, Some(request_id))?;
        scoped.finish()?;
    }
    Ok(())
}

fn by_business(found: Vec<Match>) -> Vec<(i64, Vec<Match>)> {
    let mut grouped: Vec<(i64, Vec<Match>)> = Vec::new();
    for one in found {
        match grouped.last_mut().filter(|(workspace, _)| *workspace == one.workspace_id) {
            Some((_, group)) => group.push(one),
            None => grouped.push((one.workspace_id, vec![one])),
        }
    }
    grouped
}

fn as_new(inquiry: &Inquiry) -> NewInquiry {
    NewInquiry {
        door: inquiry.door,
        workspace_id: inquiry.workspace_id,
        kind: inquiry.kind,
        place: inquiry.place.clone(),
        address: inquiry.address.clone(),
        address_key: inquiry.address_key.clone(),
        address_digest: inquiry.address_digest.clone(),
        wording: inquiry.wording.clone(),
        field: inquiry.field.clone(),
        proposed: inquiry.proposed.clone(),
        actor: inquiry.actor.clone(),
        received_at: inquiry.received_at,
    }
}

/// A letter that nobody confirmed leaves the record that it came, and no address.
pub fn expired(db: &mut Unscoped, inquiry: &Inquiry) -> AppResult<()> {
    if inquiry.door == Door::Operator {
        let new = as_new(inquiry);
        let bare = NewRequest {
            reply_to: String::new(),
            wording: String::new(),
            ..arrive::request(&new, Verified::None)
        };
        let (filed, now) = (file(db, &bare, &inquiry.actor)?, db.now);
        note(db, filed.id, now, "system", Step::Expired, "")?;
        close(db, filed.id, now, State::Expired, Some(Denial::InsufVerification), "")?;
    }
    crate::requests::queries::inquiries::use_up(db, inquiry.id)?;
    Ok(())
}
