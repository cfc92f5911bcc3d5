//! What the pages about people show; offers and permissions are in the files below.

mod offer;
mod permissions;

pub use offer::{ACCOUNT_EXISTS, GonePage, OfferPage, Visitor};
pub use permissions::{PermissionsPage, Scope};

use askama::Template;

use super::model::{Refusal, Standing};
use super::queries::Member;
use super::queries::invitations::Invitation;
use crate::access::{Permission, Role};
use crate::civil::{Moment, Wall};
use crate::clock::Instant;
use crate::text::fold;
use crate::web::{Chrome, FormState, Nav, Who};

type Options = Vec<(String, String)>;

/// What the staff page is drawn from; who may only look gets the members alone.
#[derive(Default)]
pub struct StaffList {
    pub members: Vec<Member>,
    pub last_seen: Vec<(i64, Instant)>,
    pub invitations: Vec<Invitation>,
}

#[derive(Template)]
#[template(path = "staff/index.html")]
pub struct StaffPage {
    chrome: Chrome,
    manages: bool,
    may_transfer: bool,
    leave_href: String,
    people: Vec<PersonRow>,
    former: Vec<PersonRow>,
    invited: Vec<InvitedRow>,
}

pub struct PersonRow {
    name: String,
    initials: String,
    hue: i64,
    /// Empty for those who only look.
    href: String,
    role: &'static str,
    flags: Vec<&'static str>,
    note: String,
    is_you: bool,
}

pub struct InvitedRow {
    id: i64,
    email: String,
    role: &'static str,
    flags: Vec<&'static str>,
    until: String,
    expired: bool,
}

impl StaffPage {
    pub fn of(who: &Who, list: &StaffList) -> Self {
        let manages = who.may(Permission::ManageStaff);
        let row = |member: &Member| PersonRow::of(who, member, manages, &list.last_seen);
        let (people, former): (Vec<&Member>, Vec<&Member>) = list.members.iter().partition(|m| m.is_active());
        Self {
            chrome: who.chrome(Nav::Staff),
            manages,
            may_transfer: who.may(Permission::TransferOwnership),
            leave_href: leave_href(who),
            people: people.into_iter().map(row).collect(),
            former: former.into_iter().map(row).collect(),
            invited: list.invitations.iter().map(|i| InvitedRow::of(&who.wall(), i)).collect(),
        }
    }
}

/// Leaving is an act of the account's owner, so it is a page of the account.
fn leave_href(who: &Who) -> String {
    format!("/workspaces/{}/leave", who.member.workspace.id)
}

impl PersonRow {
    fn of(who: &Who, member: &Member, manages: bool, last_seen: &[(i64, Instant)]) -> Self {
        let seen = last_seen.iter().find(|(user, _)| *user == member.user_id).map(|(_, at)| *at);
        Self {
            name: member.name.clone(),
            initials: fold::initials(&member.name),
            hue: member.id % 8,
            href: if manages { format!("/staff/{}", member.id) } else { String::new() },
            role: member.standing.role.label(),
            flags: flags(member.standing),
            note: if manages { note(&who.wall(), member, seen) } else { String::new() },
            is_you: member.id == who.member.id,
        }
    }
}

fn note(wall: &Wall, member: &Member, seen: Option<Instant>) -> String {
    let presence = match (member.deactivated_at, seen) {
        (Some(at), _) => format!("deactivated {}", wall.moment(at).shown),
        (None, Some(at)) => format!("signed in, last seen {}", wall.moment(at).shown),
        (None, None) => "not signed in".into(),
    };
    format!("{} · {presence}", member.email)
}

fn flags(standing: Standing) -> Vec<&'static str> {
    let own = standing.own_only.then_some("Own clients only");
    let privacy = standing.privacy_contact.then_some("Privacy contact");
    own.into_iter().chain(privacy).collect()
}

impl InvitedRow {
    fn of(wall: &Wall, invitation: &Invitation) -> Self {
        let expired = invitation.expires_at <= wall.now;
        let until = wall.moment(invitation.expires_at).exact;
        Self {
            id: invitation.id,
            email: invitation.email.clone(),
            role: invitation.standing.role.label(),
            flags: flags(invitation.standing),
            until: if expired { format!("expired {until}") } else { format!("works until {until}") },
            expired,
        }
    }
}

