//! The people in a copy as vCards, for address books.

use super::build::Builder;
use super::cursor::Task;
use super::plan::Whose;
use super::queries;
use crate::bundles::model::Purpose;
use crate::contacts::export_vcf;
use crate::contacts::queries::export::{Exported, anybody, everybody};
use crate::db::{AnyConnection, Reach, Scoped};
use crate::error::AppResult;
use crate::inventory::read::Person;

const FILE: &str = "contacts.vcf";
/// People written at once.
const PAGE: i64 = 500;

/// Writes the next cards; packs the file after the last.
pub fn write(builder: &mut Builder, conn: &mut AnyConnection) -> AppResult<()> {
    let is_last = match builder.plan.whose.clone() {
        Whose::User(person) => user(builder, conn, &person)?,
        Whose::Contact { workspace, id, .. } => {
            let found = anybody(&mut scoped(builder, conn, workspace), id)?;
            add(builder, found.into_iter().collect())?;
            true
        }
        Whose::Workspace(workspace) => page(builder, conn, workspace)?,
    };
    if is_last {
        if builder.parts.is_open(FILE) {
            builder.parts.close(FILE)?;
        }
        builder.cursor.go_to(Task::Originals);
    }
    Ok(())
}

fn scoped<'c>(builder: &Builder, conn: &'c mut AnyConnection, workspace: i64) -> Scoped<'c> {
    Scoped::new(conn, Reach::system(workspace), builder.services.clock.now())
}

fn user(builder: &mut Builder, conn: &mut AnyConnection, person: &Person) -> AppResult<bool> {
    let account = queries::account(conn, person.subject_key())?;
    let card = export_vcf::person(person.subject_key(), &account.name, &account.email, &account.phone);
    builder.parts.write(FILE, card.as_bytes())?;
    Ok(true)
}

fn page(builder: &mut Builder, conn: &mut AnyConnection, workspace: i64) -> AppResult<bool> {
    let after = builder.cursor.after.first().and_then(serde_json::Value::as_i64).unwrap_or_default();
    let found = everybody(&mut scoped(builder, conn, workspace), after, PAGE)?;
    let is_last = (found.len() as i64) < PAGE;
    if let Some(last) = found.last() {
        builder.cursor.after = vec![last.contact.id.into()];
    }
    builder.spend(found.len() as i64);
    add(builder, found)?;
    Ok(is_last)
}

fn add(builder: &mut Builder, people: Vec<Exported>) -> AppResult<()> {
    for mut person in people {
        if builder.bundle.purpose == Purpose::Portability {
            // The number as it was given, not as the program reads it.
            person.phones.iter_mut().for_each(|phone| phone.e164 = None);
        }
        builder.parts.write(FILE, export_vcf::card(&person).as_bytes())?;
    }
    Ok(())
}
