//! A place on the waitlist. Pure.

use time::Date;

use crate::bookings::book::token;
use crate::bookings::model::{Booking, Proposal, Status};
use crate::bookings::slots::Slot;
use crate::civil::{Zone, local, start_of_local_day};
use crate::clock::Instant;
use crate::db::ids;
use crate::error::AppResult;
use crate::secrets::Secrets;
use crate::text_enum;

/// Nobody waits for longer ahead than this.
pub const LONGEST_DAYS: i64 = 366;

text_enum! {
    /// The part of the day at which somebody can come.
    pub enum Part {
        Any = "any",
        Morning = "morning",
        Afternoon = "afternoon",
        Evening = "evening",
    }
}

impl Part {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Any => "Any time",
            Self::Morning => "Morning, before 12",
            Self::Afternoon => "Afternoon, 12 to 5",
            Self::Evening => "Evening, from 5",
        }
    }

    /// Whether a visit that begins in this hour of the business's clock fits.
    pub const fn has(self, hour: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Morning => hour < 12,
            Self::Afternoon => hour >= 12 && hour < 17,
            Self::Evening => hour >= 17,
        }
    }

    pub fn choices() -> Vec<(&'static str, &'static str)> {
        Self::ALL.iter().map(|part| (part.word(), part.label())).collect()
    }
}

/// Who waits.
#[derive(Clone)]
pub enum Waiter {
    Contact(i64),
    /// Somebody who put a name on the list on the booking page.
    Stranger(Proposal),
}

/// When somebody could come: whole days of the business's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: Date,
    pub last: Date,
    pub part: Part,
}

impl Span {
    /// When the last day ends.
    pub fn end(&self, zone: &Zone) -> Instant {
        start_of_local_day(self.last.next_day().unwrap_or(self.last), zone)
    }
}

/// What somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub services: Vec<i64>,
    /// `None`: anybody who does it.
    pub member: Option<i64>,
    pub span: Span,
}

#[derive(Clone)]
pub struct NewWait {
    pub waiter: Waiter,
    pub wish: Wish,
    pub ends_at: Instant,
    pub client_zone: String,
    /// The words that a client ticked to say how old they are, or "".
    pub age_words: String,
    pub form_key: Option<String>,
    pub uid: String,
    pub token_hash: String,
}

impl NewWait {
    pub fn new(secrets: &Secrets, waiter: Waiter, wish: Wish, zone: &Zone) -> AppResult<Self> {
        let uid = ids::random_key()?;
        Ok(Self {
            token_hash: token::digest(&token::of_wait(secrets, &uid)),
            uid,
            waiter,
            ends_at: wish.span.end(zone),
            wish,
            client_zone: String::new(),
            age_words: String::new(),
            form_key: None,
        })
    }
}

#[derive(Clone)]
pub struct Wait {
    pub id: i64,
    pub waiter: Waiter,
    pub wish: Wish,
    pub client_zone: String,
    pub age_words: String,
    pub uid: String,
    pub created_at: Instant,
    pub ends_at: Instant,
}

/// A time that was kept for somebody who waits.
#[derive(Debug, Clone)]
pub struct Offered {
    pub wait_id: i64,
    pub booking: Booking,
}

impl Offered {
    pub fn is_open(&self, now: Instant) -> bool {
        self.booking.status == Status::Held && !self.booking.has_lapsed(now)
    }
}

impl Wish {
    /// The first free time that fits and is none that was offered before, not even by a quarter of an hour.
    pub fn pick<'s>(&self, free: &'s [Slot], zone: &Zone, before: &[Offered]) -> Option<&'s Slot> {
        let is_new = |slot: &&Slot| {
            before.iter().all(|o| slot.end <= o.booking.starts_at || slot.start >= o.booking.ends_at)
        };
        free.iter().filter(|slot| self.span.part.has(local(slot.start, zone).hour())).find(is_new)
    }
}
