//! A few privacy requests in the demo's queue: one that is late, one due soon, one that has time.

use time::Duration;

use super::queries;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::requests::model::{Door, Kind, NewRequest, Scope, Step, Verified};
use crate::requests::queries::{file, note};
use crate::requests::receipts::address_digest;
use crate::services::Services;

/// (kind, place, days ago, what the person wrote)
const ASKED: [(Kind, &str, i64, &str); 4] = [
    (Kind::Erasure, "Germany", 34, "I moved away. Please delete everything."),
    (Kind::Rectification, "France", 28, "My street is called Rue des Lilas, with an s."),
    (Kind::Access, "California", 9, ""),
    (Kind::Objection, "Ireland", 2, "No more birthday cards, please."),
];

pub fn file_some(db: &mut Unscoped, services: &Services, workspace: i64) -> AppResult<()> {
    let people = queries::people_with_email(db, workspace, ASKED.len() as i64)?;
    for ((kind, place, days, wording), (subject_key, email)) in ASKED.into_iter().zip(people) {
        let received_at = db.now - Duration::days(days);
        let request = NewRequest {
            scope: Scope::Workspace,
            workspace_id: Some(workspace),
            subject_key,
            kind,
            door: Door::Business,
            place: place.into(),
            address_digest: address_digest(&services.secrets, &email.to_lowercase()),
            reply_to: email,
            wording: wording.into(),
            shared_address: false,
            verified: Verified::Address,
            received_at,
        };
        let filed = file(&mut Unscoped::new(db, received_at), &request, "person")?;
        note(db, filed.id, received_at, "person", Step::Verified, Verified::Address.word())?;
    }
    Ok(())
}
