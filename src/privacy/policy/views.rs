//! The pages around the documents. Dates are written year first: an installation has no locale.

use askama::Template;
use time::Date;

use super::difference::{Mark, Paragraph};
use super::model::{self, Document, Head, Version};
use super::publish;
use crate::web::{Chrome, FormState, Operator};

/// What every version says of itself.
pub struct Facts {
    number: i32,
    effective: String,
    hash: String,
    short_hash: String,
}

impl Facts {
    fn of(head: &Head) -> Self {
        Self {
            number: head.number,
            effective: head.effective_on.to_string(),
            short_hash: head.body_hash.chars().take(12).collect(),
            hash: head.body_hash.clone(),
        }
    }
}

/// A box above the text: what comes, or that this is not what holds.
struct Announcement {
    says: String,
    summary: String,
    links: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "privacy/document.html")]
pub struct DocumentPage {
    chrome: Chrome,
    title: &'static str,
    facts: Facts,
    announcement: Option<Announcement>,
    body: String,
}

impl DocumentPage {
    /// The version in force, with the one that comes.
    pub fn current(chrome: Chrome, version: Version, upcoming: Option<&Head>, today: Date) -> Self {
        let own = not_yet(&version.head, today);
        let announcement = upcoming.map(Announcement::of_upcoming).or(own);
        Self::of(chrome, version, announcement)
    }

    /// A version in the history.
    pub fn kept(chrome: Chrome, version: Version, today: Date) -> Self {
        let kept = Announcement {
            says: "This is one version of the document, kept as it was published.".into(),
            summary: version.head.summary.clone(),
            links: links_of(&version.head),
        };
        let announcement = not_yet(&version.head, today).unwrap_or(kept);
        Self::of(chrome, version, Some(announcement))
    }

    fn of(chrome: Chrome, version: Version, announcement: Option<Announcement>) -> Self {
        let title = version.head.document.title();
        Self { chrome, title, facts: Facts::of(&version.head), announcement, body: version.body }
    }
}

fn not_yet(head: &Head, today: Date) -> Option<Announcement> {
    (head.effective_on > today).then(|| Announcement {
        says: format!("This version takes effect on {}.", head.effective_on),
        summary: head.summary.clone(),
        links: links_of(head),
    })
}

fn links_of(head: &Head) -> Vec<(String, &'static str)> {
    let mut links = vec![(head.document.href().to_owned(), "The version in force")];
    if head.number > 1 {
        links.push((head.changes_href(), "What changed"));
    }
    links
}

impl Announcement {
    fn of_upcoming(head: &Head) -> Self {
        Self {
            says: format!("Version {} takes effect on {}.", head.number, head.effective_on),
            summary: head.summary.clone(),
            links: vec![(head.href(), "Read it"), (head.changes_href(), "What changes")],
        }
    }
}

struct Row {
    name: String,
    href: String,
    changes_href: Option<String>,
    effective: String,
    announced: String,
    kind: &'static str,
    state: &'static str,
    state_kind: &'static str,
    summary: String,
    hash: String,
}

impl Row {
    fn of(head: &Head, in_force: Option<i32>, today: Date) -> Self {
        let (state, state_kind) = match in_force {
            Some(number) if head.effective_on > today && number != head.number => ("Upcoming", "accent"),
            Some(number) if number == head.number => ("In force", "success"),
            _ => ("Earlier", "neutral"),
        };
        Self {
            name: format!("Version {}", head.number),
            href: head.href(),
            changes_href: (head.number > 1).then(|| head.changes_href()),
            effective: head.effective_on.to_string(),
            announced: head.announced_at.date().to_string(),
            kind: kind(head),
            state,
            state_kind,
            summary: head.summary.clone(),
            hash: head.body_hash.clone(),
        }
    }
}

fn kind(head: &Head) -> &'static str {
    match (head.number, head.material) {
        (1, _) => "First version",
        (_, true) => "Material",
        (_, false) => "Wording",
    }
}

struct History {
    word: &'static str,
    title: &'static str,
    href: &'static str,
    add_href: String,
    rows: Vec<Row>,
}

impl History {
    fn of(document: Document, heads: &[Head], today: Date) -> Self {
        let in_force = model::in_force(heads, today).map(|head| head.number);
        Self {
            word: document.word(),
            title: document.title(),
            href: document.href(),
            add_href: format!("/operator/policies/{}/add", document.word()),
            rows: heads.iter().map(|head| Row::of(head, in_force, today)).collect(),
        }
    }
}

