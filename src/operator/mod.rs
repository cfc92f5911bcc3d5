//! The console of whoever runs the installation.

use crate::jobs::Registry;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}

pub fn jobs(registry: Registry) -> Registry {
    registry
}
