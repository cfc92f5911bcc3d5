//! What a visitor allows beyond the essential: read from the consent cookie and from
//! the browser's opt-out signal. Every optional cookie, count and call asks here.
//! Asking the visitor and keeping the record is the room `consent`.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::cookies::{self, Category};
use crate::clock::Instant;
use crate::config::{AnalyticsConfig, Config};

/// Days for which a choice holds, given or refused alike (CNIL and the Irish DPC: six months).
pub const CHOICE_DAYS: i64 = 182;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Undecided,
    Allowed,
    Refused,
}

/// What a visitor once answered about one category, and on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub category: Category,
    pub allowed: bool,
    /// As a Julian day.
    pub day: i32,
}

/// The visitor's consent, in hand during one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Names the record of an acceptance; a refusal has none.
    pub key: Option<String>,
    /// The browser, or the account, asks not to be tracked (`Sec-GPC: 1`).
    pub opted_out: bool,
    answers: Vec<Answer>,
}

impl Consent {
    /// Of somebody who was never asked.
    pub const fn none() -> Self {
        Self { key: None, opted_out: false, answers: Vec::new() }
    }

    pub fn of(request: &HttpRequest, account_opted_out: bool, config: &Config, now: Instant) -> Self {
        let opted_out = account_opted_out || asks_not_to_be_tracked(request);
        let kept = request.cookie(cookies::CONSENT.name);
        Self::from_cookie(kept.as_ref().map(Cookie::value), opted_out, config, now)
    }

    pub fn from_cookie(value: Option<&str>, opted_out: bool, config: &Config, now: Instant) -> Self {
        let kept = value.and_then(|value| Kept::parse(value, &config.analytics));
        // A choice made before the signal was there does not outlast it.
        let Some(mut kept) = kept.filter(|k| !opted_out || k.knew_of_signal) else {
            return Self { key: None, opted_out, answers: Vec::new() };
        };
        kept.answers.retain(|answer| answer.holds(now));
        Self { key: kept.key, opted_out, answers: kept.answers }
    }

    pub fn choice(&self, category: Category) -> Choice {
        if category == Category::Essential {
            return Choice::Allowed;
        }
        match self.answers.iter().find(|answer| answer.category == category) {
            Some(answer) if answer.allowed => Choice::Allowed,
            Some(_) => Choice::Refused,
            None if self.opted_out => Choice::Refused,
            None => Choice::Undecided,
        }
    }

    pub fn allows(&self, category: Category) -> bool {
        self.choice(category) == Choice::Allowed
    }

    /// Whether a tracker of another party may be loaded: an answer given in spite of the
    /// signal lets in our own counts, never somebody else's.
    pub fn allows_other_parties(&self) -> bool {
        self.allows(Category::Analytics) && !self.opted_out
    }

    pub fn allows_anything(&self) -> bool {
        self.answers.iter().any(|answer| answer.allowed)
    }

    /// The categories in use that the visitor has not decided on: what the banner asks about.
    pub fn undecided(&self) -> Vec<Category> {
        cookies::optional_categories().filter(|c| self.choice(*c) == Choice::Undecided).collect()
    }

    /// The consent after new answers; a category that was not asked about keeps its own.
    pub fn after(&self, given: &[(Category, bool)], now: Instant) -> Self {
        let day = now.date().to_julian_day();
        let asked = |category| given.iter().any(|(c, _)| *c == category);
        let kept = self.answers.iter().copied().filter(|answer| !asked(answer.category));
        let new =
            given.iter().map(|(category, allowed)| Answer { category: *category, allowed: *allowed, day });
        Self { answers: kept.chain(new).collect(), ..self.clone() }
    }

    /// What the consent cookie will hold. Whoever answers now has seen whether the signal is on.
    pub fn to_cookie_value(&self, config: &Config) -> String {
        let kept =
            Kept { key: self.key.clone(), knew_of_signal: self.opted_out, answers: self.answers.clone() };
        kept.to_cookie_value(&config.analytics)
    }
}

