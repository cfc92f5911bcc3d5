//! What every door does with a wish. Whoever must prove the address gets a code; an opt-out
//! acts at once and asks nobody who they are. Either way the work done here is the same for
//! every address: who is behind it is looked up later, by a job.

use super::jobs::{SendCode, Spread};
use crate::db::{Reach, Unscoped};
use crate::erasure;
use crate::error::AppResult;
use crate::jobs::Enqueue;
use crate::ledger::Channel;
use crate::outbox::suppression::{self, Controller};
use crate::requests::model::{Filed, Kind, NewInquiry, NewRequest, Scope, Verified};
use crate::requests::queries::{end_opt_out, file, inquiries};
use crate::services::Services;
use crate::web::access::Visit;

pub enum Arrived {
    /// The code comes by mail; this token leads to where it is entered.
    Waits { token: String },
    /// It is filed; this is the receipt's code.
    Filed { code: String },
}

pub async fn arrive(visit: &Visit, new: NewInquiry) -> AppResult<Arrived> {
    if !new.kind.needs_identity() {
        return at_once(visit, new).await;
    }
    let token = visit
        .write_unscoped(move |db| {
            let (inquiry_id, token) = inquiries::open(db, &new)?;
            db.enqueue(&SendCode { inquiry_id })?;
            Ok(token)
        })
        .await?;
    Ok(Arrived::Waits { token })
}

async fn at_once(visit: &Visit, new: NewInquiry) -> AppResult<Arrived> {
    if stops_mail(new.kind) {
        let controller = controller(visit, new.workspace_id).await?;
        let stop = suppression::stop(
            &visit.services,
            &controller,
            Channel::Email,
            &new.address_key,
            new.kind.word(),
        );
        erasure::promise(&visit.services, vec![stop]).await?;
    }
    let filed = visit.write_unscoped(move |db| put_down(db, &new)).await?;
    Ok(Arrived::Filed { code: filed.code })
}

/// Whether nothing is left to decide once the address gets no more mail.
pub const fn stops_mail(kind: Kind) -> bool {
    matches!(kind, Kind::WithdrawConsent | Kind::OptOutSaleShare)
}

fn put_down(db: &mut Unscoped, new: &NewInquiry) -> AppResult<Filed> {
    let filed = file(db, &request(new, Verified::None), &new.actor)?;
    let now = db.now;
    if stops_mail(new.kind) {
        end_opt_out(db, filed.id, now)?;
    }
    let (inquiry_id, _) = inquiries::open(db, new)?;
    db.enqueue(&Spread { inquiry_id, request_id: filed.id })?;
    Ok(filed)
}

/// The request of whoever's door it was, about nobody yet.
pub fn request(new: &NewInquiry, verified: Verified) -> NewRequest {
    NewRequest {
        scope: if new.workspace_id.is_some() { Scope::Workspace } else { Scope::Operator },
        workspace_id: new.workspace_id,
        subject_key: String::new(),
        kind: new.kind,
        door: new.door,
        place: new.place.clone(),
        reply_to: new.address.clone(),
        address_digest: new.address_digest.clone(),
        wording: new.wording.clone(),
        shared_address: false,
        verified,
        received_at: new.received_at,
    }
}

async fn controller(visit: &Visit, workspace_id: Option<i64>) -> AppResult<Controller> {
    let Some(id) = workspace_id else { return Ok(Controller::Operator) };
    visit.read_unscoped(move |db| Controller::of_workspace(&mut db.scoped(Reach::system(id)))).await
}

/// The entry that stops a business's mail to an address.
pub fn stop_of(
    db: &mut Unscoped,
    services: &Services,
    workspace_id: i64,
    address_key: &str,
    kind: Kind,
) -> AppResult<crate::ledger::Act> {
    let controller = Controller::of_workspace(&mut db.scoped(Reach::system(workspace_id)))?;
    Ok(suppression::stop(services, &controller, Channel::Email, address_key, kind.word()))
}
