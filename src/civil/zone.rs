//! A time zone by its name, and the two ways between an instant and the wall clock there.
//!
//! Uses `jiff` with the zone rules built into the program; nothing else of this crate.

use super::Instant;
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::fmt;
use std::sync::LazyLock;
use time::{Date, Duration, PrimitiveDateTime, Time};

/// A time zone of the IANA list, such as `America/Chicago`.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// There is no time zone of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a time zone from the list.")]
pub struct UnknownZone;

/// What instants a reading of the wall clock stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallClock {
    Once(Instant),
    /// The clocks went back: it is shown twice.
    Twice {
        first: Instant,
        second: Instant,
    },
    /// The clocks went forward past it; `next` is what it was most likely meant to be.
    Never {
        next: Instant,
    },
}

impl Zone {
    pub const DEFAULT_NAME: &'static str = "America/Chicago";

    /// The zone of a name, in any case; the name is kept as the IANA list spells it.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let rules = jiff::tz::db().get(name.trim()).map_err(|_| UnknownZone)?;
        let name = rules.iana_name().ok_or(UnknownZone)?.to_owned();
        Ok(Self { name, rules })
    }

    /// The names to choose from, in alphabetical order.
    pub fn names() -> &'static [String] {
        static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
            let mut names: Vec<String> = jiff::tz::db()
                .available()
                .map(|name| name.as_str().to_owned())
                .filter(|name| is_place(name))
                .collect();
            names.sort_unstable();
            names
        });
        &NAMES
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the zone is called at that moment: "CDT", or "+03" where there is no such word.
    pub fn abbreviation(&self, instant: Instant) -> String {
        self.rules.to_offset_info(timestamp(instant)).abbreviation().to_owned()
    }

    fn offset(&self, instant: Instant) -> Duration {
        seconds(self.rules.to_offset(timestamp(instant)))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::parse(Self::DEFAULT_NAME)
            .unwrap_or_else(|_| Self { name: "UTC".to_owned(), rules: TimeZone::UTC })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

/// What the wall clock shows at an instant.
pub fn local(instant: Instant, zone: &Zone) -> PrimitiveDateTime {
    instant.saturating_add(zone.offset(instant))
}

/// The date on the calendar there at an instant.
pub fn local_date(instant: Instant, zone: &Zone) -> Date {
    local(instant, zone).date()
}

/// The instant, or instants, at which the wall clock shows this date and time.
pub fn on_wall_clock(date: Date, at: Time, zone: &Zone) -> WallClock {
    let wall = date.with_time(at);
    let Some(ambiguous) = civil(wall).map(|civil| zone.rules.to_ambiguous_timestamp(civil)) else {
        return WallClock::Once(wall);
    };
    let instant = |offset| wall.saturating_sub(seconds(offset));
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => WallClock::Once(instant(offset)),
        AmbiguousOffset::Gap { before, .. } => WallClock::Never { next: instant(before) },
        AmbiguousOffset::Fold { before, after } => {
            WallClock::Twice { first: instant(before), second: instant(after) }
        }
    }
}

/// The first instant of a local day. It is not always midnight: where the clocks go forward
/// at midnight, the day starts at one.
pub fn start_of_local_day(date: Date, zone: &Zone) -> Instant {
    let midnight = match on_wall_clock(date, Time::MIDNIGHT, zone) {
        WallClock::Once(instant) => instant,
        WallClock::Twice { first, .. } => first,
        WallClock::Never { next } => next,
    };
    // A gap that swallows midnight from the evening before ends earlier than `next` says.
    change_before(midnight, zone).filter(|change| local_date(*change, zone) == date).unwrap_or(midnight)
}

/// The first instant at which the wall clock there shows this minute of the day or a later one.
/// Minute 1440 is the end of the day. Opening and closing times are meant so: where the clocks go
/// forward past one, it is the moment of the change.
pub fn from_minute_of_day(date: Date, minute: u16, zone: &Zone) -> Instant {
    if minute >= MINUTES_A_DAY {
        return date.next_day().map_or(PrimitiveDateTime::MAX, |next| start_of_local_day(next, zone));
    }
    if minute == 0 {
        return start_of_local_day(date, zone);
    }
    match on_wall_clock(date, time_of_minute(minute), zone) {
        WallClock::Once(instant) => instant,
        WallClock::Twice { first, .. } => first,
        WallClock::Never { next } => change_before(next + Duration::SECOND, zone).unwrap_or(next),
    }
}

pub const MINUTES_A_DAY: u16 = 24 * 60;

/// 13:05 for minute 785; the last minute for anything beyond the day.
pub fn time_of_minute(minute: u16) -> Time {
    Time::from_hms((minute / 60) as u8, (minute % 60) as u8, 0).unwrap_or(time::macros::time!(23:59))
}

/// The last change of the clocks up to an instant.
fn change_before(instant: Instant, zone: &Zone) -> Option<Instant> {
    zone.rules.preceding(timestamp(instant)).next().and_then(|change| instant_of(change.timestamp()))
}

