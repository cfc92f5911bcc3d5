//! The contacts' tables. Every query here, and every query of another feature that
//! shows something about contacts, starts from one of these functions: they keep
//! to the workspace and to the contacts that the member may reach.

pub mod api;
mod belongings;
pub mod bulk;
mod changes;
mod channels;
mod choices;
mod duplicates;
pub mod ending;
pub mod export;
pub mod fields;
pub mod list;
mod phrase;
pub mod saved;
mod search;
pub mod search_text;
mod store;
pub mod tags;
pub mod trash;
pub mod undo;

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::{AnyBackend, Scoped};
use crate::error::AppResult;
use crate::schema::contacts;

pub(super) use changes::insert as insert_change;
pub use changes::{Change, changes};
pub(super) use channels::{insert_emails, insert_phones, replace_emails, replace_phones};
pub use choices::{Choices, choices};
pub use duplicates::{Duplicate, duplicates, of_key};
pub use store::{details, find, take_version, touch_seen};
pub(super) use store::{insert, overwrite};

pub type Contacts = IntoBoxed<'static, contacts::table, AnyBackend>;
pub type ContactIds = contacts::BoxedQuery<'static, AnyBackend, BigInt>;

/// The contacts of this workspace that the member may reach, in the trash or not. Whom the
/// business may keep but not use (GDPR Art. 18(2)) is among them nowhere.
fn within_reach(db: &Scoped) -> Contacts {
    own(db).filter(contacts::restricted_at.is_null())
}

fn own(db: &Scoped) -> Contacts {
    let all = contacts::table.filter(contacts::workspace_id.eq(db.workspace_id())).into_boxed();
    match db.reach().own_only {
        // Equal to no member: somebody without a membership reaches nothing.
        true => all.filter(contacts::assigned_to.eq(db.reach().member_id.unwrap_or(0))),
        false => all,
    }
}

/// What a list, a search, a count or a page may show: not what lies in the trash.
pub fn visible(db: &Scoped) -> Contacts {
    within_reach(db).filter(contacts::deleted_at.is_null())
}

/// Those whose use is restricted: never shown, but a new record must not silently stand beside one.
fn restricted(db: &Scoped) -> Contacts {
    own(db).filter(contacts::restricted_at.is_not_null())
}

/// Which of these are restricted. Tells numbers only.
pub fn restricted_among(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    let found = restricted(db).filter(contacts::id.eq_any(ids.to_vec()));
    Ok(found.select(contacts::id).load(&mut **db)?)
}

/// Which of these are as they were when they were added.
pub fn untouched(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<i64>> {
    let found = visible(db).filter(contacts::id.eq_any(ids.to_vec())).filter(contacts::version.eq(1));
    Ok(found.order(contacts::id).select(contacts::id).load(&mut **db)?)
}

/// What lies in the trash.
pub fn deleted(db: &Scoped) -> Contacts {
    within_reach(db).filter(contacts::deleted_at.is_not_null())
}

/// For a condition on another table: `notes::contact_id.eq_any(visible_ids(db))`.
pub fn visible_ids(db: &Scoped) -> ContactIds {
    visible(db).select(contacts::id)
}

/// Answers 404 unless this contact is one that the member may see.
pub fn require(db: &mut Scoped, id: i64) -> AppResult<()> {
    let found = visible_ids(db).filter(contacts::id.eq(id));
    found.first::<i64>(&mut **db)?;
    Ok(())
}

/// The names of those of these contacts that the member may see.
pub fn names(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<(i64, String)>> {
    let named = visible(db).filter(contacts::id.eq_any(ids.to_vec()));
    Ok(named.select((contacts::id, contacts::name)).load(&mut **db)?)
}

/// The name of a contact that the member may see.
pub fn name(db: &mut Scoped, id: i64) -> AppResult<String> {
    Ok(visible(db).filter(contacts::id.eq(id)).select(contacts::name).first(&mut **db)?)
}
