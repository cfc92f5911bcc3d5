//! Global Privacy Control. Every request that carries the signal is treated as opted out
//! (`web::consent`); here it also reaches the account, so that the person's other
//! browsers are opted out too.

use actix_web::HttpMessage;
use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;
use serde_json::json;

use super::actions;
use super::model::{Allowed, Decision, Method, Shown};
use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::requests::model::{Door, Kind, NewRequest, Scope, Verified};
use crate::requests::queries::{end_opt_out, file};
use crate::services::Services;
use crate::web::Public;
use crate::web::banner::{self, VERSION};
use crate::web::consent::asks_not_to_be_tracked;
use crate::web::session::Viewer;

/// The words shown in answer to the signal.
pub const HONORED: &str = "Opt-out preference signal honored";
/// When what `gpc.json` states last changed.
const STATED_ON: &str = "2026-11-22";

/// GET `/.well-known/gpc.json`.
pub async fn statement(_who: Public) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(json!({ "gpc": true, "lastUpdate": STATED_ON }).to_string())
}

/// Middleware. A page is shown even if the account could not be marked: the request
/// itself is opted out by its header, and the next one tries again.
pub async fn take_over<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if let Some((services, user_id)) = unmarked_account(&request) {
        let place = request.match_pattern().unwrap_or_default();
        if let Err(error) = mark(&services, user_id, place).await {
            tracing::error!(
                error = crate::error::redacted(&error.to_string()),
                "the opt-out signal was not kept"
            );
        }
    }
    next.call(request).await
}

/// The account of a request with the signal, unless it carries the opt-out already.
fn unmarked_account(request: &ServiceRequest) -> Option<(Services, i64)> {
    if !asks_not_to_be_tracked(request.request()) {
        return None;
    }
    let session = request.extensions().get::<Viewer>().and_then(|viewer| viewer.0.clone())?;
    if session.awaits_second_factor || session.user.opted_out {
        return None;
    }
    let services = request.app_data::<web::Data<Services>>()?;
    Some((Services::clone(services), session.user.id))
}

/// Once for an account: whoever opts in again later does so in spite of the signal.
async fn mark(services: &Services, user_id: i64, place: String) -> AppResult<()> {
    let now = services.clock.now();
    let known = move |db: &mut Unscoped| queries::signal_was_taken_over(db, user_id);
    if services.db.read(move |conn| known(&mut Unscoped::new(conn, now))).await? {
        return Ok(());
    }
    services
        .db
        .write(move |conn| {
            let db = &mut Unscoped::new(conn, now);
            if known(db)? {
                return Ok(());
            }
            actions::opt_out(db, user_id)?;
            actions::decide(db, &decision(user_id, place))?;
            put_down(db, user_id)
        })
        .await
}

/// The signal is a request to opt out (11 CCR §7025), and it was carried out.
fn put_down(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    let now = db.now;
    let request = NewRequest {
        scope: Scope::Operator,
        workspace_id: None,
        subject_key: queries::subject_key(db, user_id)?,
        kind: Kind::OptOutSaleShare,
        door: Door::Signal,
        place: String::new(),
        // The person is told on every page: no mail.
        reply_to: String::new(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified: Verified::Account,
        received_at: now,
    };
    let filed = file(db, &request, "person")?;
    end_opt_out(db, filed.id, now)
}

fn decision(user_id: i64, place: String) -> Decision {
    let hash = banner::digest([HONORED]);
    Decision {
        key: None,
        user_id: Some(user_id),
        method: Method::Gpc,
        shown: Shown { place, locale: "en", version: VERSION, hash },
        allowed: Allowed::NOTHING,
        withdraws: None,
    }
}
