//! The pages of the back office.

mod booking;
mod choosing;
mod index;

pub use booking::{CancelPage, ClientPage, ShowPage};
pub use choosing::{Choice, MovePage, NewPage, Refusal};
/// What a form about a visit offers to choose from.
pub mod choices {
    pub use super::choosing::{clients, hidden, services, staff};
}
pub use index::{IndexPage, status};
