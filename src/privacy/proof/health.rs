//! `/healthz/privacy`: the checks of `/proof` for a probe. A failing or stale check
//! is a warning, never an outage: the program goes on serving.

use actix_web::HttpResponse;
use serde::Serialize;
use time::Duration;

use super::checks::Check;
use super::queries::{self, Result};
use crate::clock::Instant;
use crate::error::AppResult;
use crate::web::access::Machine;

/// The checks run daily; later than this, no worker runs.
const STALE: Duration = Duration::days(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warning,
}

#[derive(Serialize)]
struct Part {
    name: &'static str,
    status: Status,
    says: String,
}

#[derive(Serialize)]
struct Report {
    status: Status,
    parts: Vec<Part>,
}

pub async fn show(Machine(visit): Machine) -> AppResult<HttpResponse> {
    let now = visit.now();
    let results = visit.read_unscoped(queries::results).await?;
    let parts: Vec<Part> = Check::ALL.iter().map(|check| part(*check, &results, now)).collect();
    let warned = parts.iter().any(|part| part.status == Status::Warning);
    let status = if warned { Status::Warning } else { Status::Ok };
    Ok(HttpResponse::Ok().json(Report { status, parts }))
}

fn part(check: Check, results: &[Result], now: Instant) -> Part {
    let (status, says) = match results.iter().find(|result| result.name == check.name()) {
        None => (Status::Warning, "not checked yet: is a worker running?".to_owned()),
        Some(result) if !result.passed => (Status::Warning, result.detail.clone()),
        Some(result) if now - result.checked_at > STALE => {
            (Status::Warning, format!("last checked on {}: is a worker running?", result.checked_at.date()))
        }
        Some(result) => (Status::Ok, result.detail.clone()),
    };
    Part { name: check.name(), status, says }
}
