//! Who received whose data, and who does not want that.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::access::patients::Patients;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{disclosures, privacy_choices, processor_objections, workspaces};

/// The purpose under which a person's choice about a processor is kept.
pub fn purpose_of(processor_id: i64) -> String {
    format!("processor:{processor_id}")
}

/// Whether this person leaves an optional processor switched on.
pub fn user_allows(db: &mut Unscoped, user_id: i64, processor_id: i64) -> AppResult<bool> {
    let chosen = privacy_choices::table
        .filter(privacy_choices::user_id.eq(user_id))
        .filter(privacy_choices::purpose.eq(purpose_of(processor_id)))
        .select(privacy_choices::allowed)
        .first::<bool>(&mut **db);
    Ok(chosen.optional()?.unwrap_or(true))
}

/// Whether this business objects to a processor and did not take it back.
pub fn workspace_objects(db: &mut Unscoped, workspace_id: i64, processor_id: i64) -> AppResult<bool> {
    let standing = processor_objections::table
        .filter(processor_objections::workspace_id.eq(workspace_id))
        .filter(processor_objections::processor_id.eq(processor_id))
        .filter(processor_objections::withdrawn_at.is_null());
    Ok(diesel::select(exists(standing)).get_result(&mut **db)?)
}

/// Whether this business keeps patient information, or may.
pub fn keeps_patients(db: &mut Unscoped, workspace_id: i64) -> AppResult<bool> {
    let found: Option<(String, String)> = workspaces::table
        .find(workspace_id)
        .select((workspaces::industry, workspaces::patient_data))
        .first(&mut **db)
        .optional()?;
    Ok(found.is_some_and(|(industry, said)| Patients::of(&industry, &said, None).concerned))
}

/// Notes that `what` of a person goes to a processor now.
pub fn disclose(db: &mut Unscoped, user_id: i64, processor_id: i64, what: &str) -> AppResult<()> {
    let now = db.now;
    let known = disclosures::table
        .filter(disclosures::user_id.eq(user_id))
        .filter(disclosures::processor_id.eq(processor_id))
        .filter(disclosures::what.eq(what));
    let counted = diesel::update(known)
        .set((disclosures::last_at.eq(now), disclosures::times.eq(disclosures::times + 1)))
        .execute(&mut **db)?;
    if counted > 0 {
        return Ok(());
    }
    diesel::insert_into(disclosures::table)
        .values((
            disclosures::user_id.eq(user_id),
            disclosures::processor_id.eq(processor_id),
            disclosures::what.eq(what),
            disclosures::first_at.eq(now),
            disclosures::last_at.eq(now),
            disclosures::times.eq(1),
        ))
        .execute(&mut **db)?;
    Ok(())
}
