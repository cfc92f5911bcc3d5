//! The pages of a person's businesses.

use askama::Template;

use super::queries::Membership;
use crate::text::fold;
use crate::web::access::SignedIn;
use crate::web::page::{Chrome, Nav};

#[derive(Template)]
#[template(path = "account/workspaces.html")]
pub struct WorkspacesPage {
    chrome: Chrome,
    workspaces: Vec<WorkspaceLine>,
}

struct WorkspaceLine {
    id: i64,
    name: String,
    initials: String,
    role: &'static str,
    is_current: bool,
}

impl WorkspacesPage {
    pub fn of(who: &SignedIn, memberships: Vec<Membership>) -> Self {
        let current = who.session.member.as_ref().map(|member| member.workspace.id);
        let line = |m: Membership| WorkspaceLine {
            id: m.workspace_id,
            initials: fold::initials(&m.name),
            role: m.role.label(),
            is_current: current == Some(m.workspace_id),
            name: m.name,
        };
        Self { chrome: who.chrome(Nav::None), workspaces: memberships.into_iter().map(line).collect() }
    }
}

#[derive(Template)]
#[template(path = "account/workspace_leave.html")]
pub struct LeavePage {
    chrome: Chrome,
    title: String,
    action: String,
    items: Vec<String>,
    last_owner: bool,
}

impl LeavePage {
    pub fn of(who: &SignedIn, there: Membership, last_owner: bool) -> Self {
        let items = vec![
            format!("You can no longer open {}: its contacts, notes and follow-ups.", there.name),
            "What you wrote stays there, with your name.".to_owned(),
            "To come back you need a new invitation.".to_owned(),
        ];
        Self {
            chrome: who.chrome(Nav::None),
            title: format!("Leave {}?", there.name),
            action: format!("/workspaces/{}/leave", there.workspace_id),
            items,
            last_owner,
        }
    }
}