impl Answer {
    fn holds(&self, now: Instant) -> bool {
        let age = i64::from(now.date().to_julian_day()) - i64::from(self.day);
        (0..CHOICE_DAYS).contains(&age)
    }
}

/// GPC: exactly "1" counts; of several headers one suffices; anything else is ignored.
pub fn asks_not_to_be_tracked(request: &HttpRequest) -> bool {
    request.headers().get_all("sec-gpc").any(|value| value.as_bytes() == b"1")
}

/// What the consent cookie holds: `key.signal.answer…`; an answer is the category's letter,
/// 1 or 0, the stamp of the category's cookies when it was given (a new cookie asks
/// again), and the day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    key: Option<String>,
    knew_of_signal: bool,
    answers: Vec<Answer>,
}

const KEY_LENGTH: usize = 32;
const STAMP_LENGTH: usize = 6;

impl Kept {
    fn to_cookie_value(&self, analytics: &AnalyticsConfig) -> String {
        let key = self.key.as_deref().unwrap_or("-");
        let mut value = format!("{key}.{}", u8::from(self.knew_of_signal));
        for Answer { category, allowed, day } in &self.answers {
            let (letter, stamp) = (category.letter(), cookies::stamp(*category, analytics));
            value.push_str(&format!(".{letter}{}{stamp}{day}", u8::from(*allowed)));
        }
        value
    }

    /// A cookie that a person changed decides nothing.
    fn parse(value: &str, analytics: &AnalyticsConfig) -> Option<Self> {
        let mut parts = value.split('.');
        let key = match parts.next()? {
            "-" => None,
            key if key.len() == KEY_LENGTH && key.bytes().all(|b| b.is_ascii_hexdigit()) => {
                Some(key.to_owned())
            }
            _ => return None,
        };
        let knew_of_signal = parts.next()? == "1";
        let answers = parts.filter_map(|part| answer_in(part, analytics)).collect();
        Some(Self { key, knew_of_signal, answers })
    }
}

fn answer_in(part: &str, analytics: &AnalyticsConfig) -> Option<Answer> {
    let mut letters = part.chars();
    let category = Category::of_letter(letters.next()?)?;
    let allowed = match letters.next()? {
        '1' => true,
        '0' => false,
        _ => return None,
    };
    let (stamp, day) = letters.as_str().split_at_checked(STAMP_LENGTH)?;
    let day = day.parse().ok()?;
    (stamp == cookies::stamp(category, analytics)).then_some(Answer { category, allowed, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let analytics = AnalyticsConfig::default();
        let answer = |category, allowed| Answer { category, allowed, day: 2_461_000 };
        let kept = Kept {
            key: Some("0123456789abcdef".repeat(2)),
            knew_of_signal: false,
            answers: vec![answer(Category::Preferences, false), answer(Category::Analytics, true)],
        };
        assert_eq!(Kept::parse(&kept.to_cookie_value(&analytics), &analytics), Some(kept));
    }

    #[test]
    fn a_choice_for_other_cookies_is_no_choice() {
        let analytics = AnalyticsConfig::default();
        let kept = Kept::parse("-.0.a1zzzzzz2461000", &analytics).unwrap();
        assert!(kept.answers.is_empty());
        for garbage in ["", "garbage", "é.1", "-", "abc.0.a1", "-.0.é1", "-.0.a1éééééé1"] {
            let kept = Kept::parse(garbage, &analytics);
            assert!(kept.is_none_or(|k| k.answers.is_empty()), "{garbage}");
        }
    }

    #[test]
    fn a_tracker_asks_again_about_analytics_only() {
        let without = AnalyticsConfig::default();
        let tracker = crate::config::TrackerConfig {
            kind: crate::config::TrackerKind::Plausible,
            url: "https://stats.example.net".parse().unwrap(),
            site: "shop".into(),
        };
        let with = AnalyticsConfig { tracker: Some(tracker), geo_file: None };
        let stamps = |c| (cookies::stamp(c, &without), cookies::stamp(c, &with));
        let (before, after) = stamps(Category::Analytics);
        assert_ne!(before, after);
        let (before, after) = stamps(Category::Preferences);
        assert_eq!(before, after);
    }
}
