//! What every page needs: the guarded route table, sessions, forms, cookies,
//! assets, headers. Knows nothing of the business; features build on it.

pub mod access;
pub mod address;
pub mod assets;
pub mod banner;
pub mod chart;
pub mod client;
pub mod consent;
pub mod cookies;
pub mod flash;
pub mod form;
pub mod frame;
pub mod metrics;
pub mod notice;
pub mod origin;
pub mod page;
pub mod paging;
pub mod problem;
pub mod rate_limit;
pub mod routes;
pub mod session;
mod telling;
pub mod theme;
pub mod tracker;

pub use access::{Can, Operator, Public, SignedIn, Who};
pub use form::{Check, FormState, Input};
pub use page::{Chrome, Nav, page, page_with, see_other};
pub use routes::Routes;
