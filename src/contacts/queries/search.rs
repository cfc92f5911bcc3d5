//! Finding contacts by pieces of words. `contact_search` holds their text in folded
//! form; the trigram index of the engine finds the few rows worth comparing.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};

use super::Contacts;
use crate::contacts::filter::{Terms, is_indexed};
use crate::db::{AnyConnection, Reach, Scoped};
use crate::error::AppResult;
use crate::schema::{contact_search, contacts};

/// Up to so many hits are fetched and sorted. With more, the list's own index is
/// walked in order and soon meets a page full of them.
const FEW: usize = 500;

/// Keeps to the contacts in whose text the member may find these terms.
pub fn finding(db: &mut Scoped, query: Contacts, terms: &Terms) -> AppResult<Contacts> {
    let texts = Texts::open_to(db.reach());
    let query = match candidates(db, terms, &texts)? {
        Candidates::Few(ids) => query.filter(contacts::id.eq_any(ids)),
        Candidates::Many => query,
        Candidates::Scattered(pattern) => query.filter(Condition::among_indexed(pattern)),
    };
    Ok(query.filter(Condition::in_text_of_contact(terms, &texts)))
}

/// The columns that the member may search.
struct Texts {
    words: Vec<&'static str>,
}

impl Texts {
    fn open_to(reach: &Reach) -> Self {
        let emails = reach.sees_email.then_some("emails");
        Self { words: ["general", "notes"].into_iter().chain(emails).collect() }
    }
}

enum Candidates {
    Few(Vec<i64>),
    Many,
    /// Many, yet so thinly spread that a walk would compare a lot in vain.
    Scattered(String),
}

/// The one place where the engines differ: SQLite asks its full-text table,
/// PostgreSQL's trigram indexes serve the comparison itself.
fn candidates(db: &mut Scoped, terms: &Terms, texts: &Texts) -> AppResult<Candidates> {
    let workspace = db.workspace_id();
    if let AnyConnection::Sqlite(sqlite) = &mut **db
        && let Some(pattern) = full_text_pattern(terms, texts)
    {
        let ids = full_text_hits(sqlite, workspace, &pattern)?;
        return Ok(judge(ids, Some(pattern)));
    }
    let mut hits = contact_search::table
        .filter(contact_search::workspace_id.eq(workspace))
        .filter(Condition::in_text(terms, texts))
        .select(contact_search::contact_id)
        .limit(FEW as i64 + 1)
        .into_boxed();
    if let AnyConnection::Postgres(_) = &**db {
        // With a limit alone the planner reads the table in the hope of an early end; an order
        // that no index has makes it ask the trigrams.
        hits = hits.order(contact_search::contact_id + 0);
    }
    let ids = hits.load(&mut **db)?;
    Ok(judge(ids, None))
}

fn judge(ids: Vec<i64>, pattern: Option<String>) -> Candidates {
    if ids.len() <= FEW {
        return Candidates::Few(ids);
    }
    let span = ids.iter().max().zip(ids.iter().min()).map_or(0, |(most, least)| most - least);
    match pattern {
        Some(pattern) if span > 10 * FEW as i64 => Candidates::Scattered(pattern),
        _ => Candidates::Many,
    }
}

/// All indexed words, or the number. `None` when no word is long enough for the index.
fn full_text_pattern(terms: &Terms, texts: &Texts) -> Option<String> {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', "\"\""));
    let words: Vec<String> = terms.words.iter().filter(|w| is_indexed(w)).map(|w| quoted(w)).collect();
    if words.is_empty() && !terms.words.is_empty() {
        return None;
    }
    let words =
        (!words.is_empty()).then(|| format!("({{{}}} : ({}))", texts.words.join(" "), words.join(" AND ")));
    let phone = terms.phone.as_deref().map(|digits| format!("(phones : {})", quoted(digits)));
    let either: Vec<String> = words.into_iter().chain(phone).collect();
    (!either.is_empty()).then(|| either.join(" OR "))
}

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = BigInt)]
    contact_id: i64,
}

