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
    pub role: Role,
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

    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }

    /// Who works here now: (id, name), as a form's choices.
    pub fn choices(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|p| p.active).map(|p| (p.id.to_string(), p.name.clone())).collect()
    }
}

/// What an owner may change about somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub role: Role,
    pub own_only: bool,
    pub privacy_contact: bool,
}

impl Standing {
    /// The names of what differs, for the activity record.
    pub fn changes(self, new: Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.role != new.role {
            changes.push(format!("role from {} to {}", self.role.word(), new.role.word()));
        }
        if self.own_only != new.own_only {
            changes.push("own clients only".into());
        }
        if self.privacy_contact != new.privacy_contact {
            changes.push("privacy contact".into());
        }
        changes
    }
}

/// Who an invitation is for, and as what. Ownership is handed over, never mailed.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub email: String,
    pub email_key: String,
    pub standing: Standing,
}

/// Why an act on the people of a business is not done; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("You can’t change your own role. Ask another owner.")]
    Yourself,
    #[error("This is the last owner. Hand over ownership first.")]
    LastOwner,
    #[error("Ownership is handed over on its own page, with your password.")]
    OwnerByForm,
    #[error("This person is deactivated. Reactivate them first.")]
    Deactivated,
    #[error("This person works here already.")]
    AlreadyMember,
    #[error("This person worked here before. Reactivate them on the staff page.")]
    FormerMember,
    #[error("This person is invited already. Send the invitation again from the staff page.")]
    AlreadyInvited,
    #[error(
        "This person also works in another business, so only they can change how they sign in. They can use a recovery code."
    )]
    WorksElsewhere,
    #[error("This person has no second factor.")]
    NoSecondFactor,
}

/// The result of a step that may be refused.
pub type Outcome<T = ()> = Result<T, Refusal>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_without_names() {
        let staff = Standing { role: Role::Staff, own_only: true, privacy_contact: false };
        let manager = Standing { role: Role::Manager, own_only: false, privacy_contact: false };
        assert_eq!(staff.changes(manager), ["role from staff to manager", "own clients only"]);
        assert!(staff.changes(staff).is_empty());
    }
}
