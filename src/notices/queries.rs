//! The `notices` and `notice_readings` tables, and who is meant by an audience.

use diesel::dsl::{exists, max, min, not};
use diesel::prelude::*;

use super::NewNotice;
use crate::access::Role;
use crate::clock::Instant;
use crate::db::{AnyBackend, Unscoped};
use crate::error::{AppError, AppResult};
use crate::schema::{members, notice_readings, notices, users};
use crate::standing::{Audience, Notice};

pub fn is_published(db: &mut Unscoped, about: &str) -> AppResult<bool> {
    Ok(diesel::select(exists(notices::table.filter(notices::about.eq(about)))).get_result(&mut **db)?)
}

pub fn insert(db: &mut Unscoped, new: &NewNotice) -> AppResult<i64> {
    let now = db.now;
    let id = diesel::insert_into(notices::table)
        .values((
            notices::audience.eq(new.audience),
            notices::about.eq(new.about),
            notices::title.eq(new.title),
            notices::text.eq(new.text),
            notices::href.eq(new.href),
            notices::published_at.eq(now),
        ))
        .returning(notices::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn all(db: &mut Unscoped) -> AppResult<Vec<Notice>> {
    let rows: Vec<NoticeColumns> =
        notices::table.order(notices::id).select(notice_columns()).load(&mut **db)?;
    Ok(rows.into_iter().map(notice).collect())
}

pub fn find(db: &mut Unscoped, id: i64) -> AppResult<Notice> {
    Ok(notice(notices::table.find(id).select(notice_columns()).first(&mut **db)?))
}

type NoticeColumns = (i64, Audience, String, String, String, Instant);

fn notice_columns()
-> (notices::id, notices::audience, notices::title, notices::text, notices::href, notices::published_at) {
    (notices::id, notices::audience, notices::title, notices::text, notices::href, notices::published_at)
}

fn notice((id, audience, title, text, href, published_at): NoticeColumns) -> Notice {
    Notice { id, audience, title, text, href, published_at }
}

/// Whom a mail goes to.
#[derive(Debug, Clone, Queryable)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub email: String,
}

/// The first so many people of an audience, of those after one user up to another. Whoever is deactivated in every
/// business they worked in is not at work here any more.
pub fn recipients(
    db: &mut Unscoped,
    audience: Audience,
    (after, last): (i64, i64),
    count: i64,
) -> AppResult<Vec<Person>> {
    let employed = members::table.filter(members::user_id.eq(users::id));
    let at_work = employed.filter(members::deactivated_at.is_null());
    let people = users::table
        .filter(users::id.gt(after).and(users::id.le(last)))
        .filter(users::email_verified_at.is_not_null())
        .filter(exists(at_work).or(not(exists(employed))))
        .order(users::id)
        .limit(count)
        .select((users::id, users::name, users::email))
        .into_boxed::<AnyBackend>();
    let people = match audience {
        Audience::Everybody => people,
        Audience::PrivacyContacts => {
            let others = diesel::alias!(members as others);
            let a_contact = others
                .filter(others.field(members::workspace_id).eq(members::workspace_id))
                .filter(others.field(members::deactivated_at).is_null())
                .filter(others.field(members::privacy_contact));
            let owner_instead = members::role.eq(Role::Owner).and(not(exists(a_contact)));
            let told = members::table
                .filter(members::deactivated_at.is_null())
                .filter(members::privacy_contact.or(owner_instead))
                .select(members::user_id);
            people.filter(users::id.eq_any(told))
        }
    };
    Ok(people.load(&mut **db)?)
}

pub fn is_mailed(db: &mut Unscoped, notice_id: i64, user_id: i64) -> AppResult<bool> {
    let mailed =
        notice_readings::table.find((notice_id, user_id)).filter(notice_readings::mailed_at.is_not_null());
    Ok(diesel::select(exists(mailed)).get_result(&mut **db)?)
}

pub fn mark_mailed(db: &mut Unscoped, notice_id: i64, user_id: i64) -> AppResult<()> {
    let now = db.now;
    ensure_reading(db, notice_id, user_id)?;
    diesel::update(notice_readings::table.find((notice_id, user_id)))
        .set(notice_readings::mailed_at.eq(now))
        .execute(&mut **db)?;
    Ok(())
}

/// Marks it read by this person, and moves the mark below which nothing is unread.
pub fn acknowledge(db: &mut Unscoped, notice_id: i64, user_id: i64) -> AppResult<()> {
    let now = db.now;
    let audience = widest_audience(db, user_id)?;
    let theirs = notices::audience.eq(Audience::Everybody).or(notices::audience.eq(audience));
    let found = notices::table.find(notice_id).filter(theirs);
    if !diesel::select(exists(found)).get_result(&mut **db)? {
        return Err(AppError::NotFound);
    }
    ensure_reading(db, notice_id, user_id)?;
    let unread = notice_readings::acknowledged_at.is_null();
    diesel::update(notice_readings::table.find((notice_id, user_id)).filter(unread))
        .set(notice_readings::acknowledged_at.eq(now))
        .execute(&mut **db)?;
    let seen = seen_by(db, user_id, audience)?;
    diesel::update(users::table.find(user_id).filter(users::notices_seen.lt(seen)))
        .set(users::notices_seen.eq(seen))
        .execute(&mut **db)?;
    Ok(())
}

/// The last notice before the first that is still unread.
fn seen_by(db: &mut Unscoped, user_id: i64, audience: Audience) -> AppResult<i64> {
    let seen: i64 = users::table.find(user_id).select(users::notices_seen).first(&mut **db)?;
    let read = notice_readings::table
        .filter(notice_readings::user_id.eq(user_id))
        .filter(notice_readings::acknowledged_at.is_not_null())
        .select(notice_readings::notice_id);
    let first_unread: Option<i64> = notices::table
        .filter(notices::id.gt(seen))
        .filter(notices::audience.eq(Audience::Everybody).or(notices::audience.eq(audience)))
        .filter(notices::id.ne_all(read))
        .select(min(notices::id))
        .first(&mut **db)?;
    if let Some(first_unread) = first_unread {
        return Ok(first_unread - 1);
    }
    let newest: Option<i64> = notices::table.select(max(notices::id)).first(&mut **db)?;
    Ok(newest.unwrap_or(seen))
}

/// Privacy contacts and owners, in whichever business, are told what concerns a business's duties.
fn widest_audience(db: &mut Unscoped, user_id: i64) -> AppResult<Audience> {
    let responsible = members::table
        .filter(members::user_id.eq(user_id))
        .filter(members::deactivated_at.is_null())
        .filter(members::privacy_contact.or(members::role.eq(Role::Owner)));
    let responsible: bool = diesel::select(exists(responsible)).get_result(&mut **db)?;
    Ok(if responsible { Audience::PrivacyContacts } else { Audience::Everybody })
}

fn ensure_reading(db: &mut Unscoped, notice_id: i64, user_id: i64) -> AppResult<()> {
    let known = notice_readings::table.find((notice_id, user_id));
    if diesel::select(exists(known)).get_result(&mut **db)? {
        return Ok(());
    }
    diesel::insert_into(notice_readings::table)
        .values((notice_readings::notice_id.eq(notice_id), notice_readings::user_id.eq(user_id)))
        .execute(&mut **db)?;
    Ok(())
}