#[derive(Template)]
#[template(path = "staff/invite.html")]
pub struct InvitePage {
    chrome: Chrome,
    form: FormState,
    roles: Options,
}

impl InvitePage {
    pub fn of(who: &Who, form: FormState) -> Self {
        let invited = |role: &&Role| **role != Role::Owner;
        let roles = Role::ALL.iter().filter(invited).map(|role| role_choice(*role)).collect();
        Self { chrome: who.chrome(Nav::Staff), form, roles }
    }
}

fn role_choice(role: Role) -> (String, String) {
    (role.word().to_owned(), format!("{}: {}", role.label(), role.describes()))
}

#[derive(Template)]
#[template(path = "staff/member.html")]
pub struct MemberPage {
    chrome: Chrome,
    form: FormState,
    id: i64,
    leave_href: String,
    name: String,
    first_name: String,
    initials: String,
    hue: i64,
    line: String,
    facts: Vec<(&'static str, String)>,
    joined: Moment,
    roles: Options,
    is_you: bool,
    is_active: bool,
    is_owner: bool,
    has_second_factor: bool,
}

impl MemberPage {
    pub fn of(who: &Who, member: &Member, form: FormState) -> Self {
        let is_owner = member.standing.role == Role::Owner;
        // Ownership is handed over elsewhere, but an owner's form must be able to say "owner".
        let offered = |role: &&Role| is_owner || **role != Role::Owner;
        let mut facts = vec![("E-mail", member.email.clone()), ("Role", member.standing.role.label().into())];
        facts.push(("Second factor", if member.second_factor { "Set up" } else { "Not set up" }.into()));
        Self {
            chrome: who.chrome(Nav::Staff),
            form,
            id: member.id,
            leave_href: leave_href(who),
            name: member.name.clone(),
            first_name: member.name.split_whitespace().next().unwrap_or_default().to_owned(),
            initials: fold::initials(&member.name),
            hue: member.id % 8,
            line: if member.is_active() { "Works here" } else { "Deactivated: can’t sign in here" }.into(),
            facts,
            joined: who.wall().moment(member.created_at),
            roles: Role::ALL.iter().filter(offered).map(|role| role_choice(*role)).collect(),
            is_you: member.id == who.member.id,
            is_active: member.is_active(),
            is_owner,
            has_second_factor: member.second_factor,
        }
    }
}

/// The page before an act that closes a door.
#[derive(Template)]
#[template(path = "staff/confirm.html")]
pub struct ConfirmPage {
    chrome: Chrome,
    title: String,
    lead: &'static str,
    items: Vec<String>,
    note: &'static str,
    action: String,
    label: &'static str,
    cancel: String,
    refusal: String,
}

impl ConfirmPage {
    pub fn reset_second_factor(who: &Who, member: &Member) -> Self {
        Self {
            chrome: who.chrome(Nav::Staff),
            title: format!("Reset the second factor of {}?", member.name),
            lead: "This will be gone:",
            items: vec![
                "The link to the authenticator app on their lost device.".into(),
                "Their recovery codes.".into(),
                "Every session of theirs: they are signed out everywhere.".into(),
            ],
            note: "Do this only if you are sure that it is them who asks. They get a mail about it.",
            action: format!("/staff/{}/reset-second-factor", member.id),
            label: "Reset second factor",
            cancel: format!("/staff/{}", member.id),
            refusal: String::new(),
        }
    }

    pub fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = refusal.to_string();
        self
    }
}

#[derive(Template)]
#[template(path = "staff/transfer.html")]
pub struct TransferPage {
    chrome: Chrome,
    form: FormState,
    people: Options,
    afterwards: Options,
}

impl TransferPage {
    pub fn of(who: &Who, members: &[Member], form: FormState) -> Self {
        let others = members.iter().filter(|m| m.is_active() && m.id != who.member.id);
        let choice = |m: &Member| (m.id.to_string(), format!("{} ({})", m.name, m.standing.role.label()));
        let first = (String::new(), "Choose a person".to_owned());
        Self {
            chrome: who.chrome(Nav::Staff),
            form,
            people: std::iter::once(first).chain(others.map(choice)).collect(),
            afterwards: vec![
                ("manager".into(), "I become a manager".into()),
                ("owner".into(), "We are both owners".into()),
            ],
        }
    }
}
