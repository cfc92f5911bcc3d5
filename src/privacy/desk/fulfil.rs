//! POST `…/fulfil`: does what was asked, in one click where nothing has to be decided.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::answers::Answers;
use super::clerk::{Clerk, Desk};
use super::mail::{Letter, Tell};
use super::{copies, held};
use crate::db::Unscoped;
use crate::egress;
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::ledger::{Act, Channel, Target};
use crate::outbox::suppression::{self, Controller};
use crate::privacy::corrections;
use crate::privacy::doors::queries as doors;
use crate::privacy::held as choices;
use crate::privacy::restriction::{self, Why};
use crate::requests::model::{Kind, State, Step};
use crate::requests::queries::{Request, close, messages, note, progress};
use crate::services::Services;
use crate::text::email::Email;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Check, Input};

/// Days between a copy and the deletion that follows it.
const AFTER_THE_COPY: time::Duration = time::Duration::days(7);

pub const NOBODY: &str =
    "It is not settled whom this request is about. Choose the person first, or refuse it as no match.";
const CLOSED: &str = "This request is closed already. Open it again to see how it ended.";
const PREVIEW_FIRST: &str = "A deletion is confirmed on its own page, which shows what will be gone.";
const WORDS: &str = "Write the answer that the person gets.";
const UNFIT: &str = "A value that was proposed does not fit its field. Look at it under Corrections.";
const LAST_OWNER: &str = "This account is the only owner of a business. It must be handed over or closed before the account can go.";

/// Longest answer to a complaint.
const LONGEST: usize = 4000;

/// How far the request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Closed,
    /// The copy is being made.
    Ordered,
    /// It happens by itself after a while.
    Planned,
}

pub async fn fulfil<C: Clerk>(who: C, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, desk, services) = (id.into_inner(), who.desk(), who.visit().services.clone());
    let words = {
        let mut check = Check::new(&input);
        let words = check.text("answer", LONGEST);
        check.finish(|| Some(words))
    };
    let back = format!("{}/{id}", C::BASE);
    let Ok(words) = words else {
        who.visit().read_unscoped(move |db| desk.find(db, id).map(|_| ())).await?;
        let said = "The answer is too long, or holds a payment-card number. Nothing was sent.";
        return Ok(see_other_with(back, &Flash::error(said)));
    };
    Ok(match carry_out(&services, &desk, id, &words).await {
        Ok(done) => see_other_with(back, &Flash::success(said(done))),
        Err(AppError::Conflict(why)) => see_other_with(back, &Flash::error(why)),
        Err(error) => return Err(error),
    })
}

const fn said(done: Done) -> &'static str {
    match done {
        Done::Closed => "Done. The person gets a mail with the answer.",
        Done::Ordered => {
            "The copy is being made. The request closes when it is ready, and the person gets a mail."
        }
        Done::Planned => "Planned. The person got a mail with the day, and can take it back until then.",
    }
}

/// First what must last, then the database; an opt-out outlives a restored backup.
pub async fn carry_out(services: &Services, desk: &Desk, id: i64, words: &str) -> AppResult<Done> {
    let (own, of, now) = (services.clone(), desk.clone(), services.clock.now());
    let acts = services.db.read(move |conn| lasting(&mut Unscoped::new(conn, now), &own, &of, id)).await?;
    erasure::promise(services, acts).await?;
    let (of, words) = (desk.clone(), words.to_owned());
    services.db.write(move |conn| act(&mut Unscoped::new(conn, now), &of, id, &words)).await
}

/// The request, if it can still be answered.
fn open(db: &mut Unscoped, desk: &Desk, id: i64) -> AppResult<Request> {
    let request = desk.find(db, id)?;
    if request.state.is_closed() { Err(AppError::Conflict(CLOSED)) } else { Ok(request) }
}

fn lasting(db: &mut Unscoped, services: &Services, desk: &Desk, id: i64) -> AppResult<Vec<Act>> {
    let request = open(db, desk, id)?;
    let stops = matches!(request.kind, Kind::WithdrawConsent | Kind::OptOutSaleShare | Kind::Objection);
    let mut acts = Vec::new();
    if let (true, Ok(email)) = (stops, Email::parse(&request.reply_to)) {
        let controller = match &desk.reach {
            Some(reach) => Controller::of_workspace(&mut db.scoped(reach.clone()))?,
            None => Controller::Operator,
        };
        acts.push(suppression::stop(
            services,
            &controller,
            Channel::Email,
            &email.key(),
            request.kind.word(),
        ));
    }
    if let Some((_, Target::User { key })) = held::subject(db, desk, &request)? {
        let purposes = switched_off(services, request.kind).into_iter();
        acts.extend(purposes.map(|purpose| Act::Withdraw { user: key.clone(), purpose }));
    }
    Ok(acts)
}

/// The choices of an account that a request switches off.
fn switched_off(services: &Services, kind: Kind) -> Vec<String> {
    let facts = services.standing.facts();
    let optional = || facts.processors.iter().filter(|p| p.optional).map(|p| egress::purpose_of(p.id));
    match kind {
        Kind::OptOutVendor => optional().collect(),
        Kind::WithdrawConsent | Kind::OptOutSaleShare => vec!["marketing".into()],
        Kind::Objection => choices::objectionable(),
        Kind::Restriction => choices::objectionable().into_iter().chain(optional()).collect(),
        _ => Vec::new(),
    }
}

