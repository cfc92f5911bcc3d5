//! Bookings that repeat. A series is made from a booking: its further dates become bookings of
//! their own, which the database guards like any other, and which can be moved or cancelled one by
//! one, from one on, or all together. Owns `booking_series`; takes time only through `book`.

mod actions;
mod page;
pub mod queries;
pub mod rule;
mod views;

pub use actions::{Changed, can_repeat, cancel, move_to};
pub use views::{ScopeChoice, changed};

use crate::text_enum;
use crate::web::{Input, Routes};

text_enum! {
    /// Which bookings of a series a change is for.
    pub enum Scope {
        This = "this",
        Later = "later",
        All = "all",
    }
}

impl Scope {
    pub const fn label(self) -> &'static str {
        match self {
            Self::This => "Only this one",
            Self::Later => "This and all later ones",
            Self::All => "All that are still to come",
        }
    }

    /// Without a choice only the booking itself changes.
    pub fn read(input: &Input) -> Self {
        Self::from_word(input.get("scope")).unwrap_or(Self::This)
    }
}

pub fn routes() -> Routes {
    Routes::default().get("/bookings/{id}/repeat", page::form).post("/bookings/{id}/repeat", page::save)
}
