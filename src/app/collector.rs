//! Takes what the pages told off the channel and writes it away in batches: one write step
//! a second at most, so that counting costs a request nothing but the telling.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;

use crate::db::{AnyConnection, Unscoped};
use crate::error::AppResult;
use crate::hits::{Event, Fault, Hit};
use crate::services::Services;
use crate::{analytics, faults};

const EVERY: Duration = Duration::from_secs(1);
/// A batch is one transaction: not so large that it holds up whoever writes next.
const LARGEST: usize = 2000;

/// What was told, sorted by who keeps it.
#[derive(Default)]
struct Batch {
    hits: Vec<Hit>,
    faults: Vec<Fault>,
    forgotten: Vec<String>,
}

impl Batch {
    fn take(events: &mut Receiver<Event>) -> Self {
        let mut batch = Self::default();
        for _ in 0..LARGEST {
            match events.try_recv() {
                Ok(Event::Hit(hit)) => batch.hits.push(*hit),
                Ok(Event::Fault(fault)) => batch.faults.push(*fault),
                Ok(Event::Forget(key)) => batch.forgotten.push(key),
                Err(_) => break,
            }
        }
        batch
    }

    fn is_empty(&self) -> bool {
        self.hits.is_empty() && self.faults.is_empty() && self.forgotten.is_empty()
    }

    /// Forgetting comes last: a withdrawal also undoes what was told just before it.
    fn write(&self, services: &Services, conn: &mut AnyConnection) -> AppResult<()> {
        let mut db = Unscoped::new(conn, services.clock.now());
        analytics::store(&mut db, &self.hits, &services.places)?;
        faults::store(&mut db, &self.faults)?;
        self.forgotten.iter().try_for_each(|key| analytics::forget(&mut db, key))
    }
}

/// Collects until `stopped`, then once more.
pub(super) async fn run(services: Services, mut stopped: watch::Receiver<bool>) {
    let taken = services.events.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut events) = taken else { return };
    let mut unforgotten = Vec::new();
    loop {
        let stop = tokio::time::timeout(EVERY, stopped.wait_for(|stop| *stop)).await.is_ok();
        loop {
            let mut batch = Batch::take(&mut events);
            batch.forgotten.append(&mut unforgotten);
            if batch.is_empty() {
                break;
            }
            unforgotten = write(&services, batch).await;
            if !unforgotten.is_empty() {
                break;
            }
        }
        if stop {
            return;
        }
    }
}

/// A batch that can't be written, twice, is lost: but for the withdrawals in it, which are
/// returned to be tried again.
async fn write(services: &Services, batch: Batch) -> Vec<String> {
    let batch = Arc::new(batch);
    for last in [false, true] {
        let (services_there, there) = (services.clone(), batch.clone());
        let Err(error) = services.db.write(move |conn| there.write(&services_there, conn)).await else {
            return Vec::new();
        };
        let (hits, faults) = (batch.hits.len(), batch.faults.len());
        tracing::warn!(%error, hits, faults, lost = last, "counts could not be written");
    }
    batch.forgotten.clone()
}

/// Writes away what was told so far, here and now; for tests and commands.
pub fn collect_now(services: &Services) -> AppResult<()> {
    let mut held = services.events.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(events) = held.as_mut() else { return Ok(()) };
    loop {
        let batch = Batch::take(events);
        if batch.is_empty() {
            return Ok(());
        }
        services.db.write_now(|conn| batch.write(services, conn))?;
    }
}
