//! GET: what would be gone, counted just now.

use actix_web::{HttpResponse, web};

use super::queries::{self, Client};
use super::views::ErasePage;
use crate::access::privacy::Handle;
use crate::db::Scoped;
use crate::erasure::{Plan, Preview};
use crate::error::AppResult;
use crate::holds;
use crate::inventory::Column;
use crate::web::{Can, FormState, Who, page};

pub struct Prospect {
    pub client: Client,
    pub preview: Preview,
    pub held: bool,
}

pub async fn preview(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let prospect = prospect(&who, *id).await?;
    page(&ErasePage::of(&who, &prospect, FormState::empty()))
}

pub async fn prospect(who: &Who, id: i64) -> AppResult<Prospect> {
    let services = who.services.clone();
    who.read(move |db| look(db, id, &services.inventory)).await
}

pub fn look(db: &mut Scoped, id: i64, inventory: &[Column]) -> AppResult<Prospect> {
    let client = queries::client(db, id)?;
    let preview = Plan::of(db, inventory, client.person.clone())?.preview(db)?;
    let held = holds::queries::is_held(db, &client.target)?;
    Ok(Prospect { client, preview, held })
}
