//! The contact list through the eyes of one member.

use askama::Template;

use crate::contacts::queries::list::ListRow;
use crate::staff::queries::Member;
use crate::text::fold;
use crate::web::paging::Slice;
use crate::web::{Chrome, Nav, Who};
use crate::workspace::model::RoleRule;

/// What the database gave.
pub struct Sight {
    pub member: Member,
    pub rule: RoleRule,
    pub all: i64,
    pub seen: i64,
    pub contacts: Slice<ListRow>,
}

#[derive(Template)]
#[template(path = "timeline/member_view.html")]
pub struct MemberViewPage {
    chrome: Chrome,
    back: String,
    name: String,
    summary: String,
    limits: Vec<&'static str>,
    rows: Vec<Row>,
    shows_email: bool,
    shows_phone: bool,
    more: String,
}

pub struct Row {
    href: String,
    name: String,
    company: String,
    initials: String,
    hue: i64,
    email: String,
    phone: String,
}

impl MemberViewPage {
    pub fn of(who: &Who, sight: Sight) -> Self {
        let Sight { member, rule, all, seen, contacts } = sight;
        let last = contacts.rows.last().filter(|_| contacts.has_more);
        let limits = [
            (member.standing.own_only, "Only the contacts assigned to them."),
            (rule.hide_email, "No e-mail addresses."),
            (rule.hide_phone, "No phone numbers."),
        ];
        Self {
            chrome: who.chrome(Nav::Staff),
            back: format!("/staff/permissions?member={}", member.id),
            summary: format!("{} sees {seen} of {all} contacts.", member.name),
            limits: limits.into_iter().filter_map(|(holds, words)| holds.then_some(words)).collect(),
            more: last.map(|row| format!("/staff/{}/view?after={}", member.id, row.id)).unwrap_or_default(),
            rows: contacts.rows.into_iter().map(Row::of).collect(),
            shows_email: !rule.hide_email,
            shows_phone: !rule.hide_phone,
            name: member.name,
        }
    }
}

impl Row {
    fn of(contact: ListRow) -> Self {
        Self {
            href: format!("/contacts/{}", contact.id),
            initials: fold::initials(&contact.name),
            hue: contact.id % 8,
            name: contact.name,
            company: contact.company,
            email: contact.email,
            phone: contact.phone,
        }
    }
}
