//! What part of the contacts a list, an export or a saved view shows, and in which
//! order. Pure: read from the address, written back into addresses.

use crate::text::{fold, phone};
use crate::text_enum;
use crate::web::Input;

/// The longest search that is looked at.
const LONGEST_SEARCH: usize = 100;
const MOST_WORDS: usize = 8;
/// The trigram indexes know no shorter piece of a word.
const SHORTEST_INDEXED: usize = 3;

text_enum! {
    pub enum SortBy {
        Name = "name",
        Company = "company",
        Created = "created",
        Updated = "updated",
        Seen = "seen",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Name, descending: false }
    }
}

impl Sort {
    /// `name`, or `-name` for the other direction.
    fn parse(word: &str) -> Option<Self> {
        let (by, descending) = word.strip_prefix('-').map_or((word, false), |rest| (rest, true));
        SortBy::from_word(by).map(|by| Self { by, descending })
    }

    pub fn word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.word())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned {
    Nobody,
    Me,
    Member(i64),
}

impl Assigned {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::Nobody),
            "me" => Some(Self::Me),
            id => id.parse().ok().map(Self::Member),
        }
    }

    pub fn word(self) -> String {
        match self {
            Self::Nobody => "none".into(),
            Self::Me => "me".into(),
            Self::Member(id) => id.to_string(),
        }
    }
}

/// The days that "added lately" may mean.
pub const CREATED_DAYS: &[i64] = &[7, 30, 90];
/// The weeks that "not seen lately" may mean.
pub const UNSEEN_WEEKS: &[i64] = &[4, 8, 12, 26, 52];
const MOST_WEEKS: i64 = 520;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub q: String,
    pub tag: Option<i64>,
    pub assigned: Option<Assigned>,
    pub created_days: Option<i64>,
    pub unseen_weeks: Option<i64>,
    pub archived: bool,
    pub sort: Sort,
}

/// Which page of a list: the first, or the one after or before a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    First,
    After(i64),
    Before(i64),
}

impl Cursor {
    pub fn read(input: &Input) -> Self {
        let id = |name| input.get(name).parse().ok();
        match (id("after"), id("before")) {
            (Some(id), _) => Self::After(id),
            (None, Some(id)) => Self::Before(id),
            (None, None) => Self::First,
        }
    }
}

impl Filter {
    /// What makes no sense in an address is left out, so an old bookmark still works.
    pub fn read(input: &Input) -> Self {
        let positive =
            |name: &str, most: i64| input.get(name).parse().ok().filter(|n| (1..=most).contains(n));
        Self {
            q: fold::clean_line(input.get("q")).chars().take(LONGEST_SEARCH).collect(),
            tag: positive("tag", i64::MAX),
            assigned: Assigned::parse(input.get("assigned")),
            created_days: positive("created", 366),
            unseen_weeks: positive("not_seen", MOST_WEEKS),
            archived: input.get("archived") == "1",
            sort: Sort::parse(input.get("sort")).unwrap_or_default(),
        }
    }

    pub fn of_query(query: &str) -> Self {
        Self::read(&Input::parse(query.as_bytes()))
    }

    /// The parameters that say it; those at their default are left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let sort = if self.sort == Sort::default() { String::new() } else { self.sort.word() };
        let all = [
            ("q", self.q.clone()),
            ("tag", number(self.tag)),
            ("assigned", self.assigned.map(Assigned::word).unwrap_or_default()),
            ("created", number(self.created_days)),
            ("not_seen", number(self.unseen_weeks)),
            ("archived", if self.archived { "1".into() } else { String::new() }),
            ("sort", sort),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    pub fn query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }

    pub fn href(&self) -> String {
        href("/contacts", &self.query())
    }

    /// The address of one page of this list.
    pub fn page_href(&self, name: &'static str, id: i64) -> String {
        let mut pairs = self.pairs();
        pairs.push((name, id.to_string()));
        format!(
            "/contacts?{}",
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        )
    }

    /// Whether it shows less than everybody.
    pub fn narrows(&self) -> bool {
        let Self { q, tag, assigned, created_days, unseen_weeks, archived, sort: _ } = self;
        !q.is_empty()
            || tag.is_some()
            || assigned.is_some()
            || created_days.is_some()
            || unseen_weeks.is_some()
            || *archived
    }
}

pub fn href(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What is looked for: every word, or the phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub words: Vec<String>,
    pub phone: Option<String>,
}

impl Terms {
    pub fn read(q: &str, sees_phone: bool) -> Option<Self> {
        let folded = fold::fold(q);
        let mut words: Vec<String> = folded.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
        words.truncate(MOST_WORDS);
        let phone = phone::search_digits(q).filter(|_| sees_phone);
        // "06 28" is a piece of a number; looking for "06" and "28" in texts would only add noise.
        if phone.is_some() && !words.iter().all(|w| is_indexed(w)) {
            words.clear();
        }
        (!words.is_empty() || phone.is_some()).then_some(Self { words, phone })
    }
}

/// Whether a trigram index can look for this word.
pub fn is_indexed(word: &str) -> bool {
    word.chars().count() >= SHORTEST_INDEXED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let address = "q=J%C3%BCrgen+x&tag=4&assigned=me&created=30&not_seen=8&archived=1&sort=-seen";
        let filter = Filter::of_query(address);
        assert_eq!(filter.query(), address);
        assert_eq!(Filter::of_query(&filter.query()), filter);
        assert!(filter.narrows());
    }

    #[test]
    fn nonsense_is_left_out() {
        let filter =
            Filter::of_query("tag=x&assigned=you&created=-1&not_seen=0&archived=yes&sort=-shoe&after=9");
        assert_eq!(filter, Filter::default());
        assert_eq!(filter.href(), "/contacts");
    }

    #[test]
    fn a_search_is_words_or_a_phone_number() {
        let words = |q| Terms::read(q, true).map(|t| t.words);
        assert_eq!(words("  José ÁLVAREZ "), Some(vec!["jose".into(), "alvarez".into()]));
        assert_eq!(words(" "), None);
        let phone = Terms::read("06 28 23", true).unwrap();
        assert_eq!((phone.words.len(), phone.phone.as_deref()), (0, Some("62823")));
        let year = Terms::read("1984", true).unwrap();
        assert_eq!((year.words.len(), year.phone.as_deref()), (1, Some("1984")));
        let hidden = Terms::read("06 28 23", false).unwrap();
        assert_eq!((hidden.words.len(), hidden.phone), (3, None));
    }
}
