//! `/healthz`: whether the program can serve, and what is wrong if not. Read by
//! probes, so it says nothing that a stranger may not know.

use std::path::Path;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::queries;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::egress;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, Backlog};
use crate::services::Services;
use crate::web::access::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    /// It serves, but somebody should look.
    Degraded,
    Failing,
}

#[derive(Serialize)]
struct Part {
    name: &'static str,
    status: Status,
    says: String,
}

#[derive(Serialize)]
struct Health {
    status: Status,
    version: &'static str,
    parts: Vec<Part>,
}

/// A probe gives up sooner or later; better to tell it why.
const PATIENCE: Duration = Duration::from_secs(5);
/// A due job starts within seconds while a worker runs.
const LONGEST_WAIT: time::Duration = time::Duration::minutes(10);

const MB: u64 = 1024 * 1024;
/// Below it, or below a hundredth of the disk, somebody should make room.
const LITTLE_ROOM: u64 = 200 * MB;
/// Below it the next write may fail, and a database that can't write is down.
const NO_ROOM: u64 = 20 * MB;

pub async fn show(Machine(visit): Machine) -> AppResult<HttpResponse> {
    let parts = look(&visit.services).await;
    let failing = parts.iter().any(|p| p.status == Status::Failing);
    let degraded = parts.iter().any(|p| p.status == Status::Degraded);
    let (status, mut answer) = match (failing, degraded) {
        (true, _) => (Status::Failing, HttpResponse::ServiceUnavailable()),
        (false, true) => (Status::Degraded, HttpResponse::Ok()),
        (false, false) => (Status::Ok, HttpResponse::Ok()),
    };
    Ok(answer.json(Health { status, version: env!("CARGO_PKG_VERSION"), parts }))
}

async fn look(services: &Services) -> Vec<Part> {
    let now = services.clock.now();
    let backlog = in_time(services.db.read(move |conn| jobs::backlog(&mut Unscoped::new(conn, now)))).await;
    let write =
        in_time(services.db.write(move |conn| queries::try_write(&mut Unscoped::new(conn, now)))).await;
    let folder = services.config.data.clone();
    let room =
        in_time(async { web::block(move || room_in(&folder)).await.map_err(AppError::internal)? }).await;
    vec![
        database("database read", backlog.as_ref().map(drop)),
        database("database write", write.as_ref().map(drop)),
        queue(backlog.as_ref().ok(), now),
        disk(room.as_ref()),
        mail(services, now),
    ]
}

async fn in_time<T>(step: impl Future<Output = AppResult<T>>) -> AppResult<T> {
    let late = AppError::Unavailable("no answer within 5 seconds");
    tokio::time::timeout(PATIENCE, step).await.unwrap_or(Err(late))
}

fn database(name: &'static str, outcome: Result<(), &AppError>) -> Part {
    match outcome {
        Ok(()) => Part { name, status: Status::Ok, says: "answers".into() },
        Err(error) => {
            tracing::error!(%error, name, "health");
            // The cause is in the log; a database's own words may name hosts and users.
            let says = match error {
                AppError::Unavailable(why) => (*why).to_owned(),
                _ => "does not answer; the log says why".into(),
            };
            Part { name, status: Status::Failing, says }
        }
    }
}

/// Bytes on the disk under the data folder.
pub struct Room {
    pub free: u64,
    pub all: u64,
}

pub fn room_in(folder: &Path) -> AppResult<Room> {
    let disk = fs4::statvfs(folder).map_err(AppError::internal)?;
    Ok(Room { free: disk.available_space(), all: disk.total_space() })
}

fn disk(room: Result<&Room, &AppError>) -> Part {
    let name = "disk";
    match room.map(trouble_with_room) {
        Ok(None) => Part { name, status: Status::Ok, says: "has room".into() },
        Ok(Some((status, says))) => Part { name, status, says },
        Err(error) => {
            tracing::error!(%error, name, "health");
            Part { name, status: Status::Degraded, says: "can’t be measured; the log says why".into() }
        }
    }
}

/// What the operator should know about the disk; `None` if it has room.
pub fn trouble_with_room(room: &Room) -> Option<(Status, String)> {
    let says = || format!("{} MB are free under the data folder: make room", room.free / MB);
    match room.free {
        ..NO_ROOM => Some((Status::Failing, says())),
        free if free < LITTLE_ROOM || free < room.all / 100 => Some((Status::Degraded, says())),
        _ => None,
    }
}

fn mail(services: &Services, now: Instant) -> Part {
    match egress::waits(&services.mailer, &services.standing.facts(), now.date()) {
        Some(says) => Part { name: "mail", status: Status::Degraded, says },
        None => {
            Part { name: "mail", status: Status::Ok, says: format!("goes out by {}", services.mailer.way()) }
        }
    }
}

fn queue(backlog: Option<&Backlog>, now: Instant) -> Part {
    let name = "jobs";
    let Some(backlog) = backlog else {
        return Part { name, status: Status::Degraded, says: "unknown while the database is silent".into() };
    };
    match trouble_with(backlog, now) {
        Some(says) => Part { name, status: Status::Degraded, says },
        None => Part { name, status: Status::Ok, says: "none was given up, none waits too long".into() },
    }
}

/// What the operator should know about the queue; `None` if it is well.
pub fn trouble_with(backlog: &Backlog, now: Instant) -> Option<String> {
    let waits = backlog.waiting_since.map_or(time::Duration::ZERO, |since| now - since);
    let late = (waits > LONGEST_WAIT)
        .then(|| format!("one has waited {} minutes: is a worker running?", waits.whole_minutes()));
    let dead = match backlog.dead {
        0 => None,
        1 => Some("1 was given up; see /operator".to_owned()),
        n => Some(format!("{n} were given up; see /operator")),
    };
    match (dead, late) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(dead), Some(late)) => Some(format!("{dead}; {late}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_is_told() {
        let status = |free, all| trouble_with_room(&Room { free, all }).map(|(status, _)| status);
        assert_eq!(status(500 * MB, 10_000 * MB), None);
        assert_eq!(status(199 * MB, 10_000 * MB), Some(Status::Degraded));
        assert_eq!(status(500 * MB, 100_000 * MB), Some(Status::Degraded), "less than a hundredth");
        assert_eq!(status(20 * MB, 100 * MB), Some(Status::Degraded));
        assert_eq!(status(19 * MB, 100 * MB), Some(Status::Failing));
        let (_, says) = trouble_with_room(&Room { free: 150 * MB, all: 10_000 * MB }).unwrap();
        assert_eq!(says, "150 MB are free under the data folder: make room");
        assert_eq!(disk(Err(&AppError::NotFound)).status, Status::Degraded);
    }
}
