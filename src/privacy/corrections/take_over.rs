//! All that one request proposed, accepted at once: with one click at the desk, or by itself
//! where the business allowed that.

use super::actions::{self, Accepted};
use super::apply::Ground;
use crate::civil::{Wall, local_date};
use crate::contacts::model::home_country;
use crate::contacts::statements::State;
use crate::contacts::statements::queries;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::workspace;

/// Whether a request names values that wait for a decision.
pub fn are_proposed(db: &mut Scoped, request_id: i64) -> AppResult<bool> {
    Ok(queries::of_request(db, request_id)?.iter().any(|one| one.state == State::Open))
}

/// The whole request is refused: the values stay as they are, and the mark goes.
pub fn turn_down(db: &mut Scoped, request_id: i64, reason: &str) -> AppResult<()> {
    for one in queries::of_request(db, request_id)?.iter().filter(|one| one.state == State::Open) {
        queries::decide(db, one.id, State::Refused, reason)?;
        queries::mark(db, one.contact_id)?;
    }
    Ok(())
}

/// Accepts them; the request ends with the last. `Err` in words for a value that its field
/// does not take.
pub fn take_over(db: &mut Scoped, request_id: i64) -> AppResult<Result<(), String>> {
    let profile = workspace::queries::profile(db)?.profile;
    let wall = Wall::new(&profile.timezone, &profile.locale, db.now);
    let country = home_country(&profile.timezone, &profile.locale);
    let ground = Ground { country, today: local_date(db.now, &wall.zone) };
    for one in queries::of_request(db, request_id)?.iter().filter(|one| one.state == State::Open) {
        if let Accepted::Unfit(why) = actions::accept(db, one, &ground)? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}
