//! What clients allow a business: noted on their page by anybody at work, but only towards no;
//! and the link in every message, which acts at once, without signing in and also for somebody
//! who was erased long ago (RFC 8058). Nobody at work takes an opt-out back.

mod contact;
mod unsubscribe;
mod views;

use crate::db::{Reach, Scoped};
use crate::erasure;
use crate::error::AppResult;
use crate::outbox::choices::{self, Decision};
use crate::services::Services;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/{id}/choices", contact::show)
        .post("/contacts/{id}/choices", contact::refuse)
        .get("/u/{token}", unsubscribe::ask)
        .post("/u/{token}", unsubscribe::stop)
}

/// A client's no, for who hears of it by another way than these pages.
pub async fn refuse(services: &Services, workspace: i64, contact: i64, decision: Decision) -> AppResult<()> {
    let own = services.clone();
    let acts = step(services, workspace, move |db| choices::refuse(db, &own, contact, &decision)).await?;
    erasure::promise(services, acts).await
}

/// A client's yes. Only for a form of the business on which the client proved the address:
/// it lifts what was suppressed.
pub async fn allow(services: &Services, workspace: i64, contact: i64, decision: Decision) -> AppResult<()> {
    let own = services.clone();
    let acts = step(services, workspace, move |db| choices::allow(db, &own, contact, &decision)).await?;
    erasure::promise(services, acts).await
}

async fn step<T, F>(services: &Services, workspace: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    let now = services.clock.now();
    services
        .db
        .write(move |conn| {
            let mut db = Scoped::new(conn, Reach::system(workspace), now);
            let done = step(&mut db)?;
            db.finish()?;
            Ok(done)
        })
        .await
}
