//! POST `/logout`.

use actix_session::Session;
use actix_web::HttpResponse;

use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Public, session};

/// Public, so that pressing the button twice is no error.
pub async fn sign_out(_who: Public, session: Session) -> AppResult<HttpResponse> {
    session::finish(&session);
    Ok(see_other_with("/login", &Flash::success("You are signed out.")))
}
