//! The kinds of messages, their standard words, and how words are filled in. Pure.

use crate::bookings::model::{Booking, Status};
use crate::clock::Instant;
use crate::text_enum;

text_enum! {
    pub enum Kind {
        Requested = "requested",
        Confirmed = "confirmed",
        Moved = "moved",
        Cancelled = "cancelled",
        Reminder = "reminder",
        FollowUp = "follow_up",
        /// To somebody on the waitlist: a time is kept for them.
        Offer = "offer",
        /// One for all dates of a series, when several of them changed.
        Series = "series",
        /// To the member who does it: what a client did on the booking page.
        StaffBooked = "staff_booked",
        StaffMoved = "staff_moved",
        StaffCancelled = "staff_cancelled",
    }
}

text_enum! {
    pub enum State {
        Planned = "planned",
        Posted = "posted",
        LeftOut = "left_out",
    }
}

/// The words of a message, before they are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// What can stand in a text, in braces, and what it becomes.
pub const PLACES: &[(&str, &str)] = &[
    ("client", "the client’s name"),
    ("services", "what is booked"),
    ("when", "day and time, on the client’s clock"),
    ("staff", "who does it"),
    ("until", "until when a time is kept"),
    ("dates", "all coming dates of a series"),
    ("business", "the name of the business"),
    ("address", "its address"),
    ("phone", "its phone number"),
];

impl Kind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requested => "A client asks for a booking",
            Self::Confirmed => "A booking is confirmed",
            Self::Moved => "A booking moves",
            Self::Cancelled => "A booking is cancelled",
            Self::Reminder => "Reminder",
            Self::FollowUp => "After the visit",
            Self::Offer => "A time is free for somebody on the waitlist",
            Self::Series => "Several dates of a series change",
            Self::StaffBooked => "To staff: a client booked",
            Self::StaffMoved => "To staff: a client moved a booking",
            Self::StaffCancelled => "To staff: a client cancelled",
        }
    }

    pub const fn is_for_client(self) -> bool {
        match self {
            Self::Requested
            | Self::Confirmed
            | Self::Moved
            | Self::Cancelled
            | Self::Reminder
            | Self::FollowUp
            | Self::Offer
            | Self::Series => true,
            Self::StaffBooked | Self::StaffMoved | Self::StaffCancelled => false,
        }
    }

    /// What the record of messages calls it.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Requested => "booking.requested",
            Self::Confirmed => "booking.confirmed",
            Self::Moved => "booking.moved",
            Self::Cancelled => "booking.cancelled",
            Self::Reminder => "booking.reminder",
            Self::FollowUp => "booking.follow_up",
            Self::Offer => "booking.offer",
            Self::Series => "booking.series",
            Self::StaffBooked => "booking.staff_booked",
            Self::StaffMoved => "booking.staff_moved",
            Self::StaffCancelled => "booking.staff_cancelled",
        }
    }

    /// What the member who does it hears of the same event.
    pub const fn for_staff(self) -> Option<Self> {
        match self {
            Self::Requested | Self::Confirmed => Some(Self::StaffBooked),
            Self::Moved => Some(Self::StaffMoved),
            Self::Cancelled => Some(Self::StaffCancelled),
            _ => None,
        }
    }

    pub fn standard(self) -> Text {
        let (subject, body) = match self {
            Self::Requested => (
                "We got your request: {services}, {when}",
                "Thank you, {client}. The time is kept for you until we answer.\n\n{services}\n{when}\n{address}",
            ),
            Self::Confirmed => (
                "Booked: {services}, {when}",
                "Your booking at {business} is confirmed.\n\n{services}\n{when}\n{address}",
            ),
            Self::Moved => (
                "New time: {services}, {when}",
                "Your booking at {business} has a new time.\n\n{services}\n{when}\n{address}",
            ),
            Self::Cancelled => (
                "Cancelled: {services}, {when}",
                "Your booking at {business} is cancelled.\n\n{services}\n{when}",
            ),
            Self::Reminder => (
                "Reminder: {services}, {when}",
                "We look forward to seeing you at {business}.\n\n{services}\n{when}\n{address}",
            ),
            Self::FollowUp => (
                "Thank you for your visit",
                "Thank you for coming to {business}, {client}. If anything was not as it should be, answer this mail.",
            ),
            Self::Offer => (
                "A time is free: {services}, {when}",
                "Good news: you are on the waitlist of {business}, and a time is free. It is kept for you until {until}; open the link to take it.\n\n{services}\n{when}\n{address}",
            ),
            Self::Series => (
                "Your dates: {services}",
                "These are your coming appointments at {business}.\n\n{services}\n{dates}\n\n{address}",
            ),
            Self::StaffBooked => (
                "New booking: {services}, {when}",
                "{client} booked on the booking page.\n\n{services}\n{when}",
            ),
            Self::StaffMoved => {
                ("Moved: {services}, {when}", "{client} moved a booking.\n\n{services}\nnow {when}")
            }
            Self::StaffCancelled => {
                ("Cancelled: {services}, {when}", "{client} cancelled a booking.\n\n{services}\n{when}")
            }
        };
        Text { subject: subject.into(), body: body.into() }
    }

    /// Whether the booking, as it is now, still calls for this message; otherwise why not. `key`
    /// says which state of it the message was planned for.
    pub fn still_fits(self, key: &str, booking: &Booking, now: Instant) -> Result<(), &'static str> {
        let is_latest = key == self.change_key(booking);
        match self {
            Self::Cancelled | Self::StaffCancelled if booking.status == Status::Cancelled => Ok(()),
            Self::Cancelled | Self::StaffCancelled => Err("It is not cancelled any more."),
            // It tells of the others too.
            Self::Series => Ok(()),
            _ if booking.status == Status::Cancelled => Err("It was cancelled."),
            _ if booking.has_lapsed(now) => Err("It lapsed."),
            Self::Offer if booking.status != Status::Held => Err("It was answered."),
            Self::FollowUp if booking.status == Status::Completed => Ok(()),
            Self::FollowUp => Err("The visit did not take place."),
            Self::Reminder if booking.status != Status::Confirmed => Err("It is not confirmed."),
            Self::Reminder if booking.starts_at <= now => Err("It has begun."),
            Self::Reminder if !key.ends_with(&stamp(booking.starts_at)) => Err("It has another time now."),
            Self::Reminder => Ok(()),
            _ if booking.ends_at <= now => Err("It is over."),
            _ if !is_latest => Err("It changed again since."),
            _ => Ok(()),
        }
    }

    /// One message for each change of a booking.
    pub fn change_key(self, booking: &Booking) -> String {
        format!("{}:{}", self.word(), booking.sequence)
    }

    /// One message for each beginning and each distance from it.
    pub fn reminder_key(self, minutes: i32, start: Instant) -> String {
        format!("{}:{minutes}:{}", self.word(), stamp(start))
    }
}

