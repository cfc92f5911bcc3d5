//! The forms about people: an invitation, somebody's role, the handing over, a new account.

use super::actions::Afterwards;
use super::model::{NewInvitation, Standing};
use super::queries::Member;
use crate::access::Role;
use crate::account::{password, step_up};
use crate::text::email::Email;
use crate::web::{Check, FormState, Input};

pub fn invitation(input: &Input) -> Result<NewInvitation, FormState> {
    let mut check = Check::new(input);
    let email = check.parse("email", Email::parse);
    let role = check.parse("role", |word| match Role::from_word(word) {
        Some(Role::Owner) => Err("Ownership is handed over, not mailed. Choose another role."),
        Some(role) => Ok(role),
        None => Err(CHOOSE_ROLE),
    });
    check.finish(|| {
        let email = email?;
        let standing = standing(input, role?);
        Some(NewInvitation { email_key: email.key(), email: email.as_str().to_owned(), standing })
    })
}

pub fn of_member(member: &Member) -> FormState {
    let standing = member.standing;
    let mut values = vec![("role", standing.role.word())];
    values.extend(standing.own_only.then_some(("own_only", "on")));
    values.extend(standing.privacy_contact.then_some(("privacy_contact", "on")));
    FormState::filled(values)
}

pub fn change(input: &Input) -> Result<Standing, FormState> {
    let mut check = Check::new(input);
    let role = check.parse("role", |word| Role::from_word(word).ok_or(CHOOSE_ROLE));
    check.finish(|| Some(standing(input, role?)))
}

/// Owners see everything, so they are never limited to their own clients.
fn standing(input: &Input, role: Role) -> Standing {
    Standing {
        role,
        own_only: role != Role::Owner && input.checked("own_only"),
        privacy_contact: input.checked("privacy_contact"),
    }
}

pub struct Transfer {
    pub to: i64,
    pub afterwards: Afterwards,
}

pub fn transfer(input: &Input) -> Result<Transfer, FormState> {
    let mut check = Check::new(input);
    let to = check.parse("member", |id| id.parse::<i64>().map_err(|_| "Choose who becomes owner."));
    let afterwards = check.parse("afterwards", |word| match word {
        "manager" => Ok(Afterwards::Manager),
        "owner" => Ok(Afterwards::AlsoOwner),
        _ => Err("Choose what becomes of you."),
    });
    if input.get(step_up::FIELD).is_empty() {
        check.fail(step_up::FIELD, "Enter your current password.");
    }
    check.finish(|| Some(Transfer { to: to?, afterwards: afterwards? }))
}

/// What a person without an account enters to take up an invitation.
pub struct NewAccount {
    pub name: String,
    pub password: String,
}

pub fn new_account(input: &Input, email: &str, business: &str) -> Result<NewAccount, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 100, "Enter your name.");
    let password = input.get("password");
    if let Err(problem) = password::check(password, false, &[&name, email, business]) {
        check.fail("password", problem.to_string());
    }
    if !input.checked("accept_terms") {
        check.fail("accept_terms", "Accept the terms to create an account.");
    }
    check.finish(|| Some(NewAccount { name, password: password.to_owned() }))
}

const CHOOSE_ROLE: &str = "Choose a role.";
