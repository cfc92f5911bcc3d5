//! Finds texts about one client that seem to name somebody else of the business: another
//! client or a member, by name, e-mail address or phone number. A simple rule that errs on
//! the side of asking: what it finds, a person looks at before the copy is handed out.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::lines::shown;
use super::plan::{Section, Whose};
use super::queries;
use crate::bundles::model::Mention;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::inventory::read::Value;
use crate::inventory::rows::{Record, Rows};
use crate::inventory::{Column, Shape, tables};
use crate::text::email::Email;
use crate::text::fold::{digits, fold};

/// Words of the longest name that is looked for.
const LONGEST_NAME: usize = 4;
/// Fewer digits are no phone number.
const SHORTEST_NUMBER: usize = 7;

/// Whether the column holds words that somebody wrote.
pub fn may_speak_of_others(column: &Column) -> bool {
    column.category == "user.content"
}

/// What names a row, for the list that is looked at.
pub fn row_name(record: &Record) -> String {
    let parts: Vec<String> = record.key.iter().map(ToString::to_string).collect();
    parts.join(".")
}

pub fn find(
    conn: &mut AnyConnection,
    whose: &Whose,
    section: &Section,
    records: &[Record],
) -> AppResult<Vec<Mention>> {
    let Whose::Contact { workspace, id, .. } = whose else { return Ok(Vec::new()) };
    let mut mentions = Vec::new();
    for record in records {
        let clues = Clues::in_row(section, record);
        if clues.is_empty() {
            continue;
        }
        let others = queries::named(conn, *workspace, *id, &clues)?;
        if !others.contacts.is_empty() || !others.members.is_empty() {
            mentions.push(Mention {
                table: section.table.name.into(),
                row: row_name(record),
                contacts: others.contacts,
                members: others.members,
            });
        }
    }
    Ok(mentions)
}

/// What the row says now, for whoever decides about it.
pub fn text_of(
    conn: &mut AnyConnection,
    inventory: &[Column],
    workspace: i64,
    mention: &Mention,
) -> AppResult<String> {
    let Some(table) = tables(inventory).into_iter().find(|table| table.name == mention.table) else {
        return Ok(String::new());
    };
    let key: Option<Vec<Json>> =
        mention.row.split('.').map(|part| part.parse::<i64>().ok().map(Json::from)).collect();
    let columns = table.columns.iter().filter(|column| may_speak_of_others(column)).copied().collect();
    let rows = Rows::of_workspace(&Shape::read(conn)?, &table, columns, workspace);
    let Some(record) = rows.one(conn, &key.unwrap_or_default())? else { return Ok(String::new()) };
    let texts: Vec<String> = record.values.iter().map(shown).filter(|text| !text.is_empty()).collect();
    Ok(texts.join("\n"))
}

/// What in a text may lead to somebody, in the form in which the database compares it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Clues {
    pub names: BTreeSet<String>,
    pub emails: BTreeSet<String>,
    pub numbers: BTreeSet<String>,
}

impl Clues {
    fn in_row(section: &Section, record: &Record) -> Self {
        let mut clues = Self::default();
        for (column, value) in section.rows.columns().iter().zip(&record.values) {
            if let (true, Value::Text(text)) = (may_speak_of_others(column), value) {
                clues.add(text);
            }
        }
        clues
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.emails.is_empty() && self.numbers.is_empty()
    }

    fn add(&mut self, text: &str) {
        let pieces = text.split(|c: char| c.is_whitespace() || "<>()[],;\"".contains(c));
        for piece in pieces.filter(|piece| piece.contains('@')) {
            let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
            self.emails.extend(Email::parse(bare).ok().map(|email| email.key()));
        }
        self.numbers.extend(numbers(text));
        self.names.extend(names(text));
    }
}

/// Runs of digits with what people put between them.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c: char| !(c.is_numeric() || "+-./() \u{a0}".contains(c)));
    runs.map(digits).filter(|number| number.len() >= SHORTEST_NUMBER)
}

/// Every few words in a row of which the first begins with a capital, or is of a script that
/// has none.
fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in text.split(|c: char| ".,;:!?()[]\"“”\n\r".contains(c)) {
        let words: Vec<&str> = part.split_whitespace().map(without_genitive).collect();
        for start in 0..words.len() {
            if words[start].chars().next().is_none_or(|first| !first.is_alphabetic() || first.is_lowercase())
            {
                continue;
            }
            for end in start + 1..=words.len().min(start + LONGEST_NAME) {
                found.insert(fold(&words[start..end].join(" ")));
            }
        }
    }
    found
}

/// "Tom’s" → "Tom".
fn without_genitive(word: &str) -> &str {
    word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_numbers_are_found_in_a_text() {
        let mut clues = Clues::default();
        clues.add("Came with Tom Ray’s wife (tom@Example.com, 479-555-0199). prefers mornings");
        assert!(clues.names.contains("tom ray"), "{:?}", clues.names);
        assert!(!clues.names.contains("prefers mornings"));
        assert_eq!(clues.emails.iter().map(String::as_str).collect::<Vec<_>>(), ["tom@example.com"]);
        assert!(clues.numbers.contains("4795550199"));
    }

    #[test]
    fn a_text_about_nobody_gives_few_clues() {
        let mut clues = Clues::default();
        clues.add("prefers mornings, 3 pm at the earliest");
        assert!(clues.is_empty());
    }
}
