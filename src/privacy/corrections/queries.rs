//! Who may have received a value before it was corrected (GDPR Art. 19), and what people with
//! an account ask the operator to correct.

use diesel::prelude::*;

use crate::account::{self, queries::User};
use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::outbox;
use crate::requests::model::Kind;
use crate::requests::queries::of_operator;
use crate::schema::{activity_entries, disclosures, privacy_requests, processors, users};

/// Somebody to be told of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub name: String,
    pub what: String,
}

/// The companies that store data for the installation, those that carried mails to the client,
/// and the files that people at work took along since the client was added.
pub fn recipients(db: &mut Scoped, contact: i64) -> AppResult<Vec<Recipient>> {
    let today = db.now.date();
    let stores: Vec<String> = processors::table
        .filter(processors::stores_data.eq(true))
        .filter(processors::effective_on.le(today))
        .filter(processors::retired_at.is_null())
        .order(processors::name_key)
        .select(processors::name)
        .load(&mut **db)?;
    let key = outbox::queries::subject_key(db, contact)?;
    let carried = outbox::queries::carriers(db, &key)?;
    let files = files_taken(db, contact)?;
    let stores =
        stores.into_iter().map(|name| Recipient { name, what: "stores the data; changed with it".into() });
    let carried =
        carried.into_iter().map(|(name, _)| Recipient { name, what: "carried mails to this client".into() });
    let files = (files > 0).then(|| Recipient {
        name: "People at work here".into(),
        what: match files {
            1 => "took a file of contacts along once; see the activity record".into(),
            n => format!("took files of contacts along {n} times; see the activity record"),
        },
    });
    Ok(stores.chain(carried).chain(files).collect())
}

fn files_taken(db: &mut Scoped, contact: i64) -> AppResult<i64> {
    use activity_entries as e;
    let of_workspace = e::table.filter(e::workspace_id.eq(db.workspace_id()));
    let added: Option<i64> = of_workspace
        .filter(e::action.eq("contact.created"))
        .filter(e::target_kind.eq("contact"))
        .filter(e::target_id.eq(contact))
        .select(e::seq)
        .first(&mut **db)
        .optional()?;
    let files = of_workspace
        .filter(e::action.eq("contact.exported"))
        .filter(e::seq.gt(added.unwrap_or(0)))
        .filter(e::target_kind.ne("contact").or(e::target_id.eq(contact).assume_not_null()));
    Ok(files.count().get_result(&mut **db)?)
}

/// A correction that a person with an account asks for.
#[derive(Debug, Clone, Queryable)]
pub struct Asked {
    pub id: i64,
    pub subject_key: String,
    pub wording: String,
    pub received_at: Instant,
}

const ASKED: (
    privacy_requests::id,
    privacy_requests::subject_key,
    privacy_requests::wording,
    privacy_requests::received_at,
) = (
    privacy_requests::id,
    privacy_requests::subject_key,
    privacy_requests::wording,
    privacy_requests::received_at,
);

/// The open ones, the oldest first.
pub fn asked(db: &mut Unscoped) -> AppResult<Vec<Asked>> {
    let open = of_operator()
        .filter(privacy_requests::kind.eq(Kind::Rectification))
        .filter(privacy_requests::closed_at.is_null());
    Ok(open.order(privacy_requests::id).limit(200).select(ASKED).load(&mut **db)?)
}

pub fn asked_of(db: &mut Unscoped, id: i64) -> AppResult<Asked> {
    let open = of_operator()
        .filter(privacy_requests::kind.eq(Kind::Rectification))
        .filter(privacy_requests::closed_at.is_null());
    Ok(open.filter(privacy_requests::id.eq(id)).select(ASKED).first(&mut **db)?)
}

pub fn user_of(db: &mut Unscoped, subject_key: &str) -> AppResult<User> {
    let id = users::table.filter(users::subject_key.eq(subject_key)).select(users::id).first(&mut **db)?;
    account::queries::find(db, id)
}

/// The companies that received something about this person.
pub fn received(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<String>> {
    let names = disclosures::table
        .inner_join(processors::table)
        .filter(disclosures::user_id.eq(user_id))
        .order(processors::name)
        .select(processors::name)
        .distinct();
    Ok(names.load(&mut **db)?)
}
