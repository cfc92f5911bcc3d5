//! Outgoing HTTP: https only, to public addresses only, no redirect is followed, and both
//! time and size have an end. In development plain http may reach this machine.

use std::sync::LazyLock;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::{About, Refusal, address, admit, refused};
use crate::error::AppError;
use crate::services::Services;

pub use ureq::http::{Request, Response};

/// An answer, read whole.
pub type Reply = Response<Vec<u8>>;

const WAITS: Duration = Duration::from_secs(10);
const LARGEST_REPLY: u64 = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It went out, but no answer came back. Never names the address: it may hold a token.
    #[error("{0}")]
    NoAnswer(&'static str),
    #[error(transparent)]
    Ours(#[from] AppError),
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Ours(error) => error,
            other => Self::internal(other),
        }
    }
}

/// Calls another host, which a processor in force must cover.
pub async fn fetch(services: &Services, about: About, request: Request<Vec<u8>>) -> Result<Reply, Failure> {
    let host = request.uri().host().unwrap_or_default().to_ascii_lowercase();
    if !is_secure(services, request.uri()) {
        return Err(refused(services, &host, Refusal::Insecure(host.clone())).into());
    }
    admit(services, &host, about).await??;
    sent(host, request).await
}

/// Calls a host that a business itself named for its own systems, on its instruction: it is no
/// company of ours, and what is sent holds nobody's data.
pub async fn instructed(services: &Services, request: Request<Vec<u8>>) -> Result<Reply, Failure> {
    let host = request.uri().host().unwrap_or_default().to_ascii_lowercase();
    if !is_secure(services, request.uri()) {
        return Err(refused(services, &host, Refusal::Insecure(host.clone())).into());
    }
    sent(host, request).await
}

async fn sent(host: String, request: Request<Vec<u8>>) -> Result<Reply, Failure> {
    tokio::task::spawn_blocking(move || call(request)).await.map_err(AppError::internal)?.map_err(|error| {
        let why = in_words(&error);
        tracing::warn!(host, why, "outgoing call failed");
        Failure::NoAnswer(why)
    })
}

fn is_secure(services: &Services, uri: &Uri) -> bool {
    match uri.scheme_str() {
        Some("https") => true,
        // Where it leads is checked once more when the name has become an address.
        Some("http") => !services.config.is_production(),
        _ => false,
    }
}

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        // A proxy would look the name up itself, past the check of its address.
        .proxy(None)
        .timeout_global(Some(WAITS))
        .user_agent(concat!("ClientSync/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Guarded::default())
});

fn call(request: Request<Vec<u8>>) -> Result<Reply, Error> {
    let answer = match request.body().is_empty() {
        true => AGENT.run(request.map(drop))?,
        false => AGENT.run(request)?,
    };
    let (parts, mut body) = answer.into_parts();
    let bytes = body.with_config().limit(LARGEST_REPLY).read_to_vec()?;
    Ok(Response::from_parts(parts, bytes))
}

/// Looks names up and lets pass only addresses that fit: what is checked is what is connected to.
#[derive(Debug, Default)]
struct Guarded(DefaultResolver);

#[derive(Debug, thiserror::Error)]
#[error("not an address that may be called")]
struct Inside;

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let plain = uri.scheme() == Some(&Scheme::HTTP);
        let mut fit = self.empty();
        for found in self.0.resolve(uri, config, timeout)?.iter() {
            let ip = found.ip().to_canonical();
            if if plain { ip.is_loopback() } else { address::is_public(ip) } {
                fit.push(*found);
            }
        }
        if fit.is_empty() { Err(Error::Other(Box::new(Inside))) } else { Ok(fit) }
    }
}

fn in_words(error: &Error) -> &'static str {
    match error {
        Error::Timeout(_) => "no answer in time",
        Error::HostNotFound => "there is no such host",
        Error::BodyExceedsLimit(_) => "the answer is too large",
        Error::Tls(_) | Error::Rustls(_) => "its certificate does not hold",
        Error::Other(inner) if inner.is::<Inside>() => "its address is not on the open internet",
        Error::Io(_) | Error::ConnectionFailed => "the connection failed",
        _ => "the call failed",
    }
}
