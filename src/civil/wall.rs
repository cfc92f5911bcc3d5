//! What the clock on the wall of one business shows, and how it writes the time.
//!
//! Pure; uses the zones, locales and formats beside it.

use time::Date;
use time::macros::format_description;

use super::format::day_and_month;
use super::{Instant, Locale, Zone, format_date, format_datetime, local_date, relative};

/// A business's zone and locale at the moment of one request.
#[derive(Debug, Clone)]
pub struct Wall {
    pub zone: Zone,
    pub locale: Locale,
    pub now: Instant,
}

/// An instant as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For machines, in `<time datetime>`.
    pub iso: String,
    /// "3 hours ago", or a date.
    pub shown: String,
    /// Date and time to the minute.
    pub exact: String,
}

impl Wall {
    /// A zone or locale that is no longer known reads as the default one: a page must still show.
    pub fn new(timezone: &str, locale: &str, now: Instant) -> Self {
        let zone = Zone::parse(timezone).unwrap_or_default();
        Self { zone, locale: Locale::parse(locale).unwrap_or_default(), now }
    }

    pub fn today(&self) -> Date {
        local_date(self.now, &self.zone)
    }

    pub fn date(&self, date: Date) -> String {
        format_date(date, self.locale)
    }

    /// A plain decimal number with the decimal mark of the locale. Thousands are not grouped:
    /// it may well be the number of something.
    pub fn number(&self, plain: &str) -> String {
        if self.locale.decimal_comma() { plain.replace('.', ",") } else { plain.to_owned() }
    }

    /// Day and month, for a label with little room.
    pub fn day(&self, date: Date) -> String {
        day_and_month(date, self.locale)
    }

    /// A day of this year goes without the year.
    pub fn near_day(&self, date: Date) -> String {
        if date.year() == self.today().year() { self.day(date) } else { self.date(date) }
    }

    pub fn moment(&self, instant: Instant) -> Moment {
        Moment {
            iso: iso(instant),
            shown: relative(instant, self.now, &self.zone, self.locale),
            exact: format_datetime(instant, &self.zone, self.locale),
        }
    }
}

/// `2026-11-03T14:05:00Z`.
pub fn iso(instant: Instant) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    instant.format(form).unwrap_or_default()
}

/// The instant of `iso`'s writing.
pub fn parse_iso(text: &str) -> Option<Instant> {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let instant = Instant::parse(text.trim(), form).ok()?;
    // What a person means by a time; it also keeps arithmetic with it in range.
    (1970..=9000).contains(&instant.year()).then_some(instant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn the_wall_of_a_business() {
        let wall = Wall::new("Pacific/Auckland", "en-GB", datetime!(2026-11-03 14:05));
        assert_eq!(wall.today(), date!(2026 - 11 - 04));
        let moment = wall.moment(datetime!(2026-11-03 13:05));
        assert_eq!(moment.iso, "2026-11-03T13:05:00Z");
        assert_eq!(moment.shown, "1 hour ago");
        assert_eq!(moment.exact, "4 Nov 2026, 02:05");
    }

    #[test]
    fn instants_are_read_back() {
        let at = datetime!(2026-11-03 14:05);
        assert_eq!(parse_iso(&iso(at)), Some(at));
        for bad in ["", "2026-11-03", "2026-11-03T14:05:00", "2026-13-03T14:05:00Z", "99999-01-01T00:00:00Z"]
        {
            assert_eq!(parse_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_unknown_zone_still_shows() {
        let wall = Wall::new("Mars/Base", "xx", datetime!(2026-11-03 3:00));
        assert_eq!(wall.today(), date!(2026 - 11 - 02));
    }
}