/// A change of a zone's clocks: at `at` the offset goes from `before` to `after`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at: Instant,
    pub before: Duration,
    pub after: Duration,
    pub name: String,
    pub is_summer: bool,
}

/// The change in force at `from`, if there ever was one, and those up to `until`.
pub fn changes(zone: &Zone, from: Instant, until: Instant) -> Vec<Change> {
    let mut found: Vec<Change> = Vec::new();
    let first = zone.rules.preceding(timestamp(from + Duration::SECOND)).next();
    let later = zone.rules.following(timestamp(from));
    for change in first.into_iter().chain(later) {
        let Some(at) = instant_of(change.timestamp()) else { continue };
        if at > until {
            break;
        }
        found.push(Change {
            at,
            before: zone.offset(at - Duration::SECOND),
            after: seconds(change.offset()),
            name: change.abbreviation().to_owned(),
            is_summer: change.dst().is_dst(),
        });
    }
    found
}

impl Zone {
    /// How far its clocks are ahead of UTC at an instant.
    pub fn offset_at(&self, instant: Instant) -> Duration {
        self.offset(instant)
    }
}

/// A name a person can find their place by: not the old aliases and fixed offsets.
fn is_place(name: &str) -> bool {
    const AREAS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
}

/// The two libraries' ranges differ by some hours at years ±9999; beyond it the ends will do.
fn timestamp(instant: Instant) -> Timestamp {
    let seconds = instant.assume_utc().unix_timestamp();
    Timestamp::from_second(seconds).unwrap_or(match seconds {
        ..0 => Timestamp::MIN,
        _ => Timestamp::MAX,
    })
}

fn instant_of(timestamp: Timestamp) -> Option<Instant> {
    let moment = time::OffsetDateTime::from_unix_timestamp(timestamp.as_second()).ok()?;
    Some(PrimitiveDateTime::new(moment.date(), moment.time()))
}

fn civil(wall: PrimitiveDateTime) -> Option<jiff::civil::DateTime> {
    let year = i16::try_from(wall.year()).ok()?;
    let month = i8::try_from(u8::from(wall.month())).ok()?;
    let day = i8::try_from(wall.day()).ok()?;
    let (hour, minute, second, nano) = wall.as_hms_nano();
    let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    let (second, nano) = (i8::try_from(second).ok()?, i32::try_from(nano).ok()?);
    jiff::civil::DateTime::new(year, month, day, hour, minute, second, nano).ok()
}

