//! Sign-up: a new account together with its business, and the front page that leads to it.
//! Stands above `account`, `workspace` and `staff`, because it makes one of each.

pub mod actions;
mod create;
mod forms;
mod home;
pub mod queries;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/", home::show)
        .get("/signup", create::form)
        .post("/signup", create::create)
        .get("/signup/sent", create::sent)
}
