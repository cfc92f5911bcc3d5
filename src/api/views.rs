//! The page of tokens.

use askama::Template;

use super::openapi::OPERATIONS;
use super::queries::Token;
use crate::access::Role;
use crate::civil::Moment;
use crate::staff::model::People;
use crate::web::session::tokens::PER_MINUTE;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "api/index.html")]
pub struct IndexPage {
    chrome: Chrome,
    /// The token that was just made, shown this once.
    made: String,
    rows: Vec<Row>,
    roles: Vec<(&'static str, &'static str)>,
    operations: Vec<(&'static str, &'static str, &'static str)>,
    base: String,
    per_minute: u32,
    form: FormState,
}

struct Row {
    name: String,
    note: String,
    used: Option<Moment>,
    ends: Moment,
    has_ended: bool,
    revoke: String,
}

impl IndexPage {
    pub fn of(who: &Who, tokens: &[Token], people: &People, form: FormState, made: String) -> Self {
        let wall = who.wall();
        let row = |token: &Token| Row {
            name: token.name.clone(),
            note: format!(
                "{} · as {}, made by {}",
                scope(token),
                token.role.label(),
                people.name(Some(token.member_id))
            ),
            used: token.last_used_at.map(|at| wall.moment(at)),
            ends: wall.moment(token.expires_at),
            has_ended: token.expires_at <= who.now(),
            revoke: format!("/workspace/api/{}/revoke", token.id),
        };
        Self {
            chrome: who.chrome(Nav::Workspace),
            made,
            rows: tokens.iter().map(row).collect(),
            roles: Role::ALL
                .iter()
                .filter(|role| **role >= who.member.role)
                .map(|role| (role.word(), role.label()))
                .collect(),
            operations: OPERATIONS.iter().map(|op| (op.method, op.path, op.summary)).collect(),
            base: who.services.link("/api/v1/contacts"),
            per_minute: PER_MINUTE,
            form,
        }
    }
}

fn scope(token: &Token) -> String {
    let areas: Vec<&str> = [(token.contacts, "contacts and notes"), (token.bookings, "bookings")]
        .into_iter()
        .filter_map(|(on, area)| on.then_some(area))
        .collect();
    format!("{} {}", if token.writes { "Reads and changes" } else { "Reads" }, areas.join(" and "))
}
