//! The question about cookies: asked on every page while something is undecided. Its
//! words stand here and nowhere else, so that the record of an answer can name them.

use sha2::{Digest, Sha256};

use super::access::Visit;
use super::cookies::{self, Category, Listed};
use crate::config::AnalyticsConfig;

/// The version of the words below and of those on `/cookies`; a test asks for a new one when they change.
pub const VERSION: i32 = 1;

/// The page that asks by itself.
pub const COOKIES_PAGE: &str = "/cookies";

const TITLE: &str = "Cookies, if you allow them";
const LEAD: &str = "Everything works without them.";

pub struct Banner {
    pub title: &'static str,
    pub lead: String,
    pub asks: Vec<Ask>,
    /// Where the answer leads back to.
    pub back: String,
}

/// The question about one category.
pub struct Ask {
    pub field: &'static str,
    pub label: &'static str,
    /// From the rows of the register.
    pub why: String,
}

impl Banner {
    /// None on the answer to a sent form: what was typed there must not be lost to a button.
    pub fn of(visit: &Visit) -> Option<Self> {
        let back = visit.address.clone()?;
        let undecided = visit.consent.undecided();
        let asks_itself = visit.path == COOKIES_PAGE;
        if undecided.is_empty() || asks_itself {
            return None;
        }
        Some(Self::about(&undecided, &visit.services.config.analytics, back))
    }

    fn about(categories: &[Category], analytics: &AnalyticsConfig, back: String) -> Self {
        let rows = cookies::listed(analytics);
        let asks = categories.iter().map(|category| Ask::about(*category, &rows)).collect();
        Self { title: TITLE, lead: format!("For {}. {LEAD}", in_words(categories)), asks, back }
    }

    /// The digest of what a visitor who is asked about these categories reads.
    pub fn digest(categories: &[Category], analytics: &AnalyticsConfig) -> String {
        let banner = Self::about(categories, analytics, String::new());
        let asks = banner.asks.iter().flat_map(|ask| [ask.label, ask.why.as_str()]);
        digest([banner.title, banner.lead.as_str()].into_iter().chain(asks))
    }
}

impl Ask {
    pub fn about(category: Category, rows: &[Listed]) -> Self {
        let whys: Vec<String> = rows
            .iter()
            .filter(|row| row.category == category)
            .map(|row| {
                format!("{} Cookie {} from {}, kept {}.", row.purpose, row.name, row.set_by, row.lifetime)
            })
            .collect();
        Self { field: category.field(), label: category.label(), why: whys.join(" ") }
    }
}

fn in_words(categories: &[Category]) -> String {
    categories.iter().map(|category| category.label().to_lowercase()).collect::<Vec<_>>().join(" and ")
}

/// One digest over lines of text.
pub fn digest<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line);
        digest.update([0]);
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other words are another question: raise VERSION, and note the digest of the new words.
    #[test]
    fn the_words_of_the_banner_have_their_version() {
        let known = [(1, "c3fb3f9063401b58e66989d4a7363ae9e42118c94b8ff7fd2d94620320e5d116")];
        let asked = [Category::Preferences, Category::Analytics];
        let now = Banner::digest(&asked, &AnalyticsConfig::default());
        assert_eq!(known.last(), Some(&(VERSION, now.as_str())));
    }
}
