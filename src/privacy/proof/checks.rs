//! The self-checks: each asks the running installation whether one promise is kept.

use time::Duration;

use super::queries;
use crate::db::{Unscoped, chain};
use crate::egress;
use crate::error::AppResult;
use crate::faults;
use crate::inventory;
use crate::privacy::retention;
use crate::services::Services;
use crate::web::cookies;
use crate::web::frame;

/// A sweep runs daily; a row may wait that long after its time, and a little.
const GRACE: Duration = Duration::days(2);
const LATELY: Duration = Duration::days(30);

/// What a check is called in the table, and what a stranger reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Columns,
    Cookies,
    Outbound,
    Retention,
    Activity,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub passed: bool,
    /// Counts and names of tables; never a person's data.
    pub detail: String,
}

impl Check {
    pub const ALL: [Self; 5] =
        [Self::Columns, Self::Cookies, Self::Outbound, Self::Retention, Self::Activity];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Cookies => "cookies",
            Self::Outbound => "outbound",
            Self::Retention => "retention",
            Self::Activity => "activity",
        }
    }

    pub const fn promise(self) -> &'static str {
        match self {
            Self::Columns => "Everything that is stored is classified: about whom, what for, how long.",
            Self::Cookies => "No cookie is set that the list of cookies does not name.",
            Self::Outbound => "Data goes to no company that the list of sub-processors does not name.",
            Self::Retention => "Nothing is kept longer than its rule says.",
            Self::Activity => "The record of who did what is whole: no entry was changed or removed.",
        }
    }

    pub fn run(self, services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
        match self {
            Self::Columns => columns(services, db),
            Self::Cookies => cookies_set(db),
            Self::Outbound => outbound(services, db),
            Self::Retention => retention(services, db),
            Self::Activity => activity(db),
        }
    }
}

fn verdict(passed: bool, detail: impl Into<String>) -> Verdict {
    Verdict { passed, detail: detail.into() }
}

fn columns(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let problems = inventory::check(db, &services.inventory)?;
    let detail = match problems.len() {
        0 => format!("{} columns, all classified", services.inventory.len()),
        _ => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    };
    Ok(verdict(problems.is_empty(), detail))
}

/// An answer with an unlisted cookie is refused and noted as a failure; there must be none.
fn cookies_set(db: &mut Unscoped) -> AppResult<Verdict> {
    let since = db.now - LATELY;
    let stray = faults::count_since(db, frame::STRAY_COOKIE, since)?;
    let bound = cookies::REGISTER.iter().all(|row| row.name.starts_with("__Host-"));
    let detail = match stray {
        0 => format!("{} cookies listed; none other was attempted in 30 days", cookies::REGISTER.len()),
        _ => "an unlisted cookie was attempted, and refused, in the last 30 days".into(),
    };
    Ok(verdict(stray == 0 && bound, detail))
}

fn outbound(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let today = db.now.date();
    let facts = services.standing.facts();
    if let Some(waits) = egress::waits(&services.mailer, &facts, today) {
        return Ok(verdict(false, waits));
    }
    let overdue = facts.processors.iter().filter(|p| p.review_on.is_some_and(|day| day < today)).count();
    let in_force = facts.processors.iter().filter(|p| p.may_be_reached(today)).count();
    let detail = match overdue {
        0 => format!("{in_force} companies in the register may be reached; none with an overdue review"),
        1 => "the review of 1 company is overdue; nothing goes there until it is done".into(),
        n => format!("the reviews of {n} companies are overdue; nothing goes there until they are done"),
    };
    Ok(verdict(overdue == 0, detail))
}

fn retention(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let mut late = Vec::new();
    let end = db.now - GRACE;
    let rules = retention::all(db, &services.inventory)?;
    for rule in &rules {
        // What is held is not late.
        let rows = rule.count(db, end, None)?;
        if rows > 0 {
            late.push(format!("{rows} in \u{201c}{}\u{201d}", rule.title()));
        }
    }
    let detail = match late.is_empty() {
        true => format!("{} rules with an end; nothing is past it", rules.len()),
        false => format!("past their end: {}", late.join(", ")),
    };
    Ok(verdict(late.is_empty(), detail))
}

fn activity(db: &mut Unscoped) -> AppResult<Verdict> {
    let mut entries = 0;
    let mut broken = 0;
    for workspace in queries::workspaces(db)? {
        match chain::verify(db, workspace)? {
            Ok(last) => entries += last,
            Err(_) => broken += 1,
        }
    }
    let detail = match broken {
        0 => format!("{entries} entries follow each other without a gap"),
        _ => format!("the record of {broken} businesses does not fit together"),
    };
    Ok(verdict(broken == 0, detail))
}
