//! Text that people type: keys to compare it by, cleaning, safe rendering, and the
//! scan that keeps payment-card numbers out.
//!
//! Pure functions; may use nothing else of this crate.

pub mod cards;
pub mod cells;
pub mod content_line;
pub mod device;
pub mod email;
pub mod fold;
pub mod markdown;
pub mod money;
pub mod phone;
