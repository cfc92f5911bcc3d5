//! Reminders: to a business on days 3, 7, 14 and 25 after a request came, to everybody when a
//! day comes near or has passed. The operator reminds and writes that down; it decides for nobody.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::mail::{Told, tell_desk};
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::requests::model::{Scope, Step};
use crate::requests::queries::{Request, lists, note, progress};
use crate::services::Services;

/// Days after the arrival.
const MARKS: [i64; 4] = [3, 7, 14, 25];
/// A deadline is near.
const NEAR: Duration = Duration::days(3);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const KIND: &'static str = "privacy.remind";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        services
            .db
            .write(move |conn| {
                let db = &mut Unscoped::new(conn, now);
                lists::all_open(db)?.iter().try_for_each(|request| remind(db, request))
            })
            .await
    }
}

fn remind(db: &mut Unscoped, request: &Request) -> AppResult<()> {
    for (word, told) in wanted(request, db.now) {
        if !progress::has_step(db, request.id, Step::Reminded, &word)? {
            let now = db.now;
            note(db, request.id, now, "system", Step::Reminded, &word)?;
            // One mail says it, however much there is to say.
            return tell_desk(db, request.id, told);
        }
    }
    Ok(())
}

/// What is to be said by now, the most urgent first: (its word in the record, the mail).
fn wanted(request: &Request, now: crate::clock::Instant) -> Vec<(String, Told)> {
    // Nobody at the desk can do anything: it waits for the person, or for its day.
    if request.paused_at.is_some() || request.run_at.is_some() {
        return Vec::new();
    }
    let mut wanted = Vec::new();
    if request.due_at < now {
        wanted.push(("late".into(), Told::Late));
    } else if request.due_at - now <= NEAR {
        wanted.push(("due".into(), Told::Due));
    }
    let unacknowledged =
        request.acknowledge_by.filter(|by| request.acknowledged_at.is_none() && *by - now <= NEAR);
    if unacknowledged.is_some() {
        wanted.push(("to be acknowledged".into(), Told::Waiting));
    }
    let age = (now - request.received_at).whole_days();
    let mark = MARKS.iter().rev().find(|mark| age >= **mark);
    if let (Scope::Workspace, Some(mark)) = (request.scope, mark) {
        wanted.push((format!("day {mark}"), Told::Waiting));
    }
    wanted
}
