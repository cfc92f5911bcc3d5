//! What can be booked, and the rules of the booking page. Pure.

use time::Duration;

use crate::bookings::slots;
use crate::clock::Instant;
use crate::text_enum;

/// The fields of a service that its form sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewService {
    pub name: String,
    pub description: String,
    pub minutes: i32,
    /// In the smallest unit of the business's currency; `None`: not said.
    pub price: Option<i64>,
    pub colour: i32,
    pub buffer_before: i32,
    pub buffer_after: i32,
    pub notice_minutes: i32,
    pub window_days: i32,
    pub daily_cap: Option<i32>,
    pub seats: i32,
    pub needs_confirmation: bool,
    pub is_public: bool,
    pub staff: Vec<i64>,
    pub resources: Vec<i64>,
    pub questions: Vec<Question>,
    /// Minutes before the beginning; below zero, after the end.
    pub reminders: Vec<i32>,
}

/// What a form offers for reminders, and for a word afterwards.
pub const REMINDERS: &[i32] = &[7 * 1440, 2 * 1440, 1440, 180, 60];
pub const FOLLOW_UPS: &[i32] = &[-60, -1440, -7 * 1440];

/// A service as it is stored.
#[derive(Debug, Clone)]
pub struct Service {
    pub id: i64,
    pub fields: NewService,
    pub version: i32,
    pub archived_at: Option<Instant>,
}

impl Service {
    /// What the computation of free times needs of it.
    pub fn timing(&self) -> slots::Service {
        let minutes = |n: i32| Duration::minutes(i64::from(n));
        let fields = &self.fields;
        slots::Service {
            id: self.id,
            length: minutes(fields.minutes),
            before: minutes(fields.buffer_before),
            after: minutes(fields.buffer_after),
            notice: minutes(fields.notice_minutes),
            window_days: i64::from(fields.window_days),
            daily_cap: fields.daily_cap.and_then(|cap| u32::try_from(cap).ok()),
            seats: u32::try_from(fields.seats).unwrap_or(1),
            staff: fields.staff.clone(),
            resources: fields.resources.clone(),
        }
    }

    pub fn is_group(&self) -> bool {
        self.fields.seats > 1
    }
}

text_enum! {
    pub enum QuestionKind {
        Text = "text",
        YesNo = "yes_no",
        Choice = "choice",
    }
}

impl QuestionKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "A line of text",
            Self::YesNo => "Yes or no",
            Self::Choice => "One of a list",
        }
    }
}

/// Something that the booking page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub label: String,
    pub kind: QuestionKind,
    /// For a choice: one a line.
    pub choices: String,
    pub required: bool,
}

impl Question {
    pub fn options(&self) -> Vec<&str> {
        match self.kind {
            QuestionKind::Text => Vec::new(),
            QuestionKind::YesNo => vec!["Yes", "No"],
            QuestionKind::Choice => self.choices.lines().collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub archived_at: Option<Instant>,
}

text_enum! {
    /// Whether the booking page asks for a phone number.
    pub enum AsksPhone {
        No = "no",
        Optional = "optional",
        Required = "required",
    }
}

/// How a business takes bookings. One without a row has the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingRules {
    pub public_page: bool,
    pub shows_staff: bool,
    pub intro: String,
    pub step_minutes: i32,
    /// Until so long before the start a client may move or cancel.
    pub cutoff_minutes: i32,
    /// A request keeps its time for so long.
    pub hold_minutes: i32,
    pub asks_phone: AsksPhone,
    /// The age that a client has to say they have reached; 0: not asked.
    pub least_age: i32,
    /// The words beside the box that allows news by e-mail; empty: not asked.
    pub marketing_words: String,
    /// Web sites that may show the booking page in a frame, one a line.
    pub frame_hosts: String,
    /// Whether clients can put themselves on the waitlist.
    pub public_waitlist: bool,
    /// A time that became free is kept for somebody who waits for so long.
    pub offer_minutes: i32,
}

impl Default for BookingRules {
    fn default() -> Self {
        Self {
            public_page: true,
            shows_staff: true,
            intro: String::new(),
            step_minutes: 15,
            cutoff_minutes: 24 * 60,
            hold_minutes: 48 * 60,
            asks_phone: AsksPhone::Optional,
            least_age: 0,
            marketing_words: String::new(),
            frame_hosts: String::new(),
            public_waitlist: true,
            offer_minutes: 120,
        }
    }
}

impl BookingRules {
    /// What the browser is told about framing, such as `https://www.example.com`.
    pub fn frame_ancestors(&self) -> Vec<String> {
        self.frame_hosts.lines().map(str::to_owned).collect()
    }

    /// The sentence that a client ticks to say how old they are.
    pub fn age_words(&self) -> Option<String> {
        (self.least_age > 0).then(|| format!("I am at least {} years old.", self.least_age))
    }
}

/// "45 minutes", "1 hour", "1 hour 30 minutes".
pub fn length_in_words(minutes: i32) -> String {
    let counted = |count: i32, unit: &str| match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => counted(minutes, "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_words() {
        for (minutes, words) in
            [(45, "45 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (121, "2 hours 1 minute")]
        {
            assert_eq!(length_in_words(minutes), words);
        }
    }
}
