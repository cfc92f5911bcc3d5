//! The notice above a page: the oldest that the person has not acknowledged. What it
//! needs is in memory and in the session, so it costs no query.

use super::access::Visit;
use super::session::SessionInfo;
use crate::access::Role;
use crate::standing::{Audience, Notice};

pub struct ChromeNotice {
    pub id: i64,
    pub title: String,
    pub text: String,
    pub href: String,
    /// "2 more after this one", or nothing.
    pub more: String,
    /// The page to come back to.
    pub back: String,
}

impl ChromeNotice {
    /// None on the answer to a sent form: what was typed there must not be lost to a button.
    pub fn of(visit: &Visit, session: &SessionInfo) -> Option<Self> {
        let back = visit.address.clone()?;
        let facts = visit.services.standing.facts();
        let mut unread = facts
            .notices
            .iter()
            .filter(|notice| notice.id > session.user.notices_seen && is_for(notice, session));
        let notice = unread.next()?;
        let more = match unread.count() {
            0 => String::new(),
            1 => "One more after this one".into(),
            count => format!("{count} more after this one"),
        };
        Some(Self {
            id: notice.id,
            title: notice.title.clone(),
            text: notice.text.clone(),
            href: notice.href.clone(),
            more,
            back,
        })
    }
}

fn is_for(notice: &Notice, session: &SessionInfo) -> bool {
    match notice.audience {
        Audience::Everybody => true,
        Audience::PrivacyContacts => {
            session.member.as_ref().is_some_and(|m| m.privacy_contact || m.role == Role::Owner)
        }
    }
}
