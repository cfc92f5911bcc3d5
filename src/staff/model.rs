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

/// A member by name. One who left keeps the name on what they wrote.
#[derive(Debug, Clone)]
pub struct Person {
    /// The member's id.
    pub id: i64,
    pub name: String,
    pub own_only: bool,
    pub active: bool,
}

/// The people of a workspace, to be found by id.
#[derive(Debug, Clone, Default)]
pub struct People(Vec<Person>);

impl People {
    pub fn new(people: Vec<Person>) -> Self {
        Self(people)
    }

    pub fn find(&self, id: i64) -> Option<&Person> {
        self.0.iter().find(|p| p.id == id)
    }

    /// The name to sign with; what the program did itself has no member.
    pub fn name(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.find(id)).map_or("ClientSync", |p| &p.name)
    }

    /// Who can be given work: (id, name), as a form's choices.
    pub fn choices(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|p| p.active).map(|p| (p.id.to_string(), p.name.clone())).collect()
    }
}
