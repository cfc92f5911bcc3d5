//! What a visitor allows beyond the essential: read from the consent cookie and from
//! the browser's opt-out signal. Every optional cookie, count and call asks here.
//! Asking the visitor and keeping the record is the room `consent`.

use actix_web::HttpRequest;

use super::cookies::{self, Category};
use crate::clock::Instant;

/// Days for which a choice holds, given or refused alike (CNIL and the Irish DPC: six months).
pub const CHOICE_DAYS: i64 = 182;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Undecided,
    Allowed,
    Refused,
}

/// The visitor's consent, in hand during one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Names the record of an acceptance; a refusal has none.
    pub key: Option<String>,
    /// The browser, or the account, asks not to be tracked (`Sec-GPC: 1`).
    pub opted_out: bool,
    preferences: Choice,
    analytics: Choice,
    marketing: Choice,
}

impl Consent {
    pub fn of(request: &HttpRequest, account_opted_out: bool, now: Instant) -> Self {
        let opted_out = account_opted_out || asks_not_to_be_tracked(request);
        let kept = request.cookie(cookies::CONSENT.name);
        let kept = kept.and_then(|c| Kept::parse(c.value())).filter(|k| k.holds(now));
        // A choice made before the signal was there does not outlast it.
        let kept = kept.filter(|k| !opted_out || k.knew_of_signal);
        let choice = |category| match &kept {
            Some(kept) => kept.choice(category),
            None if opted_out => Choice::Refused,
            None => Choice::Undecided,
        };
        Self {
            preferences: choice(Category::Preferences),
            analytics: choice(Category::Analytics),
            marketing: choice(Category::Marketing),
            key: kept.as_ref().and_then(|k| k.key.clone()),
            opted_out,
        }
    }

    pub fn choice(&self, category: Category) -> Choice {
        match category {
            Category::Essential => Choice::Allowed,
            Category::Preferences => self.preferences,
            Category::Analytics => self.analytics,
            Category::Marketing => self.marketing,
        }
    }

    pub fn allows(&self, category: Category) -> bool {
        self.choice(category) == Choice::Allowed
    }

    /// The categories in use that the visitor has not decided on: what the banner asks about.
    pub fn undecided(&self) -> Vec<Category> {
        cookies::optional_categories().filter(|c| self.choice(*c) == Choice::Undecided).collect()
    }
}

/// GPC: exactly "1" counts; of several headers one suffices; anything else is ignored.
pub fn asks_not_to_be_tracked(request: &HttpRequest) -> bool {
    request.headers().get_all("sec-gpc").any(|value| value.as_bytes() == b"1")
}

/// What the consent cookie holds: `day.key.signal.category=choice:stamp…`. The stamp is
/// that of the category's cookies when the choice was made, so that a new cookie asks again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub day: i32,
    pub key: Option<String>,
    pub knew_of_signal: bool,
    pub choices: Vec<(Category, bool)>,
}

impl Kept {
    pub fn to_cookie_value(&self) -> String {
        let key = self.key.as_deref().unwrap_or("-");
        let mut value = format!("{}.{key}.{}", self.day, u8::from(self.knew_of_signal));
        for (category, allowed) in &self.choices {
            let mark = if *allowed { '1' } else { '0' };
            value.push_str(&format!(".{}{mark}{}", category.letter(), cookies::stamp(*category)));
        }
        value
    }

    /// A cookie that a person changed decides nothing.
    pub fn parse(value: &str) -> Option<Self> {
        let mut parts = value.split('.');
        let day = parts.next()?.parse().ok()?;
        let key = Some(parts.next()?).filter(|key| *key != "-").map(str::to_owned);
        let knew_of_signal = parts.next()? == "1";
        let choices = parts.filter_map(choice_of).collect();
        Some(Self { day, key, knew_of_signal, choices })
    }

    fn holds(&self, now: Instant) -> bool {
        let age = i64::from(now.date().to_julian_day()) - i64::from(self.day);
        (0..CHOICE_DAYS).contains(&age)
    }

    fn choice(&self, category: Category) -> Choice {
        match self.choices.iter().find(|(c, _)| *c == category) {
            Some((_, true)) => Choice::Allowed,
            Some((_, false)) => Choice::Refused,
            None => Choice::Undecided,
        }
    }
}

fn choice_of(part: &str) -> Option<(Category, bool)> {
    let mut letters = part.chars();
    let category = Category::of_letter(letters.next()?)?;
    let allowed = match letters.next()? {
        '1' => true,
        '0' => false,
        _ => return None,
    };
    (letters.as_str() == cookies::stamp(category)).then_some((category, allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let kept = Kept {
            day: 2_461_000,
            key: Some("abc".into()),
            knew_of_signal: false,
            choices: vec![(Category::Preferences, false), (Category::Analytics, true)],
        };
        assert_eq!(Kept::parse(&kept.to_cookie_value()), Some(kept));
    }

    #[test]
    fn a_choice_for_other_cookies_is_no_choice() {
        let kept = Kept::parse("2461000.-.0.a1zzzzzz").unwrap();
        assert_eq!(kept.choice(Category::Analytics), Choice::Undecided);
        assert_eq!(Kept::parse("garbage"), None);
    }
}
