//! The operator's pages. Times are UTC: an installation has no zone of its own.

use askama::Template;

use super::queries::Totals;
use crate::civil::format_utc;
use crate::jobs::{DeadJob, ScheduleRow, State, StateCount};
use crate::web::{Chrome, FormState, Operator};

#[derive(Template)]
#[template(path = "operator/console.html")]
pub struct Console {
    chrome: Chrome,
    version: &'static str,
    engine: &'static str,
    mail: &'static str,
    stats: Vec<Stat>,
    states: Vec<Stat>,
    failures: String,
    dead: Vec<DeadRow>,
    schedules: Vec<Schedule>,
}

struct Stat {
    label: &'static str,
    value: String,
}

struct DeadRow {
    kind: String,
    why: String,
    note: String,
    retry: String,
}

struct Schedule {
    name: String,
    last: String,
    next: String,
}

impl Console {
    pub fn of(
        who: &Operator,
        totals: &Totals,
        counts: &[StateCount],
        dead: Vec<DeadJob>,
        schedules: Vec<ScheduleRow>,
    ) -> Self {
        let stat = |label, value: i64| Stat { label, value: grouped(value) };
        let count = |state| counts.iter().find(|c| c.state == state).map_or(0, |c| c.count);
        Self {
            chrome: who.chrome(),
            version: env!("CARGO_PKG_VERSION"),
            engine: who.services.db.engine().name(),
            mail: who.services.mailer.way(),
            stats: vec![
                stat("Businesses", totals.workspaces),
                stat("Accounts", totals.users),
                stat("Contacts, all businesses", totals.contacts),
                stat("Open sessions", totals.open_sessions),
            ],
            states: State::ALL.iter().map(|&state| stat(label(state), count(state))).collect(),
            failures: failures(totals.failures),
            dead: dead.into_iter().map(DeadRow::of).collect(),
            schedules: schedules.into_iter().map(Schedule::of).collect(),
        }
    }
}

fn failures(kinds: i64) -> String {
    match kinds {
        0 => "Nothing failed on our side lately.".into(),
        1 => "1 kind of failure waits to be mended.".into(),
        n => format!("{} kinds of failure wait to be mended.", grouped(n)),
    }
}

fn label(state: State) -> &'static str {
    match state {
        State::Queued => "Queued",
        State::Running => "Running",
        State::Done => "Done this week",
        State::Dead => "Given up",
    }
}

impl DeadRow {
    fn of(job: DeadJob) -> Self {
        Self {
            why: job.last_error.unwrap_or_default(),
            note: format!("job {}, from {}, {} tries", job.id, format_utc(job.created_at), job.attempts),
            retry: format!("/operator/jobs/{}/retry", job.id),
            kind: job.kind,
        }
    }
}

impl Schedule {
    fn of(row: ScheduleRow) -> Self {
        let last = row.last_run_at.map_or_else(|| "not yet".into(), format_utc);
        Self { name: row.name, last, next: format_utc(row.next_run_at) }
    }
}

/// 1234567 → 1,234,567.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

pub struct MailRow {
    pub href: String,
    pub to: String,
    pub subject: String,
    pub at: String,
}

#[derive(Template)]
#[template(path = "dev/mail_box.html")]
pub struct MailBox {
    pub chrome: Chrome,
    pub rows: Vec<MailRow>,
}

#[derive(Template)]
#[template(path = "dev/mail.html")]
pub struct MailPage {
    chrome: Chrome,
    mail: MailRow,
    text: Vec<Piece>,
    html: String,
}

/// A stretch of a mail's text: words, or an address that becomes a link.
enum Piece {
    Words(String),
    Link(String),
}

impl MailPage {
    pub fn of(chrome: Chrome, mail: MailRow, text: &str, html: String) -> Self {
        Self { chrome, mail, text: pieces(text), html }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    text.split_inclusive(char::is_whitespace)
        .flat_map(|word| {
            let bare = word.trim_end();
            if !bare.starts_with("https://") && !bare.starts_with("http://") {
                return vec![Piece::Words(word.to_owned())];
            }
            vec![Piece::Link(bare.to_owned()), Piece::Words(word[bare.len()..].to_owned())]
        })
        .collect()
}

#[derive(Template)]
#[template(path = "dev/style.html")]
pub struct StyleGuide {
    chrome: Chrome,
    form: FormState,
}

impl StyleGuide {
    pub fn of(chrome: Chrome) -> Self {
        Self { chrome, form: FormState::empty() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        let shown: Vec<_> = [0, 999, 1000, 1_234_567].into_iter().map(grouped).collect();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
