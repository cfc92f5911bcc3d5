//! Forms: what was sent (`Input`), the checks (`Check`), and what the page shows
//! again with an error beside each field (`FormState`). A field that is missing
//! is an empty field, so a form can be wrong but never malformed.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};

use crate::error::AppError;
use crate::text::{cards, fold};

pub const CARD_REFUSED: &str =
    "This looks like a payment-card number. Card numbers are never stored here; remove it.";

/// The fields of a sent form, in order, cleaned of control characters.
#[derive(Debug, Clone, Default)]
pub struct Input {
    pairs: Vec<(String, String)>,
}

impl Input {
    pub fn parse(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), fold::clean_text(&value)))
            .collect();
        Self { pairs }
    }

    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The first value of a field, or "".
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// All values of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the form had this field at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    pub fn ids(&self, name: &str) -> Vec<i64> {
        self.all(name).filter_map(|v| v.parse().ok()).collect()
    }

    /// Whether a box was ticked.
    pub fn checked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

impl FromRequest for Input {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let is_form = kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded");
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_form {
                return Err(AppError::BadRequest("Send the form from its page."));
            }
            Ok(Self::parse(&body.await.map_err(|_| AppError::TooLarge)?))
        })
    }
}

/// What a form page shows: values and errors. Passwords are never shown again.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    input: Input,
    errors: Vec<(String, String)>,
    form_error: Option<String>,
}

impl FormState {
    pub fn empty() -> Self {
        Self::default()
    }

    /// A form filled from what is stored.
    pub fn filled<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        let pairs = values.into_iter().map(|(n, v)| (n.into(), v.into())).collect();
        Self { input: Input { pairs }, ..Self::default() }
    }

    /// What was typed, with nothing to complain about.
    pub fn typed(input: Input) -> Self {
        Self { input, ..Self::default() }
    }

    /// The same form with one error beside `field`.
    pub fn with_error(input: Input, field: &str, message: &str) -> Self {
        Self { input, errors: vec![(field.into(), message.into())], form_error: None }
    }

    /// The same form with an error that belongs to no field.
    pub fn with_form_error(input: Input, message: &str) -> Self {
        Self { input, errors: Vec::new(), form_error: Some(message.into()) }
    }

    pub fn value(&self, name: &str) -> &str {
        if name.contains("password") { "" } else { self.input.get(name) }
    }

    pub fn input(&self) -> &Input {
        &self.input
    }

    pub fn checked(&self, name: &str) -> bool {
        self.input.checked(name)
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(n, _)| n == name).map(|(_, m)| m.as_str())
    }

    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.form_error.is_some()
    }

    pub fn form_error(&self) -> Option<&str> {
        self.form_error.as_deref()
    }
}

/// Checks an input field by field and collects every error at once.
pub struct Check<'i> {
    input: &'i Input,
    errors: Vec<(String, String)>,
}

impl<'i> Check<'i> {
    pub fn new(input: &'i Input) -> Self {
        Self { input, errors: Vec::new() }
    }

    pub fn input(&self) -> &'i Input {
        self.input
    }

    pub fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push((name.to_owned(), message.into()));
    }

    /// One line of text, possibly empty.
    pub fn line(&mut self, name: &str, max: usize) -> String {
        let value = fold::clean_line(self.input.get(name));
        self.bound(name, &value, max);
        value
    }

    pub fn required(&mut self, name: &str, max: usize, missing: &str) -> String {
        let value = self.line(name, max);
        if value.is_empty() {
            self.fail(name, missing);
        }
        value
    }

    /// Text of several lines, possibly empty.
    pub fn text(&mut self, name: &str, max: usize) -> String {
        let value = fold::clean_text(self.input.get(name)).trim().to_owned();
        self.bound(name, &value, max);
        value
    }

    /// A value that `parse` understands; its error goes beside the field.
    pub fn parse<T, E: ToString>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.input.get(name).trim()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(name, error.to_string());
                None
            }
        }
    }

    /// Like `parse`, for a field that may stay empty.
    pub fn parse_optional<T, E: ToString>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.input.get(name).trim().is_empty() { None } else { self.parse(name, parse) }
    }

    /// Length and payment cards: both hold for every free text.
    pub fn bound(&mut self, name: &str, value: &str, max: usize) {
        if value.chars().count() > max {
            self.fail(name, format!("Use at most {max} characters."));
        }
        if cards::contains_card_number(value) {
            self.fail(name, CARD_REFUSED);
        }
    }

    /// `build` runs only if nothing failed, so it may rely on every value.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, FormState> {
        if self.errors.is_empty()
            && let Some(value) = build()
        {
            return Ok(value);
        }
        Err(FormState { input: self.input.clone(), errors: self.errors, form_error: None })
    }
}
