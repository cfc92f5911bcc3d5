//! Time zones and the wall clock: from an instant to what a clock on the wall shows, and back.
//!
//! The only place that uses `jiff`; everybody else keeps instants in UTC and dates as dates.
//! Pure; of this crate it uses only the type of an instant.

pub use crate::clock::Instant;

mod format;
mod locale;
mod months;
mod wall;
mod zone;

pub use format::{format_date, format_datetime, format_time, format_utc, parse_date, relative};
pub use locale::Locale;
pub use months::{months_after, months_before};
pub use wall::{Moment, Wall, iso};
pub use zone::{UnknownZone, WallClock, Zone, local, local_date, on_wall_clock, start_of_local_day};
