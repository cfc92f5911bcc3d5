//! Sends a finished copy, a piece at a time. With the last piece the day begins after which the
//! file is deleted: whoever lost the connection before it may fetch the copy again.

use std::fs::File;
use std::io::Read;

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};

use super::order::{is_there, may_be_fetched};
use crate::bundles::model::About;
use crate::bundles::queries::{self, Bundle};
use crate::bundles::store;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::web::page::attachment;

const PIECE: usize = 256 * 1024;
const LOOK_FIRST: AppError = AppError::Conflict(
    "This copy seems to speak of other people. Look at the list beside it before it is handed out.",
);

/// Whether the file is there, and was looked at where that is needed.
pub fn check(bundle: &Bundle, now: Instant) -> AppResult<()> {
    match (is_there(bundle, now), may_be_fetched(bundle, now)) {
        (_, true) => Ok(()),
        (true, false) => Err(LOOK_FIRST),
        (false, false) => Err(AppError::NotFound),
    }
}

/// The file to somebody who may have it: the person themselves, or the business once it has
/// looked at what speaks of others.
pub fn send(services: &Services, bundle: Bundle) -> AppResult<HttpResponse> {
    check(&bundle, services.clock.now())?;
    let file = File::open(store::path(services, &bundle.file)?).map_err(|_| AppError::NotFound)?;
    let (bytes, name) = (bundle.bytes as u64, name(&bundle));
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header(attachment(name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // It is packed already.
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(bytes, pieces(services.clone(), bundle, file))))
}

fn name(bundle: &Bundle) -> String {
    let what = match bundle.target {
        About::User => "account",
        About::Contact => "client",
        About::Workspace => "business",
    };
    format!("clientsync-{what}-{}.zip", bundle.created_at.date())
}

fn pieces(services: Services, bundle: Bundle, file: File) -> impl Stream<Item = Result<Bytes, AppError>> {
    let left = bundle.bytes as usize;
    try_unfold((services, bundle, file, left), |(services, bundle, mut file, left)| async move {
        let (file, piece) = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece).map_err(AppError::internal)?;
            piece.truncate(count);
            Ok::<_, AppError>((file, piece))
        })
        .await
        .map_err(AppError::internal)??;
        if piece.is_empty() {
            return Ok(None);
        }
        let left = left.saturating_sub(piece.len());
        if left == 0 {
            let (own, now) = (bundle.clone(), services.clock.now());
            services.db.write(move |conn| queries::downloaded(conn, &own, now)).await?;
        }
        Ok(Some((Bytes::from(piece), (services, bundle, file, left))))
    })
}
