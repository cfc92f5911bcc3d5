//! A page of the contact list, and what its filters offer.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::search::Search;
use super::{Contacts, visible, within_reach};
use crate::clock::Instant;
use crate::contacts::filter::{Assigned, Cursor, Filter, Sort, SortBy, Terms};
use crate::db::Scoped;
use crate::db::fixed_sql::fixed_sql;
use crate::error::AppResult;
use crate::schema::{contact_tags, contacts};
use crate::web::paging::Slice;

pub const PAGE: usize = 25;
/// A tag on at most so many contacts is looked up first, and those are sorted.
const FEW_TAGGED: usize = 500;

/// How many contacts are compared one by one before all hits of a search are gathered.
const STRETCHES: [i64; 2] = [100, 1000];

/// The ids of a contact's tags, between commas.
const TAG_IDS: &str = "(SELECT string_agg(CAST(tag_id AS TEXT), ',') FROM contact_tags \
    WHERE contact_tags.workspace_id = contacts.workspace_id AND contact_tags.contact_id = contacts.id)";

#[derive(Clone, Queryable)]
pub struct ListRow {
    pub id: i64,
    pub name: String,
    pub company: String,
    pub email: String,
    pub phone: String,
    pub assigned_to: Option<i64>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub last_seen_at: Instant,
    pub archived: bool,
    pub disputed: bool,
    tag_ids: Option<String>,
}

impl ListRow {
    pub fn has_tag(&self, tag: i64) -> bool {
        let ids = self.tag_ids.iter().flat_map(|ids| ids.split(','));
        ids.filter_map(|id| id.parse().ok()).any(|id: i64| id == tag)
    }
}

/// One page in the filter's order.
pub fn page(db: &mut Scoped, filter: &Filter, cursor: Cursor) -> AppResult<Slice<ListRow>> {
    let place = place(db, cursor)?;
    let rows = rows(db, filter, place.as_ref())?;
    let mut slice = Slice::cut(rows, PAGE);
    if place.is_some_and(|p| p.backwards) {
        slice.rows.reverse();
    }
    for row in &mut slice.rows {
        hide(db, row);
    }
    Ok(slice)
}

/// A page from the place on, with one row more if there is another page.
fn rows(db: &mut Scoped, filter: &Filter, place: Option<&Place>) -> AppResult<Vec<ListRow>> {
    let search = search(db, filter)?;
    if let Some(search) = search.as_ref().filter(|search| search.is_common()) {
        for length in STRETCHES {
            let stretch = along(narrowed(db, filter)?, filter.sort, place).limit(length);
            let stretch: Vec<i64> = stretch.select(contacts::id).load(&mut **db)?;
            let is_rest = (stretch.len() as i64) < length;
            let rows = load(db, along(search.compare(visible(db), &stretch), filter.sort, place))?;
            if is_rest || rows.len() > PAGE {
                return Ok(rows);
            }
        }
    }
    let all = narrowed(db, filter)?;
    let matching = search.iter().fold(all, |all, search| search.keep_hits(all));
    load(db, along(matching, filter.sort, place))
}

fn load(db: &mut Scoped, query: Contacts) -> AppResult<Vec<ListRow>> {
    let rows = query
        .limit(PAGE as i64 + 1)
        .select((
            contacts::id,
            contacts::name,
            contacts::company,
            contacts::email,
            contacts::phone,
            contacts::assigned_to,
            contacts::created_at,
            contacts::updated_at,
            contacts::last_seen_at,
            contacts::archived_at.is_not_null(),
            contacts::disputed_at.is_not_null(),
            fixed_sql::<Nullable<Text>>(TAG_IDS, []),
        ))
        .load::<ListRow>(&mut **db)?;
    Ok(rows)
}

/// How many the filter finds. Counts them all, so it is not for a page that is opened often.
pub fn count(db: &mut Scoped, filter: &Filter) -> AppResult<i64> {
    let matching = matching(db, filter)?;
    Ok(matching.count().get_result(&mut **db)?)
}

fn hide(db: &Scoped, row: &mut ListRow) {
    if !db.reach().sees_email {
        row.email.clear();
    }
    if !db.reach().sees_phone {
        row.phone.clear();
    }
}

/// Every contact that the filter lets through, in no order.
pub fn matching(db: &mut Scoped, filter: &Filter) -> AppResult<Contacts> {
    let search = search(db, filter)?;
    let all = narrowed(db, filter)?;
    Ok(search.iter().fold(all, |all, search| search.keep_hits(all)))
}

fn search(db: &mut Scoped, filter: &Filter) -> AppResult<Option<Search>> {
    let terms = Terms::read(&filter.q, db.reach().sees_phone);
    terms.map(|terms| Search::begin(db, terms)).transpose()
}

