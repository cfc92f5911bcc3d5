//! The page before a client is erased.

use askama::Template;

use super::show::Prospect;
use crate::erasure::Line;
use crate::web::page::Nav;
use crate::web::{Chrome, FormState, Who};

#[derive(Template)]
#[template(path = "privacy/erase.html")]
pub struct ErasePage {
    chrome: Chrome,
    form: FormState,
    title: String,
    action: String,
    cancel: String,
    hold_href: String,
    digest: String,
    held: bool,
    gone: Vec<Row>,
    stays: Vec<Row>,
    backup_days: u16,
}

struct Row {
    title: String,
    rows: String,
    why: String,
}

impl ErasePage {
    pub fn of(who: &Who, prospect: &Prospect, form: FormState) -> Self {
        let client = &prospect.client;
        let lines = &prospect.preview.outcome.lines;
        let is_kept = |line: &&Line| !line.until.is_empty();
        Self {
            chrome: who.chrome(Nav::Contacts),
            form,
            title: format!("Erase {}?", client.name),
            action: format!("/contacts/{}/erase", client.id),
            cancel: format!("/contacts/{}", client.id),
            hold_href: format!("/privacy/holds/new?client={}", client.id),
            digest: prospect.preview.digest.clone(),
            held: prospect.held,
            gone: lines.iter().filter(|line| !is_kept(line)).map(Row::of).collect(),
            stays: lines.iter().filter(is_kept).map(Row::of).collect(),
            backup_days: who.services.config.installation.backup_days,
        }
    }
}

impl Row {
    fn of(line: &Line) -> Self {
        let why = match line.until.as_str() {
            "" => line.fate.clone(),
            until => format!("{}, {until}", line.fate),
        };
        Self { title: line.title.clone(), rows: line.rows.to_string(), why }
    }
}
