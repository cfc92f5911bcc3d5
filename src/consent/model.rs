//! A decision as it is written down.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::text_enum;
use crate::web::consent::Consent;
use crate::web::cookies::Category;

text_enum! {
    /// How somebody decided.
    pub enum Method {
        Accept = "accept",
        Reject = "reject",
        Save = "save",
        Withdraw = "withdraw",
        /// The browser's opt-out signal decided.
        Gpc = "gpc",
    }
}

/// Where a decision was made, and what could be read there.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The route's pattern: an address may hold a token.
    pub place: String,
    pub locale: &'static str,
    pub version: i32,
    pub hash: String,
}

/// What is allowed from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    pub preferences: bool,
    pub analytics: bool,
    pub marketing: bool,
}

impl Allowed {
    pub const NOTHING: Self = Self { preferences: false, analytics: false, marketing: false };

    pub fn by(consent: &Consent) -> Self {
        Self {
            preferences: consent.allows(Category::Preferences),
            analytics: consent.allows(Category::Analytics),
            marketing: consent.allows(Category::Marketing),
        }
    }

    /// Whether something that `before` allowed is no longer allowed.
    pub fn takes_back(self, before: Self) -> bool {
        let lost = |before: bool, now: bool| before && !now;
        lost(before.preferences, self.preferences)
            || lost(before.analytics, self.analytics)
            || lost(before.marketing, self.marketing)
    }
}

/// A decision to write down. No address, and a key only where something was accepted.
#[derive(Debug, Clone)]
pub struct Decision {
    pub key: Option<String>,
    pub user_id: Option<i64>,
    pub method: Method,
    pub shown: Shown,
    pub allowed: Allowed,
    /// The acceptance that this decision takes something back from.
    pub withdraws: Option<String>,
}

/// A decision as an account's own page shows it.
#[derive(Debug, Clone, Queryable)]
pub struct Event {
    pub at: Instant,
    pub method: Method,
    pub place: String,
    pub preferences: bool,
    pub analytics: bool,
    pub marketing: bool,
    pub expires_at: Instant,
    pub withdrawn_at: Option<Instant>,
}
