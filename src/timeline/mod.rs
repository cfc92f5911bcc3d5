//! The contact page and the dashboard. They read several features, so they stand
//! above them: contacts, notes, follow-ups, bookings, staff. They own no table and write nothing.

mod chart;
mod contact;
mod member_view;
mod model;
mod queries;
mod today;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/today", today::show)
        .get("/contacts/{id}", contact::show)
        .get("/staff/{id}/view", member_view::show)
}
