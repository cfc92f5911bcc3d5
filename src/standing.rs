//! What every page and every outgoing call must know without asking the database:
//! the notices in force, the processors that may be reached, the agreement a business
//! must have accepted. Read at start, again after each change here, and every few
//! seconds for changes made by another node. All of it is dated, so that a day's
//! change takes effect by the clock.

use std::sync::{Arc, PoisonError, RwLock};

use time::Date;

use crate::clock::Instant;
use crate::text_enum;

#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub notices: Vec<Notice>,
    pub processors: Vec<Processor>,
    /// Versions of the data-processing agreement.
    pub agreements: Vec<Agreement>,
}

#[derive(Debug, Clone)]
pub struct Agreement {
    pub version: i32,
    pub effective_on: Date,
    pub body_hash: String,
}

text_enum! {
    /// For whom a notice is.
    pub enum Audience {
        Everybody = "everybody",
        /// Of every business; the owners of one that named none.
        PrivacyContacts = "privacy_contacts",
    }
}

#[derive(Debug, Clone)]
pub struct Notice {
    pub id: i64,
    pub audience: Audience,
    pub title: String,
    pub text: String,
    pub href: String,
    pub published_at: Instant,
}

#[derive(Debug, Clone)]
pub struct Processor {
    pub id: i64,
    pub name: String,
    pub hosts: Vec<String>,
    /// From this day on it may be reached; `None`: not switched on.
    pub effective_on: Option<Date>,
    /// The agreement is reviewed by then; later it may not be reached.
    pub review_on: Option<Date>,
    /// May be switched off by an account.
    pub optional: bool,
    /// Signed a business associate agreement, so patient information may go there.
    pub baa: bool,
}

impl Processor {
    pub fn may_be_reached(&self, today: Date) -> bool {
        self.effective_on.is_some_and(|day| day <= today) && self.review_on.is_none_or(|day| today <= day)
    }

    /// Whether one of its hosts is `host`, or a parent of it written `.example.com`.
    pub fn has_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own == host || (own.starts_with('.') && host.ends_with(own.as_str())))
    }
}

impl Facts {
    /// The agreement that a business must have accepted by today.
    pub fn agreement_in_force(&self, today: Date) -> Option<&Agreement> {
        self.agreements.iter().filter(|a| a.effective_on <= today).max_by_key(|a| a.version)
    }
}

#[derive(Clone, Default)]
pub struct Standing(Arc<RwLock<Arc<Facts>>>);

impl Standing {
    pub fn facts(&self) -> Arc<Facts> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut Facts)) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut facts = Facts::clone(&held);
        change(&mut facts);
        *held = Arc::new(facts);
    }
}
