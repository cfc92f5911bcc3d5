//! The result of an action, shown once on the next page. It travels in a cookie,
//! so that showing it costs no write to the database.

use actix_web::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::cookies;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    pub kind: Kind,
    pub text: String,
    pub action: Option<FlashAction>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Success,
    Notice,
    Error,
}

/// A button in the message, for example Undo: a POST to `href`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlashAction {
    pub label: String,
    pub href: String,
}

impl Flash {
    pub fn success(text: impl Into<String>) -> Self {
        Self { kind: Kind::Success, text: text.into(), action: None }
    }

    pub fn notice(text: impl Into<String>) -> Self {
        Self { kind: Kind::Notice, text: text.into(), action: None }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self { kind: Kind::Error, text: text.into(), action: None }
    }

    pub fn with_action(mut self, label: &str, href: impl Into<String>) -> Self {
        self.action = Some(FlashAction { label: label.into(), href: href.into() });
        self
    }

    /// The CSS and ARIA word.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Success => "success",
            Kind::Notice => "notice",
            Kind::Error => "error",
        }
    }

    pub fn to_cookie_value(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// A cookie that a person changed shows nothing, and its button leads nowhere else.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(cookies::FLASH.name)?;
        let bytes = URL_SAFE_NO_PAD.decode(cookie.value()).ok()?;
        let flash: Self = serde_json::from_slice(&bytes).ok()?;
        let own_address = |a: &FlashAction| a.href.starts_with('/') && !a.href.starts_with("//");
        flash.action.as_ref().is_none_or(own_address).then_some(flash)
    }
}
