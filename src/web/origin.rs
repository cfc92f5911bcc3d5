//! Refuses an unsafe request that another site's page sent (CSRF). Browsers tell
//! where a request comes from; together with SameSite=Lax cookies no form needs a token.

use actix_web::HttpRequest;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use url::Url;

use super::routes::Routes;
use crate::error::AppError;

pub async fn check<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if is_ours(request.request()) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refusal =
        AppError::Forbidden("This form was sent from another site. Open the page here and send it again.");
    Ok(request.error_response(refusal).map_into_right_body())
}

fn is_ours(request: &HttpRequest) -> bool {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let machine = Routes::machine_paths().iter().any(|prefix| request.path().starts_with(prefix));
    if safe || machine {
        return true;
    }
    let text = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN.as_str()) {
        // Neither header: not a browser, so no cookie of a person is in play against their will.
        None => true,
        Some(origin) => same_host(origin, request.connection_info().host()),
    }
}

fn same_host(origin: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let Some(name) = url.host_str() else { return false };
    match url.port() {
        Some(port) => host == format!("{name}:{port}"),
        None => host == name || host == format!("{name}:{}", url.port_or_known_default().unwrap_or(443)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn post(headers: &[(&'static str, &'static str)]) -> bool {
        let mut request = TestRequest::post().uri("/contacts").insert_header(("host", "shop.example:8080"));
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        is_ours(&request.to_http_request())
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
        assert!(post(&[("origin", "http://shop.example:8080")]));
        assert!(!post(&[("origin", "http://evil.example:8080")]));
        assert!(!post(&[("origin", "null")]));
        assert!(post(&[]));
    }
}
