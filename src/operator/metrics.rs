//! `/metrics`, for a Prometheus that knows the token or runs on this machine.

use std::sync::atomic::Ordering;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use subtle::ConstantTimeEq;

use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, State};
use crate::web::access::Machine;
use crate::web::client;
use crate::web::metrics::Metrics;

pub async fn show(
    Machine(visit): Machine,
    request: HttpRequest,
    metrics: web::Data<Metrics>,
) -> AppResult<HttpResponse> {
    if !may_read(&request, visit.services.config.metrics_token.as_deref()) {
        return Err(AppError::NotFound);
    }
    let now = visit.now();
    let counts = visit.services.db.read(move |conn| jobs::counts(&mut Unscoped::new(conn, now))).await?;
    for &state in State::ALL {
        let count = counts.iter().find(|c| c.state == state).map_or(0, |c| c.count);
        metrics.set_jobs(state.word(), count);
    }
    metrics.set_connections(visit.services.db.in_use());
    metrics.set_refused(visit.services.refusals.load(Ordering::Relaxed));
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(HttpResponse::Ok().content_type(kind).body(metrics.text()?))
}

fn may_read(request: &HttpRequest, token: Option<&str>) -> bool {
    let Some(token) = token else { return client::from_this_machine(request) };
    let given = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    given
        .and_then(|v| v.strip_prefix("Bearer "))
        .is_some_and(|given| given.as_bytes().ct_eq(token.as_bytes()).into())
}
