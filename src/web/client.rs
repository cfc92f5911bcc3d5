//! What a request tells about the device behind it, reduced to what is used.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::http::header;

#[derive(Debug, Clone)]
pub struct Client {
    pub address: IpAddr,
    pub user_agent: String,
}

impl Client {
    /// With `trusted_proxies` reverse proxies in front, the client is that many
    /// entries from the right of X-Forwarded-For; what stands further left is hearsay.
    pub fn of(request: &HttpRequest, trusted_proxies: usize) -> Self {
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip());
        let forwarded = header_text(request, "x-forwarded-for");
        let address = match trusted_proxies {
            0 => peer,
            n => forwarded.rsplit(',').nth(n - 1).and_then(|a| a.trim().parse().ok()).unwrap_or(peer),
        };
        let agent = header_text(request, header::USER_AGENT.as_str());
        Self { address, user_agent: agent.chars().take(300).collect() }
    }

    /// The address cut to its network: /24 or /48. What is kept of it.
    pub fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}

fn header_text<'r>(request: &'r HttpRequest, name: &str) -> &'r str {
    request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// Whether a program on this machine asks. A proxy is one too, but it says for whom it asks.
pub fn from_this_machine(request: &HttpRequest) -> bool {
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip"];
    let local = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    local && !forwarded.iter().any(|name| request.headers().contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_proxy_on_this_machine_speaks_for_others() {
        let asks = |peer: &str, header: Option<&'static str>| {
            let mut request = TestRequest::get().peer_addr(peer.parse().unwrap());
            if let Some(name) = header {
                request = request.insert_header((name, "203.0.113.9"));
            }
            from_this_machine(&request.to_http_request())
        };
        assert!(asks("127.0.0.1:9", None));
        assert!(asks("[::1]:9", None));
        assert!(!asks("127.0.0.1:9", Some("x-forwarded-for")));
        assert!(!asks("127.0.0.1:9", Some("forwarded")));
        assert!(!asks("203.0.113.9:9", None));
    }
}
