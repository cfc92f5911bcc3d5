//! What a member is. Pure.

use crate::access::Role;

#[derive(Debug, Clone)]
pub struct NewMember {
    pub user_id: i64,
    pub role: Role,
    pub privacy_contact: bool,
    /// Limited to their own clients and bookings.
    pub own_only: bool,
}
