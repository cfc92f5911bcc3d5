//! The public page.

use askama::Template;
use time::Date;

use super::{Card, day, now_and_coming};
use crate::civil::iso;
use crate::processors::queries::Processor;
use crate::web::Chrome;
use crate::web::access::Public;

const CHANGES_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "processors/public.html")]
pub struct SubprocessorsPage {
    chrome: Chrome,
    has_any: bool,
    storage_country: String,
    notice_days: u16,
    privacy_email: String,
    now: Vec<Card>,
    coming: Vec<Card>,
    changes: Vec<Change>,
}

struct Change {
    iso: String,
    day: String,
    text: String,
}

impl SubprocessorsPage {
    pub fn of(visitor: &Public, all: &[Processor]) -> Self {
        let today = visitor.now().date();
        let (now, coming) = now_and_coming(all, today);
        let installation = &visitor.services.config.installation;
        Self {
            chrome: visitor.chrome(),
            has_any: !now.is_empty(),
            storage_country: installation.storage_country.clone(),
            notice_days: installation.notice_days,
            privacy_email: installation.privacy_email.clone(),
            now: now.into_iter().map(|p| Card::of(p, today)).collect(),
            coming: coming.into_iter().map(|p| Card::of(p, today)).collect(),
            changes: changes(all, today),
        }
    }
}

/// The newest first.
fn changes(all: &[Processor], today: Date) -> Vec<Change> {
    let mut found = Vec::new();
    for processor in all {
        let name = &processor.promised.name;
        let Some((announced, from)) = processor.announced_at.zip(processor.effective_on) else { continue };
        let verb = if from > today { "starts" } else { "started" };
        let purpose = &processor.promised.purpose;
        found.push((announced, format!("{name} was announced; it {verb} on {}. {purpose}.", day(from))));
        if let Some(retired) = processor.retired_at {
            found.push((retired, format!("{name} no longer works for us.")));
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let shown = found.into_iter().take(CHANGES_SHOWN);
    shown.map(|(at, text)| Change { iso: iso(at), day: day(at.date()), text }).collect()
}
