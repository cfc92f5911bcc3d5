//! The shape of every mail: a greeting, what it says, why it came. The text and the
//! HTML are drawn from the same parts, so they can't say different things.

use askama::Template;

use super::{Envelope, Message};
use crate::error::{AppError, AppResult};

#[derive(Debug, Clone)]
pub struct Letter {
    to_name: String,
    to_email: String,
    subject: String,
    parts: Vec<Part>,
    why: String,
    /// Whose letter it is.
    brand: String,
    /// Links at the foot: (label, address).
    feet: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Link { label: String, href: String },
    Code(String),
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct AsText<'l> {
    letter: &'l Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct AsHtml<'l> {
    letter: &'l Letter,
}

impl Letter {
    /// `why` ends the mail: why this person gets it, and what to do if they shouldn't.
    pub fn new(to_name: &str, to_email: &str, subject: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            to_name: to_name.to_owned(),
            to_email: to_email.to_owned(),
            subject: subject.into(),
            parts: Vec::new(),
            why: why.into(),
            brand: "ClientSync".into(),
            feet: Vec::new(),
        }
    }

    /// A business's own letter, under its own name.
    pub fn of_business(self, name: &str) -> Self {
        Self { brand: name.to_owned(), ..self }
    }

    /// A link at the foot.
    pub fn foot(mut self, label: &str, href: impl Into<String>) -> Self {
        self.feet.push((label.to_owned(), href.into()));
        self
    }

    /// A paragraph.
    pub fn says(self, text: impl Into<String>) -> Self {
        self.with(Part::Text(text.into()))
    }

    /// A button, in the text part an address on a line of its own.
    pub fn links(self, label: &str, href: impl Into<String>) -> Self {
        self.with(Part::Link { label: label.to_owned(), href: href.into() })
    }

    /// A code to be typed.
    pub fn shows_code(self, code: impl Into<String>) -> Self {
        self.with(Part::Code(code.into()))
    }

    pub fn compose(&self) -> AppResult<Message> {
        Ok(Message {
            to_name: self.to_name.clone(),
            to_email: self.to_email.clone(),
            subject: self.subject.clone(),
            text: AsText { letter: self }.render().map_err(AppError::internal)?,
            html: AsHtml { letter: self }.render().map_err(AppError::internal)?,
            envelope: Envelope::default(),
        })
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_say_the_same() {
        let letter = Letter::new("Zoë <b>", "zoe@example.com", "Hello", "You signed up.")
            .says("Welcome & thanks.")
            .links("Open", "https://x.example/a")
            .shows_code("12345678");
        let message = letter.compose().unwrap();
        for text in ["https://x.example/a", "12345678", "Open", "You signed up."] {
            assert!(message.text.contains(text), "{text}: {}", message.text);
            assert!(message.html.contains(text), "{text}: {}", message.html);
        }
        assert!(message.text.contains("Zoë <b>") && message.text.contains("Welcome & thanks."));
        assert!(message.html.contains("Welcome &#38; thanks.") && !message.html.contains("<b>"));
    }

    #[test]
    fn opening_a_mail_fetches_nothing() {
        let html = Letter::new("Ann", "a@example.com", "Hi", "Because.").says("Text").compose().unwrap().html;
        for loads in ["<img", "src=", "url(", "@import", "<link", "<script"] {
            assert!(!html.contains(loads), "{loads}");
        }
    }
}
