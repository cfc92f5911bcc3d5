//! The pages of webhooks.

use askama::Template;

use super::model::{Area, Delivery, State, Webhook, secret};
use crate::civil::{Moment, Wall};
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "webhooks/index.html")]
pub struct IndexPage {
    chrome: Chrome,
    rows: Vec<Row>,
    areas: Vec<AreaChoice>,
    form: FormState,
}

struct Row {
    href: String,
    host: String,
    areas: String,
    badge: (&'static str, &'static str),
}

struct AreaChoice {
    word: &'static str,
    label: &'static str,
    events: String,
    chosen: bool,
}

/// The label and the kind of the badge.
fn standing(webhook: &Webhook) -> (&'static str, &'static str) {
    match (webhook.stopped_at, webhook.waits_until) {
        (Some(_), _) => ("Stopped", "danger"),
        (None, Some(_)) => ("Tries again", "warning"),
        (None, None) => ("At work", "success"),
    }
}

fn areas(webhook: &Webhook) -> String {
    webhook.areas.iter().map(|area| area.label()).collect::<Vec<_>>().join(", ")
}

impl IndexPage {
    pub fn of(who: &Who, webhooks: &[Webhook], form: FormState) -> Self {
        let row = |webhook: &Webhook| Row {
            href: format!("/workspace/webhooks/{}", webhook.id),
            host: webhook.host(),
            areas: areas(webhook),
            badge: standing(webhook),
        };
        let choice = |area: &Area| AreaChoice {
            word: area.word(),
            label: area.label(),
            events: area.events().join(", "),
            chosen: form.checked(area.word()),
        };
        Self {
            chrome: who.chrome(Nav::Workspace),
            rows: webhooks.iter().map(row).collect(),
            areas: Area::ALL.iter().map(choice).collect(),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "webhooks/show.html")]
pub struct ShowPage {
    chrome: Chrome,
    action: String,
    host: String,
    url: String,
    areas: String,
    badge: (&'static str, &'static str),
    is_stopped: bool,
    secret: String,
    log: Vec<LogRow>,
}

struct LogRow {
    id: i64,
    event: String,
    at: Moment,
    outcome: String,
    badge: (&'static str, &'static str),
    body: String,
}

impl ShowPage {
    pub fn of(who: &Who, webhook: &Webhook, log: &[Delivery]) -> Self {
        let wall = who.wall();
        Self {
            chrome: who.chrome(Nav::Workspace),
            action: format!("/workspace/webhooks/{}", webhook.id),
            host: webhook.host(),
            url: webhook.url.clone(),
            areas: areas(webhook),
            badge: standing(webhook),
            is_stopped: webhook.stopped_at.is_some(),
            secret: secret(&who.services.secrets, &webhook.secret_key),
            log: log.iter().map(|delivery| log_row(&wall, delivery)).collect(),
        }
    }
}

fn log_row(wall: &Wall, delivery: &Delivery) -> LogRow {
    let answer = match (delivery.answer, delivery.why.as_str()) {
        (Some(status), _) => format!("answered {status}"),
        (None, "") => "not tried yet".to_owned(),
        (None, why) => why.to_owned(),
    };
    let mut parts = vec![answer];
    parts.extend(delivery.millis.map(|millis| format!("{millis} ms")));
    if delivery.attempts > 1 {
        parts.push(format!("{} tries", delivery.attempts));
    }
    if delivery.state == State::Waiting && delivery.attempts > 0 {
        parts.push(format!("next {}", wall.moment(delivery.next_at).exact));
    }
    LogRow {
        id: delivery.id,
        event: delivery.event.clone(),
        at: wall.moment(delivery.created_at),
        outcome: parts.join(" · "),
        badge: match delivery.state {
            State::Waiting => ("Waiting", "warning"),
            State::Delivered => ("Delivered", "success"),
            State::Failed => ("Failed", "danger"),
        },
        body: delivery.body.clone(),
    }
}
