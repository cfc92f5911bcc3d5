//! The outermost layer: every answer gets a request number and the security
//! headers, every error its page, every stray cookie a refusal, and every
//! request one log line and one count. No personal data is logged: the route's
//! pattern, never the address that was asked for.

use std::time::Instant as Timer;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};
use askama::Template;

use super::access;
use super::assets;
use super::consent::{self, Consent};
use super::cookies::{self, Category};
use super::flash::Flash;
use super::metrics::Metrics;
use super::session::tokens;
use super::{problem, telling, tracker};
use crate::db::ids;
use crate::error::{self, ErrorWords};
use crate::services::Services;

#[derive(Clone)]
pub struct RequestId(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// An answer that carries this may be shown in a frame by these sites (`https://www.example.com`);
/// every other answer by nobody.
#[derive(Debug, Clone, Default)]
pub struct FrameAncestors(pub Vec<String>);

/// Needs neither database nor session, so that it can always be shown.
#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    message: &'a str,
    way_out: Option<(&'a str, &'a str)>,
    request_id: &'a str,
    css_href: &'a str,
}

pub async fn frame<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Timer::now();
    let id = ids::random_bytes::<8>().map(hex::encode).unwrap_or_default();
    request.extensions_mut().insert(RequestId(id.clone()));
    let services = request.app_data::<web::Data<Services>>().cloned();
    let had_flash = Flash::of(request.request()).is_some();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let failure = failure_of(&response);
    if tokens::is_for_programs(response.request().path()) {
        response = for_programs(response);
    } else if needs_error_page(&response) {
        response = with_error_page(response, &id);
    }
    response = refuse_stray_cookies(response, &id);
    if had_flash && shows_a_page(&response) {
        let _ = response.response_mut().add_cookie(&cookies::FLASH.expired());
    }
    let is_framed = let_frames(&mut response);
    add_headers(
        response.headers_mut(),
        &id,
        is_framed,
        services.as_ref().is_some_and(|s| s.config.is_production()),
    );
    tracker::let_in(&mut response);
    note(&response, services.as_ref().map(|s| s.get_ref()), &id, started, failure);
    Ok(response)
}

/// What is kept of an answer that was refused for its cookie.
pub const STRAY_COOKIE: &str = "an answer set a cookie that the register or the visitor does not allow";

fn failure_of(response: &ServiceResponse<BoxBody>) -> Option<String> {
    if has_stray_cookie(response) {
        return Some(STRAY_COOKIE.to_owned());
    }
    response.response().error().map(ToString::to_string)
}

fn shows_a_page(response: &ServiceResponse<BoxBody>) -> bool {
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let sets_flash = response
        .headers()
        .get_all(header::SET_COOKIE)
        .any(|v| v.as_bytes().starts_with(cookies::FLASH.name.as_bytes()));
    html && !sets_flash && *response.request().method() == Method::GET
}

/// Errors without a page of their own: ours carry words, the framework's carry plain text.
fn needs_error_page(response: &ServiceResponse<BoxBody>) -> bool {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let has_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| {
        let v = v.as_bytes();
        v.starts_with(b"text/html") || v.starts_with(b"application/json")
    });
    failed && !has_page
}

/// Programs read problems, and can't be sent to another page.
fn for_programs(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    const FIRST: (&str, &str) = (
        "One step first",
        "The member for whom this token acts must open the pages and finish a step there.",
    );
    let status = response.status();
    let is_sent_away = status.is_redirection();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v == problem::CONTENT_TYPE);
    let failed = status.is_client_error() || status.is_server_error();
    if is_problem || !(failed || is_sent_away) {
        return response;
    }
    let words = response.response().extensions().get::<ErrorWords>().cloned();
    let words = words.unwrap_or_else(|| generic_words(status));
    let (status, title, detail) = match is_sent_away {
        true => (StatusCode::FORBIDDEN, FIRST.0, FIRST.1),
        false => (status, words.title, words.text.as_str()),
    };
    let mut answer = problem::problem(status, title, detail);
    let (request, old) = response.into_parts();
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = old.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ServiceResponse::new(request, answer)
}

fn with_error_page(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let words = response.response().extensions().get::<ErrorWords>().cloned();
    let words = words.unwrap_or_else(|| generic_words(status));
    let page = ErrorPage {
        title: words.title,
        message: &words.text,
        way_out: words.way_out,
        request_id: id,
        css_href: assets::css_href(),
    };
    let html = page.render().unwrap_or_else(|_| words.title.to_owned());
    let (request, old) = response.into_parts();
    let mut answer = HttpResponse::build(status);
    for (name, value) in old.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            answer.append_header((name.clone(), value.clone()));
        }
    }
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    ServiceResponse::new(request, answer.content_type("text/html; charset=utf-8").body(html))
}

