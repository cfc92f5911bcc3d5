//! Changes of the text that come with the program. Whoever changes what a document says adds
//! a line here: the golden copy under `tests/golden` fails until then.

use time::Date;
use time::macros::date;

use super::model::Document;

#[derive(Debug, Clone, Copy)]
pub struct Release {
    pub document: Document,
    /// Counts up by one for each document.
    pub number: u32,
    pub on: Date,
    /// Material: it changes what people may expect, so it is announced and waits for its notice period.
    pub material: bool,
    /// What changed, in a sentence that people read in the history.
    pub summary: &'static str,
}

pub const RELEASES: &[Release] = &[first(Document::Privacy), first(Document::Terms), first(Document::Dpa)];

const fn first(document: Document) -> Release {
    Release { document, number: 1, on: date!(2026 - 11 - 22), material: false, summary: "First version." }
}

pub fn last_release(document: Document) -> u32 {
    RELEASES.iter().filter(|r| r.document == document).map(|r| r.number).max().unwrap_or_default()
}

/// The releases of a document after `number`.
pub fn since(document: Document, number: u32) -> impl Iterator<Item = &'static Release> {
    RELEASES.iter().filter(move |r| r.document == document && r.number > number)
}
