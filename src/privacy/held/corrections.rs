//! Where a person corrects what they once gave, or why they can't do it themselves. A test
//! holds it against every provided column of the inventory.

use crate::inventory::{Column, Origin};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The page with the form.
    Form(&'static str),
    /// We or the business correct it on request.
    Ask(&'static str),
}

/// `None` for what nobody gave.
pub fn correction(column: &Column) -> Option<Correction> {
    use Correction::{Ask, Form};
    if column.origin != Origin::Provided {
        return None;
    }
    let known = match (column.table, column.column) {
        ("users", "name" | "phone") => Form("/account"),
        ("users", "email") | ("account_tokens", "new_email") => Form("/account/email"),
        ("passkeys", _) => Form("/account/security"),
        ("privacy_choices", _) => Form("/account/privacy"),
        ("saved_views", _) => Form("/contacts"),
        ("workspaces", "patient_data") => Form("/workspace/health"),
        ("baas", _) => Ask("It is kept as it was recorded; a new agreement is recorded beside it."),
        ("workspaces", _) => Form("/workspace"),
        ("consent_events", _) => Ask("It is the record of a choice; a new choice adds a new record."),
        ("members", _) => Ask("An owner of the business decides what each person may do there."),
        ("invitations", _) => Ask("Whoever invited you wrote it, and can withdraw it and invite you anew."),
        ("privacy_inquiries", _) => {
            Ask("It waits for its code, and is deleted with it after half an hour at the latest.")
        }
        ("calendar_feeds", _) => Form("/calendar/feed"),
        ("api_tokens", _) => Ask("A token is not changed: revoke it, and make another."),
        ("staff_zones" | "staff_hours" | "hour_exceptions" | "time_off", _) => {
            Ask("It is changed under your working hours, on the staff page of the business.")
        }
        ("processor_objections", _) => Ask("An objection is kept as it was sent."),
        _ => return None,
    };
    Some(known)
}
