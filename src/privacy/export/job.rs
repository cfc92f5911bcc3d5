//! The jobs: one builds the next step of a copy and orders itself again until it is done; the
//! other deletes what is over.

use serde::{Deserialize, Serialize};

use super::build::{self, Turn};
use super::cursor::Cursor;
use super::order::answer_request;
use crate::bundles::queries::{self, Bundle, Made, Progress};
use crate::bundles::store;
use crate::db::{AnyConnection, Unscoped};
use crate::error::AppResult;
use crate::inventory::Column;
use crate::jobs::{Enqueue, Job};
use crate::services::Services;

/// Attempts at one step before the copy is given up.
const TRIES: i32 = 4;
const GIVEN_UP: &str =
    "The copy could not be made. The operator sees why in the log. Order it again; nothing was lost.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BuildCopy {
    pub bundle: i64,
}

impl Job for BuildCopy {
    const KIND: &'static str = "privacy.build_copy";

    async fn run(self, services: Services) -> AppResult<()> {
        let Err(error) = one_step(&services, self.bundle).await else { return Ok(()) };
        let id = self.bundle;
        let given_up = services
            .db
            .write(move |conn| {
                let given_up = queries::failed_once(conn, id)? >= TRIES;
                if given_up {
                    queries::fail(conn, id, GIVEN_UP)?;
                }
                Ok(given_up)
            })
            .await?;
        if given_up {
            tracing::error!(bundle = id, %error, "a copy was given up");
            return store::remove_work(&services, id);
        }
        Err(error)
    }
}

/// Builds the next step of a copy; whether another is to come.
pub async fn one_step(services: &Services, id: i64) -> AppResult<bool> {
    let found = services.db.read(move |conn| queries::find(conn, id)).await?;
    let Some(bundle) = found.filter(|bundle| bundle.state.is_under_way()) else { return Ok(false) };
    let (own, begun) = (services.clone(), bundle.clone());
    match services.db.read(move |conn| build::step(&own, &begun, conn)).await? {
        Turn::On(cursor) => go_on(services, &bundle, cursor).await,
        Turn::Done(made) => done(services, bundle, made).await.map(|()| false),
        Turn::Failed(why) => {
            services.db.write(move |conn| queries::fail(conn, id, &why)).await?;
            store::remove_work(services, id).map(|()| false)
        }
    }
}

async fn go_on(services: &Services, bundle: &Bundle, cursor: Cursor) -> AppResult<bool> {
    let (id, before, now) = (bundle.id, bundle.build_cursor.clone(), services.clock.now());
    let text = cursor.to_text()?;
    services
        .db
        .write(move |conn| {
            let so_far = Progress {
                before: &before,
                cursor: &text,
                rows_done: cursor.done(),
                rows_total: cursor.total,
            };
            let is_on = queries::progress(conn, id, &so_far)?;
            if is_on {
                Unscoped::new(conn, now).enqueue(&BuildCopy { bundle: id })?;
            }
            Ok(is_on)
        })
        .await
}

async fn done(services: &Services, bundle: Bundle, made: Made) -> AppResult<()> {
    let (id, now, own) = (bundle.id, services.clock.now(), services.clone());
    let (bytes, rows) = (made.bytes, made.rows);
    services.db.write(move |conn| finish(conn, id, &made, &own.inventory, now)).await?;
    tracing::info!(bundle = id, bytes, rows, "a copy is ready");
    store::remove_work(services, id)?;
    // A copy that was cancelled or erased meanwhile has a file that nobody may have.
    let own = services.clone();
    services.db.read(move |conn| store::sweep(&own, conn)).await.map(|_| ())
}

fn finish(
    conn: &mut AnyConnection,
    id: i64,
    made: &Made,
    inventory: &[Column],
    now: crate::clock::Instant,
) -> AppResult<()> {
    if !queries::ready(conn, id, made, now)? || !made.is_released {
        return Ok(());
    }
    match queries::find(conn, id)? {
        Some(bundle) => answer_request(conn, &bundle, inventory, now),
        None => Ok(()),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SweepCopies {}

impl Job for SweepCopies {
    const KIND: &'static str = "privacy.sweep_copies";

    async fn run(self, services: Services) -> AppResult<()> {
        let (now, own) = (services.clock.now(), services.clone());
        let over = services.db.write(move |conn| queries::expire_due(conn, now)).await?;
        let gone = services.db.read(move |conn| store::sweep(&own, conn)).await?;
        if over + gone > 0 {
            tracing::info!(over, gone, "copies that are over deleted");
        }
        Ok(())
    }
}
