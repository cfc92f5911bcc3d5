//! The operator's addition to a document.

use time::Date;

use super::model::Head;
use super::publish::{self, Addition};
use crate::civil;
use crate::web::form::{Check, FormState, Input};

const LONGEST_TEXT: usize = 20_000;
const LONGEST_SUMMARY: usize = 300;

/// What an addition is held against.
pub struct Rules {
    pub today: Date,
    pub notice_days: u16,
    pub latest: Head,
}

pub fn validate(input: &Input, rules: &Rules) -> Result<Addition, FormState> {
    let mut check = Check::new(input);
    let text = check.text("text", LONGEST_TEXT);
    let summary = check.required("summary", LONGEST_SUMMARY, "Say in a sentence what changes.");
    let material = input.checked("material");
    let effective_on = check.parse("effective_on", |typed| effective_on(typed, material, rules));
    check.finish(|| Some(Addition { text, summary, material, effective_on: effective_on? }))
}

fn effective_on(typed: &str, material: bool, rules: &Rules) -> Result<Date, String> {
    let day = civil::parse_date(typed).ok_or("Enter a date like 2026-01-31.")?;
    let earliest = publish::earliest(material, rules.notice_days, rules.today);
    if day < earliest && material {
        return Err(format!(
            "A material change is announced {} days ahead: {earliest} or later.",
            rules.notice_days
        ));
    }
    if day < earliest {
        return Err("Choose today or a later day.".into());
    }
    let announced = rules.latest.effective_on;
    if day < announced {
        return Err(format!("A version takes effect on {announced}; this one can’t overtake it."));
    }
    Ok(day)
}
