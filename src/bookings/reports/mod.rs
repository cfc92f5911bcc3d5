//! `/bookings/reports`: how many bookings a period had, of what, by whom, how they ended, and when
//! it is busiest; the same figures as a file. Somebody limited to their own bookings counts those.

mod model;
mod page;
mod queries;
mod views;

use crate::web::Routes;

/// Merged before `/bookings/{id}`, which would take the word for an id.
pub fn routes() -> Routes {
    Routes::default().get("/bookings/reports", page::show).get("/bookings/reports.csv", page::csv)
}
