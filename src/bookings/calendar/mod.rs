//! `/calendar`: a day with a column for each person, a week, a month, and an agenda. Drawn on the
//! server as tables, so that a keyboard, a screen reader and a page without scripts have all of
//! it; what is free is a link to a new booking. Reads only; every change goes through `desk`.

mod agenda;
mod asked;
mod grid;
mod month;
mod read;
mod show;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default().get("/calendar", show::show)
}
