//! A member's last day: what becomes of their clients and open follow-ups when an
//! owner deactivates them. Stands above the features whose records are handed over;
//! owns no table.

mod actions;
mod deactivate;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/staff/{id}/deactivate", deactivate::ask)
        .post("/staff/{id}/deactivate", deactivate::deactivate)
}
