//! Requests about somebody's data: asked for at a door, due by a table of laws, answered
//! step by step, each step one event. A request belongs to whoever decides: the operator
//! for accounts, a business for its clients. Owns `privacy_requests`,
//! `privacy_request_events`, `privacy_inquiries`, `privacy_messages`, `privacy_settings`.

mod inventory;
pub mod model;
pub mod queries;
pub mod receipts;
pub mod regimes;
pub mod words;

pub use inventory::INVENTORY;
