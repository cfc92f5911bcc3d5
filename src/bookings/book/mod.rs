//! Making, moving and ending bookings: the one place that takes time from somebody. The pages of
//! the back office, the booking page and the client's page call it, and so do
//! `series`: `book`, `move_to`, `set_status`, `cancel`.

mod actions;
mod draft;
mod link;
mod places;
pub mod token;

pub use actions::{accept, book, cancel, cancel_quietly, judge_like, move_to, set_status};
pub use draft::{Booked, Client, Draft, Made, Move};
pub use link::{link, unlink};

use crate::db::unique;
use crate::error::{AppError, AppResult};

/// What came of asking for a time.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(T),
    /// Nothing was changed: these are in the way.
    Taken(Vec<super::slots::Obstacle>),
}

/// The database's own refusal is the same answer: somebody was quicker.
pub fn settled<T>(outcome: AppResult<Outcome<T>>) -> AppResult<Outcome<T>> {
    match outcome {
        Err(error) if unique::excluded(&error, "occupancies") => Ok(Outcome::Taken(Vec::new())),
        settled => settled,
    }
}

/// What a member reads when a button of an old page no longer fits.
pub const STALE: AppError =
    AppError::Conflict("This booking changed since the page was drawn. Open it again to see how it stands.");
