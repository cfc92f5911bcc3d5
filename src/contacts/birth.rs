//! Dates of birth: a business may keep them in a field of its own that it marked as such, but
//! none of somebody below the age at which people decide alone about their data. Pure.

use time::Date;

use super::custom::{CustomField, FieldKind};
use crate::civil;

/// The age of consent for online services by country (GDPR Art. 8, UK GDPR, COPPA); a test
/// holds it against the ages that the policy names.
const AGES: &[(&str, u8)] = &[
    ("AT", 14),
    ("BE", 13),
    ("CH", 16),
    ("DE", 16),
    ("DK", 15),
    ("ES", 14),
    ("FR", 15),
    ("GB", 13),
    ("IE", 16),
    ("IT", 14),
    ("NL", 16),
    ("PL", 16),
    ("SE", 13),
    // Other countries of the EEA.
    ("CZ", 16),
    ("FI", 16),
    ("GR", 16),
    ("LU", 16),
    ("PT", 16),
];

/// Everywhere else.
const LOWEST: u8 = 13;

pub fn age_in(country: Option<&str>) -> u8 {
    let known = AGES.iter().find(|(code, _)| Some(*code) == country);
    known.map_or(LOWEST, |(_, age)| *age)
}

/// Why this date may not be kept; `None` if it may, or says nothing about an age.
pub fn refusal(field: &CustomField, value: &str, country: Option<&str>, today: Date) -> Option<String> {
    if !field.is_birth_date || field.kind != FieldKind::Date {
        return None;
    }
    let (born, age) = (civil::parse_date(value)?, age_in(country));
    let grown_up = years_after(born, age);
    (grown_up > today).then(|| {
        format!(
            "This is the date of birth of somebody under {age}. ClientSync is not meant for children’s data, so it \
             was not saved. Leave it out, and keep a parent as the contact instead."
        )
    })
}

/// Who was born on 29 February turns a year older on 1 March.
fn years_after(born: Date, years: u8) -> Date {
    let year = born.year() + i32::from(years);
    let same = born.replace_year(year);
    same.or_else(|_| Date::from_calendar_date(year, time::Month::March, 1)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn field(is_birth_date: bool) -> CustomField {
        CustomField {
            id: 1,
            label: "Born".into(),
            kind: FieldKind::Date,
            choices: String::new(),
            is_birth_date,
        }
    }

    #[test]
    fn somebody_is_old_enough_on_the_birthday_and_not_a_day_before() {
        let day = |country, today| refusal(&field(true), "2012-06-15", country, today).is_some();
        assert!(day(Some("US"), date!(2025 - 06 - 14)));
        assert!(!day(Some("US"), date!(2025 - 06 - 15)));
        assert!(day(Some("DE"), date!(2025 - 06 - 15)));
        assert!(!day(Some("DE"), date!(2028 - 06 - 15)));
        assert!(!day(None, date!(2025 - 06 - 15)));
    }

    #[test]
    fn a_leap_day_and_a_day_to_come_are_no_way_around() {
        let refused = |value, today| refusal(&field(true), value, Some("US"), today).is_some();
        assert!(refused("2012-02-29", date!(2025 - 02 - 28)));
        assert!(!refused("2012-02-29", date!(2025 - 03 - 01)));
        assert!(refused("2040-01-01", date!(2026 - 11 - 25)));
    }

    #[test]
    fn only_a_field_that_is_marked_is_looked_at() {
        assert!(refusal(&field(false), "2024-01-01", Some("DE"), date!(2026 - 11 - 25)).is_none());
        assert!(refusal(&field(true), "", Some("DE"), date!(2026 - 11 - 25)).is_none());
    }
}
