//! The tracker of another party that the operator may add by configuration. It is told of
//! a page only if the visitor allowed analytics and its company is in force in the register
//! of processors; the answer's policy then names its hosts, and no other answer's does.
//!
//! Never told are pages with something personal in their address or title: those of people
//! who are signed in, and those whose route has a parameter. It sets no cookie: Matomo and
//! Plausible are told directly, without their scripts; GA4's script is denied storage.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};

use super::assets;
use super::consent::Consent;
use super::cookies::Category;
use super::session::Viewer;
use crate::config::{TrackerConfig, TrackerKind};
use crate::egress;
use crate::services::Services;

/// In the page that tells the tracker.
#[derive(Debug, Clone)]
pub struct Tag {
    pub js_href: &'static str,
    pub kind: &'static str,
    /// Where the page is told to, or GA4's script.
    pub endpoint: String,
    pub site: String,
    script_hosts: Vec<String>,
    hosts: Vec<String>,
}

impl Tag {
    pub(super) fn of(request: &HttpRequest, services: &Services, consent: &Consent) -> Option<Self> {
        let config = services.config.analytics.tracker.as_ref()?;
        let willing = consent.allows(Category::Analytics) && !consent.opted_out;
        if !willing || !tells_nothing_personal(request) {
            return None;
        }
        let hosts = hosts(config);
        if !hosts.iter().all(|host| egress::is_allowed(services, host)) {
            return None;
        }
        let tag = Self::new(config, hosts);
        request.extensions_mut().insert(tag.clone());
        Some(tag)
    }

    fn new(config: &TrackerConfig, hosts: Vec<String>) -> Self {
        let (kind, path) = match config.kind {
            TrackerKind::Matomo => ("matomo", "matomo.php"),
            TrackerKind::Plausible => ("plausible", "api/event"),
            TrackerKind::Ga4 => ("ga4", "gtag/js"),
        };
        let script_hosts = match config.kind {
            TrackerKind::Ga4 => hosts.iter().take(1).cloned().collect(),
            _ => Vec::new(),
        };
        Self {
            js_href: assets::tracker_href(),
            kind,
            endpoint: format!("{}/{path}", config.url.as_str().trim_end_matches('/')),
            site: config.site.clone(),
            script_hosts,
            hosts,
        }
    }

    /// The policy with this tracker's hosts let in.
    fn open(&self, policy: &str) -> String {
        let listed = |hosts: &[String]| hosts.iter().map(|h| format!(" https://{h}")).collect::<String>();
        policy
            .replace("script-src 'self'", &format!("script-src 'self'{}", listed(&self.script_hosts)))
            .replace("connect-src 'self'", &format!("connect-src 'self'{}", listed(&self.hosts)))
    }
}

/// Lets the tracker's hosts into the policy of an answer whose page holds its tag.
pub(super) fn let_in(response: &mut ServiceResponse<BoxBody>) {
    let Some(tag) = response.request().extensions().get::<Tag>().cloned() else { return };
    let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).and_then(|v| v.to_str().ok());
    let Some(Ok(opened)) = policy.map(|policy| HeaderValue::from_str(&tag.open(policy))) else { return };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, opened);
}

fn tells_nothing_personal(request: &HttpRequest) -> bool {
    let is_signed_in = request.extensions().get::<Viewer>().is_some_and(|v| v.0.is_some());
    !is_signed_in
        && request.method() == Method::GET
        && request.match_pattern().is_some_and(|route| !route.contains('{'))
}

fn hosts(config: &TrackerConfig) -> Vec<String> {
    let own = config.url.host_str().unwrap_or_default().to_owned();
    match config.kind {
        TrackerKind::Matomo | TrackerKind::Plausible => vec![own],
        TrackerKind::Ga4 => {
            vec![own, "www.google-analytics.com".into(), "region1.google-analytics.com".into()]
        }
    }
}
