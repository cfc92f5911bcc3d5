//! One request: who asks what, by when, what is held, what was said, and what can be done.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::clerk::{Clerk, Desk};
use super::held::{self, Held};
use super::views::CasePage;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::privacy::corrections;
use crate::privacy::doors::queries as doors;
use crate::requests::queries::messages::{self, Message};
use crate::requests::queries::{Event, Request, events};
use crate::services::Services;
use crate::text::email::Email;
use crate::web::{FormState, page, page_with};

/// What the page is drawn from.
pub struct File {
    pub request: Request,
    pub events: Vec<Event>,
    pub messages: Vec<Message>,
    pub held: Option<Held>,
    /// The client meant: (id, name).
    pub client: Option<(i64, String)>,
    /// The clients with the address, where it is open who is meant.
    pub candidates: Vec<(i64, String, String)>,
    /// Whether it names values that wait for a decision.
    pub proposed: bool,
    /// The account meant, by its name.
    pub account: String,
}

pub async fn show<C: Clerk>(who: C, id: Path<i64>) -> AppResult<HttpResponse> {
    let file = file(&who, id.into_inner()).await?;
    page(&CasePage::of(&who, &file, FormState::empty()))
}

/// The page again, with what is to be mended.
pub async fn again<C: Clerk>(who: &C, id: i64, form: FormState) -> AppResult<HttpResponse> {
    let file = file(who, id).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &CasePage::of(who, &file, form))
}

pub async fn file<C: Clerk>(who: &C, id: i64) -> AppResult<File> {
    let (desk, services) = (who.desk(), who.visit().services.clone());
    who.visit().read_unscoped(move |db| open(db, &desk, &services, id)).await
}

fn open(db: &mut Unscoped, desk: &Desk, services: &Services, id: i64) -> AppResult<File> {
    let request = desk.find(db, id)?;
    let mut client = None;
    let mut candidates = Vec::new();
    let mut account = String::new();
    let mut proposed = false;
    match &desk.reach {
        Some(reach) => {
            let scoped = &mut db.scoped(reach.clone());
            client = doors::client_of_key(scoped, &request.subject_key)?;
            proposed = corrections::are_proposed(scoped, id)?;
            if let (None, Ok(email)) = (&client, Email::parse(&request.reply_to)) {
                candidates = doors::candidates(scoped, &email.key())?;
            }
        }
        None => {
            let found = doors::account_of_key(db, &request.subject_key)?;
            account = found.map(|(_, name, _)| name).unwrap_or_default();
        }
    }
    Ok(File {
        held: held::of(db, desk, &request, &services.inventory)?,
        events: events(db, id)?,
        messages: messages::of_request(db, id)?,
        client,
        candidates,
        proposed,
        account,
        request,
    })
}
