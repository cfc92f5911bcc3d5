//! The page of a closing.

use askama::Template;

use crate::civil::local_date;
use crate::erasure::Outcome;
use crate::web::page::Nav;
use crate::web::{Chrome, FormState, Who};

pub struct Prospect {
    pub gone: Outcome,
    /// Accounts that go along.
    pub accounts: usize,
    pub held: bool,
}

#[derive(Template)]
#[template(path = "privacy/close.html")]
pub struct ClosePage {
    chrome: Chrome,
    form: FormState,
    name: String,
    gone: Vec<Row>,
    accounts: String,
    held: bool,
    /// The day of the end, once it is decided.
    closes_on: Option<String>,
    days: u16,
    backup_days: u16,
}

struct Row {
    title: String,
    rows: i64,
}

impl ClosePage {
    pub fn of(who: &Who, prospect: &Prospect, form: FormState) -> Self {
        let (workspace, wall) = (&who.member.workspace, who.wall());
        let installation = &who.services.config.installation;
        let lines = prospect.gone.lines.iter();
        Self {
            chrome: who.chrome(Nav::Workspace),
            form,
            name: workspace.name.clone(),
            gone: lines.map(|line| Row { title: line.title.clone(), rows: line.rows }).collect(),
            accounts: accounts(prospect.accounts),
            held: prospect.held,
            closes_on: workspace.closes_at.map(|at| wall.date(local_date(at, &wall.zone))),
            days: installation.closing_days,
            backup_days: installation.backup_days,
        }
    }
}

fn accounts(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "The account of one person, who works in no other business, goes too.".into(),
        n => format!("The accounts of {n} people, who work in no other business, go too."),
    }
}
