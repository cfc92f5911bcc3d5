//! What is free, and why something is not. `free` and `judge` are pure computations over a
//! `Board`, which `queries` reads; the public page, the back office and the commit ask the same
//! two, so a page cannot offer what the commit would refuse for another reason than lost time.

mod board;
mod days;
mod free;
pub mod queries;
mod timeline;
mod why;

pub use board::{Board, Off, Range, Resource, Rules, Service, Sitting, Staff, Visit};
pub use days::{Window, windows};
pub use free::{Pick, Slot, free, pick};
pub use timeline::{Busy, Timeline};
pub use why::{Obstacle, judge};
