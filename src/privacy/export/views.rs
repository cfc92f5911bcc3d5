//! The pages on which copies are ordered, watched, looked at and fetched.

use askama::Template;

use super::order::{is_there, may_be_fetched};
use super::restore::STAYS_BEHIND;
use crate::account::{step_up, wall};
use crate::bundles::model::{Purpose, State};
use crate::bundles::queries::Bundle;
use crate::bundles::store;
use crate::civil::{Moment, Wall};
use crate::error::AppResult;
use crate::services::Services;
use crate::web::Who;
use crate::web::access::SignedIn;
use crate::web::form::FormState;
use crate::web::page::{Chrome, Nav};

/// A copy on a page.
pub struct CopyCard {
    what: &'static str,
    state: &'static str,
    kind: &'static str,
    ordered: Moment,
    /// Rows done and in all, while it is being made.
    progress: Option<(i64, i64)>,
    rows: i64,
    size: String,
    /// "Kept until …", or what became of it.
    line: String,
    sha256: String,
    download: String,
    delete: String,
    delete_label: &'static str,
    review: Option<ReviewForm>,
}

pub struct ReviewForm {
    href: String,
    texts: Vec<Review>,
}

/// A text that seems to speak of somebody else.
pub struct Review {
    pub key: String,
    pub text: String,
    pub names: Vec<String>,
}

/// The list of copies, with whether the page has to look again by itself.
pub struct Copies {
    cards: Vec<CopyCard>,
    /// Something is being made.
    is_moving: bool,
}

impl Copies {
    fn of(copies: Vec<(Vec<Review>, Bundle)>, base: &str, wall: &Wall) -> Self {
        let is_moving = copies.iter().any(|(_, copy)| copy.state.is_under_way());
        let cards = copies.into_iter().map(|(texts, copy)| CopyCard::of(&copy, texts, base, wall)).collect();
        Self { cards, is_moving }
    }
}

impl CopyCard {
    fn of(copy: &Bundle, texts: Vec<Review>, base: &str, wall: &Wall) -> Self {
        let (there, open) = (is_there(copy, wall.now), may_be_fetched(copy, wall.now));
        let (state, kind) = state(copy, there, open);
        let href = format!("{base}/{}", copy.id);
        let is_under_way = copy.state.is_under_way();
        let when_open = |path: String| if open { path } else { String::new() };
        Self {
            what: copy.purpose.label(),
            state,
            kind,
            ordered: wall.moment(copy.created_at),
            progress: is_under_way.then_some((copy.rows_done, copy.rows_total)),
            rows: copy.rows_done,
            size: if there { size(copy.bytes) } else { String::new() },
            line: line(copy, there, wall),
            sha256: if there { copy.sha256.clone() } else { String::new() },
            download: when_open(format!("{href}/download")),
            delete: if there || is_under_way { format!("{href}/delete") } else { String::new() },
            delete_label: if is_under_way { "Cancel" } else { "Delete now" },
            review: (there && !open).then(|| ReviewForm { href: format!("{href}/review"), texts }),
        }
    }
}

const fn state(copy: &Bundle, there: bool, open: bool) -> (&'static str, &'static str) {
    match copy.state {
        State::Queued => ("Waiting", "neutral"),
        State::Building => ("Being made", "accent"),
        State::Ready if open => ("Ready", "success"),
        State::Ready if there => ("To be looked at", "warning"),
        State::Failed => ("Failed", "danger"),
        State::Ready | State::Expired => ("Deleted", "neutral"),
    }
}

fn line(copy: &Bundle, there: bool, wall: &Wall) -> String {
    match copy.state {
        State::Failed => copy.failure.clone(),
        State::Queued | State::Building => "It goes on while you do something else.".into(),
        State::Ready if there => {
            let until = copy.expires_at.map(|at| wall.moment(at).exact).unwrap_or_default();
            match copy.downloaded_at {
                Some(at) => format!("Downloaded {}. The file is deleted {until}.", wall.moment(at).exact),
                None => format!("The file is deleted {until}, or a day after the first download."),
            }
        }
        State::Ready | State::Expired => "The file is gone.".into(),
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[derive(Template)]
#[template(path = "privacy/export/account.html")]
pub struct AccountPage {
    chrome: Chrome,
    copies: Copies,
    access: &'static str,
    portability: &'static str,
}

impl AccountPage {
    pub fn of(who: &SignedIn, copies: Vec<Bundle>) -> Self {
        let copies = copies.into_iter().map(|copy| (Vec::new(), copy)).collect();
        Self {
            chrome: who.chrome(Nav::None),
            copies: Copies::of(copies, "/account/privacy/export", &wall::of(who)),
            access: Purpose::Access.word(),
            portability: Purpose::Portability.word(),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/export/door.html")]
pub struct DoorPage {
    chrome: Chrome,
    form: FormState,
    minutes: i64,
}

impl DoorPage {
    pub fn of(who: &SignedIn, form: FormState) -> Self {
        Self { chrome: who.chrome(Nav::None), form, minutes: step_up::HOLDS.whole_minutes() }
    }
}

#[derive(Template)]
#[template(path = "privacy/export/contact.html")]
pub struct ContactPage {
    chrome: Chrome,
    href: String,
    name: String,
    copies: Copies,
    access: &'static str,
    portability: &'static str,
}

impl ContactPage {
    pub fn of(who: &Who, id: i64, name: &str, copies: Vec<(Vec<Review>, Bundle)>) -> Self {
        let href = format!("/contacts/{id}");
        Self {
            chrome: who.chrome(Nav::Contacts),
            copies: Copies::of(copies, "/contacts/copies", &who.wall()),
            href,
            name: name.to_owned(),
            access: Purpose::Access.word(),
            portability: Purpose::Portability.word(),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/export/business.html")]
pub struct BusinessPage {
    chrome: Chrome,
    copies: Copies,
}

impl BusinessPage {
    pub fn of(who: &Who, copies: Vec<Bundle>) -> Self {
        let copies = copies.into_iter().map(|copy| (Vec::new(), copy)).collect();
        Self {
            chrome: who.chrome(Nav::Workspace),
            copies: Copies::of(copies, "/workspace/export", &who.wall()),
        }
    }
}

#[derive(Template)]
#[template(path = "privacy/export/restore.html")]
pub struct RestorePage {
    chrome: Chrome,
    form: FormState,
    name: String,
    stays_behind: Vec<&'static str>,
}

impl RestorePage {
    pub fn of(who: &Who, form: FormState) -> Self {
        let mut stays_behind: Vec<&str> = STAYS_BEHIND.iter().map(|(_, why)| *why).collect();
        stays_behind.dedup();
        Self {
            chrome: who.chrome(Nav::Workspace),
            form,
            name: who.member.workspace.name.clone(),
            stays_behind,
        }
    }
}

/// Deletes the files of what was just cancelled or deleted.
pub async fn clear_away(services: &Services) -> AppResult<()> {
    let own = services.clone();
    services.db.read(move |conn| store::sweep(&own, conn)).await.map(|_| ())
}
