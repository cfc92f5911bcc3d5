//! `/cookies` and `/do-not-sell`, and what a decision made there or in the banner has shown.

use actix_web::HttpRequest;
use askama::Template;

use super::model::Shown;
use super::signal::HONORED;
use crate::config::AnalyticsConfig;
use crate::web::banner::{self, Banner, COOKIES_PAGE, VERSION};
use crate::web::consent::{CHOICE_DAYS, Choice, Consent};
use crate::web::cookies::{self, Category, Listed};
use crate::web::theme::Theme;
use crate::web::{Chrome, FormState, Public};

pub const THEME_FIELD: &str = "theme";
const OPT_OUT_PAGE: &str = "/do-not-sell";

const LEAD: &str = "These are all of them: the program can set no other. Nothing optional is set before you allow it, and everything works without.";
const NOTHING_SOLD: &str = "We do not sell personal information and do not share it for advertising, so there is nothing to opt out of for that. This page lets you refuse everything optional all the same.";

#[derive(Template)]
#[template(path = "consent/cookies.html")]
pub struct CookiesPage {
    chrome: Chrome,
    form: FormState,
    lead: &'static str,
    groups: Vec<Group>,
    signal: bool,
    allowed: bool,
    choice_days: i64,
    themes: Vec<(&'static str, &'static str)>,
    may_keep_theme: bool,
}

/// A category with its cookies.
struct Group {
    label: &'static str,
    about: &'static str,
    /// The box that allows it, if one can be asked.
    ask: Option<Tick>,
    state: &'static str,
    state_kind: &'static str,
    rows: Vec<Listed>,
}

struct Tick {
    field: &'static str,
    ticked: bool,
}

impl CookiesPage {
    pub fn new(who: &Public, form: FormState) -> Self {
        let consent = &who.consent;
        Self {
            chrome: who.chrome(),
            form,
            lead: LEAD,
            groups: groups(consent, &who.services.config.analytics),
            signal: consent.opted_out,
            allowed: consent.allows_anything(),
            choice_days: CHOICE_DAYS,
            themes: Theme::ALL.map(|theme| (theme.word(), theme.label())).to_vec(),
            may_keep_theme: consent.allows(Category::Preferences),
        }
    }
}

fn groups(consent: &Consent, analytics: &AnalyticsConfig) -> Vec<Group> {
    let rows = cookies::listed(analytics);
    Category::ALL.into_iter().map(|category| Group::new(category, consent, &rows)).collect()
}

impl Group {
    fn new(category: Category, consent: &Consent, all: &[Listed]) -> Self {
        let rows: Vec<Listed> = all.iter().filter(|row| row.category == category).cloned().collect();
        let askable = cookies::optional_categories().any(|c| c == category);
        let ask = askable.then(|| Tick { field: category.field(), ticked: consent.allows(category) });
        let (state, state_kind) = match (category, consent.choice(category)) {
            (Category::Essential, _) => ("Always on", "neutral"),
            _ if !askable => ("None", "neutral"),
            (_, Choice::Allowed) => ("Allowed", "success"),
            (_, Choice::Refused) => ("Refused", "neutral"),
            (_, Choice::Undecided) => ("Not decided", "neutral"),
        };
        Self { label: category.label(), about: category.about(), ask, state, state_kind, rows }
    }
}

#[derive(Template)]
#[template(path = "consent/do_not_sell.html")]
pub struct DoNotSellPage {
    chrome: Chrome,
    nothing_sold: &'static str,
    signal: bool,
    signed_in: bool,
    /// Nothing optional is allowed, here or in the account.
    refused: bool,
}

impl DoNotSellPage {
    pub fn new(who: &Public) -> Self {
        let consent = &who.consent;
        let session = who.session.as_ref().filter(|_| who.is_signed_in());
        let all_refused = cookies::optional_categories().all(|c| consent.choice(c) == Choice::Refused);
        let account_too = session.is_none_or(|s| s.user.opted_out);
        Self {
            chrome: who.chrome(),
            nothing_sold: NOTHING_SOLD,
            signal: consent.opted_out,
            signed_in: session.is_some(),
            refused: all_refused && account_too,
        }
    }
}

/// Pages whose business is this choice: they say that it is saved.
pub fn is_about_cookies(back: &str) -> bool {
    matches!(path_of(back), COOKIES_PAGE | OPT_OUT_PAGE)
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// What somebody who decided on the page at `back` could read.
pub fn shown(who: &Public, request: &HttpRequest, back: &str) -> Shown {
    let path = path_of(back);
    let place = request.resource_map().match_pattern(path).unwrap_or_else(|| "unmatched".into());
    let analytics = &who.services.config.analytics;
    let hash = match path {
        COOKIES_PAGE => digest_of_page(analytics),
        OPT_OUT_PAGE => banner::digest([NOTHING_SOLD]),
        _ => Banner::digest(&who.consent.undecided(), analytics),
    };
    Shown { place, locale: "en", version: VERSION, hash }
}

/// The words about cookies on `/cookies`, their rows included.
fn digest_of_page(analytics: &AnalyticsConfig) -> String {
    let rows = cookies::listed(analytics);
    let groups = Category::ALL.iter().flat_map(|category| [category.label(), category.about()]);
    let rows = rows.iter().flat_map(|row| {
        [row.name.as_str(), row.purpose, row.set_when, &row.lifetime, row.attributes, &row.set_by]
    });
    banner::digest([LEAD, HONORED].into_iter().chain(groups).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other words are another question: raise `banner::VERSION`, and note the digest of the new words.
    #[test]
    fn the_words_of_the_page_have_their_version() {
        let known = [(1, "b01baf84e17a6a198f640ea54164468fb002ab843e5bbff91965339b9dea85ab")];
        let now = digest_of_page(&AnalyticsConfig::default());
        assert_eq!(known.last(), Some(&(VERSION, now.as_str())));
    }
}
