//! Public pages and files that are drawn from the registers: what is kept how long, what
//! protects it, where to report a weakness, each business's own privacy page, and the
//! records of processing (GDPR Art. 30).

mod business;
mod groups;
mod queries;
mod records;
mod retention;
mod ropa;
mod safeguards;
mod security;

use crate::web::Routes;

pub use groups::{GROUPS, group_of, title_of};
pub use queries::{Receiver, receivers};

pub fn routes() -> Routes {
    Routes::default()
        .get("/retention", retention::show)
        .get("/security", security::show)
        .get("/.well-known/security.txt", security::txt)
        .get("/w/{slug}/privacy", business::show)
        .get("/operator/ropa.csv", ropa::operator)
        .get("/workspace/ropa.csv", ropa::workspace)
}
