//! The pages of retention.

use askama::Template;

use super::forms::Chosen;
use super::preview::Preview;
use super::queries::Run;
use super::rules::Rule;
use super::workspace::Effect;
use crate::civil::{Wall, format_utc, local_date};
use crate::contacts::queries::ending::Ending;
use crate::web::page::Nav;
use crate::web::{Chrome, FormState, Operator, Who};

#[derive(Template)]
#[template(path = "operator/retention.html")]
pub struct RunsPage {
    chrome: Chrome,
    next_at: String,
    total: i64,
    rules: Vec<RuleRow>,
    runs: Vec<RunRow>,
}

struct RuleRow {
    title: &'static str,
    says: String,
    count: i64,
}

struct RunRow {
    began: String,
    state: String,
    removed: Vec<String>,
    total: i64,
}

impl RunsPage {
    pub fn of(who: &Operator, next: Preview, runs: Vec<Run>, rules: &[Rule]) -> Self {
        let row = |line: super::preview::Line| RuleRow { title: line.title, says: line.says, count: line.count };
        Self {
            chrome: who.chrome(),
            next_at: format_utc(next.at),
            total: next.lines.iter().map(|line| line.count).sum(),
            rules: next.lines.into_iter().map(row).collect(),
            runs: runs.into_iter().map(|run| RunRow::of(run, rules)).collect(),
        }
    }
}

impl RunRow {
    fn of(run: Run, rules: &[Rule]) -> Self {
        Self {
            began: format_utc(run.started_at),
            state: run.finished_at.map_or_else(|| "not finished".into(), |at| format!("finished {}", format_utc(at))),
            total: run.removed.iter().map(|(_, count)| count).sum(),
            removed: run.removed.iter().map(|(name, count)| format!("{}: {count}", title(rules, name))).collect(),
        }
    }
}

/// A rule of another version of the program shows as its own word.
pub fn title(rules: &[Rule], name: &str) -> String {
    let known = rules.iter().find(|rule| rule.name() == name);
    known.map_or_else(|| name.to_owned(), |rule| rule.title().to_owned())
}

/// What the page of a business shows.
pub struct Shown {
    pub chosen: Chosen,
    pub coming: Vec<Ending>,
    pub all: i64,
    pub next: Preview,
}

#[derive(Template)]
#[template(path = "workspace/retention.html")]
pub struct RulesPage {
    chrome: Chrome,
    form: FormState,
    coming: Vec<Client>,
    more: i64,
    shortens: bool,
    tonight: String,
    next_at: String,
}

pub struct Client {
    href: String,
    keep: String,
    name: String,
    ends: String,
    last_active: String,
}

impl RulesPage {
    pub fn of(who: &Who, shown: Shown, form: FormState) -> Self {
        let wall = who.wall();
        Self {
            chrome: who.chrome(Nav::Workspace),
            form,
            more: shown.all - shown.coming.len() as i64,
            coming: clients(shown.coming, &wall),
            shortens: shown.chosen.rules.shortens(),
            tonight: shown.next.in_words(),
            next_at: wall.moment(shown.next.at).exact,
        }
    }
}

fn clients(endings: Vec<Ending>, wall: &Wall) -> Vec<Client> {
    let client = |ending: Ending| Client {
        href: format!("/contacts/{}", ending.id),
        keep: format!("/contacts/{}/keep", ending.id),
        name: ending.name,
        ends: wall.date(local_date(ending.ends_at, &wall.zone)),
        last_active: wall.date(local_date(ending.last_active, &wall.zone)),
    };
    endings.into_iter().map(client).collect()
}

#[derive(Template)]
#[template(path = "workspace/retention_confirm.html")]
pub struct ConfirmPage {
    chrome: Chrome,
    items: Vec<String>,
    clients: Vec<String>,
    more: i64,
    fields: Vec<(&'static str, String)>,
    changed: bool,
}

impl ConfirmPage {
    pub fn of(who: &Who, wanted: &Chosen, effect: &Effect, changed: bool) -> Self {
        let number = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
        Self {
            chrome: who.chrome(Nav::Workspace),
            items: items(effect),
            clients: effect.clients.iter().map(|client| client.name.clone()).collect(),
            more: effect.all - effect.clients.len() as i64,
            fields: vec![
                ("inactive_months", number(wanted.rules.inactive_months)),
                ("archived_months", number(wanted.rules.archived_months)),
                ("activity_months", number(wanted.activity_months)),
                ("trash_days", wanted.rules.trash_days.to_string()),
                ("seen", effect.digest.clone()),
            ],
            changed,
        }
    }
}

fn items(effect: &Effect) -> Vec<String> {
    let say = |count: i64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(one.to_owned()),
        n => Some(many.replace("{}", &n.to_string())),
    };
    let items = [
        say(
            effect.all,
            "One client, two weeks after the owners were told, unless somebody keeps them",
            "{} clients, two weeks after the owners were told, unless somebody keeps them",
        ),
        say(effect.in_trash, "One deleted client, tonight", "{} deleted clients, tonight"),
        say(effect.entries, "One entry of the record of activity, tonight", "{} entries of the record of activity, tonight"),
    ];
    items.into_iter().flatten().collect()
}
