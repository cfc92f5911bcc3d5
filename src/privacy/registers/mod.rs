//! Public pages and files that are drawn from the registers: what is kept how long, what
//! protects it, where to report a weakness, and the records of processing (GDPR Art. 30).

mod groups;
mod queries;
mod records;
mod retention;
mod ropa;
mod safeguards;
mod security;

use crate::web::Routes;

pub use groups::{GROUPS, group_of, title_of};
pub(super) use queries::{Business, business_of_slug};
pub use queries::{Receiver, receivers};

pub fn routes() -> Routes {
    Routes::default()
        .get("/retention", retention::show)
        .get("/security", security::show)
        .get("/.well-known/security.txt", security::txt)
        .get("/operator/ropa.csv", ropa::operator)
        .get("/workspace/ropa.csv", ropa::workspace)
}
