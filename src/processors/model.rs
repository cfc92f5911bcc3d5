//! What the register demands of an entry. Pure.

use time::{Date, Duration};

use super::countries;
use super::queries::{Processor, Promised, Terms};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    InForce,
    ReviewOverdue,
    Announced,
    Draft,
    Retired,
}

impl State {
    pub const fn label(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::ReviewOverdue => "Review overdue",
            Self::Announced => "Announced",
            Self::Draft => "Draft",
            Self::Retired => "Retired",
        }
    }

    pub const fn kind(self) -> &'static str {
        match self {
            Self::InForce => "success",
            Self::ReviewOverdue => "danger",
            Self::Announced => "accent",
            Self::Draft | Self::Retired => "neutral",
        }
    }
}

impl Processor {
    pub fn state(&self, today: Date) -> State {
        match self.effective_on {
            _ if self.retired_at.is_some() => State::Retired,
            None => State::Draft,
            Some(day) if day > today => State::Announced,
            Some(_) if self.is_overdue(today) => State::ReviewOverdue,
            Some(_) => State::InForce,
        }
    }

    /// People were told of it, and it was not retired.
    pub fn is_public(&self) -> bool {
        self.effective_on.is_some() && self.retired_at.is_none()
    }

    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_public() && self.terms.review_on.is_none_or(|day| day < today)
    }

    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.terms.hosts.lines()
    }
}

/// What the installation is, as far as the register must agree with it.
#[derive(Debug, Clone)]
pub struct Ground {
    pub today: Date,
    pub storage_country: String,
    /// The mail server, if it is another company's.
    pub mail_host: Option<String>,
}

/// A field and what is wrong with it.
pub type Problem = (&'static str, String);

/// Where what is stored there contradicts the country that the public pages name.
pub fn contradiction(promised: &Promised, storage_country: &str) -> Option<Problem> {
    let elsewhere = countries::outside(&promised.countries, storage_country);
    if !promised.stores_data || elsewhere.is_empty() {
        return None;
    }
    let elsewhere = elsewhere.join(", ");
    let says = format!(
        "It stores data in {elsewhere}, but this installation says that data is stored in {storage_country} \
         (CLIENTSYNC_STORAGE_COUNTRY). Choose a place there, or change that setting first."
    );
    Some(("stores_data", says))
}

/// What keeps an entry from being announced, and an announced one from being saved.
pub fn problems(promised: &Promised, terms: &Terms, ground: &Ground) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut demand = |held: bool, field, says: &str| {
        if !held {
            found.push((field, says.to_owned()));
        }
    };
    demand(!terms.agreement.is_empty(), "agreement", "Enter where the data-processing agreement is kept.");
    demand(terms.agreed_on.is_some(), "agreed_on", "Enter when the agreement was made.");
    demand(
        terms.agreed_on.is_none_or(|day| day <= ground.today),
        "agreed_on",
        "An agreement that is still to come protects nobody yet.",
    );
    demand(!terms.vetting.is_empty(), "vetting", "Say how you looked at this company, and what you found.");
    demand(
        terms.review_on.is_some(),
        "review_on",
        "Enter the day by which the agreement is looked at again.",
    );
    demand(
        terms.review_on.is_none_or(|day| day >= ground.today),
        "review_on",
        "This day has passed: look at the agreement again, then enter the next day.",
    );
    let abroad = countries::outside(&promised.countries, &ground.storage_country);
    demand(
        abroad.is_empty() || !terms.safeguard.is_empty(),
        "safeguard",
        &format!("Enter what protects the data in {}.", abroad.join(", ")),
    );
    demand(!terms.policy_url.is_empty(), "policy_url", "Enter the address of their privacy policy.");
    demand(
        !promised.required || !terms.functions.is_empty(),
        "functions",
        "Say what stops working without it: people who object are told.",
    );
    let carries_mail = ground.mail_host.as_deref().is_some_and(|host| hosts_of(terms).any(|own| own == host));
    demand(
        promised.required || !carries_mail,
        "required",
        "This is the mail server of the installation. Nobody can use ClientSync without mail, so it is required.",
    );
    found.extend(contradiction(promised, &ground.storage_country));
    found
}

fn hosts_of(terms: &Terms) -> impl Iterator<Item = &str> {
    terms.hosts.lines()
}

/// The first day on which it may receive data: people are told before. Where nobody could be
/// told, or an emergency leaves no time, that is today.
pub fn earliest(today: Date, notice_days: u16, businesses: i64, emergency: &str) -> Date {
    if businesses == 0 || !emergency.is_empty() {
        today
    } else {
        today + Duration::days(i64::from(notice_days))
    }
}

/// `api.example.com`, or `.example.com` for every host below.
pub fn parse_host(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let (dot, name) = match typed.strip_prefix('*').unwrap_or(&typed).strip_prefix('.') {
        Some(rest) => (".", rest),
        None => ("", typed.as_str()),
    };
    let host = url::Host::parse(name).ok().filter(|_| !name.contains('*'))?;
    let is_whole_ending = !dot.is_empty() && !name.contains('.');
    (!is_whole_ending).then(|| format!("{dot}{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_without_anything_around() {
        assert_eq!(parse_host(" API.Example.com ").as_deref(), Some("api.example.com"));
        assert_eq!(parse_host("*.example.com").as_deref(), Some(".example.com"));
        assert_eq!(parse_host(".example.com").as_deref(), Some(".example.com"));
        for wrong in ["https://example.com", "example.com/path", "example.com:443", ".com", "*", "", "a b"] {
            assert_eq!(parse_host(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn notice_is_given_unless_nobody_is_there_or_no_time_is_left() {
        let today = time::macros::date!(2026 - 11 - 22);
        assert_eq!(earliest(today, 30, 1, ""), time::macros::date!(2026 - 12 - 22));
        assert_eq!(earliest(today, 30, 0, ""), today);
        assert_eq!(earliest(today, 30, 5, "They shut down."), today);
    }
}