fn act(db: &mut Unscoped, desk: &Desk, id: i64, words: &str) -> AppResult<Done> {
    let request = open(db, desk, id)?;
    let now = db.now;
    progress::begin(db, id)?;
    let done = match request.kind {
        Kind::Access | Kind::Portability => {
            copies::order(db, desk, &request)?;
            Done::Ordered
        }
        Kind::AccessThenErasure => {
            may_go(db, &request)?;
            copies::order(db, desk, &request)?;
            let run_at = now + AFTER_THE_COPY;
            progress::schedule(db, id, run_at)?;
            note(db, id, now, &desk.actor, Step::Scheduled, &run_at.date().to_string())?;
            db.enqueue(&Tell { request_id: id, letter: Letter::Scheduled })?;
            Done::Planned
        }
        Kind::Erasure | Kind::ChildData if desk.reach.is_some() => {
            return Err(AppError::Conflict(PREVIEW_FIRST));
        }
        Kind::Erasure | Kind::ChildData => {
            somebody(db, desk, &request)?;
            may_go(db, &request)?;
            crate::privacy::doors::schedule(db, id, &desk.actor)?;
            Done::Planned
        }
        Kind::Restriction | Kind::Objection => {
            somebody(db, desk, &request)?;
            end(db, desk, id, Step::Restricted, words)?
        }
        Kind::Rectification if is_proposed(db, desk, id)? => return take_over(db, desk, id),
        Kind::Rectification => end(db, desk, id, Step::Corrected, words)?,
        Kind::OptOutSaleShare | Kind::OptOutVendor | Kind::WithdrawConsent => {
            end(db, desk, id, Step::OptedOut, words)?
        }
        Kind::Complaint | Kind::Appeal if words.is_empty() => return Err(AppError::Conflict(WORDS)),
        Kind::Complaint | Kind::Appeal => finish(db, desk, id, words)?,
    };
    record(db, desk, &request)?;
    Ok(done)
}

/// The last of the step: what it does to the client, and what the business's record keeps.
fn record(db: &mut Unscoped, desk: &Desk, request: &Request) -> AppResult<()> {
    let (Some(reach), Some(why)) = (&desk.reach, restriction_of(request.kind)) else {
        return desk.record(db, "privacy.request_fulfilled", request.id);
    };
    let mut scoped = db.scoped(reach.clone());
    let client = doors::client_of_key(&mut scoped, &request.subject_key)?;
    let (client, _) = client.ok_or(AppError::Conflict(NOBODY))?;
    restriction::restrict_for(&mut scoped, client, why, Some(request.id), None)?;
    scoped.record("privacy.request_fulfilled", "privacy_request", request.id, "");
    scoped.finish()
}

const fn restriction_of(kind: Kind) -> Option<Why> {
    match kind {
        Kind::Restriction => Some(Why::Request),
        Kind::Objection => Some(Why::Objection),
        _ => None,
    }
}

/// Whether the request names values that can be taken over as they stand.
fn is_proposed(db: &mut Unscoped, desk: &Desk, id: i64) -> AppResult<bool> {
    match &desk.reach {
        Some(reach) => corrections::are_proposed(&mut db.scoped(reach.clone()), id),
        None => Ok(false),
    }
}

/// Ends the request with the last value.
fn take_over(db: &mut Unscoped, desk: &Desk, id: i64) -> AppResult<Done> {
    db.enqueue(&Answers {})?;
    let Some(reach) = &desk.reach else { return Err(AppError::NotFound) };
    let mut scoped = db.scoped(reach.clone());
    if corrections::take_over(&mut scoped, id)?.is_err() {
        return Err(AppError::Conflict(UNFIT));
    }
    scoped.record("privacy.request_fulfilled", "privacy_request", id, "");
    scoped.finish()?;
    Ok(Done::Closed)
}

/// Refuses to act about nobody.
fn somebody(db: &mut Unscoped, desk: &Desk, request: &Request) -> AppResult<()> {
    held::subject(db, desk, request)?.map(|_| ()).ok_or(AppError::Conflict(NOBODY))
}

/// A business must not be left without an owner.
fn may_go(db: &mut Unscoped, request: &Request) -> AppResult<()> {
    if request.workspace_id.is_some() {
        return Ok(());
    }
    let account = doors::account_of_key(db, &request.subject_key)?;
    let owned = account.map(|(id, ..)| doors::solely_owned(db, id)).transpose()?.unwrap_or_default();
    if owned.is_empty() { Ok(()) } else { Err(AppError::Conflict(LAST_OWNER)) }
}

fn end(db: &mut Unscoped, desk: &Desk, id: i64, step: Step, words: &str) -> AppResult<Done> {
    let now = db.now;
    note(db, id, now, &desk.actor, step, "")?;
    finish(db, desk, id, words)
}

fn finish(db: &mut Unscoped, desk: &Desk, id: i64, words: &str) -> AppResult<Done> {
    let now = db.now;
    messages::write(db, id, now, false, words)?;
    if !close(db, id, now, State::Fulfilled, None, "")? {
        return Err(AppError::Conflict(CLOSED));
    }
    note(db, id, now, &desk.actor, Step::Fulfilled, "")?;
    db.enqueue(&Answers {})?;
    Ok(Done::Closed)
}
