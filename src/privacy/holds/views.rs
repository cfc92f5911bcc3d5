//! The pages of holds, for a business and for the operator.

use askama::Template;
use time::Date;

use super::queries::{Named, Owner};
use crate::civil::{Locale, format_date};
use crate::holds::model::TargetKind;
use crate::web::flash::Flash;
use crate::web::page::Nav;
use crate::web::{Chrome, FormState, Operator, Who};

/// Through which door the pages are reached.
pub enum Door {
    Business(Who),
    Operator(Operator),
}

impl Door {
    fn path(&self) -> &'static str {
        match self {
            Self::Business(_) => "/privacy/holds",
            Self::Operator(_) => "/operator/holds",
        }
    }

    fn chrome(&self) -> Chrome {
        match self {
            Self::Business(who) => who.chrome(Nav::Workspace),
            Self::Operator(who) => who.chrome(),
        }
    }

    fn today(&self) -> Date {
        match self {
            Self::Business(who) => who.wall().today(),
            Self::Operator(who) => who.now().date(),
        }
    }

    fn day(&self, date: Date) -> String {
        match self {
            Self::Business(who) => who.wall().date(date),
            Self::Operator(_) => format_date(date, Locale::default()),
        }
    }

    fn back(&self) -> (&'static str, &'static str) {
        match self {
            Self::Business(who) if who.may(crate::access::Permission::ManageWorkspace) => ("/workspace", "Business"),
            Self::Business(_) => ("/today", "Today"),
            Self::Operator(_) => ("/operator", "Installation"),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/holds.html")]
pub struct ListPage {
    chrome: Chrome,
    back_href: &'static str,
    back: &'static str,
    new_href: String,
    in_force: Vec<Row>,
    released: Vec<Row>,
    /// What the operator is told of businesses' holds; nothing otherwise.
    others: String,
    is_business: bool,
}

struct Row {
    href: String,
    target: String,
    note: String,
    badge: &'static str,
    badge_kind: &'static str,
}

impl ListPage {
    pub fn of(door: &Door, holds: Vec<Named>, overdue_of_businesses: i64) -> Self {
        let (released, in_force): (Vec<_>, Vec<_>) =
            holds.into_iter().partition(|named| named.hold.released_at.is_some());
        let rows = |holds: Vec<Named>| holds.into_iter().map(|named| Row::of(door, named)).collect();
        let (back_href, back) = door.back();
        Self {
            chrome: door.chrome(),
            back_href,
            back,
            new_href: format!("{}/new", door.path()),
            in_force: rows(in_force),
            released: rows(released),
            others: match overdue_of_businesses {
                0 => String::new(),
                1 => "One hold of a business is past its day of review. Whoever answers for it was told.".into(),
                n => format!("{n} holds of businesses are past their day of review. Those who answer for them were told."),
            },
            is_business: matches!(door, Door::Business(_)),
        }
    }
}

impl Row {
    fn of(door: &Door, named: Named) -> Self {
        let hold = &named.hold;
        let (badge, badge_kind) = match hold.released_at {
            Some(_) => ("Released", "neutral"),
            None if hold.review_on < door.today() => ("Review overdue", "danger"),
            None => ("In force", "warning"),
        };
        let note = match hold.released_at {
            Some(at) => format!("{}. Released on {}.", hold.reason.trim_end_matches('.'), door.day(at.date())),
            None => format!(
                "{}. {} answers for it; to be looked at again on {}.",
                hold.reason.trim_end_matches('.'),
                named.owner,
                door.day(hold.review_on)
            ),
        };
        Self {
            href: format!("{}/{}", door.path(), hold.id),
            target: target(&named),
            note,
            badge,
            badge_kind,
        }
    }
}

fn target(named: &Named) -> String {
    match named.hold.target {
        TargetKind::User => format!("Account: {}", named.target),
        TargetKind::Workspace => format!("The whole business: {}", named.target),
        TargetKind::Contact => named.target.clone(),
    }
}

pub struct Prospect {
    pub owners: Vec<Owner>,
    /// The client that was asked for, by name.
    pub client: Option<String>,
}

#[derive(Template)]
#[template(path = "privacy/hold_form.html")]
pub struct FormPage {
    chrome: Chrome,
    form: FormState,
    action: &'static str,
    is_business: bool,
    client: Option<String>,
    owners: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
}

impl FormPage {
    pub fn of(door: &Door, prospect: Prospect, form: FormState) -> Self {
        let kind = |kind: TargetKind, label: &str| (kind.word().to_owned(), label.to_owned());
        Self {
            chrome: door.chrome(),
            form,
            action: door.path(),
            is_business: matches!(door, Door::Business(_)),
            client: prospect.client,
            owners: prospect.owners,
            kinds: vec![
                kind(TargetKind::User, "An account"),
                kind(TargetKind::Workspace, "A business with everything it keeps"),
                kind(TargetKind::Contact, "A client of a business"),
            ],
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/hold.html")]
pub struct HoldPage {
    chrome: Chrome,
    form: FormState,
    list_href: &'static str,
    path: String,
    target: String,
    client_href: Option<String>,
    reason: String,
    owner: String,
    placed: String,
    review: String,
    overdue: bool,
    released: Option<String>,
}

impl HoldPage {
    pub fn of(door: &Door, named: Named, form: FormState) -> Self {
        let hold = &named.hold;
        Self {
            chrome: door.chrome(),
            form,
            list_href: door.path(),
            path: format!("{}/{}", door.path(), hold.id),
            target: target(&named),
            client_href: named.client.map(|id| format!("/contacts/{id}")),
            placed: door.day(hold.placed_at.date()),
            review: door.day(hold.review_on),
            overdue: hold.released_at.is_none() && hold.review_on < door.today(),
            released: hold.released_at.map(|at| door.day(at.date())),
            reason: named.hold.reason,
            owner: named.owner,
        }
    }
}

pub fn released(taken_up: usize) -> Flash {
    match taken_up {
        0 => Flash::success("The hold is released."),
        1 => Flash::success("The hold is released, and an erasure that waited for it is carried out."),
        n => Flash::success(format!("The hold is released, and {n} erasures that waited are carried out.")),
    }
}
