//! "Keep" beside a client whose end is near: the months begin anew.

use actix_web::{HttpResponse, web};

use crate::access::privacy::Handle;
use crate::contacts::queries as contacts;
use crate::error::AppResult;
use crate::web::Can;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;

pub async fn keep(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let name = who
        .write(move |db| {
            let name = contacts::name(db, id)?;
            contacts::ending::touch_active(db, id)?;
            db.record("contact.kept", "contact", id, "");
            Ok(name)
        })
        .await?;
    let said = format!("{name} is kept: the months without activity begin anew today.");
    Ok(see_other_with("/workspace/retention", &Flash::success(said)))
}
