//! The `baas` table, and what a business says about patient information.

use diesel::prelude::*;
use time::Date;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::schema::{baas, workspaces};

/// An agreement as it was recorded.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = baas)]
pub struct Baa {
    pub document: String,
    pub signer: String,
    pub signed_on: Date,
    pub ends_on: Date,
}

#[derive(Debug, Clone)]
pub struct NewBaa {
    pub document: String,
    pub signer: String,
    pub signed_on: Date,
    pub ends_on: Date,
}

/// What the business said: "", "no" or "yes"; its industry; and its agreements, the latest first.
pub fn all(db: &mut Scoped) -> AppResult<(String, String, Vec<Baa>)> {
    let workspace = workspaces::table.find(db.workspace_id());
    let (said, industry) =
        workspace.select((workspaces::patient_data, workspaces::industry)).first(&mut **db)?;
    let agreements = baas::table
        .filter(baas::workspace_id.eq(db.workspace_id()))
        .order(baas::id.desc())
        .select(Baa::as_select())
        .load(&mut **db)?;
    Ok((said, industry, agreements))
}

pub fn say(db: &mut Scoped, keeps_patients: bool) -> AppResult<()> {
    let word = if keeps_patients { "yes" } else { "no" };
    diesel::update(workspaces::table.find(db.workspace_id()))
        .set(workspaces::patient_data.eq(word))
        .execute(&mut **db)?;
    Ok(())
}

/// The one recorded last holds, also if it ends earlier than the one before.
pub fn insert(db: &mut Scoped, new: &NewBaa) -> AppResult<()> {
    let (workspace, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
    diesel::insert_into(baas::table)
        .values((
            baas::workspace_id.eq(workspace),
            baas::document.eq(&new.document),
            baas::signer.eq(&new.signer),
            baas::signed_on.eq(new.signed_on),
            baas::ends_on.eq(new.ends_on),
            baas::actor.eq(actor),
            baas::at.eq(now),
        ))
        .execute(&mut **db)?;
    diesel::update(workspaces::table.find(workspace))
        .set(workspaces::baa_until.eq(new.ends_on))
        .execute(&mut **db)?;
    Ok(())
}
