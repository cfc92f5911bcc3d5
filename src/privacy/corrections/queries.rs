//! Who may have received a value before it was corrected (GDPR Art. 19).

use diesel::prelude::*;

use crate::db::Scoped;
use crate::error::AppResult;
use crate::outbox;
use crate::schema::{activity_entries, processors};

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
    let stores = stores.into_iter().map(|name| Recipient { name, what: "stores the data; changed with it".into() });
    let carried = carried.into_iter().map(|(name, _)| Recipient {
        name,
        what: "carried mails to this client".into(),
    });
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
