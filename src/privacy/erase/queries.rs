//! Whom an erasure is about: any client of this business, also one in the trash or one whose
//! use is restricted.

use diesel::prelude::*;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::inventory::read::Person;
use crate::ledger::Target;
use crate::outbox::suppression;
use crate::schema::contacts;

#[derive(Debug, Clone)]
pub struct Client {
    pub id: i64,
    pub name: String,
    pub person: Person,
    pub target: Target,
}

pub fn client(db: &mut Scoped, id: i64) -> AppResult<Client> {
    let (name, subject_key): (String, String) = contacts::table
        .filter(contacts::workspace_id.eq(db.workspace_id()))
        .filter(contacts::id.eq(id))
        .select((contacts::name, contacts::subject_key))
        .first(&mut **db)?;
    let workspace = suppression::queries::workspace_key(db)?;
    Ok(Client {
        id,
        name,
        target: Target::Contact { workspace, key: subject_key.clone() },
        person: Person::Contact { id, subject_key },
    })
}
