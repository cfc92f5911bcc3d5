//! Work that must not keep a person waiting: a queue in the database and a worker
//! in the process. A job is enqueued in the same transaction as the change that
//! wants it and runs at least once, so it is idempotent and decides what to do
//! from the rows it finds then.

mod inventory;
mod queries;
mod schedule;
mod worker;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Instant;
use crate::db::{AnyConnection, Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::services::Services;

pub use inventory::INVENTORY;
pub use queries::{
    Backlog, DeadJob, ScheduleRow, State, StateCount, any_due_of, backlog, counts, dead, retry, schedules,
};
pub use worker::Worker;

/// A kind of work. Its fields are ids, never a person's data or a secret.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    const KIND: &'static str;
    fn run(self, services: Services) -> impl Future<Output = AppResult<()>> + Send;
}

/// How a job gets into the queue: from a scoped step it carries the workspace.
pub trait Enqueue {
    fn enqueue<J: Job>(&mut self, job: &J) -> AppResult<()>;
}

impl Enqueue for Scoped<'_> {
    fn enqueue<J: Job>(&mut self, job: &J) -> AppResult<()> {
        let (workspace, now) = (self.workspace_id(), self.now);
        insert(self, Some(workspace), job, None, now)
    }
}

impl Enqueue for Unscoped<'_> {
    fn enqueue<J: Job>(&mut self, job: &J) -> AppResult<()> {
        let now = self.now;
        insert(self, None, job, None, now)
    }
}

fn insert<J: Job>(
    conn: &mut AnyConnection,
    workspace_id: Option<i64>,
    job: &J,
    unique_key: Option<&str>,
    run_at: Instant,
) -> AppResult<()> {
    let payload = serde_json::to_string(job).map_err(AppError::internal)?;
    queries::insert(conn, workspace_id, J::KIND, &payload, unique_key, run_at)
}

type Run = Box<dyn Fn(&str, Services) -> Pin<Box<dyn Future<Output = AppResult<()>> + Send>> + Send + Sync>;

/// Every kind of job and every schedule; `app` fills it.
#[derive(Default)]
pub struct Registry {
    kinds: HashMap<&'static str, Run>,
    schedules: Vec<schedule::Schedule>,
}

impl Registry {
    pub fn on<J: Job>(mut self) -> Self {
        let run: Run = Box::new(|payload, services| match serde_json::from_str::<J>(payload) {
            Ok(job) => Box::pin(job.run(services)),
            Err(error) => Box::pin(std::future::ready(Err(AppError::internal(error)))),
        });
        self.kinds.insert(J::KIND, run);
        self
    }

    /// Runs `job` again and again, `every` so long.
    pub fn every<J: Job + Clone + Sync>(self, every: time::Duration, job: J) -> Self {
        let mut registry = self.on::<J>();
        registry.schedules.push(schedule::Schedule::new::<J>(every, job));
        registry
    }
}
