//! What the pages about processors show. Days are in UTC: an installation has no zone of its own.

pub mod business;
pub mod operator;
pub mod public;

use time::Date;

use super::queries::Processor;
use crate::civil::{Locale, format_date};

/// A line of a description list.
pub struct Fact {
    pub label: &'static str,
    pub text: String,
}

pub fn fact(label: &'static str, text: impl Into<String>) -> Fact {
    Fact { label, text: text.into() }
}

pub fn day(date: Date) -> String {
    format_date(date, Locale::EnGb)
}

/// A processor as everybody may see it.
pub struct Card {
    pub name: String,
    pub facts: Vec<Fact>,
    pub policy_url: String,
    /// The policy's host: whoever follows the link leaves this site.
    pub policy_host: String,
    pub badge: &'static str,
    pub badge_kind: &'static str,
}

impl Card {
    pub fn of(processor: &Processor, today: Date) -> Self {
        let (promised, terms) = (&processor.promised, &processor.terms);
        let coming = processor.effective_on.filter(|day| *day > today);
        let host = url::Url::parse(&terms.policy_url).ok().and_then(|u| u.host_str().map(str::to_owned));
        let mut facts =
            vec![fact("What it does", promised.purpose.as_str()), fact("Data", promised.data.as_str())];
        facts.push(fact(
            if promised.stores_data { "Stored in" } else { "Processed in" },
            promised.countries.as_str(),
        ));
        if !terms.safeguard.is_empty() {
            facts.push(fact("Safeguard", terms.safeguard.as_str()));
        }
        if let Some(from) = processor.effective_on {
            facts.push(fact(if coming.is_some() { "Starts on" } else { "Since" }, day(from)));
        }
        if !processor.emergency.is_empty() {
            facts.push(fact("Why it could not wait", processor.emergency.as_str()));
        }
        Self {
            name: promised.name.clone(),
            facts,
            policy_url: terms.policy_url.clone(),
            policy_host: host.unwrap_or_default(),
            badge: if promised.required { "Required" } else { "Optional" },
            badge_kind: if promised.required { "neutral" } else { "accent" },
        }
    }
}

/// Those that work already, and those that are announced.
pub fn now_and_coming(processors: &[Processor], today: Date) -> (Vec<&Processor>, Vec<&Processor>) {
    let listed = processors.iter().filter(|p| p.is_public());
    listed.partition(|p| p.effective_on.is_some_and(|day| day <= today))
}
