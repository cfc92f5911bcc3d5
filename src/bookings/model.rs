//! What a booking is. Pure.

use crate::clock::Instant;
use crate::text_enum;

text_enum! {
    /// Where a booking stands.
    pub enum Status {
        /// Kept free for a while for somebody who has not booked yet.
        Held = "held",
        /// Somebody wants it; the business has not said yes.
        Requested = "requested",
        Confirmed = "confirmed",
        Arrived = "arrived",
        Completed = "completed",
        NoShow = "no_show",
        Cancelled = "cancelled",
    }
}

impl Status {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Held => "Held",
            Self::Requested => "Requested",
            Self::Confirmed => "Confirmed",
            Self::Arrived => "Arrived",
            Self::Completed => "Completed",
            Self::NoShow => "No-show",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The kind of badge that shows it; the label says it in words.
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Held | Self::Requested => "warning",
            Self::Confirmed => "accent",
            Self::Arrived | Self::Completed => "success",
            Self::NoShow => "danger",
            Self::Cancelled => "neutral",
        }
    }

    /// Whether its time is nobody else's. A hold or a request may also have lapsed: `Booking::has_lapsed`.
    pub const fn occupies(self) -> bool {
        match self {
            Self::Held | Self::Requested | Self::Confirmed | Self::Arrived | Self::Completed => true,
            Self::NoShow | Self::Cancelled => false,
        }
    }

    /// Whether it can still be moved or cancelled.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Held | Self::Requested | Self::Confirmed | Self::Arrived => true,
            Self::Completed | Self::NoShow | Self::Cancelled => false,
        }
    }

    /// What it may become by a button. Moving back undoes a wrong press.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Held | Self::Requested => &[Self::Confirmed],
            Self::Confirmed => &[Self::Arrived, Self::Completed, Self::NoShow],
            Self::Arrived => &[Self::Completed, Self::NoShow, Self::Confirmed],
            Self::Completed | Self::NoShow => &[Self::Confirmed],
            Self::Cancelled => &[],
        }
    }

    /// Those whose time is taken.
    pub const OCCUPYING: &'static [Self] =
        &[Self::Held, Self::Requested, Self::Confirmed, Self::Arrived, Self::Completed];
}

text_enum! {
    /// How a booking came about.
    pub enum Source {
        Public = "public",
        Staff = "staff",
        WalkIn = "walk_in",
        Series = "series",
        Waitlist = "waitlist",
    }
}

impl Source {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Public => "Booking page",
            Self::Staff => "Booked here",
            Self::WalkIn => "Walk-in",
            Self::Series => "Series",
            Self::Waitlist => "Waitlist",
        }
    }
}

text_enum! {
    /// Who acted on a booking.
    pub enum Actor {
        Client = "client",
        Staff = "staff",
        Program = "program",
    }
}

text_enum! {
    /// What happened to a booking.
    pub enum EventKind {
        Held = "held",
        Requested = "requested",
        Booked = "booked",
        Confirmed = "confirmed",
        Arrived = "arrived",
        Completed = "completed",
        NoShow = "no_show",
        Cancelled = "cancelled",
        Moved = "moved",
        /// Somebody put it on top of something knowingly; the reason is kept.
        Overridden = "overridden",
        Linked = "linked",
        Unlinked = "unlinked",
    }
}

impl EventKind {
    pub const fn of(status: Status) -> Self {
        match status {
            Status::Held => Self::Held,
            Status::Requested => Self::Requested,
            Status::Confirmed => Self::Confirmed,
            Status::Arrived => Self::Arrived,
            Status::Completed => Self::Completed,
            Status::NoShow => Self::NoShow,
            Status::Cancelled => Self::Cancelled,
        }
    }

    /// Follows the name of who did it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Held => "kept the time free",
            Self::Requested => "asked for the time",
            Self::Booked => "booked",
            Self::Confirmed => "confirmed",
            Self::Arrived => "noted the arrival",
            Self::Completed => "marked it completed",
            Self::NoShow => "marked it a no-show",
            Self::Cancelled => "cancelled",
            Self::Moved => "moved it",
            Self::Overridden => "booked past a warning",
            Self::Linked => "linked the client",
            Self::Unlinked => "took the client off",
        }
    }
}

/// A row of `bookings`, as far as pages and rules need it.
#[derive(Debug, Clone)]
pub struct Booking {
    pub id: i64,
    pub contact_id: Option<i64>,
    pub member_id: i64,
    pub status: Status,
    pub source: Source,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub price: Option<i64>,
    pub currency: String,
    /// The zone that the client chose on the booking page, or "".
    pub client_zone: String,
    pub note: String,
    /// Random and stable: the calendar's UID, and what the client's link is made from.
    pub uid: String,
    pub sequence: i32,
    pub held_until: Option<Instant>,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl Booking {
    /// A hold or request whose time is over: others may book it again.
    pub fn has_lapsed(&self, now: Instant) -> bool {
        matches!(self.status, Status::Held | Status::Requested)
            && self.held_until.is_some_and(|until| until <= now)
    }

    /// Until when the client may move or cancel it.
    pub fn cutoff(&self, cutoff_minutes: i32) -> Instant {
        self.starts_at - time::Duration::minutes(i64::from(cutoff_minutes))
    }

    /// A time that is kept for somebody on the waitlist, for them to take.
    pub fn is_offer(&self, now: Instant) -> bool {
        self.status == Status::Held && self.source == Source::Waitlist && !self.has_lapsed(now)
    }

    pub fn client_may_change(&self, cutoff_minutes: i32, now: Instant) -> bool {
        matches!(self.status, Status::Requested | Status::Confirmed)
            && !self.has_lapsed(now)
            && now < self.cutoff(cutoff_minutes)
    }
}

/// One service of a visit, as it was called and priced when it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub service_id: i64,
    pub name: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub price: Option<i64>,
}

/// "Cut and Colour".
pub fn services_in_words<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[derive(Debug, Clone)]
pub struct Event {
    pub at: Instant,
    pub kind: EventKind,
    pub actor: Actor,
    pub member_id: Option<i64>,
    pub reason: String,
    pub old_start: Option<Instant>,
}

/// What somebody typed who booked without being a known contact.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub linked_at: Option<Instant>,
}

text_enum! {
    /// What a box on the booking page says yes to.
    pub enum ConsentKind {
        Age = "age",
        MarketingEmail = "marketing_email",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub kind: ConsentKind,
    /// The words beside the box, exactly.
    pub wording: String,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub question: String,
    pub answer: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occupies_is_listed() {
        let listed: Vec<_> = Status::ALL.iter().copied().filter(|s| s.occupies()).collect();
        assert_eq!(listed, Status::OCCUPYING);
    }

    #[test]
    fn a_visit_is_named_in_words() {
        assert_eq!(services_in_words(["Cut"]), "Cut");
        assert_eq!(services_in_words(["Cut", "Colour", "Wash"]), "Cut, Colour and Wash");
    }
}
