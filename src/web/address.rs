//! Addresses of this program that a request names: where a form wants to lead back to,
//! and the page that a request came from. Never another site's.

use actix_web::HttpRequest;
use actix_web::http::header;
use url::{Position, Url};

/// The path and query of an address here; `None` for anything that leaves this site.
/// Browsers read `//host`, `/\host` and addresses with tabs inside as another site, so
/// the same parser as theirs has to find that we stay where we are.
pub fn own(address: &str) -> Option<String> {
    let here = Url::parse("https://here.invalid").ok()?;
    let there = here.join(address).ok()?;
    let stays = address.starts_with('/') && there.origin() == here.origin();
    let address = &there[Position::BeforePath..];
    (stays && !address.starts_with("//")).then(|| address.to_owned())
}

/// Whether the page at `path` here led to this request.
pub fn came_from(request: &HttpRequest, path: &str) -> bool {
    referrer(request).is_some_and(|from| from.split('?').next() == Some(path))
}

/// The page here that led to this request.
pub fn referrer(request: &HttpRequest) -> Option<String> {
    let from = request.headers().get(header::REFERER)?.to_str().ok()?;
    let from = Url::parse(from).ok()?;
    let host = from.host_str()?;
    let host = from.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    if host != request.connection_info().host() {
        return None;
    }
    own(&from[Position::BeforePath..Position::AfterQuery])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    fn from(referrer: &str) -> Option<String> {
        let request = TestRequest::post()
            .insert_header(("host", "shop.example:8080"))
            .insert_header(("referer", referrer.to_owned()));
        super::referrer(&request.to_http_request())
    }

    #[test]
    fn only_a_page_of_ours_is_gone_back_to() {
        let form = "http://shop.example:8080/contacts/new?name=a#f";
        assert_eq!(from(form).as_deref(), Some("/contacts/new?name=a"));
        for stranger in ["http://evil.example/contacts", "http://shop.example/a", "garbage", ""] {
            assert_eq!(from(stranger), None, "{stranger}");
        }
    }
}
