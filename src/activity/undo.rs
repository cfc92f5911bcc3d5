//! `/activity/undo`: everything that can still be taken back, in one list. The buttons are those of
//! the features that did it.

use actix_web::HttpResponse;
use askama::Template;

use crate::access::Permission;
use crate::access::contacts::Write;
use crate::civil::Moment;
use crate::clock::Instant;
use crate::contacts::may_undo_others;
use crate::contacts::queries::undo;
use crate::duplicates;
use crate::error::AppResult;
use crate::imports;
use crate::staff::queries::people;
use crate::web::{Can, Chrome, Nav, page};

const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "activity/undo.html")]
struct UndoPage {
    chrome: Chrome,
    rows: Vec<Row>,
}

struct Row {
    summary: String,
    by: String,
    at: Moment,
    instant: Instant,
    /// A POST that takes it back; or empty, and `href` leads to where that is done.
    action: String,
    href: String,
}

pub async fn show(who: Can<Write>) -> AppResult<HttpResponse> {
    let (of_others, wall) = (may_undo_others(&who), who.wall());
    // A list is taken back by whoever sees every client and may delete them.
    let lists = who.may(Permission::DeleteContacts) && !who.member.own_only;
    let merges = who.may(Permission::DeleteContacts);
    let (batches, imports, merges, people) = who
        .read(move |db| {
            let imports = if lists { imports::undoable(db, MOST)? } else { Vec::new() };
            let merges = if merges { duplicates::undoable(db, MOST)? } else { Vec::new() };
            Ok((undo::recent(db, of_others, MOST)?, imports, merges, people(db)?))
        })
        .await?;
    let batch = |batch: undo::Batch| Row {
        by: people.name(Some(batch.member_id)).to_owned(),
        at: wall.moment(batch.created_at),
        instant: batch.created_at,
        action: format!("/contacts/undo/{}", batch.id),
        href: String::new(),
        summary: batch.summary,
    };
    let import = |import: imports::Import| Row {
        summary: format!("Imported {}", imports::title(&import)),
        by: people.name(Some(import.member_id)).to_owned(),
        at: wall.moment(import.created_at),
        instant: import.created_at,
        action: String::new(),
        href: format!("/contacts/import/{}", import.id),
    };
    let merge = |merge: duplicates::Undoable| Row {
        summary: format!("Merged another contact into {}.", merge.name),
        by: people.name(Some(merge.member_id)).to_owned(),
        at: wall.moment(merge.merged_at),
        instant: merge.merged_at,
        action: format!("/contacts/merges/{}/undo", merge.id),
        href: String::new(),
    };
    let rows = batches.into_iter().map(batch).chain(imports.into_iter().map(import));
    let mut rows: Vec<Row> = rows.chain(merges.into_iter().map(merge)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.instant));
    page(&UndoPage { chrome: who.chrome(Nav::Activity), rows })
}
