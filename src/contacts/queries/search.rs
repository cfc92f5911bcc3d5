//! Finding contacts by pieces of words. `contact_search` holds their text in folded
//! form; the trigram index of the engine finds the few rows worth comparing.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::Contacts;
use super::phrase::Phrase;
use crate::contacts::filter::{Terms, is_indexed};
use crate::db::{AnyConnection, Reach, Scoped};
use crate::error::AppResult;

/// Up to so many hits are fetched and looked up by their ids.
const FEW: i64 = 500;
/// When one contact in so many is a hit, the list's own order soon meets a page full of them.
const COMMON: i64 = 20;

/// What is looked for, where, and how best.
pub struct Search {
    terms: Terms,
    /// The columns in which the member may look for words.
    columns: Vec<&'static str>,
    workspace: i64,
    engine: Engine,
    hits: Hits,
}

/// The two ways in which the indexes are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Engine {
    /// SQLite's full-text table. It knows no word of one or two characters.
    FullText,
    /// PostgreSQL's trigram indexes, which serve the comparison itself.
    Trigrams,
}

enum Hits {
    Few(Vec<i64>),
    /// Worth trying the list's own order first.
    Common,
    Many,
}

impl Search {
    /// Looks at the first hits, to tell few from many.
    pub fn begin(db: &mut Scoped, terms: Terms) -> AppResult<Self> {
        let engine = match **db {
            AnyConnection::Sqlite(_) => Engine::FullText,
            AnyConnection::Postgres(_) => Engine::Trigrams,
        };
        let columns = searched_by(db.reach());
        let mut search = Self { terms, columns, workspace: db.workspace_id(), engine, hits: Hits::Common };
        if search.uses_index() {
            search.hits = judge(search.first_hits().load(&mut **db)?);
        }
        Ok(search)
    }

    /// Whether trying a stretch of the list, contact by contact, is likely to fill a page.
    pub fn is_common(&self) -> bool {
        matches!(self.hits, Hits::Common)
    }

    /// Keeps to what is found, by way of all hits.
    pub fn keep_hits(&self, query: Contacts) -> Contacts {
        let query = query.filter(self.is_hit());
        if self.index_tells_all() { query } else { query.filter(self.fits()) }
    }

    /// The full-text table knows no short word, and takes some letters beyond ASCII for the
    /// same (σ and ς). PostgreSQL compares by itself.
    fn index_tells_all(&self) -> bool {
        let tells = |word: &String| is_indexed(word) && word.is_ascii();
        self.engine == Engine::Trigrams || !self.uses_index() || self.terms.words.iter().all(tells)
    }

    /// Keeps to what is found among these contacts, by comparing each.
    pub fn compare(&self, query: Contacts, ids: &[i64]) -> Contacts {
        query.filter(self.is_one_of(ids)).filter(self.fits())
    }

    fn fits(&self) -> Phrase<Bool> {
        let begin = "EXISTS (SELECT 1 FROM contact_search WHERE contact_search.contact_id = contacts.id AND ";
        self.phrase().sql(begin).append(self.text_fits()).sql(")")
    }

    /// Without a word that is long enough, every text has to be read.
    fn uses_index(&self) -> bool {
        self.terms.phone.is_some() || self.terms.words.iter().any(|w| is_indexed(w))
    }

    fn first_hits(&self) -> Phrase<BigInt> {
        match self.engine {
            // CROSS JOIN keeps this order: the hits come as a stream and end at the limit.
            Engine::FullText => Phrase::kept()
                .sql("SELECT s.contact_id FROM contact_search_fts f ")
                .sql("CROSS JOIN contact_search s ON s.contact_id = f.rowid WHERE contact_search_fts MATCH ")
                .text(full_text_pattern(&self.terms, &self.columns))
                .sql(" AND s.workspace_id = ")
                .number(self.workspace)
                .sql(" LIMIT ")
                .number(FEW + 1),
            // A limit alone lets the planner read the table in the hope of an early end. What is
            // materialized it plans for all hits, and still ends early.
            Engine::Trigrams => Phrase::planned_anew()
                .sql("WITH hits AS MATERIALIZED (")
                .append(self.all_hits())
                .sql(") SELECT contact_id FROM hits LIMIT ")
                .number(FEW + 1),
        }
    }

    fn is_hit(&self) -> Phrase<Bool> {
        match (&self.hits, self.engine) {
            (Hits::Few(ids), _) => self.is_one_of(ids),
            (_, Engine::FullText) => self.phrase().sql("contacts.id IN (").append(self.all_hits()).sql(")"),
            // As an array they are looked up by their keys; as a set the planner might walk the list.
            (_, Engine::Trigrams) => {
                self.phrase().sql("contacts.id = ANY (ARRAY(").append(self.all_hits()).sql("))")
            }
        }
    }

