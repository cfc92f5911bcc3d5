//! The cookie register: the only cookies this program can set. The frame refuses
//! an answer that sets any other one, and an optional cookie is set only with the
//! visitor's consent in hand. `/cookies` is drawn from these rows.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use sha2::{Digest, Sha256};

use super::consent::Consent;
use crate::config::{AnalyticsConfig, TrackerConfig, TrackerKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Essential,
    Preferences,
    Analytics,
    Marketing,
}

impl Category {
    pub const ALL: [Self; 4] = [Self::Essential, Self::Preferences, Self::Analytics, Self::Marketing];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Essential => "Essential",
            Self::Preferences => "Preferences",
            Self::Analytics => "Analytics",
            Self::Marketing => "Marketing",
        }
    }

    /// What the category is for, as `/cookies` says it.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Essential => {
                "Needed to sign in, to keep others out of your account, and to carry a message from one page to the next. Always on."
            }
            Self::Preferences => {
                "Remember how you like the pages. Without them, pages look as your device says."
            }
            Self::Analytics => {
                "Show us which pages help and which ones lose people. Without them, we only count pages, never visitors."
            }
            Self::Marketing => "Would follow you for advertising. We have none.",
        }
    }

    /// The name of its box in forms.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Essential => "essential",
            Self::Preferences => "preferences",
            Self::Analytics => "analytics",
            Self::Marketing => "marketing",
        }
    }

    pub(super) const fn letter(self) -> char {
        match self {
            Self::Essential => 'e',
            Self::Preferences => 'p',
            Self::Analytics => 'a',
            Self::Marketing => 'm',
        }
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.letter() == letter)
    }
}

/// A row of the register. Every cookie is `__Host-`: Secure, Path=/, no Domain;
/// and HttpOnly, SameSite=Lax. All are set by this program, none by another party.
#[derive(Debug, Clone, Copy)]
pub struct CookieRow {
    pub name: &'static str,
    pub category: Category,
    pub purpose: &'static str,
    pub set_when: &'static str,
    /// Days the browser keeps it; `None` until the browser closes.
    pub days: Option<i64>,
}

pub const SESSION: CookieRow = CookieRow {
    name: "__Host-id",
    category: Category::Essential,
    purpose: "Keeps you signed in.",
    set_when: "You sign in.",
    days: None,
};

pub const DEVICE: CookieRow = CookieRow {
    name: "__Host-device",
    category: Category::Essential,
    purpose: "Recognises a browser that has signed in before, so that we can warn you of a new one and others can’t lock you out.",
    set_when: "You sign in, or set a new password with a link from your mail.",
    days: Some(180),
};

pub const FLASH: CookieRow = CookieRow {
    name: "__Host-flash",
    category: Category::Essential,
    purpose: "Carries the result of what you just did to the next page, then goes.",
    set_when: "You save or delete something.",
    days: None,
};

pub const CONSENT: CookieRow = CookieRow {
    name: "__Host-consent",
    category: Category::Essential,
    purpose: "Remembers what you chose about cookies, so that we don’t ask again on every page.",
    set_when: "You accept, reject or save a choice.",
    days: Some(super::consent::CHOICE_DAYS),
};

pub const PREFERENCES: CookieRow = CookieRow {
    name: "__Host-prefs",
    category: Category::Preferences,
    purpose: "Remembers how the pages should look: light, dark, or as your device says.",
    set_when: "You allow it and choose an appearance.",
    days: Some(180),
};

pub const ANALYTICS: CookieRow = CookieRow {
    name: "__Host-an",
    category: Category::Analytics,
    purpose: "Joins the pages of your visits, so that we learn which ones help and which ones lose people.",
    set_when: "You allow analytics.",
    days: Some(182),
};

pub const REGISTER: &[CookieRow] = &[SESSION, DEVICE, FLASH, CONSENT, PREFERENCES, ANALYTICS];

impl CookieRow {
    /// An essential cookie. An optional one needs `with_consent`.
    pub fn cookie(&self, value: String) -> Cookie<'static> {
        debug_assert!(self.category == Category::Essential, "{} needs consent", self.name);
        self.build(value)
    }

    /// The cookie, if the visitor allows its category.
    pub fn with_consent(&self, consent: &Consent, value: String) -> Option<Cookie<'static>> {
        consent.allows(self.category).then(|| self.build(value))
    }

    pub fn expired(&self) -> Cookie<'static> {
        let mut cookie = self.build(String::new());
        cookie.make_removal();
        cookie
    }

    fn build(&self, value: String) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.name, value)
            .secure(true)
            .http_only(true)
            .same_site(SameSite::Lax)
            .path("/")
            .finish();
        if let Some(days) = self.days {
            cookie.set_max_age(Duration::days(days));
        }
        cookie
    }
}

/// The row of the register with that name.
pub fn row_named(name: &str) -> Option<&'static CookieRow> {
    REGISTER.iter().find(|row| row.name == name)
}

/// The optional categories that have a cookie: what a visitor can be asked about.
pub fn optional_categories() -> impl Iterator<Item = Category> {
    let used = |category: &Category| REGISTER.iter().any(|row| row.category == *category);
    Category::ALL.into_iter().filter(|c| *c != Category::Essential).filter(used)
}

/// A cookie as people read it: ours, or one that a tracker of the operator's choice sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub category: Category,
    pub purpose: &'static str,
    pub set_when: &'static str,
    pub lifetime: String,
    pub attributes: &'static str,
    pub set_by: String,
}

/// Every cookie that can reach a browser in this installation, and the tracker of another
/// party, which sets none (`web::tracker`) but is told of pages.
pub fn listed(analytics: &AnalyticsConfig) -> Vec<Listed> {
    REGISTER.iter().map(Listed::own).chain(analytics.tracker.as_ref().map(Listed::tracker)).collect()
}

impl Listed {
    fn own(row: &CookieRow) -> Self {
        Self {
            name: row.name.to_owned(),
            category: row.category,
            purpose: row.purpose,
            set_when: row.set_when,
            lifetime: row.days.map_or_else(|| "until you close the browser".into(), |d| format!("{d} days")),
            attributes: "Secure, HttpOnly, SameSite=Lax, Path=/, this host only",
            set_by: "ClientSync".to_owned(),
        }
    }

    fn tracker(tracker: &TrackerConfig) -> Self {
        let name = match tracker.kind {
            TrackerKind::Matomo => "Matomo",
            TrackerKind::Plausible => "Plausible",
            TrackerKind::Ga4 => "Google Analytics",
        };
        Self {
            name: format!("{name}, no cookie"),
            category: Category::Analytics,
            purpose: "Is told the path and title of each public page you open, and which site you came from.",
            set_when: "You allow analytics.",
            lifetime: "not kept in the browser".into(),
            attributes: "Nothing is stored in your browser",
            set_by: tracker.url.host_str().unwrap_or_default().to_owned(),
        }
    }
}

/// Six hex digits that change with what a category's cookies are for and who sets them:
/// a choice holds for the cookies it was made about.
pub fn stamp(category: Category, analytics: &AnalyticsConfig) -> String {
    let mut digest = Sha256::new();
    for row in REGISTER.iter().filter(|row| row.category == category) {
        digest.update(row.name);
        digest.update(row.purpose);
        digest.update(row.days.unwrap_or_default().to_be_bytes());
    }
    if let (Category::Analytics, Some(tracker)) = (category, &analytics.tracker) {
        digest.update(tracker.url.as_str());
        digest.update(&tracker.site);
    }
    hex::encode(&digest.finalize()[..3])
}
