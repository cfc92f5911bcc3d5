//! What the operator adds to the built-in counts: a file that knows places, and a
//! tracker of another party, which is loaded only with the visitor's consent.

use std::path::PathBuf;

use url::Url;

use super::{ConfigError, invalid};

#[derive(Debug, Clone, Default)]
pub struct AnalyticsConfig {
    /// A MaxMind-format file that tells country and region of a network.
    pub geo_file: Option<PathBuf>,
    pub tracker: Option<TrackerConfig>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackerKind {
    Matomo,
    Plausible,
    Ga4,
}

#[derive(Debug, Clone)]
pub struct TrackerConfig {
    pub kind: TrackerKind,
    /// Where its script comes from; GA4's is fixed.
    pub url: Url,
    /// Matomo's site number, Plausible's domain, GA4's measurement id.
    pub site: String,
}

impl AnalyticsConfig {
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        Ok(Self { geo_file: get("CLIENTSYNC_GEO_FILE").map(PathBuf::from), tracker: read_tracker(get)? })
    }
}

fn read_tracker(get: &impl Fn(&str) -> Option<String>) -> Result<Option<TrackerConfig>, ConfigError> {
    let name = "CLIENTSYNC_TRACKER";
    let Some(word) = get(name) else { return Ok(None) };
    let kind = match word.as_str() {
        "matomo" => TrackerKind::Matomo,
        "plausible" => TrackerKind::Plausible,
        "ga4" => TrackerKind::Ga4,
        other => return Err(invalid(name, format!("\"{other}\" is none of matomo, plausible, ga4"))),
    };
    let url = match kind {
        TrackerKind::Ga4 => "https://www.googletagmanager.com".to_owned(),
        _ => get("CLIENTSYNC_TRACKER_URL").unwrap_or_default(),
    };
    let url = Url::parse(&url)
        .ok()
        .filter(|u| u.scheme() == "https" && u.host_str().is_some())
        .ok_or_else(|| invalid("CLIENTSYNC_TRACKER_URL", "must be an https address".into()))?;
    let site = get("CLIENTSYNC_TRACKER_SITE")
        .filter(|site| site.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)))
        .ok_or_else(|| invalid("CLIENTSYNC_TRACKER_SITE", "must name the site in the tracker".into()))?;
    Ok(Some(TrackerConfig { kind, url, site }))
}
