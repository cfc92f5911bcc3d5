//! What makes two clients look alike. Pure.

use crate::db::Reach;
use crate::text_enum;

text_enum! {
    pub enum Reason {
        Email = "email",
        Phone = "phone",
        Name = "name",
        Bare = "bare",
    }
}

impl Reason {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "Same e-mail",
            Self::Phone => "Same phone",
            Self::Name => "Similar name, same company",
            Self::Bare => "Same name",
        }
    }

    pub const fn explains(self) -> &'static str {
        match self {
            Self::Email => "They share an e-mail address. A family or a company may do so too.",
            Self::Phone => "They share a phone number. A family or a company may do so too.",
            Self::Name => "Their names are alike, and they belong to the same company.",
            Self::Bare => "Nobody has a company, and one of them has neither e-mail nor phone.",
        }
    }

    /// Nobody learns from a list of duplicates what the business hides from their role.
    pub fn is_offered(self, reach: &Reach) -> bool {
        match self {
            Self::Email => reach.sees_email,
            Self::Phone => reach.sees_phone,
            Self::Name => true,
            Self::Bare => reach.sees_email && reach.sees_phone,
        }
    }
}

/// So many names are compared each with each; of more, each with its neighbours.
const FEW: usize = 300;
const NEIGHBOURS: usize = 12;

/// Gathers the places of names that are alike, however the words of a name are ordered.
pub fn alike_groups(names: &[&str]) -> Vec<Vec<usize>> {
    let keys: Vec<Vec<char>> = names.iter().map(|name| in_order(name)).collect();
    let mut leaders: Vec<usize> = (0..names.len()).collect();
    let mut join = |a: usize, b: usize| {
        if is_alike(&keys[a], &keys[b]) {
            let (from, to) = (leader(&leaders, a), leader(&leaders, b));
            leaders[from.max(to)] = from.min(to);
        }
    };
    for (a, b) in pairs(&keys) {
        join(a, b);
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for place in 0..names.len() {
        groups[leader(&leaders, place)].push(place);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn leader(leaders: &[usize], mut place: usize) -> usize {
    while leaders[place] != place {
        place = leaders[place];
    }
    place
}

/// Which names to compare. A slip at the end leaves two neighbours in order, one at the start leaves
/// them neighbours read backwards.
fn pairs(keys: &[Vec<char>]) -> Vec<(usize, usize)> {
    let all = keys.len();
    if all <= FEW {
        return (0..all).flat_map(|a| (a + 1..all).map(move |b| (a, b))).collect();
    }
    let mut found = Vec::new();
    for backwards in [false, true] {
        let mut order: Vec<usize> = (0..all).collect();
        order.sort_by_cached_key(|place| {
            let key = &keys[*place];
            if backwards { key.iter().rev().copied().collect() } else { key.clone() }
        });
        for (at, a) in order.iter().enumerate() {
            found.extend(order.iter().skip(at + 1).take(NEIGHBOURS).map(|b| (*a, *b)));
        }
    }
    found
}

/// The letters of a folded name, its words in alphabetical order.
fn in_order(name: &str) -> Vec<char> {
    let parts = name.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() && c != '\'');
    let mut words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ").chars().collect()
}

/// One slip in a name of some length, two in a long one.
fn is_alike(one: &[char], other: &[char]) -> bool {
    let allowed = match one.len().min(other.len()) {
        0..=4 => 0,
        5..=13 => 1,
        _ => 2,
    };
    one == other || one.len().abs_diff(other.len()) <= allowed && slips(one, other) <= allowed
}

/// Letters to add, drop, change or swap with the next (Damerau's distance, adjacent letters only).
fn slips(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let change = last[j] + usize::from(a != b);
            let mut least = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *b && *a == other[j - 1] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_in_any_order_and_with_a_slip() {
        let alike = |a: &str, b: &str| !alike_groups(&[a, b]).is_empty();
        for (a, b) in [
            ("mia lund", "lund mia"),
            ("mia lund", "lund, mia"),
            ("mia lund", "mia lumd"),
            ("john smith", "jon smith"),
            ("anne-marie weber", "anne marie weber"),
            ("katharina brandmeyer", "catharina brandmayer"),
            ("j. lund", "j lund"),
        ] {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [("mia lund", "noah berg"), ("ann", "ana"), ("mia lund", "mia land-weber")] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_large_company_is_compared_among_neighbours() {
        let mut names: Vec<String> = (0..2000).map(|n| format!("person {:x} {n}", n * 7919)).collect();
        names.push("zoe winterbottom".into());
        names.push("zoe winterbotom".into());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(alike_groups(&names).iter().any(|group| group.ends_with(&[2000, 2001])));
    }
}
