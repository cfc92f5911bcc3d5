//! What is kept: how often a page was opened, and the visits of those who allow them. Pure.

use time::Date;

use crate::clock::Instant;
use crate::hits::Hit;
use crate::text::device::Device;

/// A visit ends when nothing was heard for this long.
pub const IDLE: time::Duration = time::Duration::minutes(30);

/// What is counted together: nothing in it singles anybody out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Counted {
    /// `None`: a page of the installation itself.
    pub workspace_id: Option<i64>,
    pub day: Date,
    /// The route's pattern; `POST ` and the pattern for a form that was sent.
    pub route: String,
    pub referrer: String,
    pub device: &'static str,
}

impl Counted {
    pub fn of(hit: &Hit, workspace_id: Option<i64>, device: Device) -> Self {
        Self {
            workspace_id,
            day: hit.at.date(),
            route: match hit.action {
                Some(_) => sent(&hit.route),
                None => hit.route.clone(),
            },
            referrer: hit.referrer.clone(),
            device: device.kind,
        }
    }
}

/// As what a form that was sent is counted.
pub fn sent(route: &str) -> String {
    format!("POST {route}")
}

/// A visit, as its first page tells it.
pub struct NewVisit<'h> {
    pub workspace_id: Option<i64>,
    pub visitor_key: &'h str,
    pub at: Instant,
    pub referrer: &'h str,
    pub utm_source: &'h str,
    pub utm_medium: &'h str,
    pub utm_campaign: &'h str,
    pub browser: &'static str,
    pub os: &'static str,
    pub device: &'static str,
    pub country: String,
    pub region: String,
}
