//! The `contact_choices` table. Rows are only added; the latest of each purpose and channel counts.

use diesel::prelude::*;

use super::Decision;
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::ledger::Channel;
use crate::outbox::model::{Purpose, Source};
use crate::schema::contact_choices;

/// One word of a client.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = contact_choices)]
pub struct Said {
    pub purpose: Purpose,
    pub channel: Channel,
    pub allowed: bool,
    pub source: Source,
    pub wording_hash: String,
    pub actor: String,
    pub at: Instant,
}

pub fn insert(db: &mut Scoped, contact: i64, decision: &Decision, allowed: bool) -> AppResult<()> {
    let (workspace, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    diesel::insert_into(contact_choices::table)
        .values((
            contact_choices::workspace_id.eq(workspace),
            contact_choices::contact_id.eq(contact),
            contact_choices::purpose.eq(decision.purpose),
            contact_choices::channel.eq(decision.channel),
            contact_choices::allowed.eq(allowed),
            contact_choices::source.eq(decision.source),
            contact_choices::wording_hash.eq(&decision.wording_hash),
            contact_choices::actor.eq(actor),
            contact_choices::at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn last(db: &mut Scoped, contact: i64, purpose: Purpose, channel: Channel) -> AppResult<Option<Said>> {
    let said = contact_choices::table
        .filter(contact_choices::workspace_id.eq(db.workspace_id()))
        .filter(contact_choices::contact_id.eq(contact))
        .filter(contact_choices::purpose.eq(purpose))
        .filter(contact_choices::channel.eq(channel))
        .order(contact_choices::id.desc())
        .select(Said::as_select())
        .first(&mut **db)
        .optional()?;
    Ok(said)
}

/// Whether the client's last word was yes.
pub fn latest(db: &mut Scoped, contact: i64, purpose: Purpose, channel: Channel) -> AppResult<Option<bool>> {
    Ok(last(db, contact, purpose, channel)?.map(|said| said.allowed))
}

/// All that a client ever said, the latest first.
pub fn history(db: &mut Scoped, contact: i64) -> AppResult<Vec<Said>> {
    let said = contact_choices::table
        .filter(contact_choices::workspace_id.eq(db.workspace_id()))
        .filter(contact_choices::contact_id.eq(contact))
        .order(contact_choices::id.desc())
        .limit(100)
        .select(Said::as_select())
        .load(&mut **db)?;
    Ok(said)
}
