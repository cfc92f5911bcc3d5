//! "Accept for the business".

use actix_web::HttpResponse;

use super::show::offered;
use crate::access::workspace::Manage;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, see_other};
use crate::workspace;

const NEWER: AppError = AppError::Conflict(
    "A newer version of the agreement was published while you were reading. Open it again and accept that one.",
);

pub async fn accept(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let offered = offered(&who)?;
    if input.get("version") != offered.version.to_string() {
        return Err(NEWER);
    }
    if who.member.workspace.agreement >= offered.version {
        return Ok(see_other("/workspace/agreement"));
    }
    let role = who.member.role;
    who.write(move |db| workspace::accept_agreement(db, &offered, role)).await?;
    Ok(see_other_with("/workspace/agreement", &Flash::success("Agreement accepted.")))
}
