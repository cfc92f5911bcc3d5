//! How dates and times are written: the order of day and month, the clock, the first day of a week.
//!
//! Pure; uses nothing else of this crate.

use time::Weekday;

/// A way of writing dates. Months are written in letters, so no order can be misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    #[default]
    EnUs,
    EnGb,
    EnCa,
    DeDe,
    EsEs,
    EsUs,
    FrFr,
    ItIt,
    NlNl,
}

impl Locale {
    pub const ALL: [Self; 9] = [
        Self::EnUs,
        Self::EnGb,
        Self::EnCa,
        Self::DeDe,
        Self::EsEs,
        Self::EsUs,
        Self::FrFr,
        Self::ItIt,
        Self::NlNl,
    ];

    /// The locale of a tag as stored, or `None` for one that is not offered.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(tag.trim()))
    }

    /// The BCP 47 tag, as stored and as written in HTML.
    pub fn tag(self) -> &'static str {
        match self {
            Self::EnUs => "en-US",
            Self::EnGb => "en-GB",
            Self::EnCa => "en-CA",
            Self::DeDe => "de-DE",
            Self::EsEs => "es-ES",
            Self::EsUs => "es-US",
            Self::FrFr => "fr-FR",
            Self::ItIt => "it-IT",
            Self::NlNl => "nl-NL",
        }
    }

    /// What a list to choose from shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::EnUs => "English (United States)",
            Self::EnGb => "English (United Kingdom)",
            Self::EnCa => "English (Canada)",
            Self::DeDe => "German (Germany)",
            Self::EsEs => "Spanish (Spain)",
            Self::EsUs => "Spanish (United States)",
            Self::FrFr => "French (France)",
            Self::ItIt => "Italian (Italy)",
            Self::NlNl => "Dutch (Netherlands)",
        }
    }

    /// The day a week starts with on a calendar.
    pub fn first_weekday(self) -> Weekday {
        match self {
            Self::EnUs | Self::EnCa | Self::EsUs => Weekday::Sunday,
            Self::EnGb | Self::DeDe | Self::EsEs | Self::FrFr | Self::ItIt | Self::NlNl => Weekday::Monday,
        }
    }

    pub fn month_first(self) -> bool {
        matches!(self, Self::EnUs | Self::EnCa)
    }

    pub fn decimal_comma(self) -> bool {
        !matches!(self, Self::EnUs | Self::EnGb | Self::EnCa | Self::EsUs)
    }

    pub(super) fn twelve_hours(self) -> bool {
        matches!(self, Self::EnUs | Self::EnCa | Self::EsUs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_round_trip() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.tag()), Some(locale));
        }
        assert_eq!(Locale::parse(" EN-gb "), Some(Locale::EnGb));
        assert_eq!(Locale::parse("xx"), None);
    }

    #[test]
    fn weeks_start_where_people_expect() {
        assert_eq!(Locale::EnUs.first_weekday(), Weekday::Sunday);
        assert_eq!(Locale::DeDe.first_weekday(), Weekday::Monday);
    }
}
