//! Sign-up: a new account together with its business. Stands above `account`,
//! `workspace` and `staff`, because it makes one of each.

pub mod actions;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
