//! The worker: claims due jobs one by one and runs them; a failed one comes again
//! later, and after the last try stays visible as dead.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{Registry, queries};
use crate::error::{AppResult, redacted};
use crate::services::Services;

/// A job that takes longer is taken for abandoned and run again elsewhere.
const LOCK: time::Duration = time::Duration::minutes(10);
const MAX_ATTEMPTS: i32 = 8;
/// Jobs due at a later time are noticed within this long.
const TICK: Duration = Duration::from_secs(2);
/// After a write others often follow: one look serves them all.
const TOGETHER: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub struct Worker {
    services: Services,
    registry: Arc<Registry>,
}

impl Worker {
    pub fn new(services: Services, registry: Registry) -> Self {
        Self { services, registry: Arc::new(registry) }
    }

    /// Works until `stop` says so; the running job is finished first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(TICK);
        while !*stop.borrow() {
            let outcome = tokio::select! {
                () = self.written() => self.run_queued(|| *stop.borrow()).await,
                _ = tick.tick() => self.run_tick(|| *stop.borrow()).await,
                _ = stop.changed() => break,
            };
            if let Err(error) = outcome {
                tracing::error!(%error, "the job queue can't be read");
            }
        }
    }

    async fn written(&self) {
        self.services.db.written().await;
        tokio::time::sleep(TOGETHER).await;
    }

    /// Starts the schedules whose time has come, runs everything that is due and
    /// returns how many jobs that were.
    pub async fn run_due(&self) -> AppResult<usize> {
        self.run_tick(|| false).await
    }

    async fn run_tick(&self, stopping: impl Fn() -> bool) -> AppResult<usize> {
        self.start_schedules().await?;
        self.run_queued(stopping).await
    }

    /// Asks before each job whether to stop, so that a full queue does not hold up a stop.
    async fn run_queued(&self, stopping: impl Fn() -> bool) -> AppResult<usize> {
        let mut ran = 0;
        while !stopping() && self.run_one().await? {
            ran += 1;
        }
        Ok(ran)
    }

    async fn start_schedules(&self) -> AppResult<()> {
        let now = self.services.clock.now();
        let registry = self.registry.clone();
        self.services
            .db
            .write(move |conn| registry.schedules.iter().try_for_each(|s| s.start_if_due(conn, now)))
            .await
    }

    async fn run_one(&self) -> AppResult<bool> {
        let now = self.services.clock.now();
        // Looking costs no write lock; most wake-ups find nothing.
        if !self.services.db.read(move |conn| queries::any_due(conn, now)).await? {
            return Ok(false);
        }
        let Some(job) = self.services.db.write(move |conn| queries::claim(conn, now, now + LOCK)).await?
        else {
            return Ok(false);
        };
        let outcome = match self.registry.kinds.get(job.kind.as_str()) {
            Some(run) => run(&job.payload, self.services.clone()).await.map_err(|e| redacted(&e.to_string())),
            None => Err(format!("no such kind of job: {}", job.kind)),
        };
        let (id, now) = (job.id, self.services.clock.now());
        match outcome {
            Ok(()) => self.services.db.write(move |conn| queries::done(conn, id, now)).await?,
            Err(error) => {
                let again = (job.attempts < MAX_ATTEMPTS).then(|| now + backoff(job.attempts));
                tracing::warn!(job = id, kind = job.kind, attempt = job.attempts, error, "job failed");
                self.services.db.write(move |conn| queries::failed(conn, id, &error, again)).await?;
            }
        }
        Ok(true)
    }
}

/// 30 seconds, then twice as long each time: the eighth try comes about an hour after the first.
fn backoff(attempts: i32) -> time::Duration {
    time::Duration::seconds(15) * 2i32.saturating_pow(attempts.clamp(1, 10) as u32)
}
