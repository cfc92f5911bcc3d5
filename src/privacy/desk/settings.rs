//! POST `/privacy/queue/settings`: what an owner lets run by itself.

use actix_web::HttpResponse;

use crate::access::workspace::Manage;
use crate::error::AppResult;
use crate::requests::model::Settings;
use crate::requests::queries::settings;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input};

/// A box left out is a box not ticked, so every form is valid.
pub async fn save(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let new = Settings {
        auto_copies: input.checked("auto_copies"),
        auto_corrections: input.checked("auto_corrections"),
        auto_opt_outs: input.checked("auto_opt_outs"),
        named: input.checked("named"),
    };
    who.write(move |db| {
        let workspace = db.workspace_id();
        settings::save(db, workspace, new)?;
        db.record("privacy.settings_changed", "workspace", workspace, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(
        "/privacy/queue",
        &Flash::success("Saved. It holds for requests that come in from now on."),
    ))
}
