//! The copy of somebody's data that a request asks for: ordered here, made by `export`.

use super::clerk::Desk;
use super::fulfil::NOBODY;
use super::held;
use crate::bundles::model::Purpose;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::privacy::export::{Order, order_by};
use crate::requests::model::Kind;
use crate::requests::queries::Request;

/// Orders the copy; the request is closed when it is ready.
pub fn order(db: &mut Unscoped, desk: &Desk, request: &Request) -> AppResult<()> {
    let (_, subject) = held::subject(db, desk, request)?.ok_or(AppError::Conflict(NOBODY))?;
    let purpose = match request.kind {
        Kind::Portability => Purpose::Portability,
        _ => Purpose::Access,
    };
    order_by(db, &Order { subject, request_id: Some(request.id), purpose }, &desk.actor)?;
    Ok(())
}
