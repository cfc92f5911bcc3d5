//! The end of a business whose time to export is over.

use super::mail;
use super::queries::{self, Business, Owner};
use crate::clock::Instant;
use crate::db::{AnyConnection, Unscoped, ids};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::ledger::{Act, Target};
use crate::privacy::retention::{Place, Step};
use crate::requests::model::{Door, Filed, Kind, NewRequest, Scope, Verified};
use crate::requests::queries as requests;
use crate::services::Services;

/// What is promised, and who gets the receipt.
struct Order {
    business: Business,
    owners: Vec<Owner>,
    filed: Filed,
    acts: Vec<Act>,
}

/// Ends the next business; one that is held, or whose client is, waits.
pub async fn end_next(services: &Services, place: Place) -> AppResult<Step> {
    let now = services.clock.now();
    let next = move |conn: &mut _| queries::next_over(conn, now, place.1);
    let Some(business) = services.db.read(next).await? else { return Ok(Step { removed: 0, next: None }) };
    let next = Some((0, business.id));
    let Some(order) = services.db.write(move |conn| order(conn, business, now)).await? else {
        return Ok(Step { removed: 0, next });
    };
    erasure::promise(services, order.acts.clone()).await?;
    send_receipt(services, &order).await?;
    Ok(Step { removed: 1, next })
}

/// Files the end as a request to the operator, so that it has a receipt; `None` while held.
fn order(conn: &mut AnyConnection, business: Business, now: Instant) -> AppResult<Option<Order>> {
    let target = business.target();
    if holds::queries::is_held(conn, &target)? {
        return Ok(None);
    }
    let owners = queries::owners(conn, business.id)?;
    let reply_to = owners.first().map(|owner| owner.email.clone()).unwrap_or_default();
    let filed = file(conn, &business.ledger_key, reply_to, now)?;
    let request = Some(ids::digest(&filed.code));
    let mut acts = vec![Act::Erase { target, request }];
    for key in queries::only_here(conn, business.id)? {
        acts.push(end_account(conn, key, now)?);
    }
    Ok(Some(Order { business, owners, filed, acts }))
}

/// An account that is held waits as a request, which is taken up when the hold ends.
fn end_account(conn: &mut AnyConnection, key: String, now: Instant) -> AppResult<Act> {
    let target = Target::User { key: key.clone() };
    let request = match holds::queries::is_held(conn, &target)? {
        true => Some(ids::digest(&file(conn, &key, String::new(), now)?.code)),
        false => None,
    };
    Ok(Act::Erase { target, request })
}

fn file(conn: &mut AnyConnection, key: &str, reply_to: String, now: Instant) -> AppResult<Filed> {
    let request = NewRequest {
        scope: Scope::Operator,
        workspace_id: None,
        subject_key: key.to_owned(),
        kind: Kind::Erasure,
        door: Door::Account,
        place: String::new(),
        reply_to,
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified: Verified::Account,
        received_at: now,
    };
    requests::file(&mut Unscoped::new(conn, now), &request, "system")
}

/// To the owners' addresses as they were: their accounts may be gone by now.
async fn send_receipt(services: &Services, order: &Order) -> AppResult<()> {
    let id = order.filed.id;
    let request = services.db.read(move |conn| requests::find(conn, id)).await?;
    for owner in &order.owners {
        mail::receipt(services, &order.business, owner, &order.filed.code, &request.outcome).await?;
    }
    services.db.write(move |conn| queries::forget_reply(conn, id)).await
}