fn stamp(at: Instant) -> String {
    at.assume_utc().unix_timestamp().to_string()
}

/// The text with every place filled in.
pub fn filled(text: &str, values: &[(&str, String)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    // A place without a value leaves no empty line behind.
    let paragraph = |text: &str| {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    };
    let paragraphs: Vec<String> = out.split("\n\n").map(paragraph).filter(|text| !text.is_empty()).collect();
    paragraphs.join("\n\n")
}

/// The first thing in braces that means nothing.
pub fn unknown_place(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        let name = &after[..after.find('}').unwrap_or(after.len())];
        if !PLACES.iter().any(|(known, _)| *known == name) {
            return Some(format!("{{{}}}", name.chars().take(30).collect::<String>()));
        }
        rest = &after[name.len()..];
    }
    None
}

/// "1 day before", "2 hours after".
pub fn distance(minutes: i32) -> String {
    let (amount, side) = (minutes.unsigned_abs(), if minutes > 0 { "before" } else { "after" });
    let (number, unit) = match amount {
        n if n % (7 * 1440) == 0 => (n / (7 * 1440), "week"),
        n if n % 1440 == 0 => (n / 1440, "day"),
        n if n % 60 == 0 => (n / 60, "hour"),
        n => (n, "minute"),
    };
    format!("{number} {unit}{} {side}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standard_text_has_only_known_places() {
        for kind in Kind::ALL {
            let text = kind.standard();
            assert_eq!(unknown_place(&text.subject), None, "{kind:?}");
            assert_eq!(unknown_place(&text.body), None, "{kind:?}");
        }
        assert_eq!(unknown_place("Hello {name}").as_deref(), Some("{name}"));
        assert_eq!(unknown_place("Hello {client"), None);
        assert_eq!(unknown_place("a } b {} c").as_deref(), Some("{}"));
    }

    #[test]
    fn what_is_empty_leaves_no_hole() {
        let values = [("client", "Mia".to_owned()), ("address", String::new())];
        assert_eq!(filled("Dear {client}\n\n{address}\n\nBye", &values), "Dear Mia\n\nBye");
    }

    #[test]
    fn distances_are_said_in_the_largest_unit() {
        for (minutes, said) in [
            (1440, "1 day before"),
            (2880, "2 days before"),
            (10_080, "1 week before"),
            (180, "3 hours before"),
            (45, "45 minutes before"),
            (-60, "1 hour after"),
        ] {
            assert_eq!(distance(minutes), said);
        }
    }
}