fn generic_words(status: StatusCode) -> ErrorWords {
    let (title, text) = match status {
        StatusCode::NOT_FOUND => ("This page is not here", "The address may be wrong."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("That doesn’t work here", "This address takes another kind of request.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("That is too large", "Send a smaller file or a shorter text."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("That format isn’t understood", "Send the form from its page.")
        }
        s if s.is_server_error() => {
            ("Something went wrong on our side", "Try again; if it happens again, tell us the number below.")
        }
        _ => ("That request makes no sense here", "Go back and try again from the page."),
    };
    ErrorWords { title, text: text.into(), way_out: None }
}

fn has_stray_cookie(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get_all(header::SET_COOKIE).any(|value| !may_be_set(response, value))
}

/// The cookie register is the only way to a cookie, and an optional one needs consent.
fn refuse_stray_cookies(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    if !has_stray_cookie(&response) {
        return response;
    }
    let request = response.into_parts().0;
    with_error_page(ServiceResponse::new(request, HttpResponse::InternalServerError().finish()), id)
}

fn may_be_set(response: &ServiceResponse<BoxBody>, set_cookie: &HeaderValue) -> bool {
    let Some(cookie) = parsed(set_cookie) else { return false };
    let Some(row) = cookies::row_named(cookie.name()) else { return false };
    let goes = cookie.max_age().is_some_and(|age| age.is_zero());
    row.category == Category::Essential || goes || consent_after(response).allows(row.category)
}

/// The visitor's consent once this answer has reached the browser.
fn consent_after(response: &ServiceResponse<BoxBody>) -> Consent {
    let request = response.request();
    let Some(services) = request.app_data::<web::Data<Services>>() else { return Consent::none() };
    let account_opted_out = access::viewer(request).is_some_and(|s| s.user.opted_out);
    let (config, now) = (&services.config, services.clock.now());
    let new = response.headers().get_all(header::SET_COOKIE).filter_map(parsed);
    match new.into_iter().find(|cookie| cookie.name() == cookies::CONSENT.name) {
        Some(new) => Consent::from_cookie(
            Some(new.value()),
            account_opted_out || consent::asks_not_to_be_tracked(request),
            config,
            now,
        ),
        None => Consent::of(request, account_opted_out, config, now),
    }
}

fn parsed(set_cookie: &HeaderValue) -> Option<Cookie<'_>> {
    Cookie::parse(set_cookie.to_str().ok()?).ok()
}

/// Whether other sites may show this answer in a frame.
fn let_frames(response: &mut ServiceResponse<BoxBody>) -> bool {
    let found = response.response().extensions().get::<FrameAncestors>().cloned();
    let Some(FrameAncestors(sites)) = found.filter(|FrameAncestors(sites)| !sites.is_empty()) else {
        return false;
    };
    let allowed = format!("frame-ancestors {}", sites.join(" "));
    let policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", &allowed);
    let Ok(policy) = HeaderValue::from_str(&policy) else { return false };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    true
}

fn add_headers(headers: &mut HeaderMap, id: &str, is_framed: bool, production: bool) {
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in HEADERS {
        // The older header knows no list of sites; browsers that read the newer one heed that alone.
        let is_older_rule = name == header::X_FRAME_OPTIONS && is_framed;
        if !headers.contains_key(&name) && !is_older_rule {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if production {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // Pages show personal data: neither a shared cache nor the back button of the next user keeps them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn note(
    response: &ServiceResponse<BoxBody>,
    services: Option<&Services>,
    id: &str,
    started: Timer,
    failure: Option<String>,
) {
    let request = response.request();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".into());
    let (method, status, took) = (request.method().as_str(), response.status().as_u16(), started.elapsed());
    if let Some(metrics) = request.app_data::<web::Data<Metrics>>() {
        metrics.request(method, &route, status, took);
    }
    let ms = took.as_secs_f64() * 1000.0;
    if status < 500 {
        tracing::info!(request_id = id, method, route, status, ms, "request");
        return services.map_or((), |services| telling::page(response, services, route));
    }
    let cause = error::redacted(&failure.unwrap_or_default());
    tracing::error!(request_id = id, method, route, status, ms, cause, "request failed");
    if let Some(services) = services {
        telling::fault(response, services, route, cause, id);
    }
}
