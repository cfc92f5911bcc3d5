//! The agreement's page, and the file of an accepted one.

use askama::Template;
use time::Date;

use super::queries::Acceptance;
use crate::civil::{Moment, iso};
use crate::standing::Agreement;
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "privacy/agreement.html")]
pub struct AgreementPage {
    chrome: Chrome,
    business: String,
    version: i32,
    hash: String,
    state: State,
    text: String,
    records: Vec<Record>,
}

/// Final words for where the business stands.
struct State {
    kind: &'static str,
    title: String,
    text: String,
    asks: bool,
}

struct Record {
    version: i32,
    by: String,
    at: Moment,
    hash: String,
}

impl AgreementPage {
    pub fn of(who: &Who, offered: &Agreement, text: String, accepted: &[Acceptance]) -> Self {
        let business = who.member.workspace.name.clone();
        Self {
            chrome: who.chrome(Nav::Workspace),
            version: offered.version,
            hash: offered.body_hash.clone(),
            state: State::of(who, offered, &business),
            text,
            records: accepted.iter().map(|a| Record::of(who, a)).collect(),
            business,
        }
    }
}

impl State {
    fn of(who: &Who, offered: &Agreement, business: &str) -> Self {
        let today = who.now().date();
        if who.member.workspace.agreement >= offered.version {
            return Self {
                kind: "success",
                title: format!("Accepted for {business}"),
                text: "There is nothing to do.".into(),
                asks: false,
            };
        }
        if offered.effective_on > today {
            return Self::announced(who, offered.effective_on);
        }
        Self {
            kind: "warning",
            title: format!("{business} has not accepted this version yet"),
            text: "Until an owner accepts it, nobody here can add or change clients, notes and follow-ups. Everything can still be read, exported and deleted.".into(),
            asks: true,
        }
    }

    fn announced(who: &Who, day: Date) -> Self {
        Self {
            kind: "info",
            title: format!("This version takes effect on {}", who.wall().date(day)),
            text: "Until then the version you accepted holds. Accept this one by that day, and your work goes on without a pause.".into(),
            asks: true,
        }
    }
}

impl Record {
    fn of(who: &Who, accepted: &Acceptance) -> Self {
        Self {
            version: accepted.version,
            by: signatory(accepted),
            at: who.wall().moment(accepted.at),
            hash: accepted.body_hash.clone(),
        }
    }
}

/// "Ann Lee, Owner"; whoever left stays a pseudonym.
fn signatory(accepted: &Acceptance) -> String {
    let name = accepted.name.clone().unwrap_or_else(|| format!("Pseudonym {}", accepted.actor));
    format!("{name}, {}", accepted.role.label())
}

/// Stands alone: no chrome, no style sheet.
#[derive(Template)]
#[template(path = "privacy/agreement_copy.html")]
pub struct AcceptedCopy {
    base: String,
    business: String,
    controller: String,
    address: String,
    version: i32,
    by: String,
    pseudonym: String,
    at: String,
    hash: String,
    text: String,
}

impl AcceptedCopy {
    pub fn of(who: &Who, accepted: &Acceptance, text: String) -> Self {
        let installation = &who.services.config.installation;
        Self {
            base: who.services.link("/"),
            business: who.member.workspace.name.clone(),
            controller: installation.controller.clone(),
            address: installation.address.clone(),
            version: accepted.version,
            by: signatory(accepted),
            pseudonym: accepted.actor.clone(),
            at: iso(accepted.at),
            hash: accepted.body_hash.clone(),
            text,
        }
    }
}