fn histories(all: Vec<(Document, Vec<Head>)>, today: Date) -> Vec<History> {
    all.into_iter().map(|(document, heads)| History::of(document, &heads, today)).collect()
}

#[derive(Template)]
#[template(path = "privacy/history.html")]
pub struct HistoryPage {
    chrome: Chrome,
    documents: Vec<History>,
}

impl HistoryPage {
    pub fn of(chrome: Chrome, all: Vec<(Document, Vec<Head>)>, today: Date) -> Self {
        Self { chrome, documents: histories(all, today) }
    }
}

#[derive(Template)]
#[template(path = "privacy/changes.html")]
pub struct ChangesPage {
    chrome: Chrome,
    title: &'static str,
    subtitle: String,
    old: Facts,
    new: Facts,
    old_href: String,
    new_href: String,
    summary: String,
    kind: &'static str,
    parts: Vec<Part>,
    changed: bool,
}

/// A run of paragraphs with the same mark.
struct Part {
    removed: bool,
    added: bool,
    label: &'static str,
    /// What stays the same is folded away, but for a short run.
    folded: bool,
    count: usize,
    paragraphs: Vec<String>,
}

/// Unchanged paragraphs that are shown without being unfolded.
const SHORT: usize = 2;

impl Part {
    fn of(mark: Mark) -> Self {
        let label = match mark {
            Mark::Same => "Unchanged",
            Mark::Removed => "Removed",
            Mark::Added => "Added",
        };
        let (removed, added) = (mark == Mark::Removed, mark == Mark::Added);
        Self { removed, added, label, folded: false, count: 0, paragraphs: Vec::new() }
    }

    fn settled(mut self) -> Self {
        self.count = self.paragraphs.len();
        self.folded = !self.removed && !self.added && self.count > SHORT;
        self
    }
}

impl ChangesPage {
    pub fn of(chrome: Chrome, old: &Head, new: &Head, paragraphs: Vec<Paragraph>) -> Self {
        Self {
            chrome,
            title: new.document.title(),
            subtitle: format!("What changed from version {} to version {}", old.number, new.number),
            old_href: old.href(),
            new_href: new.href(),
            old: Facts::of(old),
            new: Facts::of(new),
            summary: new.summary.clone(),
            kind: kind(new),
            changed: paragraphs.iter().any(|p| p.mark != Mark::Same),
            parts: parts(paragraphs),
        }
    }
}

fn parts(paragraphs: Vec<Paragraph>) -> Vec<Part> {
    let mut parts: Vec<(Mark, Part)> = Vec::new();
    for paragraph in paragraphs {
        match parts.last_mut() {
            Some((mark, part)) if *mark == paragraph.mark => part.paragraphs.push(paragraph.text),
            _ => {
                let mut part = Part::of(paragraph.mark);
                part.paragraphs.push(paragraph.text);
                parts.push((paragraph.mark, part));
            }
        }
    }
    parts.into_iter().map(|(_, part)| part.settled()).collect()
}

#[derive(Template)]
#[template(path = "operator/policies.html")]
pub struct PoliciesPage {
    chrome: Chrome,
    documents: Vec<History>,
    notice_days: u16,
}

impl PoliciesPage {
    pub fn of(who: &Operator, all: Vec<(Document, Vec<Head>)>) -> Self {
        Self {
            chrome: who.chrome(),
            documents: histories(all, who.now().date()),
            notice_days: who.services.config.installation.notice_days,
        }
    }
}

#[derive(Template)]
#[template(path = "operator/policy_add.html")]
pub struct AddPage {
    chrome: Chrome,
    title: &'static str,
    action: String,
    date_hint: String,
    form: FormState,
}

impl AddPage {
    pub fn of(who: &Operator, document: Document, form: FormState) -> Self {
        let notice_days = who.services.config.installation.notice_days;
        let earliest = publish::earliest(true, notice_days, who.now().date());
        Self {
            chrome: who.chrome(),
            title: document.title(),
            action: format!("/operator/policies/{}/add", document.word()),
            date_hint: format!("For example {earliest}, the first day for a material change."),
            form,
        }
    }
}
