//! Every version of every document, each as it was published, and what changed from one to the next.

use actix_web::{HttpResponse, web};

use super::difference;
use super::model::Document;
use super::queries;
use super::views::{ChangesPage, DocumentPage, HistoryPage};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::web::Public;
use crate::web::page::page;

pub async fn index(visitor: Public) -> AppResult<HttpResponse> {
    let all = visitor
        .read_unscoped(|db| {
            let heads = |document: &Document| Ok((*document, queries::heads(db, *document)?));
            Document::ALL.iter().map(heads).collect::<AppResult<Vec<_>>>()
        })
        .await?;
    page(&HistoryPage::of(visitor.chrome(), all, visitor.now().date()))
}

pub async fn version(visitor: Public, path: web::Path<(String, i32)>) -> AppResult<HttpResponse> {
    let (document, number) = named(path.into_inner())?;
    let version = visitor.read_unscoped(move |db| queries::find(db, document, number)).await?;
    page(&DocumentPage::kept(visitor.chrome(), version, visitor.now().date()))
}

pub async fn changes(visitor: Public, path: web::Path<(String, i32)>) -> AppResult<HttpResponse> {
    let (document, number) = named(path.into_inner())?;
    let both = move |db: &mut Unscoped| {
        Ok((queries::find(db, document, number - 1)?, queries::find(db, document, number)?))
    };
    let (old, new) = visitor.read_unscoped(both).await?;
    let paragraphs = difference::between(&old.body, &new.body);
    page(&ChangesPage::of(visitor.chrome(), &old.head, &new.head, paragraphs))
}

fn named((word, number): (String, i32)) -> AppResult<(Document, i32)> {
    Ok((Document::from_word(&word).ok_or(AppError::NotFound)?, number))
}
