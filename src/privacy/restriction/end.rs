//! `/privacy/restricted/{id}/lift`: ending a restriction, with a reason that the person gets to read.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions;
use super::queries::{self, Restricted, Why};
use super::views::EndPage;
use crate::access::privacy::Handle;
use crate::db::{Reach, Scoped};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::outbox;
use crate::services::Services;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

pub async fn ask(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let contact = find(&who, id.into_inner()).await?;
    page(&EndPage::of(&who, &contact, FormState::empty()))
}

async fn find(who: &Who, id: i64) -> AppResult<Restricted> {
    let contact = who.read(move |db| queries::find(db, id)).await?;
    match contact.why {
        Why::ChildReport => Err(AppError::GoFirst(format!("/privacy/restricted/{id}/decide"))),
        Why::Request | Why::Objection => Ok(contact),
    }
}

pub async fn end(who: Can<Handle>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let contact = find(&who, id.into_inner()).await?;
    let note = match note(&input) {
        Ok(note) => note,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &EndPage::of(&who, &contact, form));
        }
    };
    let id = contact.id;
    who.write(move |db| {
        let outbox_id = actions::begin_to_lift(db, id, &note)?;
        let workspace_id = db.workspace_id();
        db.enqueue(&End { workspace_id, contact_id: id, outbox_id })
    })
    .await?;
    let done = "The person is told now; when that mail has gone, the restriction ends.";
    Ok(see_other_with("/privacy/restricted", &Flash::success(done)))
}

fn note(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let note = check.text("note", 2000);
    if note.is_empty() {
        check.fail("note", "Say why it ends. The person gets to read it.");
    }
    check.finish(|| Some(note))
}

/// Tells the person, then ends the restriction.
#[derive(Debug, Serialize, Deserialize)]
pub struct End {
    workspace_id: i64,
    contact_id: i64,
    outbox_id: i64,
}

impl Job for End {
    const KIND: &'static str = "restriction.end";

    async fn run(self, services: Services) -> AppResult<()> {
        match outbox::deliver(&services, self.workspace_id, self.outbox_id).await {
            Err(AppError::NotFound) => return Ok(()),
            // Without an address there is nobody to tell, and a reported child is not written to.
            told => told?.map_or_else(|why| tracing::info!(why = why.word(), "nobody was told"), drop),
        }
        let now = services.clock.now();
        services
            .db
            .write(move |conn| {
                let mut db = Scoped::new(conn, Reach::system(self.workspace_id), now);
                match queries::find(&mut db, self.contact_id) {
                    // Ended already, or erased meanwhile.
                    Err(AppError::NotFound) => return Ok(()),
                    found => found?,
                };
                actions::finish(&mut db, self.contact_id)?;
                db.finish()
            })
            .await
    }
}
