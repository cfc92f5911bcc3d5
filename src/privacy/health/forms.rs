//! What is typed about patient information and its agreement.

use time::Date;

use super::queries::NewBaa;
use crate::civil;
use crate::web::{Check, FormState, Input};

/// Whether the business keeps patient information.
pub fn answer(input: &Input) -> Result<bool, FormState> {
    let mut check = Check::new(input);
    let answer = check.parse("patient_data", |word| match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("Choose one."),
    });
    check.finish(|| answer)
}

pub fn agreement(input: &Input, today: Date) -> Result<NewBaa, FormState> {
    let mut check = Check::new(input);
    let document = check.required("document", 200, "Enter where the signed agreement is kept.");
    let signer = check.required("signer", 200, "Enter who signed it for your business.");
    let signed_on = check.parse("signed_on", date);
    let ends_on = check.parse("ends_on", date);
    if signed_on.is_some_and(|day| day > today) {
        check.fail("signed_on", "An agreement that is still to be signed protects nobody yet.");
    }
    if ends_on.is_some_and(|day| day < today) {
        check.fail("ends_on", "This agreement has ended already.");
    }
    check.finish(|| Some(NewBaa { document, signer, signed_on: signed_on?, ends_on: ends_on? }))
}

fn date(typed: &str) -> Result<Date, &'static str> {
    civil::parse_date(typed).ok_or("Enter a date like 2026-11-30.")
}
