//! `/privacy`, `/terms`, `/dpa`: the version in force today, as it was published.

use actix_web::HttpResponse;

use super::model::{self, Document};
use super::queries;
use super::views::DocumentPage;
use crate::error::{AppError, AppResult};
use crate::web::Public;
use crate::web::page::page;

pub async fn privacy(visitor: Public) -> AppResult<HttpResponse> {
    show(visitor, Document::Privacy).await
}

pub async fn terms(visitor: Public) -> AppResult<HttpResponse> {
    show(visitor, Document::Terms).await
}

pub async fn dpa(visitor: Public) -> AppResult<HttpResponse> {
    show(visitor, Document::Dpa).await
}

async fn show(visitor: Public, document: Document) -> AppResult<HttpResponse> {
    let today = visitor.now().date();
    let (version, heads) = visitor
        .read_unscoped(move |db| {
            let heads = queries::heads(db, document)?;
            let number = model::in_force(&heads, today).ok_or(AppError::NotFound)?.number;
            Ok((queries::find(db, document, number)?, heads))
        })
        .await?;
    page(&DocumentPage::current(visitor.chrome(), version, model::upcoming(&heads, today), today))
}
