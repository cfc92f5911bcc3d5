//! What is read and written when somebody leaves.

use crate::access::Permission;
use crate::contacts;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::follow_ups;
use crate::follow_ups::model::Whose;
use crate::staff::model::{Person, Refusal};
use crate::staff::queries::Member;
use crate::staff::{self, queries};

/// Who is to leave, what they look after, and who could take it over.
pub struct Leaver {
    pub member: Member,
    pub contacts: usize,
    pub open_follow_ups: usize,
    pub heirs: Vec<Person>,
}

/// Why nobody was deactivated; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Member(#[from] Refusal),
    #[error("Choose somebody who works here and may edit contacts.")]
    Heir,
}

pub fn leaver(db: &mut Scoped, id: i64) -> AppResult<Leaver> {
    Ok(Leaver {
        member: queries::find(db, id)?,
        contacts: contacts::queries::bulk::assigned_to(db, id)?.len(),
        open_follow_ups: follow_ups::queries::all_open(db, Whose::Of(id))?.len(),
        heirs: heirs(db, id)?,
    })
}

fn heirs(db: &mut Scoped, of: i64) -> AppResult<Vec<Person>> {
    let people = queries::people(db)?;
    let can = |p: &&Person| p.active && p.id != of && p.role.may(Permission::WriteContacts);
    Ok(people.iter().filter(can).cloned().collect())
}

/// `heir` is a member's id as sent, or empty: then the work stays where it is.
pub fn deactivate(db: &mut Scoped, id: i64, heir: &str) -> AppResult<Result<(), Refused>> {
    let heir = match heir {
        "" => None,
        chosen => match heirs(db, id)?.into_iter().find(|p| p.id.to_string() == chosen) {
            Some(heir) => Some(heir),
            None => return Ok(Err(Refused::Heir)),
        },
    };
    if let Err(why) = staff::actions::deactivate(db, id)? {
        return Ok(Err(why.into()));
    }
    if let Some(heir) = heir {
        hand_over(db, id, &heir)?;
    }
    Ok(Ok(()))
}

/// Contacts first: who is limited to their own clients can take on a follow-up only of one of those.
fn hand_over(db: &mut Scoped, from: i64, heir: &Person) -> AppResult<()> {
    let clients = contacts::queries::bulk::assigned_to(db, from)?;
    for &id in &clients {
        contacts::queries::bulk::set_assigned(db, id, Some(from), Some(heir.id))?;
    }
    let open = follow_ups::queries::all_open(db, Whose::Of(from))?;
    let theirs: Vec<_> = open.into_iter().filter(|f| f.client.assignee(heir).is_ok()).collect();
    let detail = format!("{} contacts, {} follow-ups", clients.len(), theirs.len());
    for follow_up in theirs {
        follow_ups::queries::reassign(db, follow_up.id, heir.id)?;
    }
    db.record("member.took_over", "member", heir.id, detail);
    Ok(())
}
