//! The one way out to other hosts: an outgoing call or mail names its host, and a host
//! that no processor in force covers is refused and logged.

use crate::services::Services;

/// Whether this installation may send data to `host` today.
pub fn is_allowed(services: &Services, host: &str) -> bool {
    let today = services.clock.now().date();
    let facts = services.standing.facts();
    facts.processors.iter().any(|p| p.has_host(host) && p.may_be_reached(today))
}
