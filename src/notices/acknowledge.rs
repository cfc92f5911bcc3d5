//! "Got it": the notice is not shown to this person again.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::queries;
use crate::account::landing::Landing;
use crate::error::AppResult;
use crate::web::{Input, SignedIn, see_other};

pub async fn acknowledge(who: SignedIn, id: Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (notice_id, user_id) = (id.into_inner(), who.user().id);
    who.write_unscoped(move |db| queries::acknowledge(db, notice_id, user_id)).await?;
    Ok(see_other(Landing::of(input.get("back")).path()))
}
