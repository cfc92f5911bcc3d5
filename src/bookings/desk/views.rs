//! The pages of the back office.

mod booking;
mod choosing;
mod index;

pub use booking::{CancelPage, ClientPage, ShowPage};
pub use choosing::{MovePage, NewPage, Refusal};
pub use index::{IndexPage, status};
