//! A row of a list as the form of a contact would send it: the same checks then hold. Pure.

use time::Date;

use crate::civil::parse_date;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::text::fold::clean_line;
use crate::web::Input;

/// What the mapping makes of one row.
pub struct Typed {
    pub input: Input,
    pub note: String,
}

/// `month_first` says how a date like 3/4/2026 is meant.
pub fn typed(cells: &[String], mapping: &[String], own: &[CustomField], month_first: bool) -> Typed {
    let of = |field: &'static str| {
        let columns =
            mapping.iter().zip(cells).filter(move |(known, cell)| *known == field && !cell.is_empty());
        columns.map(|(_, cell)| cell.as_str())
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            pairs.push((name.to_owned(), value));
        }
    };
    for field in ["company", "street", "city", "region", "postal_code", "country", "pronouns"] {
        add(field, clean_line(&of(field).collect::<Vec<_>>().join(", ")));
    }
    let emails: Vec<String> = of("email").flat_map(several_emails).collect();
    let phones: Vec<String> = of("phone").flat_map(several).collect();
    add("name", name(&of, &emails));
    emails.into_iter().for_each(|email| add("email", email));
    phones.into_iter().for_each(|phone| add("phone", phone));
    let tags: Vec<String> = of("tags").flat_map(several_tags).collect();
    add("tags", tags.join("\n"));
    for field in own {
        let column = mapping.iter().zip(cells).find(|(known, _)| **known == field.input_name());
        if let Some((_, cell)) = column {
            add(&field.input_name(), value(field, cell, month_first));
        }
    }
    let note = of("note").collect::<Vec<_>>().join("\n\n");
    Typed { input: Input::from_pairs(pairs), note }
}

/// The whole name, else its parts, else what there is to call somebody by.
fn name<'c, I: Iterator<Item = &'c str>>(of: &impl Fn(&'static str) -> I, emails: &[String]) -> String {
    let joined = |fields: &[&'static str]| {
        let parts: Vec<&str> = fields.iter().flat_map(|field| of(field)).collect();
        clean_line(&parts.join(" "))
    };
    let whole = joined(&["name"]);
    let parts = joined(&["first_name", "middle_name", "last_name"]);
    let company = joined(&["company"]);
    [whole, parts, company, emails.first().cloned().unwrap_or_default()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// Several values that a program put into one cell.
fn several(cell: &str) -> Vec<String> {
    let parts = cell.split(['\n', ';', '|']).flat_map(|part| part.split(":::")).map(clean_line);
    parts.filter(|part| !part.is_empty()).collect()
}

fn several_emails(cell: &str) -> Vec<String> {
    several(cell)
        .iter()
        .flat_map(|part| part.split([',', ' ']))
        .map(|part| part.trim_matches(['<', '>', '"']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn several_tags(cell: &str) -> Vec<String> {
    several(cell)
        .iter()
        .flat_map(|part| part.split(','))
        .map(|part| clean_line(part.trim().trim_start_matches("* ").trim_matches('"')))
        // Google's own group of everybody.
        .filter(|part| !part.is_empty() && part != "myContacts")
        .collect()
}

fn value(field: &CustomField, cell: &str, month_first: bool) -> String {
    match field.kind {
        FieldKind::Date => date(cell, month_first).map_or_else(|| clean_line(cell), |date| date.to_string()),
        FieldKind::YesNo => match cell.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "x" | "ja" | "oui" | "si" | "sí" | "sim" => "yes".into(),
            "no" | "n" | "false" | "0" | "nein" | "non" | "nao" | "não" => "no".into(),
            other => other.to_owned(),
        },
        FieldKind::Number => clean_line(&cell.replace(',', ".")),
        FieldKind::Choice => {
            let same = field.choices().find(|choice| choice.eq_ignore_ascii_case(cell.trim()));
            same.map_or_else(|| clean_line(cell), str::to_owned)
        }
        FieldKind::Text => clean_line(cell),
    }
}

/// 2026-11-03, 3.11.2026, 3/11/2026 or 11/3/2026, with or without a time after it.
fn date(cell: &str, month_first: bool) -> Option<Date> {
    let day = cell.trim().split([' ', 'T']).next()?;
    if let Some(date) = parse_date(day) {
        return Some(date);
    }
    let separator = day.chars().find(|c| ['.', '/', '-'].contains(c))?;
    let parts: Vec<i32> = day.split(separator).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, third] = *parts.as_slice() else { return None };
    let (year, month, day) = match (first > 31, month_first && separator == '/') {
        (true, _) => (first, second, third),
        (false, true) => (third, first, second),
        (false, false) => (third, second, first),
    };
    let year = if year < 100 { if year > 30 { 1900 + year } else { 2000 + year } } else { year };
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date as day;

    fn row(cells: &[&str], mapping: &[&str]) -> Typed {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        typed(&owned(cells), &owned(mapping), &[], false)
    }

    #[test]
    fn names_are_put_together_and_something_stands_in() {
        let name = |cells: &[&str], mapping: &[&str]| row(cells, mapping).input.get("name").to_owned();
        assert_eq!(name(&["Ann", "", "Lee"], &["first_name", "middle_name", "last_name"]), "Ann Lee");
        assert_eq!(name(&["", "Lee & Co"], &["first_name", "company"]), "Lee & Co");
        assert_eq!(name(&["ann@example.com"], &["email"]), "ann@example.com");
    }

    #[test]
    fn several_values_in_a_cell_are_told_apart() {
        let cells =
            ["a@example.com ::: b@example.com", "+1 479 555 0100; 555-0101", "* myContacts ::: VIP, Regular"];
        let input = row(&cells, &["email", "phone", "tags"]).input;
        assert_eq!(input.all("email").collect::<Vec<_>>(), ["a@example.com", "b@example.com"]);
        assert_eq!(input.all("phone").collect::<Vec<_>>(), ["+1 479 555 0100", "555-0101"]);
        assert_eq!(input.get("tags"), "VIP\nRegular");
    }

    #[test]
    fn dates_are_understood_as_the_business_writes_them() {
        assert_eq!(date("2026-11-03", false), Some(day!(2026 - 11 - 03)));
        assert_eq!(date("3.11.2026", true), Some(day!(2026 - 11 - 03)));
        assert_eq!(date("11/3/2026 9:00", true), Some(day!(2026 - 11 - 03)));
        assert_eq!(date("3/11/26", false), Some(day!(2026 - 11 - 03)));
        assert_eq!(date("31/31/2026", false), None);
        assert_eq!(date("--03-07", false), None);
    }
}
