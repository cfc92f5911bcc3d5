//! The laws' time limits, one table: when a request must be acknowledged and answered, and
//! by how much the answer may be put off. No due date is ever typed by hand. Pure.
//!
//! Sources: GDPR Art. 12(3); UK GDPR Art. 12A and the Data (Use and Access) Act 2025; 11 CCR
//! §7021 and §7026(f); the states' acts that follow Virginia's (45 days and 45 more).

use time::{Date, Duration, Month, Weekday};

use super::model::Kind;
use crate::clock::Instant;
use crate::text_enum;

text_enum! {
    pub enum Regime {
        Gdpr = "gdpr",
        UkGdpr = "uk_gdpr",
        Ccpa = "ccpa",
        /// A state of the US with an act after Virginia's pattern.
        UsState = "us_state",
        /// No law known to us; we keep the strictest of the others.
        Other = "other",
    }
}

/// A stretch of time as the laws count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Days(i64),
    BusinessDays(u32),
    Months(u8),
}

/// What a regime demands for one kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub acknowledge: Option<Span>,
    pub answer: Span,
    /// Added to the answer's limit when the person is told so in time, with the reason.
    pub extension: Option<Span>,
    /// The clock stands while the person is asked what they mean (UK GDPR Art. 12A(3)).
    pub clarification_pauses: bool,
    pub appeal: bool,
}

impl Regime {
    /// By the name of a country or a state, as the form offers it.
    pub fn of_place(place: &str) -> Self {
        const EEA: &[&str] = &[
            "Austria",
            "Belgium",
            "Bulgaria",
            "Croatia",
            "Cyprus",
            "Czechia",
            "Denmark",
            "Estonia",
            "Finland",
            "France",
            "Germany",
            "Greece",
            "Hungary",
            "Iceland",
            "Ireland",
            "Italy",
            "Latvia",
            "Liechtenstein",
            "Lithuania",
            "Luxembourg",
            "Malta",
            "Netherlands",
            "Norway",
            "Poland",
            "Portugal",
            "Romania",
            "Slovakia",
            "Slovenia",
            "Spain",
            "Sweden",
            "Other EEA countries",
        ];
        match place {
            "California" => Self::Ccpa,
            "United Kingdom" => Self::UkGdpr,
            place if EEA.contains(&place) => Self::Gdpr,
            "Colorado"
            | "Connecticut"
            | "Delaware"
            | "Indiana"
            | "Iowa"
            | "Kentucky"
            | "Maryland"
            | "Minnesota"
            | "Montana"
            | "Nebraska"
            | "New Hampshire"
            | "New Jersey"
            | "Oregon"
            | "Rhode Island"
            | "Tennessee"
            | "Texas"
            | "Utah"
            | "Virginia"
            | "Other states of the US" => Self::UsState,
            _ => Self::Other,
        }
    }

    pub const fn limits(self, kind: Kind) -> Limits {
        match (self, kind) {
            // The rules of opt-outs: California's is the only one with a number, and we act at once anyway.
            (_, Kind::OptOutSaleShare | Kind::OptOutVendor | Kind::WithdrawConsent) => Limits {
                acknowledge: None,
                answer: Span::BusinessDays(15),
                extension: None,
                clarification_pauses: false,
                appeal: matches!(self, Self::UsState),
            },
            (Self::UkGdpr, Kind::Complaint) => Limits {
                acknowledge: Some(Span::Days(30)),
                answer: Span::Months(1),
                extension: Some(Span::Months(2)),
                clarification_pauses: true,
                appeal: false,
            },
            (Self::Gdpr | Self::UkGdpr, _) => Limits {
                acknowledge: None,
                answer: Span::Months(1),
                extension: Some(Span::Months(2)),
                clarification_pauses: matches!(self, Self::UkGdpr),
                appeal: false,
            },
            (Self::Ccpa, _) => Limits {
                acknowledge: Some(Span::BusinessDays(10)),
                answer: Span::Days(45),
                extension: Some(Span::Days(45)),
                clarification_pauses: false,
                appeal: false,
            },
            (Self::UsState, _) => Limits {
                acknowledge: None,
                answer: Span::Days(45),
                extension: Some(Span::Days(45)),
                clarification_pauses: false,
                appeal: true,
            },
            (Self::Other, _) => Limits {
                acknowledge: Some(Span::BusinessDays(10)),
                answer: Span::Months(1),
                extension: Some(Span::Days(45)),
                clarification_pauses: false,
                appeal: true,
            },
        }
    }
}

