//! `/contacts/{id}/erase`: a business erases one of its clients for good, at once and from
//! every copy to come. First it shows what will be gone, what stays and why; the password
//! again; then the receipt. The engine is `crate::erasure`.

mod carry_out;
mod queries;
mod show;
mod views;

use crate::web::Routes;

pub(super) use show::{Prospect, look};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/contacts/{id}/erase", show::preview)
        .post("/contacts/{id}/erase", carry_out::erase)
}
