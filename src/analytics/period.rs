//! The stretches of time that a report covers, and the bars it is cut into. Pure.
//! Days are those of UTC, as they are counted.

use time::{Date, Duration, Month};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Week,
    Month,
    Quarter,
    Year,
}

/// From the first day up to, and without, `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub until: Date,
}

impl Period {
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// A word that names no period means a month.
    pub fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|p| Some(p.word()) == word).unwrap_or(Self::Month)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Week => "7",
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "13 weeks",
            Self::Year => "12 months",
        }
    }

    /// What one bar stands for.
    pub fn step(self) -> &'static str {
        match self {
            Self::Week | Self::Month => "day",
            Self::Quarter => "week",
            Self::Year => "month",
        }
    }

    /// A span for each bar, oldest first; the last one ends with today.
    pub fn spans(self, today: Date) -> Vec<Span> {
        let tomorrow = today + Duration::days(1);
        match self {
            Self::Week => steps(7, 1, tomorrow),
            Self::Month => steps(30, 1, tomorrow),
            Self::Quarter => steps(13, 7, tomorrow),
            Self::Year => months(tomorrow),
        }
    }

    pub fn whole(self, today: Date) -> Span {
        let until = today + Duration::days(1);
        Span { from: self.spans(today).first().map_or(today, |span| span.from), until }
    }
}

impl Span {
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

fn steps(count: i64, days: i64, until: Date) -> Vec<Span> {
    let span = |ago| {
        let until = until - Duration::days(ago * days);
        Span { from: until - Duration::days(days), until }
    };
    (0..count).rev().map(span).collect()
}

fn months(until: Date) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut end = until;
    while spans.len() < 12 {
        let from = first_of_month(end - Duration::days(1));
        spans.push(Span { from, until: end });
        end = from;
    }
    spans.reverse();
    spans
}

fn first_of_month(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}

/// "5 Oct"; for a bar that is a month "Oct".
pub fn label(period: Period, span: Span) -> String {
    let month = short(span.from.month());
    if period == Period::Year { month.to_owned() } else { format!("{} {month}", span.from.day()) }
}

fn short(month: Month) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::from(u8::from(month) - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn spans_leave_no_gap_and_end_with_today() {
        let today = date!(2026 - 11 - 22);
        for period in Period::ALL {
            let spans = period.spans(today);
            assert!(spans.windows(2).all(|pair| pair[0].until == pair[1].from), "{period:?}");
            assert!(spans.last().unwrap().holds(today));
            assert!(!spans.last().unwrap().holds(date!(2026 - 11 - 23)));
            assert_eq!(period.whole(today).from, spans[0].from);
        }
        assert_eq!(Period::Year.whole(today).from, date!(2025 - 12 - 01));
        assert_eq!(Period::Week.whole(today).from, date!(2026 - 11 - 16));
    }

    #[test]
    fn an_unknown_word_is_a_month() {
        assert_eq!(Period::of(Some("90")), Period::Quarter);
        assert_eq!(Period::of(Some("x")), Period::Month);
        assert_eq!(Period::of(None), Period::Month);
    }
}