fn full_text_hits(sqlite: &mut SqliteConnection, workspace: i64, pattern: &str) -> AppResult<Vec<i64>> {
    // CROSS JOIN keeps this order: the hits come as a stream and end at the limit.
    let hits: Vec<Hit> = diesel::sql_query(
        "SELECT s.contact_id FROM contact_search_fts f \
         CROSS JOIN contact_search s ON s.contact_id = f.rowid \
         WHERE contact_search_fts MATCH ? AND s.workspace_id = ? LIMIT ?",
    )
    .bind::<Text, _>(pattern)
    .bind::<BigInt, _>(workspace)
    .bind::<BigInt, _>(FEW as i64 + 1)
    .load(sqlite)?;
    Ok(hits.into_iter().map(|hit| hit.contact_id).collect())
}

/// A condition whose length depends on what is looked for: SQL, each piece
/// followed by a value if it needs one.
struct Condition(Vec<(String, Option<String>)>);

impl Condition {
    fn in_text(terms: &Terms, texts: &Texts) -> Self {
        let mut pieces = Vec::new();
        let mut like = |before: &str, column: &str, word: &str| {
            pieces.push((format!("{before}contact_search.{column} LIKE "), Some(containing(word))));
            pieces.push((" ESCAPE '\\'".into(), None));
        };
        for (at, word) in terms.words.iter().enumerate() {
            for (nth, column) in texts.words.iter().enumerate() {
                let before = match (at, nth) {
                    (0, 0) => "((",
                    (_, 0) => ") AND (",
                    _ => " OR ",
                };
                like(before, column, word);
            }
        }
        let has_words = !terms.words.is_empty();
        if let Some(digits) = &terms.phone {
            like(if has_words { ")) OR " } else { "" }, "phones", digits);
        } else if has_words {
            pieces.push(("))".into(), None));
        }
        pieces.insert(0, ("(".into(), None));
        pieces.push((")".into(), None));
        Self(pieces)
    }

    fn in_text_of_contact(terms: &Terms, texts: &Texts) -> Self {
        let Self(mut pieces) = Self::in_text(terms, texts);
        let begin = "EXISTS (SELECT 1 FROM contact_search WHERE contact_search.contact_id = contacts.id AND ";
        pieces.insert(0, (begin.into(), None));
        pieces.push((")".into(), None));
        Self(pieces)
    }

    /// The plus sign keeps SQLite from fetching all hits: it walks the list's index and looks each up.
    fn among_indexed(pattern: String) -> Self {
        let begin = "+contacts.id IN (SELECT rowid FROM contact_search_fts WHERE contact_search_fts MATCH ";
        Self(vec![(begin.into(), Some(pattern)), (")".into(), None)])
    }
}

/// `%` and `_` in a word are letters like others.
fn containing(word: &str) -> String {
    let plain = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

impl<DB> QueryFragment<DB> for Condition
where
    DB: Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // PostgreSQL plans a kept statement without its values, and then does not
        // trust the trigram indexes with an unknown pattern.
        out.unsafe_to_cache_prepared();
        for (sql, value) in &self.0 {
            out.push_sql(sql);
            if let Some(value) = value {
                out.push_bind_param::<Text, _>(value)?;
            }
        }
        Ok(())
    }
}

impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Condition {
    type SqlType = Bool;
}

impl<GB> ValidGrouping<GB> for Condition {
    type IsAggregate = is_aggregate::No;
}

impl<QS> AppearsOnTable<QS> for Condition {}
impl<QS> SelectableExpression<QS> for Condition {}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &["general", "notes", "emails"];

    fn pattern(words: &[&str], phone: Option<&str>) -> Option<String> {
        let terms =
            Terms { words: words.iter().map(|w| (*w).to_owned()).collect(), phone: phone.map(str::to_owned) };
        full_text_pattern(&terms, &Texts { words: ALL.to_vec() })
    }

    #[test]
    fn words_are_quoted_for_the_index() {
        assert_eq!(
            pattern(&["smith", "o\"x\" or"], None).unwrap(),
            "({general notes emails} : (\"smith\" AND \"o\"\"x\"\" or\"))"
        );
        assert_eq!(pattern(&[], Some("62823")).unwrap(), "(phones : \"62823\")");
        assert_eq!(pattern(&["jo"], None), None);
        assert_eq!(pattern(&["jo", "smith"], None).unwrap(), "({general notes emails} : (\"smith\"))");
    }

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
    }
}
