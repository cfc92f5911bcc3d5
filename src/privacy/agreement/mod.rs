//! `/workspace/agreement`: the data-processing agreement between a business and whoever runs
//! the installation (GDPR Art. 28(3)): read, accepted by an owner, downloaded as accepted.
//! Owns `dpa_acceptances` together with `workspace`, which writes the rows.

mod accept;
mod download;
mod queries;
mod show;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace/agreement", show::show)
        .post("/workspace/agreement", accept::accept)
        .get("/workspace/agreement/download", download::download)
}
