//! `/u/{token}`: looking changes nothing, so a scanner that opens links does no harm; a POST
//! acts, from a button or from a mail program that knows RFC 8058, without any cookie. Only a
//! button says that messages may come again.

use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::views::{self, UnsubscribePage};
use crate::db::{Reach, Scoped, Unscoped};
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::ledger::{Act, Scope};
use crate::outbox::choices::{self, Decision};
use crate::outbox::model::{Class, Purpose, Source};
use crate::outbox::token::{self, Opened};
use crate::outbox::{queries, suppression};
use crate::services::Services;
use crate::web::access::Machine;
use crate::web::{Input, Public, page};

pub async fn ask(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let opened = open(&who.services, &token)?;
    let business = business(&who.services, &opened).await?;
    page(&match stopped(&who.services, &opened).await? {
        Some(purpose) => UnsubscribePage::stopped(&who, &token, &business, purpose),
        None => UnsubscribePage::ask(&who, &token, &business, usual(&opened)),
    })
}

/// Mail programs send either encoding; neither names an extent, and a button does.
pub async fn decide(who: Machine, token: web::Path<String>, body: web::Bytes) -> AppResult<HttpResponse> {
    let Machine(visit) = who;
    let opened = open(&visit.services, &token)?;
    let input = Input::parse(&body);
    let purpose = match input.get("extent") {
        "everything" => Purpose::Service,
        "marketing" => Purpose::Marketing,
        _ => usual(&opened),
    };
    let allowed = input.get("answer") == "again";
    erasure::promise(&visit.services, vec![act(&visit.services, &opened, purpose, allowed)]).await?;
    note(&visit.services, &opened, purpose, allowed).await?;
    let business = business(&visit.services, &opened).await?;
    let who = Public { visit, session: None };
    page(&match allowed {
        true => UnsubscribePage::allowed(&who, &token, &business, purpose),
        false => UnsubscribePage::stopped(&who, &token, &business, purpose),
    })
}

fn act(services: &Services, opened: &Opened, purpose: Purpose, allowed: bool) -> Act {
    let scope = Scope::Workspace { workspace: opened.workspace_key.clone() };
    let address = purpose.extent().of(&services.secrets, &opened.digest);
    match allowed {
        true => Act::Lift { scope, channel: opened.channel, address },
        false => {
            let reason = Source::Unsubscribe.word().into();
            Act::Suppress { scope, channel: opened.channel, address, reason }
        }
    }
}

/// The widest extent that this address is closed to.
async fn stopped(services: &Services, opened: &Opened) -> AppResult<Option<Purpose>> {
    let (own, opened) = (services.clone(), opened.clone());
    let find = move |conn: &mut _| {
        let Some((workspace, _)) = queries::business_of_key(conn, &opened.workspace_key)? else {
            return Ok(None);
        };
        for purpose in [Purpose::Service, Purpose::Marketing] {
            let digest = purpose.extent().of(&own.secrets, &opened.digest);
            if suppression::queries::is_suppressed(conn, Some(workspace), opened.channel, &digest)? {
                return Ok(Some(purpose));
            }
        }
        Ok(None)
    };
    services.db.read(find).await
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

/// Shows the answer on the client's page, if the client is still there. What stops a message is
/// the suppression; what allows an offer is this yes, with the words it was given to.
async fn note(services: &Services, opened: &Opened, purpose: Purpose, allowed: bool) -> AppResult<()> {
    let (opened, now) = (opened.clone(), services.clock.now());
    services
        .db
        .write(move |conn| {
            let Some((workspace, business)) = queries::business_of_key(conn, &opened.workspace_key)? else {
                return Ok(());
            };
            let mut db = Unscoped::new(conn, now);
            let mut db: Scoped = db.scoped(Reach { pseudonym: "client".into(), ..Reach::system(workspace) });
            let Some(person) = queries::person(&mut db, &opened.subject_key)? else { return Ok(()) };
            let Some(contact) = person.contact else { return Ok(()) };
            let last = choices::queries::latest(&mut db, contact, purpose, opened.channel)?;
            if last != Some(allowed) {
                let decision = decision(&opened, &business, purpose, allowed);
                choices::note(&mut db, contact, &decision, allowed)?;
            }
            db.finish()
        })
        .await
}

fn decision(opened: &Opened, business: &str, purpose: Purpose, allowed: bool) -> Decision {
    let (source, wording_hash) = match allowed {
        true => (Source::Form, hex::encode(Sha256::digest(views::wording(business, purpose)))),
        false => (Source::Unsubscribe, String::new()),
    };
    Decision { purpose, channel: opened.channel, source, wording_hash }
}
