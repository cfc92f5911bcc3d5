//! `/u/{token}`: looking changes nothing, so a scanner that opens links does no harm; a POST
//! acts, from a button or from a mail program that knows RFC 8058, without any cookie.

use actix_web::{HttpResponse, web};

use super::views::UnsubscribePage;
use crate::db::{Reach, Scoped, Unscoped};
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::ledger::{Act, Scope};
use crate::outbox::choices::{self, Decision};
use crate::outbox::model::{Class, Purpose, Source};
use crate::outbox::queries;
use crate::outbox::token::{self, Opened};
use crate::services::Services;
use crate::web::access::Machine;
use crate::web::{Input, Public, page};

pub async fn ask(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let opened = open(&who.services, &token)?;
    let business = business(&who.services, &opened).await?;
    page(&UnsubscribePage::ask(&who, &token, &business, usual(&opened)))
}

/// Mail programs send either encoding; neither names an extent, and a button does.
pub async fn stop(who: Machine, token: web::Path<String>, body: web::Bytes) -> AppResult<HttpResponse> {
    let Machine(visit) = who;
    let opened = open(&visit.services, &token)?;
    let purpose = match Input::parse(&body).get("extent") {
        "everything" => Purpose::Service,
        "marketing" => Purpose::Marketing,
        _ => usual(&opened),
    };
    let address = purpose.extent().of(&visit.services.secrets, &opened.digest);
    let act = Act::Suppress {
        scope: Scope::Workspace { workspace: opened.workspace_key.clone() },
        channel: opened.channel,
        address,
        reason: Source::Unsubscribe.word().into(),
    };
    erasure::promise(&visit.services, vec![act]).await?;
    note(&visit.services, &opened, purpose).await?;
    let business = business(&visit.services, &opened).await?;
    let who = Public { visit, session: None };
    page(&UnsubscribePage::done(&who, &token, &business, purpose))
}

fn open(services: &Services, token: &str) -> AppResult<Opened> {
    token::open(&services.secrets, token).ok_or(AppError::NotFound)
}

/// Whoever gets advertising wants no more of it; whoever gets anything else, nothing more.
const fn usual(opened: &Opened) -> Purpose {
    match opened.class {
        Class::Marketing => Purpose::Marketing,
        Class::Service | Class::Rights => Purpose::Service,
    }
}

/// The business's name; empty once it is gone, and its mails with it.
async fn business(services: &Services, opened: &Opened) -> AppResult<String> {
    let key = opened.workspace_key.clone();
    let found = services.db.read(move |conn| queries::business_of_key(conn, &key)).await?;
    Ok(found.map(|(_, name)| name).unwrap_or_default())
}

/// Shows the no on the client's page, if the client is still there. What counts is the suppression.
async fn note(services: &Services, opened: &Opened, purpose: Purpose) -> AppResult<()> {
    let (opened, now) = (opened.clone(), services.clock.now());
    let decision = Decision {
        purpose,
        channel: opened.channel,
        source: Source::Unsubscribe,
        wording_hash: String::new(),
    };
    services
        .db
        .write(move |conn| {
            let Some((workspace, _)) = queries::business_of_key(conn, &opened.workspace_key)? else {
                return Ok(());
            };
            let mut db = Unscoped::new(conn, now);
            let mut db: Scoped = db.scoped(Reach { pseudonym: "client".into(), ..Reach::system(workspace) });
            let Some(person) = queries::person(&mut db, &opened.subject_key)? else { return Ok(()) };
            let last = choices::queries::latest(&mut db, person.id, purpose, opened.channel)?;
            if last != Some(false) {
                choices::queries::insert(&mut db, person.id, &decision, false)?;
                db.record("contact.opted_out", "contact", person.id, purpose.word());
            }
            db.finish()
        })
        .await
}
