//! Requests about somebody's data: asked for at a door, due by a table of laws, answered
//! step by step, each step one event. A request belongs to whoever decides: the operator
//! for accounts, a business for its clients. Owns `privacy_requests`,
//! `privacy_request_events`.

mod inventory;
pub mod model;
pub mod queries;
pub mod regimes;

pub use inventory::INVENTORY;
