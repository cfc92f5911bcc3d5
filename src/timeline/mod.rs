//! The contact page and the dashboard.

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
