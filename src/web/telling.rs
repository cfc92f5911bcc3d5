//! What an answer tells the collector: which page was seen, what failed. Reduced here, so
//! that nothing more ever leaves the request; sorted out and written away from it.
//!
//! Told are pages that people read (GET, 200, HTML) and the forms in `hits::ACTIONS`. Silent
//! are the pages of the installation itself and of development, whose only reader is the
//! operator; every browser and account that asks not to be tracked; and files and probes.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest};

use super::client::Client;
use super::consent::Consent;
use super::cookies::{ANALYTICS, Category};
use super::session::Viewer;
use crate::hits::{ACTIONS, Event, Fault, Hit, Visitor, visitor_key};
use crate::services::Services;

const UNTOLD: [&str; 2] = ["/operator", "/dev/"];
const LONGEST_UTM: usize = 64;
const LONGEST_HOST: usize = 100;
const LONGEST_AGENT: usize = 300;

pub fn page(response: &ServiceResponse<BoxBody>, services: &Services, route: String) {
    let request = response.request();
    let Some(action) = what_happened(response, &route) else { return };
    let now = services.clock.now();
    let consent = Consent::of(request, opted_out(request), &services.config, now);
    // An explicit yes, given in view of the signal, lets in our own counts.
    let silenced = consent.opted_out && !consent.allows(Category::Analytics);
    if silenced || objects(request) {
        return;
    }
    services.hits.tell(Event::Hit(Box::new(Hit {
        at: now,
        action: action.word(),
        workspace: workspace(request, &route),
        referrer: referrer(request),
        user_agent: text(request, header::USER_AGENT).chars().take(LONGEST_AGENT).collect(),
        visitor: visitor(request, &consent, services.config.trusted_proxies),
        route,
    })));
}

/// `cause` is redacted already.
pub fn fault(
    response: &ServiceResponse<BoxBody>,
    services: &Services,
    route: String,
    cause: String,
    id: &str,
) {
    services.hits.tell(Event::Fault(Box::new(Fault {
        at: services.clock.now(),
        method: response.request().method().to_string(),
        route,
        status: response.status().as_u16(),
        cause,
        request_id: id.to_owned(),
    })));
}

#[derive(Clone, Copy)]
enum Happened {
    Seen,
    Done(&'static str),
}

impl Happened {
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Seen => None,
            Self::Done(word) => Some(word),
        }
    }
}

fn what_happened(response: &ServiceResponse<BoxBody>, route: &str) -> Option<Happened> {
    let (method, status) = (response.request().method(), response.status());
    if method == Method::POST && status == StatusCode::SEE_OTHER {
        return ACTIONS.iter().find(|(path, _)| *path == route).map(|(_, word)| Happened::Done(word));
    }
    let is_page = method == Method::GET && status == StatusCode::OK && is_html(response);
    (is_page && !UNTOLD.iter().any(|prefix| route.starts_with(prefix))).then_some(Happened::Seen)
}

fn is_html(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"))
}

fn opted_out(request: &HttpRequest) -> bool {
    request.extensions().get::<Viewer>().and_then(|v| v.0.as_ref()).is_some_and(|s| s.user.opted_out)
}

/// Whether whoever is signed in objected to being counted.
fn objects(request: &HttpRequest) -> bool {
    request.extensions().get::<Viewer>().and_then(|v| v.0.as_ref()).is_some_and(|s| !s.user.counted)
}

/// The public pages of a business count for it.
fn workspace(request: &HttpRequest, route: &str) -> Option<String> {
    let slug = route.starts_with("/w/{slug}").then(|| request.match_info().get("slug"))?;
    slug.map(str::to_owned)
}

fn visitor(request: &HttpRequest, consent: &Consent, trusted_proxies: usize) -> Option<Visitor> {
    if !consent.allows(Category::Analytics) {
        return None;
    }
    let cookie = request.cookie(ANALYTICS.name).filter(|cookie| !cookie.value().is_empty())?;
    let mut visitor = Visitor {
        key: visitor_key(cookie.value()),
        address: Client::of(request, trusted_proxies).address,
        utm_source: String::new(),
        utm_medium: String::new(),
        utm_campaign: String::new(),
    };
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        match name.as_ref() {
            "utm_source" => visitor.utm_source = campaign_word(&value),
            "utm_medium" => visitor.utm_medium = campaign_word(&value),
            "utm_campaign" => visitor.utm_campaign = campaign_word(&value),
            _ => {}
        }
    }
    Some(visitor)
}

/// A value as marketing people write it; anything else may be an address or a name's key.
fn campaign_word(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " _.-".contains(c);
    if !value.chars().all(plain) {
        return String::new();
    }
    value.chars().take(LONGEST_UTM).collect()
}

/// The host of the page that linked here, if it is another one.
fn referrer(request: &HttpRequest) -> String {
    let host = host_of(text(request, header::REFERER));
    let own = text(request, header::HOST);
    let own = own.split(':').next().unwrap_or_default();
    if host.eq_ignore_ascii_case(own) { String::new() } else { host.to_ascii_lowercase() }
}

fn host_of(address: &str) -> &str {
    let after = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if is_name && host.len() <= LONGEST_HOST { host } else { "" }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_host_is_kept() {
        for (address, host) in [
            ("https://search.example/find?q=mia@example.com", "search.example"),
            ("https://mia:secret@blog.example:8443/post#x", "blog.example"),
            ("android-app://com.example", "com.example"),
            ("about:blank", ""),
            ("https://[::1]/", ""),
            ("mia@example.com", ""),
        ] {
            assert_eq!(host_of(address), host, "{address}");
        }
    }

    #[test]
    fn a_campaign_s_word_is_short_and_plain() {
        assert_eq!(campaign_word("Spring sale_2026-a.b"), "Spring sale_2026-a.b");
        assert_eq!(campaign_word("mia@example.com"), "");
        assert_eq!(campaign_word("<b>"), "");
        assert_eq!(campaign_word(&"x".repeat(500)).len(), LONGEST_UTM);
    }
}
