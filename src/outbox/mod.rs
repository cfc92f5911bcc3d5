//! The one way from a business to its clients. A message is put here with the word of
//! whoever wants it sent; the gate decides by the rows of the moment it would go, and hands
//! out the ticket without which nothing is composed. Addresses that must get nothing more are
//! kept as keyed digests for each controller and channel, so that they survive the person's
//! erasure and hold for whoever comes back under the same address. Owns `outbox`,
//! `contact_choices` and `suppressions`. Uses the ledger, which carries each suppression over
//! a restored backup; reads the contacts' rows below their own room, so that no feature can
//! send past it.

pub mod choices;
mod gate;
mod inventory;
mod letter;
pub mod model;
pub mod queries;
mod send;
pub mod suppression;
pub mod token;

use crate::jobs::Registry;

pub use gate::{Ticket, admit};
pub use inventory::INVENTORY;
pub use model::{Class, Content, Instructed, Message, Refusal, To};
pub use send::{deliver, deliver_with, post, post_later};

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<send::Send>()
}
