//! The cookie register: the only cookies this program can set. The frame refuses
//! an answer that sets any other one.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Essential,
    Preferences,
}

impl Category {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Essential => "Essential",
            Self::Preferences => "Preferences",
        }
    }
}

/// A row of the register. Every cookie is `__Host-`: Secure, Path=/, no Domain;
/// and HttpOnly, SameSite=Lax.
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

pub const REGISTER: &[CookieRow] = &[SESSION, DEVICE, FLASH];

impl CookieRow {
    pub fn cookie(&self, value: String) -> Cookie<'static> {
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

    pub fn expired(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(String::new());
        cookie.make_removal();
        cookie
    }
}

/// Whether a `Set-Cookie` header names a row of the register.
pub fn is_registered(set_cookie: &str) -> bool {
    let name = set_cookie.split('=').next().unwrap_or_default().trim();
    REGISTER.iter().any(|row| row.name == name)
}
