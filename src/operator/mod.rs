//! What whoever runs the installation needs: `/healthz`, `/metrics`, the console,
//! development's mail box and style guide. Counts only;
//! no business's data is read here.

pub mod appoint;
mod backups;
mod console;
mod dev;
pub mod health;
mod metrics;
mod queries;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/healthz", health::show)
        .get("/metrics", metrics::show)
        .get("/operator", console::index)
        .get("/operator/backups", backups::show)
        .post("/operator/jobs/{id}/retry", console::retry)
        .get("/dev/mail", dev::mails)
        .get("/dev/mail/{id}", dev::mail)
        .get("/dev/style", dev::style)
}