fn seconds(offset: Offset) -> Duration {
    Duration::seconds(i64::from(offset.seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime, time};

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn names_are_parsed_and_listed() {
        assert_eq!(zone(" america/chicago ").name(), "America/Chicago");
        assert_eq!(Zone::default().name(), "America/Chicago");
        for bad in ["", "Mars/Base", "Local", "../etc/passwd", "+01:00", "CST6CDT,M3.2.0"] {
            assert_eq!(Zone::parse(bad), Err(UnknownZone), "{bad}");
        }
        assert!(Zone::names().len() > 400);
        assert!(Zone::names().iter().any(|name| name == "UTC"));
        assert!(!Zone::names().iter().any(|name| name.starts_with("Etc/")));
        for name in Zone::names() {
            assert_eq!(zone(name).name(), name);
        }
    }

    #[test]
    fn the_offset_is_that_of_the_day() {
        let chicago = zone("America/Chicago");
        assert_eq!(local(datetime!(2026-07-01 12:00), &chicago), datetime!(2026-07-01 7:00));
        assert_eq!(local(datetime!(2026-12-01 12:00), &chicago), datetime!(2026-12-01 6:00));
        assert_eq!(local_date(datetime!(2026-12-01 5:59), &chicago), date!(2026 - 11 - 30));
        assert_eq!(chicago.abbreviation(datetime!(2026-07-01 12:00)), "CDT");
        assert_eq!(chicago.abbreviation(datetime!(2026-12-01 12:00)), "CST");
    }

    #[test]
    fn readings_of_the_wall_clock() {
        let chicago = zone("America/Chicago");
        assert_eq!(
            on_wall_clock(date!(2026 - 07 - 01), time!(9:00), &chicago),
            WallClock::Once(datetime!(2026-07-01 14:00))
        );
        assert_eq!(
            on_wall_clock(date!(2026 - 03 - 08), time!(2:30), &chicago),
            WallClock::Never { next: datetime!(2026-03-08 8:30) }
        );
        assert_eq!(
            on_wall_clock(date!(2026 - 11 - 01), time!(1:30), &chicago),
            WallClock::Twice { first: datetime!(2026-11-01 6:30), second: datetime!(2026-11-01 7:30) }
        );
    }

    #[test]
    fn days_start_when_they_start() {
        for (place, day, start) in [
            ("America/Chicago", date!(2026 - 03 - 08), datetime!(2026-03-08 6:00)),
            ("America/Chicago", date!(2026 - 03 - 09), datetime!(2026-03-09 5:00)),
            ("UTC", date!(2026 - 03 - 08), datetime!(2026-03-08 0:00)),
            // No midnight: the clocks go from 24:00 to 01:00.
            ("America/Santiago", date!(2024 - 09 - 08), datetime!(2024-09-08 4:00)),
            ("Africa/Cairo", date!(2024 - 04 - 26), datetime!(2024-04-25 22:00)),
            // Midnight twice: the clocks go from 01:00 to 00:00.
            ("America/Havana", date!(2024 - 11 - 03), datetime!(2024-11-03 4:00)),
            // A day that did not happen, and one that started at half past midnight.
            ("Pacific/Apia", date!(2011 - 12 - 30), datetime!(2011-12-30 10:00)),
            ("America/Toronto", date!(1919 - 03 - 31), datetime!(1919-03-31 4:30)),
            ("Australia/Lord_Howe", date!(2024 - 10 - 06), datetime!(2024-10-05 13:30)),
            ("Asia/Kathmandu", date!(2024 - 10 - 06), datetime!(2024-10-05 18:15)),
        ] {
            assert_eq!(start_of_local_day(day, &zone(place)), start, "{place} {day}");
        }
    }

    #[test]
    fn minutes_of_a_day_that_has_other_than_24_hours() {
        let chicago = zone("America/Chicago");
        let at = |day, minute| from_minute_of_day(day, minute, &chicago);
        assert_eq!(at(date!(2026 - 07 - 01), 9 * 60), datetime!(2026-07-01 14:00));
        assert_eq!(at(date!(2026 - 07 - 01), 1440), datetime!(2026-07-02 5:00));
        // From two to three there is nothing: all of it begins at the change.
        for minute in [120, 150, 179] {
            assert_eq!(at(date!(2026 - 03 - 08), minute), datetime!(2026-03-08 8:00));
        }
        assert_eq!(at(date!(2026 - 03 - 08), 180), datetime!(2026-03-08 8:00));
        assert_eq!(at(date!(2026 - 11 - 01), 90), datetime!(2026-11-01 6:30));
    }

    #[test]
    fn changes_are_told_with_their_offsets() {
        let (from, until) = (datetime!(2026-06-01 0:00), datetime!(2027-01-01 0:00));
        let found = changes(&zone("America/Chicago"), from, until);
        let told: Vec<_> = found.iter().map(|c| (c.at, c.name.as_str(), c.after.whole_hours())).collect();
        let (spring, autumn) = (datetime!(2026-03-08 8:00), datetime!(2026-11-01 7:00));
        assert_eq!(told, [(spring, "CDT", -5), (autumn, "CST", -6)]);
        assert_eq!((found[1].before.whole_hours(), found[1].is_summer), (-5, false));
        assert!(changes(&zone("UTC"), from, until).is_empty());
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for place in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            for day in [Date::MIN, Date::MAX] {
                let start = start_of_local_day(day, &zone(place));
                local(start, &zone(place));
            }
            local(PrimitiveDateTime::MIN, &zone(place));
            local(PrimitiveDateTime::MAX, &zone(place));
        }
    }

    #[test]
    fn every_day_of_every_zone_starts_on_that_day() {
        for name in Zone::names() {
            let zone = zone(name);
            let mut day = date!(2026 - 01 - 01);
            while day < date!(2027 - 01 - 01) {
                let start = start_of_local_day(day, &zone);
                assert_eq!(local_date(start, &zone), day, "{name}");
                let before = start - Duration::SECOND;
                assert_eq!(local_date(before, &zone), day.previous_day().unwrap(), "{name}");
                day = day.next_day().unwrap();
            }
        }
    }

    fn any_zone() -> impl Strategy<Value = Zone> {
        (0..Zone::names().len()).prop_map(|index| zone(&Zone::names()[index]))
    }

    proptest! {
        #[test]
        fn there_and_back(zone in any_zone(), seconds in 0_i64..4_000_000_000) {
            let instant = datetime!(1970-01-01 0:00) + Duration::seconds(seconds);
            let wall = local(instant, &zone);
            match on_wall_clock(wall.date(), wall.time(), &zone) {
                WallClock::Once(only) => prop_assert_eq!(only, instant),
                WallClock::Twice { first, second } => {
                    prop_assert!(first < second);
                    prop_assert!(first == instant || second == instant);
                }
                WallClock::Never { .. } => prop_assert!(false, "the clock showed it"),
            }
        }

        #[test]
        fn no_instant_is_before_its_day(zone in any_zone(), seconds in -3_000_000_000_i64..4_000_000_000) {
            let instant = datetime!(1970-01-01 0:00) + Duration::seconds(seconds);
            let start = start_of_local_day(local_date(instant, &zone), &zone);
            prop_assert!(start <= instant);
            prop_assert!(instant - start < Duration::hours(27));
        }
    }
}
