//! Custom fields: what a business notes about its clients beyond the usual. Pure.

use diesel::Queryable;

use crate::civil::{self, Wall};
use crate::text::fold;
use crate::text_enum;

text_enum! {
    pub enum FieldKind {
        Text = "text",
        Number = "number",
        Date = "date",
        Choice = "choice",
        YesNo = "yes_no",
    }
}

impl FieldKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Choice => "One of a list",
            Self::YesNo => "Yes or no",
        }
    }

    /// A value, as stored or as the history kept it, the way this business writes such things.
    pub fn written(self, value: &str, wall: &Wall) -> String {
        match (self, value) {
            (Self::Date, value) => civil::parse_date(value).map_or(value.to_owned(), |date| wall.date(date)),
            (Self::Number, value) => wall.number(value),
            (Self::YesNo, "yes") => "Yes".to_owned(),
            (Self::YesNo, "no") => "No".to_owned(),
            (_, value) => value.to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct CustomField {
    pub id: i64,
    pub label: String,
    pub kind: FieldKind,
    /// One choice a line.
    pub choices: String,
    /// A date that tells how old somebody is.
    pub is_birth_date: bool,
}

pub const LONGEST_VALUE: usize = 500;

impl CustomField {
    /// The name of its form field.
    pub fn input_name(&self) -> String {
        format!("cf_{}", self.id)
    }

    pub fn choices(&self) -> impl Iterator<Item = &str> {
        self.choices.lines()
    }

    /// What is stored for what was typed; "" stays "". `stored` is always accepted, so
    /// that a choice which is no longer offered does not block the rest of the form.
    pub fn read(&self, typed: &str, stored: &str) -> Result<String, &'static str> {
        let typed = fold::clean_line(typed);
        if typed.is_empty() || typed == stored {
            return Ok(typed);
        }
        match self.kind {
            FieldKind::Text => Ok(typed),
            FieldKind::Number => number(&typed).ok_or("Enter a number, like 12 or 12.5."),
            FieldKind::Date => match civil::parse_date(&typed) {
                Some(date) => Ok(date.to_string()),
                None => Err("Enter a date, like 2026-11-03."),
            },
            FieldKind::Choice if self.choices().any(|choice| choice == typed) => Ok(typed),
            FieldKind::Choice => Err("Choose one from the list."),
            FieldKind::YesNo if matches!(typed.as_str(), "yes" | "no") => Ok(typed),
            FieldKind::YesNo => Err("Choose yes or no."),
        }
    }

    /// How the history keeps a stored value: in words, whatever becomes of the field, and the
    /// same in every locale.
    pub fn shown<'v>(&self, value: &'v str) -> &'v str {
        match (self.kind, value) {
            (FieldKind::YesNo, "yes") => "Yes",
            (FieldKind::YesNo, "no") => "No",
            _ => value,
        }
    }

    /// Whether its values are words that somebody would search for.
    pub fn is_searched(&self) -> bool {
        matches!(self.kind, FieldKind::Text | FieldKind::Choice)
    }
}

const MOST_DIGITS: usize = 18;

/// A decimal number of any common script, with a point or one comma, without useless zeros.
fn number(typed: &str) -> Option<String> {
    let plain: String = typed.chars().map(|c| fold::digit(c).map_or(c, |d| char::from(b'0' + d))).collect();
    let plain = plain.replace(',', ".");
    let (sign, rest) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    let all_digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    let length = whole.len() + part.len();
    if !all_digits(whole) || !all_digits(part) || length == 0 || length > MOST_DIGITS {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && part.is_empty() { "" } else { sign };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind) -> CustomField {
        CustomField { id: 1, label: "Coat".into(), kind, choices: "Short\nLong".into(), is_birth_date: false }
    }

    #[test]
    fn numbers_are_kept_in_one_form() {
        let number = |typed| field(FieldKind::Number).read(typed, "");
        for (typed, kept) in [("012.50", "12.5"), ("-0,0", "0"), ("٣,٥", "3.5"), ("+7", "7"), (".5", "0.5")]
        {
            assert_eq!(number(typed), Ok(kept.to_owned()), "{typed}");
        }
        for typed in ["1.2.3", "12a", "-", ".", "1e5", "1234567890123456789"] {
            assert!(number(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn values_are_written_as_the_business_writes() {
        let wall = Wall::new("UTC", "de-DE", time::macros::datetime!(2026-11-03 9:00));
        for (kind, value, written) in [
            (FieldKind::Date, "1996-09-28", "28 Sep 1996"),
            (FieldKind::Date, "soon", "soon"),
            (FieldKind::Number, "-12.5", "-12,5"),
            (FieldKind::YesNo, "yes", "Yes"),
            (FieldKind::YesNo, "No", "No"),
            (FieldKind::Text, "1996-09-28", "1996-09-28"),
            (FieldKind::Date, "", ""),
        ] {
            assert_eq!(kind.written(value, &wall), written);
        }
    }

    #[test]
    fn each_kind_takes_only_its_own() {
        assert!(field(FieldKind::Date).read("2026-02-30", "").is_err());
        assert_eq!(field(FieldKind::Date).read("2026-02-03", ""), Ok("2026-02-03".into()));
        assert!(field(FieldKind::Choice).read("Medium", "").is_err());
        assert_eq!(field(FieldKind::Choice).read("Medium", "Medium"), Ok("Medium".into()));
        assert_eq!(field(FieldKind::Choice).read("Long", ""), Ok("Long".into()));
        assert!(field(FieldKind::YesNo).read("maybe", "").is_err());
        assert_eq!(field(FieldKind::Number).read(" ", "4"), Ok(String::new()));
    }
}
