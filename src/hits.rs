//! What the pages tell the room `analytics` and the room `faults`: handed over a bounded
//! channel, so that a request never waits for a count and a storm loses counts, not pages.

use tokio::sync::mpsc;

use crate::clock::Instant;
use crate::db::ids;

/// One page that was answered, already reduced to what may be kept (nothing here
/// singles anybody out unless the visitor allowed analytics).
#[derive(Debug, Clone)]
pub struct Hit {
    pub at: Instant,
    /// What was done, if not just a page seen; a word of `ACTIONS`.
    pub action: Option<&'static str>,
    /// The route's pattern, for example `/w/{slug}/book`.
    pub route: String,
    /// The business whose public page it was, by its slug.
    pub workspace: Option<String>,
    /// The host that linked here, if another one.
    pub referrer: String,
    /// Becomes a browser's family and a class of device, and is forgotten.
    pub user_agent: String,
    /// There only with consent.
    pub visitor: Option<Visitor>,
}

/// What a consenting visitor's request adds.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Digest of the analytics cookie.
    pub key: String,
    /// Becomes a country and a region, and is forgotten.
    pub address: std::net::IpAddr,
    pub utm_source: String,
    pub utm_medium: String,
    pub utm_campaign: String,
}

/// One request that failed on our side: no body, no address, no token.
#[derive(Debug, Clone)]
pub struct Fault {
    pub at: Instant,
    pub method: String,
    pub route: String,
    pub status: u16,
    /// Already redacted.
    pub cause: String,
    pub request_id: String,
}

#[derive(Debug, Clone)]
pub enum Event {
    Hit(Box<Hit>),
    Fault(Box<Fault>),
    /// The visitor with this key withdrew: what was kept of their visits goes.
    Forget(String),
}

/// The forms whose success is counted: route pattern and what was done.
pub const ACTIONS: &[(&str, &str)] = &[("/signup", SIGN_UP)];
pub const SIGN_UP: &str = "sign-up";

/// Under what a visitor is known: never the cookie's value itself.
pub fn visitor_key(cookie_value: &str) -> String {
    ids::digest(cookie_value)
}

/// The sending end.
#[derive(Clone)]
pub struct Hits(mpsc::Sender<Event>);

impl Hits {
    pub fn channel(capacity: usize) -> (Self, mpsc::Receiver<Event>) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Self(sender), receiver)
    }

    /// Never waits. `false` when the channel is full or nobody listens: the event is lost.
    pub fn tell(&self, event: Event) -> bool {
        self.0.try_send(event).is_ok()
    }

    /// A withdrawal: waits for a place, because it must not be lost. `false` if nobody listens any more.
    pub async fn forget(&self, visitor_key: String) -> bool {
        self.0.send(Event::Forget(visitor_key)).await.is_ok()
    }
}
