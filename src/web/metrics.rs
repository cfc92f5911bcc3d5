//! Counters in the Prometheus format. Labels are route patterns, methods and
//! statuses: nothing that names a person or a business.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::error::{AppError, AppResult};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];

pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    latency: Family<RouteLabels, Histogram, fn() -> Histogram>,
    connections: Family<StateLabels, Gauge>,
    jobs: Family<StateLabels, Gauge>,
    refused: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("clientsync");
        let requests = Family::default();
        let latency = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let connections = Family::default();
        let jobs = Family::default();
        let refused = Gauge::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("request_seconds", "Time to answer", latency.clone());
        registry.register("database_connections_in_use", "Connections in use", connections.clone());
        registry.register("jobs", "Jobs by state", jobs.clone());
        registry.register("egress_refused", "What was not sent out since the start", refused.clone());
        Self { registry, requests, latency, connections, jobs, refused }
    }

    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = RequestLabels { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.latency.get_or_create(&RouteLabels { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    pub fn set_connections(&self, (readers, writers): (u32, u32)) {
        self.connections.get_or_create(&StateLabels { state: "read" }).set(i64::from(readers));
        self.connections.get_or_create(&StateLabels { state: "write" }).set(i64::from(writers));
    }

    pub fn set_refused(&self, count: u64) {
        self.refused.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub fn set_jobs(&self, state: &'static str, count: i64) {
        self.jobs.get_or_create(&StateLabels { state }).set(count);
    }

    pub fn text(&self) -> AppResult<String> {
        let mut out = String::new();
        encode(&mut out, &self.registry).map_err(AppError::internal)?;
        Ok(out)
    }
}
