//! Acting for somebody who is no member: the booking page and a client's own page. The program
//! acts in the one workspace that the address names, and the answer sets no cookie.

use actix_web::HttpResponse;

use super::catalogue::BookingRules;
use super::queries::Business;
use crate::civil::Wall;
use crate::clock::Instant;
use crate::db::{Reach, Scoped};
use crate::error::AppResult;
use crate::web::frame::FrameAncestors;
use crate::web::{Chrome, Public};

/// A business as its clients meet it.
#[derive(Clone)]
pub struct Host {
    pub business: Business,
    pub rules: BookingRules,
}

impl Host {
    /// Its clock, and how it writes times.
    pub fn wall(&self, now: Instant) -> Wall {
        Wall::new(&self.business.timezone, &self.business.locale, now)
    }

    pub fn privacy_href(&self) -> String {
        format!("/w/{}/privacy", self.business.slug)
    }

    pub fn book_href(&self) -> String {
        format!("/w/{}/book", self.business.slug)
    }

    pub fn waitlist_href(&self) -> String {
        format!("/w/{}/book/wait", self.business.slug)
    }

    /// Whether it may store what clients type: only under the agreement in force.
    pub fn may_store(&self, who: &Public) -> bool {
        let facts = who.services.standing.facts();
        let demanded = facts.agreement_in_force(who.now().date()).map_or(0, |agreement| agreement.version);
        self.business.agreement >= demanded
    }
}

pub async fn read<T, F>(who: &Public, workspace: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    who.read_unscoped(move |db| step(&mut db.scoped(Reach::system(workspace)))).await
}

pub async fn write<T, F>(who: &Public, workspace: i64, step: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
{
    who.write_unscoped(move |db| {
        let mut scoped = db.scoped(Reach::system(workspace));
        let value = step(&mut scoped)?;
        scoped.finish()?;
        Ok(value)
    })
    .await
}

/// The frame of a page for clients. Nothing optional is used here, so nothing is asked about cookies.
pub fn chrome(who: &Public) -> Chrome {
    let mut chrome = who.chrome();
    chrome.banner = None;
    chrome.flash = None;
    chrome.notice = None;
    chrome
}

/// Lets the sites that the business named show the answer in a frame.
pub fn framed(mut answer: HttpResponse, rules: &BookingRules) -> HttpResponse {
    answer.extensions_mut().insert(FrameAncestors(rules.frame_ancestors()));
    answer
}
