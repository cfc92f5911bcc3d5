//! Light, dark, or as the device says: kept in a cookie only while the visitor allows
//! preferences, and read from nowhere else.

use actix_web::HttpRequest;

use super::consent::Consent;
use super::cookies::{self, Category};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub fn of(request: &HttpRequest, consent: &Consent) -> Self {
        if !consent.allows(Category::Preferences) {
            return Self::Auto;
        }
        let cookie = request.cookie(cookies::PREFERENCES.name);
        cookie.and_then(|c| Self::from_word(c.value())).unwrap_or_default()
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "As the device says",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }
}