impl Span {
    /// The end of a span that begins at `from`, at the same time of day.
    pub fn after(self, from: Instant) -> Instant {
        from.replace_date(match self {
            Self::Days(days) => from.date().saturating_add(Duration::days(days)),
            Self::BusinessDays(days) => business_days_after(from.date(), days),
            Self::Months(months) => months_after(from.date(), months),
        })
    }
}

/// Saturdays and Sundays do not count. Holidays do: they differ by place, and counting them
/// only makes the answer earlier.
fn business_days_after(from: Date, days: u32) -> Date {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        day = day.saturating_add(Duration::DAY);
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// The same day of a later month, or its last one (Regulation 1182/71 Art. 3(2)(c)).
fn months_after(from: Date, months: u8) -> Date {
    let count = from.month() as i32 - 1 + i32::from(months);
    let (year, month) = (from.year() + count / 12, Month::January.nth_next((count % 12) as u8));
    let last = month.length(year);
    Date::from_calendar_date(year, month, from.day().min(last)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn due(place: &str, kind: Kind, from: Instant) -> Instant {
        Regime::of_place(place).limits(kind).answer.after(from)
    }

    #[test]
    fn a_month_ends_on_the_same_day_or_the_last() {
        assert_eq!(due("Germany", Kind::Access, datetime!(2027-01-31 9:00)), datetime!(2027-02-28 9:00));
        assert_eq!(due("Germany", Kind::Access, datetime!(2028-01-31 9:00)), datetime!(2028-02-29 9:00));
        assert_eq!(due("France", Kind::Erasure, datetime!(2026-12-15 9:00)), datetime!(2027-01-15 9:00));
        assert_eq!(due("Ireland", Kind::Access, datetime!(2028-02-29 9:00)), datetime!(2028-03-29 9:00));
        let extended = Span::Months(2).after(datetime!(2027-12-31 9:00));
        assert_eq!(extended, datetime!(2028-02-29 9:00));
    }

    #[test]
    fn california_counts_days_for_the_answer_and_business_days_for_the_rest() {
        let friday = datetime!(2026-11-27 17:00);
        let limits = Regime::of_place("California").limits(Kind::Erasure);
        assert_eq!(limits.acknowledge.map(|span| span.after(friday)), Some(datetime!(2026-12-11 17:00)));
        assert_eq!(limits.answer.after(friday), datetime!(2027-01-11 17:00));
        assert_eq!(due("California", Kind::OptOutSaleShare, friday), datetime!(2026-12-18 17:00));
    }

    #[test]
    fn a_complaint_from_the_united_kingdom_is_acknowledged_within_thirty_days() {
        let limits = Regime::of_place("United Kingdom").limits(Kind::Complaint);
        let received = datetime!(2026-11-25 8:00);
        assert_eq!(limits.acknowledge.map(|span| span.after(received)), Some(datetime!(2026-12-25 8:00)));
        assert!(limits.clarification_pauses);
    }

    #[test]
    fn a_business_day_is_never_a_weekend() {
        for day in 0..14 {
            let from = datetime!(2026-02-23 9:00) + Duration::days(day);
            for days in 1..20 {
                let end = Span::BusinessDays(days).after(from).date();
                assert!(!matches!(end.weekday(), Weekday::Saturday | Weekday::Sunday), "{from} + {days}");
            }
        }
    }

    #[test]
    fn an_unknown_place_gets_a_clock_too() {
        assert_eq!(Regime::of_place("Brazil"), Regime::Other);
        assert_eq!(Regime::of_place("Texas"), Regime::UsState);
    }
}
