//! The page before somebody is deactivated.

use askama::Template;

use super::actions::Leaver;
use crate::web::{Chrome, FormState, Nav, Who};

/// The field that names who takes the work over.
pub const HEIR: &str = "hand_to";

#[derive(Template)]
#[template(path = "leaving/deactivate.html")]
pub struct LeavingPage {
    chrome: Chrome,
    form: FormState,
    title: String,
    items: Vec<String>,
    action: String,
    cancel: String,
    /// Empty when there is nothing to hand over, or nobody to take it.
    heirs: Vec<(String, String)>,
}

impl LeavingPage {
    pub fn of(who: &Who, leaver: &Leaver, form: FormState) -> Self {
        let member = &leaver.member;
        let work = work_that_stays(leaver);
        let heirs = if work.is_empty() { Vec::new() } else { heirs(leaver) };
        let out = "They are signed out of this business at once and can’t come back in.".to_owned();
        Self {
            chrome: who.chrome(Nav::Staff),
            form,
            title: format!("Deactivate {}?", member.name),
            items: std::iter::once(out).chain(work).collect(),
            action: format!("/staff/{}/deactivate", member.id),
            cancel: format!("/staff/{}", member.id),
            heirs,
        }
    }
}

fn work_that_stays(leaver: &Leaver) -> Vec<String> {
    let line = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one} stays assigned to them unless you hand it over.")),
        n => Some(format!("{n} {many} stay assigned to them unless you hand them over.")),
    };
    let contacts = line(leaver.contacts, "contact", "contacts");
    let follow_ups = line(leaver.open_follow_ups, "open follow-up", "open follow-ups");
    contacts.into_iter().chain(follow_ups).collect()
}

fn heirs(leaver: &Leaver) -> Vec<(String, String)> {
    if leaver.heirs.is_empty() {
        return Vec::new();
    }
    let nobody = (String::new(), "Nobody for now".to_owned());
    let people = leaver.heirs.iter().map(|p| (p.id.to_string(), p.name.clone()));
    std::iter::once(nobody).chain(people).collect()
}
