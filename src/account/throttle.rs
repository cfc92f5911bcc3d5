//! Slows down who guesses. Tries are counted per account, and on their own for a browser
//! that has signed in to that account before: so whoever guesses from elsewhere can't
//! lock its owner out. Keys are keyed digests; the table names nobody.

use time::Duration;

use super::queries::throttles;
use crate::db::{Unscoped, unique};
use crate::error::{AppError, AppResult};
use crate::secrets::Secrets;
use crate::web::access::Visit;

/// What is guessed at.
#[derive(Debug, Clone, Copy)]
pub enum Gate {
    Password,
    SecondFactor,
}

#[derive(Debug, Clone)]
pub struct Key(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Go,
    Wait { seconds: u64 },
}

const FREE_TRIES: i32 = 5;
const FIRST_WAIT: Duration = Duration::seconds(30);
const LONGEST_WAIT: Duration = Duration::minutes(15);

impl Key {
    /// `account` is anything that names it, an address nobody has included.
    pub fn new(secrets: &Secrets, gate: Gate, account: &str, known_device: Option<i64>) -> Self {
        let gate = match gate {
            Gate::Password => "password",
            Gate::SecondFactor => "second-factor",
        };
        let device = known_device.map(|id| id.to_string()).unwrap_or_default();
        Self(secrets.digest("throttle", &format!("{gate}\n{account}\n{device}")))
    }
}

/// Asks for a turn and counts it as a failure. It is counted before the guess is looked at,
/// so that a hundred guesses at once count as a hundred; success calls `clear`.
pub fn take_turn(db: &mut Unscoped, key: &Key) -> AppResult<Turn> {
    if let Some(failures) = throttles::count(db, &key.0)? {
        if let Some(wait) = wait_after(failures) {
            let until = db.now + wait;
            throttles::block(db, &key.0, until)?;
        }
        return Ok(Turn::Go);
    }
    match throttles::blocked_until(db, &key.0)? {
        Some(until) => {
            let seconds = (until - db.now).whole_seconds().max(0).unsigned_abs() + 1;
            Ok(Turn::Wait { seconds })
        }
        None => {
            throttles::insert(db, &key.0)?;
            Ok(Turn::Go)
        }
    }
}

pub fn clear(db: &mut Unscoped, key: &Key) -> AppResult<()> {
    throttles::clear(db, &key.0)
}

/// A write step that takes a turn: two first tries at once both want to insert the row,
/// and the one that came second finds it when asked again.
pub async fn with_turn<T, F>(visit: &Visit, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: Fn(&mut Unscoped) -> AppResult<T> + Clone + Send + 'static,
{
    match visit.write_unscoped(step.clone()).await {
        Err(error) if is_first_try_twice(&error) => visit.write_unscoped(step).await,
        done => done,
    }
}

fn is_first_try_twice(error: &AppError) -> bool {
    unique::violated(error, "sign_in_throttles", "key")
}

fn wait_after(failures: i32) -> Option<Duration> {
    let doublings = u32::try_from(failures - FREE_TRIES).ok()?;
    Some((FIRST_WAIT * 2i32.saturating_pow(doublings.min(10))).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_a_limit() {
        let seconds = |failures| wait_after(failures).map(Duration::whole_seconds);
        assert_eq!([1, 4, 5, 6, 7].map(seconds), [None, None, Some(30), Some(60), Some(120)]);
        assert_eq!([10, 11, 1000, i32::MAX].map(seconds), [Some(900); 4]);
    }
}
