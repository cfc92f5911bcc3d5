//! What a person can decide, and what is written down about it. Pure.

use super::interests;
use crate::egress;
use crate::standing::Facts;
use crate::text_enum;

/// What somebody allows or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    Marketing,
    /// A legitimate interest that can be objected to.
    Interest(&'static str),
    /// An optional company that receives data.
    Processor {
        id: i64,
        name: String,
    },
}

impl Purpose {
    /// Everything that can be decided in this installation.
    pub fn all(facts: &Facts) -> Vec<Self> {
        let optional = facts.processors.iter().filter(|p| p.optional && p.effective_on.is_some());
        let processors = optional.map(|p| Self::Processor { id: p.id, name: p.name.clone() });
        let interests = interests::switchable().map(Self::Interest);
        std::iter::once(Self::Marketing).chain(interests).chain(processors).collect()
    }

    /// As `privacy_choices` keeps it.
    pub fn word(&self) -> String {
        match self {
            Self::Marketing => "marketing".into(),
            Self::Interest(name) => format!("interest:{name}"),
            Self::Processor { id, .. } => egress::purpose_of(*id),
        }
    }

    /// What holds as long as nobody decided.
    pub fn allowed_at_first(&self) -> bool {
        !matches!(self, Self::Marketing)
    }

    pub fn label(&self) -> String {
        match self {
            Self::Marketing => "News and offers by e-mail".into(),
            Self::Interest(name) => capitalised(name),
            Self::Processor { name, .. } => name.clone(),
        }
    }
}

/// Everything that somebody can object to, as `privacy_choices` keeps it.
pub fn objectionable() -> Vec<String> {
    let interests = interests::switchable().map(Purpose::Interest);
    std::iter::once(Purpose::Marketing).chain(interests).map(|purpose| purpose.word()).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

text_enum! {
    /// What happened to somebody's data, for them to read.
    pub enum EventKind {
        Looked = "looked",
        Allowed = "allowed",
        Refused = "refused",
        SignalLifted = "signal_lifted",
        CopyOrdered = "copy_ordered",
        CopyDownloaded = "copy_downloaded",
    }
}

#[derive(Debug, Clone)]
pub struct Event {
    pub kind: EventKind,
    /// A table or a purpose, never a value.
    pub detail: String,
}
