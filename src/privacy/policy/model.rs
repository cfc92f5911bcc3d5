//! A document, its versions, and which of them holds on a day. Pure.

use sha2::{Digest, Sha256};
use time::Date;

use crate::clock::Instant;
use crate::text_enum;

text_enum! {
    pub enum Document {
        Privacy = "privacy",
        Terms = "terms",
        Dpa = "dpa",
    }
}

impl Document {
    pub const fn title(self) -> &'static str {
        match self {
            Self::Privacy => "Privacy policy",
            Self::Terms => "Terms of use",
            Self::Dpa => "Data-processing agreement",
        }
    }

    /// Where the version in force is shown.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Privacy => "/privacy",
            Self::Terms => "/terms",
            Self::Dpa => "/dpa",
        }
    }
}

/// What lists show of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub document: Document,
    pub number: i32,
    pub announced_at: Instant,
    pub effective_on: Date,
    pub material: bool,
    pub summary: String,
    pub body_hash: String,
}

/// A version as it was published; it never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub head: Head,
    /// What the operator added to the program's text, in Markdown.
    pub additions: String,
    /// What the text promises, as JSON, to tell a material change from another.
    pub facts: String,
    pub body: String,
}

impl Head {
    pub fn href(&self) -> String {
        format!("/privacy/history/{}/{}", self.document.word(), self.number)
    }

    pub fn changes_href(&self) -> String {
        format!("{}/changes", self.href())
    }
}

/// The version that holds on `today`, of versions with the newest first. Before the first
/// one takes effect, that first one.
pub fn in_force(heads: &[Head], today: Date) -> Option<&Head> {
    heads.iter().find(|head| head.effective_on <= today).or(heads.last())
}

/// The newest version, if it takes effect later.
pub fn upcoming(heads: &[Head], today: Date) -> Option<&Head> {
    heads.first().filter(|head| head.effective_on > today && head.number > 1)
}

pub fn digest(body: &str) -> String {
    hex::encode(Sha256::digest(body))
}
