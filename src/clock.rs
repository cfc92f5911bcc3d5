//! The clock is ours: everything that asks for the time asks here, so that a
//! test can set it. Instants are UTC; wall-clock times live in `civil`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::{OffsetDateTime, PrimitiveDateTime};

pub type Instant = PrimitiveDateTime;

#[derive(Clone, Default)]
pub struct Clock(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    /// Microseconds added to the system's time: a test moves the clock, it never waits.
    Shifted(Arc<AtomicI64>),
}

impl Clock {
    pub fn shifted() -> Self {
        Self(Source::Shifted(Arc::default()))
    }

    pub fn now(&self) -> Instant {
        let now = match &self.0 {
            Source::System => OffsetDateTime::now_utc(),
            Source::Shifted(by) => {
                OffsetDateTime::now_utc() + time::Duration::microseconds(by.load(Ordering::Relaxed))
            }
        };
        // PostgreSQL keeps microseconds; an instant must read back as it was written.
        let micros = now.microsecond();
        let now = now.replace_microsecond(micros).unwrap_or(now);
        PrimitiveDateTime::new(now.date(), now.time())
    }

    /// Moves a shifted clock; the system's clock stays as it is.
    pub fn advance(&self, by: time::Duration) {
        if let Source::Shifted(shift) = &self.0 {
            shift.fetch_add(by.whole_microseconds() as i64, Ordering::Relaxed);
        }
    }
}
