//! `/r/{code}/export`: the copy that a request asked for, to whoever holds its receipt and
//! proved who they are when they asked.

use actix_web::{HttpResponse, web};

use super::download;
use crate::bundles;
use crate::error::{AppError, AppResult};
use crate::requests::model::Verified;
use crate::requests::queries::by_receipt;
use crate::web::Public;

pub async fn download(who: Public, code: web::Path<String>) -> AppResult<HttpResponse> {
    let secrets = who.services.secrets.clone();
    let bundle = who
        .read_unscoped(move |db| {
            let request = by_receipt(db, &secrets, &code)?;
            // A receipt may be shown around; without proof of who asked it opens nothing.
            if request.verified == Verified::None {
                return Err(AppError::NotFound);
            }
            bundles::queries::of_request(db, request.id)?.ok_or(AppError::NotFound)
        })
        .await?;
    download::send(&who.services, bundle)
}