/// What all of the filter but its search lets through.
fn narrowed(db: &mut Scoped, filter: &Filter) -> AppResult<Contacts> {
    let (now, me) = (db.now, db.reach().member_id);
    let mut query = visible(db);
    query = match filter.archived {
        true => query.filter(contacts::archived_at.is_not_null()),
        false => query.filter(contacts::archived_at.is_null()),
    };
    query = match filter.assigned {
        Some(Assigned::Nobody) => query.filter(contacts::assigned_to.is_null()),
        Some(Assigned::Me) => query.filter(contacts::assigned_to.eq(me)),
        Some(Assigned::Member(id)) => query.filter(contacts::assigned_to.eq(id)),
        None => query,
    };
    if let Some(days) = filter.created_days {
        query = query.filter(contacts::created_at.ge(now - time::Duration::days(days)));
    }
    if let Some(weeks) = filter.unseen_weeks {
        query = query.filter(contacts::last_seen_at.lt(now - time::Duration::weeks(weeks)));
    }
    match filter.tag {
        Some(tag) => tagged(db, query, tag),
        None => Ok(query),
    }
}

fn tagged(db: &mut Scoped, query: Contacts, tag: i64) -> AppResult<Contacts> {
    let here = contact_tags::workspace_id.eq(db.workspace_id()).and(contact_tags::tag_id.eq(tag));
    let wearers = contact_tags::table.filter(here).select(contact_tags::contact_id);
    let few: Vec<i64> = wearers.limit(FEW_TAGGED as i64 + 1).load(&mut **db)?;
    Ok(match few.len() {
        0..=FEW_TAGGED => query.filter(contacts::id.eq_any(few)),
        _ => query.filter(contacts::id.eq_any(wearers)),
    })
}

/// The contact that a page begins beside, with its place in every order.
struct Place {
    id: i64,
    backwards: bool,
    name: String,
    company: String,
    created: Instant,
    updated: Instant,
    seen: Instant,
}

/// `None` for the first page, and when the contact is gone for good.
fn place(db: &mut Scoped, cursor: Cursor) -> AppResult<Option<Place>> {
    let (id, backwards) = match cursor {
        Cursor::First => return Ok(None),
        Cursor::After(id) => (id, false),
        Cursor::Before(id) => (id, true),
    };
    let keys: Option<(String, String, Instant, Instant, Instant)> = within_reach(db)
        .filter(contacts::id.eq(id))
        .select((
            contacts::name_key,
            contacts::company_key,
            contacts::created_at,
            contacts::updated_at,
            contacts::last_seen_at,
        ))
        .first(&mut **db)
        .optional()?;
    Ok(keys.map(|(name, company, created, updated, seen)| Place {
        id,
        backwards,
        name,
        company,
        created,
        updated,
        seen,
    }))
}

/// Orders the query and starts it at the place, so that the index serves both.
macro_rules! from_place {
    ($query:ident, $place:ident, $ascending:ident, $column:expr, $key:ident) => {
        match ($place, $ascending) {
            (Some(p), true) => $query
                .filter($column.ge(p.$key.clone()))
                .filter($column.gt(p.$key.clone()).or(contacts::id.gt(p.id)))
                .order(($column.asc(), contacts::id.asc())),
            (Some(p), false) => $query
                .filter($column.le(p.$key.clone()))
                .filter($column.lt(p.$key.clone()).or(contacts::id.lt(p.id)))
                .order(($column.desc(), contacts::id.desc())),
            (None, true) => $query.order(($column.asc(), contacts::id.asc())),
            (None, false) => $query.order(($column.desc(), contacts::id.desc())),
        }
    };
}

fn along(query: Contacts, sort: Sort, place: Option<&Place>) -> Contacts {
    let ascending = sort.descending == place.is_some_and(|p| p.backwards);
    match sort.by {
        SortBy::Name => from_place!(query, place, ascending, contacts::name_key, name),
        SortBy::Company => from_place!(query, place, ascending, contacts::company_key, company),
        SortBy::Created => from_place!(query, place, ascending, contacts::created_at, created),
        SortBy::Updated => from_place!(query, place, ascending, contacts::updated_at, updated),
        SortBy::Seen => from_place!(query, place, ascending, contacts::last_seen_at, seen),
    }
}

/// Whether the member can see any contact at all, archived ones included.
pub fn has_any(db: &mut Scoped) -> AppResult<bool> {
    let first: Option<i64> = visible(db).select(contacts::id).first(&mut **db).optional()?;
    Ok(first.is_some())
}
