//! `/workspace/retention`: how long a business keeps what. A shorter rule is shown with what
//! it will end before it is saved, and refused if that has changed meanwhile.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use sha2::{Digest, Sha256};
use time::Duration;

use super::forms::{self, Chosen};
use super::preview::{self, Preview};
use super::queries;
use super::views::{ConfirmPage, RulesPage, Shown};
use crate::access::workspace::Manage;
use crate::contacts::ending::NOTICE;
use crate::contacts::queries::ending as endings;
use crate::contacts::queries::ending::Ending;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::inventory::Column;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

/// How far ahead clients whose end is near are listed.
const AHEAD: Duration = Duration::days(30);
const LISTED: usize = 100;

pub async fn show(who: Can<Manage>) -> AppResult<HttpResponse> {
    rules_page(&who, None, StatusCode::OK).await
}

async fn rules_page(who: &Who, form: Option<FormState>, status: StatusCode) -> AppResult<HttpResponse> {
    let inventory = who.services.inventory.clone();
    let shown = who.read(move |db| look(db, &inventory)).await?;
    let form = form.unwrap_or_else(|| forms::filled(&shown.chosen));
    page_with(status, &RulesPage::of(who, shown, form))
}

fn look(db: &mut Scoped, inventory: &[Column]) -> AppResult<Shown> {
    let chosen = chosen(db)?;
    let (coming, all) = endings::coming(db, &chosen.rules, AHEAD, LISTED)?;
    let (here, now) = (db.workspace_id(), db.now);
    let next: Preview = preview::next(&mut Unscoped::new(db, now), inventory, Some(here))?;
    Ok(Shown { chosen, coming, all, next })
}

fn chosen(db: &mut Scoped) -> AppResult<Chosen> {
    Ok(Chosen { rules: endings::rules_here(db)?, activity_months: queries::activity_months(db)? })
}

/// First what would end, then, sent again with that, the change.
pub async fn save(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let wanted = match forms::validate(&input, who.member.workspace.id) {
        Ok(wanted) => wanted,
        Err(form) => return rules_page(&who, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let seen = input.get("seen").to_owned();
    match who.write(move |db| change(db, wanted, &seen)).await? {
        Outcome::Saved => Ok(see_other_with("/workspace/retention", &Flash::success("Saved. It holds from tonight on."))),
        Outcome::Ask(effect) if input.has("seen") => {
            page_with(StatusCode::CONFLICT, &ConfirmPage::of(&who, &wanted, &effect, true))
        }
        Outcome::Ask(effect) => page(&ConfirmPage::of(&who, &wanted, &effect, false)),
    }
}

/// What a change would end, and a digest of whom exactly.
pub struct Effect {
    pub clients: Vec<Ending>,
    pub all: i64,
    pub entries: i64,
    pub in_trash: i64,
    pub digest: String,
}

enum Outcome {
    Saved,
    Ask(Effect),
}

fn change(db: &mut Scoped, wanted: Chosen, seen: &str) -> AppResult<Outcome> {
    let before = chosen(db)?;
    if shortens(&before, &wanted) {
        let effect = effect(db, &wanted)?;
        if effect.digest != seen {
            return Ok(Outcome::Ask(effect));
        }
    }
    if before != wanted {
        let here = db.workspace_id();
        endings::set_rules(db, &wanted.rules)?;
        queries::set_activity_months(db, wanted.activity_months)?;
        db.record("workspace.retention_changed", "workspace", here, changed(&before, &wanted));
    }
    Ok(Outcome::Saved)
}

fn shortens(before: &Chosen, wanted: &Chosen) -> bool {
    let shorter = |before: Option<i32>, wanted: Option<i32>| {
        wanted.is_some_and(|months| before.is_none_or(|before| months < before))
    };
    shorter(before.rules.inactive_months, wanted.rules.inactive_months)
        || shorter(before.rules.archived_months, wanted.rules.archived_months)
        || shorter(before.activity_months, wanted.activity_months)
        || wanted.rules.trash_days < before.rules.trash_days
}

/// The names of the rules that differ.
fn changed(before: &Chosen, wanted: &Chosen) -> String {
    let rules = [
        ("inactive_months", before.rules.inactive_months != wanted.rules.inactive_months),
        ("archived_months", before.rules.archived_months != wanted.rules.archived_months),
        ("activity_months", before.activity_months != wanted.activity_months),
        ("trash_days", before.rules.trash_days != wanted.rules.trash_days),
    ];
    rules.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn effect(db: &mut Scoped, wanted: &Chosen) -> AppResult<Effect> {
    let (clients, all) = endings::coming(db, &wanted.rules, NOTICE, LISTED)?;
    let entries = queries::entries_before(db, wanted.activity_months)?;
    let in_trash = endings::in_trash(db, &wanted.rules)?;
    let mut hasher = Sha256::new();
    hasher.update(format!("{wanted:?} {all} {entries} {in_trash}"));
    clients.iter().for_each(|client| hasher.update(format!(" {}", client.id)));
    Ok(Effect { clients, all, entries, in_trash, digest: hex::encode(hasher.finalize()) })
}
