//! Roles, permissions and the one table between them. Pure: it knows neither
//! the database nor HTTP. Guards (`web::access`), the permission page and the
//! access tests all read `Role::may`.

use crate::text_enum;

text_enum! {
    /// What a member is in a workspace.
    pub enum Role {
        Owner = "owner",
        Manager = "manager",
        Staff = "staff",
        Viewer = "viewer",
    }
}

/// What may be done. One permission an action that an owner would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    ReadContacts,
    WriteContacts,
    DeleteContacts,
    ExportContacts,
    ManageContactFields,
    WriteNotes,
    ModerateNotes,
    ReadStaff,
    ManageStaff,
    ReadActivity,
    ManageWorkspace,
    TransferOwnership,
    HandlePrivacy,
    CloseWorkspace,
}

impl Permission {
    pub const ALL: &'static [Self] = &[
        Self::ReadContacts,
        Self::WriteContacts,
        Self::DeleteContacts,
        Self::ExportContacts,
        Self::ManageContactFields,
        Self::WriteNotes,
        Self::ModerateNotes,
        Self::ReadStaff,
        Self::ManageStaff,
        Self::ReadActivity,
        Self::ManageWorkspace,
        Self::TransferOwnership,
        Self::HandlePrivacy,
        Self::CloseWorkspace,
    ];

    /// Whether it writes down something about clients, which a business may have done only
    /// under an agreement (GDPR Art. 28(3)).
    pub const fn stores_client_data(self) -> bool {
        match self {
            Self::WriteContacts | Self::WriteNotes | Self::ModerateNotes => true,
            Self::ReadContacts
            | Self::DeleteContacts
            | Self::ExportContacts
            | Self::ManageContactFields
            | Self::ReadStaff
            | Self::ManageStaff
            | Self::ReadActivity
            | Self::ManageWorkspace
            | Self::TransferOwnership
            | Self::HandlePrivacy
            | Self::CloseWorkspace => false,
        }
    }

    /// Whether it stays possible in a business that is closing: to read, to take along, to
    /// delete, to answer, and to call the closing off.
    pub const fn outlasts_closing(self) -> bool {
        match self {
            Self::ReadContacts
            | Self::DeleteContacts
            | Self::ExportContacts
            | Self::ReadStaff
            | Self::ReadActivity
            | Self::ManageWorkspace
            | Self::TransferOwnership
            | Self::HandlePrivacy
            | Self::CloseWorkspace => true,
            Self::WriteContacts
            | Self::ManageContactFields
            | Self::WriteNotes
            | Self::ModerateNotes
            | Self::ManageStaff => false,
        }
    }

    /// How the permission page says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ReadContacts => "See contacts, notes and follow-ups",
            Self::WriteContacts => "Add and edit contacts and follow-ups",
            Self::DeleteContacts => "Delete and restore contacts",
            Self::ExportContacts => "Export contacts",
            Self::ManageContactFields => "Define custom fields and tags",
            Self::WriteNotes => "Write notes and edit their own",
            Self::ModerateNotes => "Edit and delete other people’s notes",
            Self::ReadStaff => "See who works here",
            Self::ManageStaff => "Invite people and change their roles",
            Self::ReadActivity => "Read the activity record",
            Self::ManageWorkspace => "Change the business profile and its rules",
            Self::TransferOwnership => "Hand over ownership",
            Self::HandlePrivacy => "Answer privacy requests and erase clients",
            Self::CloseWorkspace => "Close the business and delete its data",
        }
    }
}

impl Role {
    /// The one place that says which role may do what. No wildcard arm: a new
    /// permission does not compile until somebody decides.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::ReadContacts | P::ReadStaff => true,
            P::WriteContacts | P::WriteNotes => matches!(self, Self::Owner | Self::Manager | Self::Staff),
            P::DeleteContacts | P::ExportContacts | P::ManageContactFields | P::ModerateNotes => {
                matches!(self, Self::Owner | Self::Manager)
            }
            P::ManageStaff
            | P::ReadActivity
            | P::ManageWorkspace
            | P::TransferOwnership
            | P::HandlePrivacy
            | P::CloseWorkspace => {
                matches!(self, Self::Owner)
            }
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Manager => "Manager",
            Self::Staff => "Staff",
            Self::Viewer => "Viewer",
        }
    }

    pub const fn describes(self) -> &'static str {
        match self {
            Self::Owner => "Everything, including people, rules and the activity record.",
            Self::Manager => "Runs the day: all contacts and notes, deleting and exporting.",
            Self::Staff => "Works with contacts and notes; can’t delete or export.",
            Self::Viewer => "Looks, and changes nothing.",
        }
    }
}

/// A permission as a type, so that a guard can name it: `Can<contacts::Write>`.
pub trait Grant: Send + Sync + 'static {
    const PERMISSION: Permission;
}

macro_rules! grants {
    ($($module:ident { $($name:ident = $permission:ident),+ })+) => {
        $(pub mod $module {
            use super::{Grant, Permission};
            $(pub struct $name;
            impl Grant for $name { const PERMISSION: Permission = Permission::$permission; })+
        })+
    };
}

grants! {
    contacts { Read = ReadContacts, Write = WriteContacts, Delete = DeleteContacts, Export = ExportContacts, Fields = ManageContactFields }
    notes { Write = WriteNotes }
    staff { Read = ReadStaff, Manage = ManageStaff }
    activity { Read = ReadActivity }
    workspace { Manage = ManageWorkspace, Transfer = TransferOwnership, Close = CloseWorkspace }
    privacy { Handle = HandlePrivacy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_role_may_all_that_a_lower_one_may() {
        for pair in Role::ALL.windows(2) {
            for &permission in Permission::ALL {
                assert!(pair[0].may(permission) || !pair[1].may(permission), "{pair:?} {permission:?}");
            }
        }
    }

    #[test]
    fn a_viewer_changes_nothing() {
        let may: Vec<_> = Permission::ALL.iter().filter(|p| Role::Viewer.may(**p)).collect();
        assert_eq!(may, [&Permission::ReadContacts, &Permission::ReadStaff]);
    }
}
