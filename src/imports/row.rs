//! A row of a list as the form of a contact would send it: the same checks then hold. Pure.

use time::Date;

use crate::civil::parse_date;
use crate::contacts::custom::{CustomField, FieldKind};
use crate::contacts::model::{LANGUAGES, PreferredChannel};
use crate::text::fold::{clean_line, fold};
use crate::web::Input;

/// A longer label is cut: the form of a contact takes no more.
const LONGEST_LABEL: usize = 30;

/// What the mapping makes of one row.
pub struct Typed {
    pub input: Input,
    pub note: String,
    /// The name is a name, not a company or an address in its place.
    pub is_named: bool,
    /// What a file of ours calls the contact.
    pub key: String,
}

/// `month_first` says how a date like 3/4/2026 is meant.
/// `people` are those a client can be assigned to: (number, name).
pub fn typed(
    cells: &[String],
    mapping: &[String],
    own: &[CustomField],
    people: &[(String, String)],
    month_first: bool,
) -> Typed {
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
    for field in ["company", "street", "city", "region", "postal_code", "country", "pronouns", "source"] {
        add(field, clean_line(&of(field).collect::<Vec<_>>().join(", ")));
    }
    let emails: Vec<String> = of("email").flat_map(several_emails).collect();
    add("name", name(&of, &emails));
    add("assigned_to", of("assigned_to").next().map(|name| person(name, people)).unwrap_or_default());
    add("preferred_channel", of("preferred_channel").next().map(channel).unwrap_or_default());
    add("language", of("language").next().map(language).unwrap_or_default());
    let tags: Vec<String> = of("tags").flat_map(several_tags).collect();
    add("tags", tags.join("\n"));
    for field in own {
        let column = mapping.iter().zip(cells).find(|(known, _)| **known == field.input_name());
        if let Some((_, cell)) = column {
            add(&field.input_name(), value(field, cell, month_first));
        }
    }
    pairs.extend(labelled(cells, mapping, ("email", "email_label"), several_emails));
    pairs.extend(labelled(cells, mapping, ("phone", "phone_label"), several));
    let note = of("note").collect::<Vec<_>>().join("\n\n");
    let is_named =
        ["name", "first_name", "middle_name", "last_name"].iter().any(|field| of(field).next().is_some());
    let key = of("key").next().map(clean_line).unwrap_or_default();
    Typed { input: Input::from_pairs(pairs), note, is_named, key }
}

/// The values of each column with its label: the first column of labels belongs to the first of values.
fn labelled(
    cells: &[String],
    mapping: &[String],
    (field, label_field): (&str, &str),
    split: fn(&str) -> Vec<String>,
) -> Vec<(String, String)> {
    let columns = |wanted| {
        mapping.iter().zip(cells).filter(move |(known, _)| *known == wanted).map(|(_, cell)| cell.as_str())
    };
    let labels = columns(label_field).chain(std::iter::repeat(""));
    let mut pairs = Vec::new();
    for (cell, labels) in columns(field).zip(labels) {
        // A cell of several values may have as many labels, or one for all.
        let labels: Vec<&str> = labels.split('\n').collect();
        for (n, value) in split(cell).into_iter().enumerate() {
            let label = labels.get(n).or(labels.first()).copied().unwrap_or_default();
            let label = clean_line(label.trim_start_matches("* "));
            pairs.push((field.to_owned(), value));
            pairs.push((label_field.to_owned(), label.chars().take(LONGEST_LABEL).collect()));
        }
    }
    pairs
}

/// The number of the one who is called so; else the name, which the form's check will not know.
fn person(name: &str, people: &[(String, String)]) -> String {
    let mut same = people.iter().filter(|(id, known)| !id.is_empty() && fold(known) == fold(name));
    match (same.next(), same.next()) {
        (Some((id, _)), None) => id.clone(),
        _ => clean_line(name),
    }
}

fn channel(cell: &str) -> String {
    let same = |known: &&PreferredChannel| fold(known.label()) == fold(cell);
    PreferredChannel::ALL.iter().find(same).map_or_else(|| clean_line(cell), |known| known.word().to_owned())
}

/// By its name in English or its tag; "en-US" is English.
fn language(cell: &str) -> String {
    let tag = cell.trim().split('-').next().unwrap_or_default();
    let same = |(known, name): &&(&str, &str)| known.eq_ignore_ascii_case(tag) || fold(name) == fold(cell);
    LANGUAGES.iter().find(same).map_or_else(|| clean_line(cell), |(tag, _)| (*tag).to_owned())
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
        typed(
            &owned(cells),
            &owned(mapping),
            &[],
            &[(String::new(), "Nobody yet".into()), ("7".into(), "Ann Lee".into())],
            false,
        )
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
    fn words_of_our_own_files_are_understood() {
        let cells = ["ann lee", "Text message", "German", "a@example.com b@example.com", "* Work"];
        let mapping = ["assigned_to", "preferred_channel", "language", "email", "email_label"];
        let input = row(&cells, &mapping).input;
        assert_eq!(
            (input.get("assigned_to"), input.get("preferred_channel"), input.get("language")),
            ("7", "sms", "de")
        );
        assert_eq!(input.all("email_label").collect::<Vec<_>>(), ["Work", "Work"]);
        let unknown = row(&["Nobody yet", "en-US"], &["assigned_to", "language"]).input;
        assert_eq!((unknown.get("assigned_to"), unknown.get("language")), ("Nobody yet", "en"));
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
