//! Recurring jobs: a row per schedule says when it ran and when it runs next, so
//! that several nodes together start each run once.

use super::{Job, queries};
use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::{AppError, AppResult};

type Start = Box<dyn Fn(&mut AnyConnection, Instant) -> AppResult<()> + Send + Sync>;

pub(super) struct Schedule {
    name: &'static str,
    every: time::Duration,
    start: Start,
}

impl Schedule {
    pub(super) fn new<J: Job + Clone + Sync>(every: time::Duration, job: J) -> Self {
        let start: Start = Box::new(move |conn, now| {
            let payload = serde_json::to_string(&job).map_err(AppError::internal)?;
            queries::insert(conn, None, J::KIND, &payload, None, now)
        });
        Self { name: J::KIND, every, start }
    }

    /// Enqueues the job if its time has come and no other node did.
    pub(super) fn start_if_due(&self, conn: &mut AnyConnection, now: Instant) -> AppResult<()> {
        if queries::take_turn(conn, self.name, now, now + self.every)? {
            (self.start)(conn, now)?;
        }
        Ok(())
    }
}