    /// Ids go as one value, so that the statement is the same for any number of them.
    fn is_one_of(&self, ids: &[i64]) -> Phrase<Bool> {
        let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        match self.engine {
            Engine::FullText => {
                let list = format!("[{ids}]");
                Phrase::kept().sql("contacts.id IN (SELECT value FROM json_each(").text(list).sql("))")
            }
            Engine::Trigrams => {
                let list = format!("{{{ids}}}");
                Phrase::kept().sql("contacts.id = ANY (CAST(").text(list).sql(" AS BIGINT[]))")
            }
        }
    }

    /// The ids of all hits. The full-text table may have more than are found: see `keep_hits`.
    fn all_hits(&self) -> Phrase<BigInt> {
        if self.engine == Engine::FullText && self.uses_index() {
            return Phrase::kept()
                .sql("SELECT rowid FROM contact_search_fts WHERE contact_search_fts MATCH ")
                .text(full_text_pattern(&self.terms, &self.columns));
        }
        self.phrase()
            .sql("SELECT contact_id FROM contact_search WHERE contact_search.workspace_id = ")
            .number(self.workspace)
            .sql(" AND ")
            .append(self.text_fits())
    }

    /// PostgreSQL plans a kept statement without its values, and then does not
    /// trust the trigram indexes with an unknown pattern.
    fn phrase<ST>(&self) -> Phrase<ST> {
        match self.engine {
            Engine::FullText => Phrase::kept(),
            Engine::Trigrams => Phrase::planned_anew(),
        }
    }

    /// Every word in one of the columns, or the number.
    fn text_fits(&self) -> Phrase<Bool> {
        let words = self.terms.words.iter().map(|word| {
            let columns = self.columns.iter().map(|column| contains(column, word));
            Phrase::joined("(", columns, " OR ", ")")
        });
        let words = (!self.terms.words.is_empty()).then(|| Phrase::joined("(", words, " AND ", ")"));
        let phone = self.terms.phone.as_ref().map(|digits| contains("phones", digits));
        Phrase::joined("(", words.into_iter().chain(phone), " OR ", ")")
    }
}

fn searched_by(reach: &Reach) -> Vec<&'static str> {
    let emails = reach.sees_email.then_some("emails");
    ["general", "notes"].into_iter().chain(emails).collect()
}

fn judge(mut ids: Vec<i64>) -> Hits {
    if ids.len() as i64 <= FEW {
        return Hits::Few(ids);
    }
    // Half of them lie within this; a few far from the others say nothing.
    ids.sort_unstable();
    let quarter = ids.len() / 4;
    let span = ids[ids.len() - 1 - quarter] - ids[quarter];
    if span < COMMON * FEW / 2 { Hits::Common } else { Hits::Many }
}

/// All indexed words, or the number.
fn full_text_pattern(terms: &Terms, columns: &[&str]) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', "\"\""));
    let words: Vec<String> = terms.words.iter().filter(|w| is_indexed(w)).map(|w| quoted(w)).collect();
    let words =
        (!words.is_empty()).then(|| format!("({{{}}} : ({}))", columns.join(" "), words.join(" AND ")));
    let phone = terms.phone.as_deref().map(|digits| format!("(phones : {})", quoted(digits)));
    words.into_iter().chain(phone).collect::<Vec<_>>().join(" OR ")
}

fn contains(column: &str, word: &str) -> Phrase<Bool> {
    Phrase::kept().sql(format!("contact_search.{column} LIKE ")).text(containing(word)).sql(" ESCAPE '\\'")
}

/// `%` and `_` in a word are letters like others.
fn containing(word: &str) -> String {
    let plain = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &["general", "notes", "emails"];

    fn pattern(words: &[&str], phone: Option<&str>) -> String {
        let terms =
            Terms { words: words.iter().map(|w| (*w).to_owned()).collect(), phone: phone.map(str::to_owned) };
        full_text_pattern(&terms, ALL)
    }

    #[test]
    fn words_are_quoted_for_the_index() {
        assert_eq!(
            pattern(&["smith", "o\"x\" or"], None),
            "({general notes emails} : (\"smith\" AND \"o\"\"x\"\" or\"))"
        );
        assert_eq!(pattern(&[], Some("62823")), "(phones : \"62823\")");
        assert_eq!(pattern(&["jo", "smith"], None), "({general notes emails} : (\"smith\"))");
    }

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn few_hits_many_and_common_ones_are_told_apart() {
        assert!(matches!(judge((1..=500).collect()), Hits::Few(_)));
        assert!(matches!(judge((1..=501).map(|id| id * 2).collect()), Hits::Common));
        assert!(matches!(judge((1..=500).chain([90_000]).collect()), Hits::Common));
        assert!(matches!(judge((1..=501).map(|id| id * 60).collect()), Hits::Many));
    }
}
