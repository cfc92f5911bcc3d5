//! What a business shortens: within what the program allows, never longer.

use std::ops::RangeInclusive;

use crate::contacts::ending::Rules;
use crate::web::form::Check;
use crate::web::{FormState, Input};

const MONTHS: RangeInclusive<i32> = 6..=120;
/// Six months show who did what when something comes to light; after three years nobody may need it.
const RECORD_MONTHS: RangeInclusive<i32> = 6..=36;
/// Thirty is what the program keeps in any case.
const TRASH_DAYS: RangeInclusive<i32> = 1..=30;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub rules: Rules,
    pub activity_months: Option<i32>,
}

pub fn validate(input: &Input, workspace_id: i64) -> Result<Chosen, FormState> {
    let mut check = Check::new(input);
    let inactive_months = check.parse_optional("inactive_months", |typed| within(typed, &MONTHS, "months"));
    let archived_months = check.parse_optional("archived_months", |typed| within(typed, &MONTHS, "months"));
    let activity_months = check.parse_optional("activity_months", |typed| within(typed, &RECORD_MONTHS, "months"));
    let trash_days = check.parse("trash_days", |typed| within(typed, &TRASH_DAYS, "days"));
    check.finish(|| {
        let rules = Rules { workspace_id, inactive_months, archived_months, trash_days: trash_days? };
        Some(Chosen { rules, activity_months })
    })
}

pub fn filled(chosen: &Chosen) -> FormState {
    let number = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
    FormState::filled([
        ("inactive_months", number(chosen.rules.inactive_months)),
        ("archived_months", number(chosen.rules.archived_months)),
        ("activity_months", number(chosen.activity_months)),
        ("trash_days", chosen.rules.trash_days.to_string()),
    ])
}

fn within(typed: &str, allowed: &RangeInclusive<i32>, unit: &str) -> Result<i32, String> {
    let wrong = || format!("Enter a number of {unit} from {} to {}.", allowed.start(), allowed.end());
    typed.parse().ok().filter(|number| allowed.contains(number)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(pairs: &[(&str, &str)]) -> Input {
        Input::from_pairs(pairs.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect())
    }

    #[test]
    fn nothing_is_kept_longer_than_the_program_allows() {
        let chosen = validate(&input(&[("inactive_months", "24"), ("trash_days", "7")]), 1).unwrap();
        assert_eq!((chosen.rules.inactive_months, chosen.rules.trash_days), (Some(24), 7));
        assert_eq!((chosen.rules.archived_months, chosen.activity_months), (None, None));
        for (field, value) in [
            ("inactive_months", "5"),
            ("inactive_months", "121"),
            ("archived_months", "soon"),
            ("activity_months", "5"),
            ("activity_months", "37"),
            ("trash_days", "0"),
            ("trash_days", "31"),
            ("trash_days", ""),
        ] {
            let form = validate(&input(&[("trash_days", "30"), (field, value)][usize::from(field == "trash_days")..]), 1);
            assert!(form.is_err_and(|form| form.error(field).is_some()), "{field}={value}");
        }
    }
}
