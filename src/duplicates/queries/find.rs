//! Groups of clients who look alike, in the order of what they share. What is shared is found in an index
//! that holds it already, so the cost is that of the page and not of all clients; a page names its place by
//! the number of a row, so that no address gets into a URL.

use std::collections::HashSet;

use diesel::prelude::*;

use super::apart;
use crate::clock::Instant;
use crate::contacts::queries::visible;
use crate::db::Scoped;
use crate::duplicates::model::{Reason, alike_groups};
use crate::error::AppResult;
use crate::schema::{contact_emails, contact_phones, contacts};

pub const PAGE: usize = 20;
/// What is shared, looked at in one statement, and how many such a request makes: where hardly anybody
/// is there twice, the reader is asked to look further.
const STEP: i64 = 100;
const STEPS: usize = 20;
/// Shorter numbers are extensions, which say nothing.
const SHORTEST_NUMBER: usize = 6;

/// Somebody in a group. Channels that the role may not see are empty.
#[derive(Clone, Queryable)]
pub struct Member {
    /// What they share with the others.
    pub key: String,
    pub id: i64,
    pub name: String,
    pub name_key: String,
    pub company: String,
    pub email: String,
    pub phone: String,
    pub created_at: Instant,
}

pub struct Group {
    pub members: Vec<Member>,
    /// Pairs in it that are known not to be the same.
    pub apart: HashSet<(i64, i64)>,
}

#[derive(Default)]
pub struct Page {
    pub groups: Vec<Group>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<i64>,
}

pub fn page(db: &mut Scoped, reason: Reason, after: Option<i64>, size: usize) -> AppResult<Page> {
    let mut after = match after {
        Some(row) => place(db, reason, row)?.unwrap_or_default(),
        None => String::new(),
    };
    let mut page = Page::default();
    for _ in 0..STEPS {
        let keys = keys(db, reason, &after)?;
        let Some(last) = keys.last().cloned() else { return Ok(page) };
        for members in by_key(members(db, reason, &keys)?) {
            let key = members.first().map(|member| member.key.clone()).unwrap_or_default();
            page.groups.extend(groups(db, reason, members)?);
            if page.groups.len() >= size {
                page.next = row_of(db, reason, &key)?;
                return Ok(page);
            }
        }
        if (keys.len() as i64) < STEP {
            return Ok(page);
        }
        after = last;
    }
    page.next = row_of(db, reason, &after)?;
    Ok(page)
}

/// Members come in the order of their keys.
fn by_key(members: Vec<Member>) -> Vec<Vec<Member>> {
    let mut groups: Vec<Vec<Member>> = Vec::new();
    for member in members {
        match groups.last_mut() {
            Some(group) if group.iter().all(|one| one.key == member.key) => group.push(member),
            _ => groups.push(vec![member]),
        }
    }
    groups
}

/// The groups among those with one key in which somebody may be there twice.
fn groups(db: &mut Scoped, reason: Reason, mut members: Vec<Member>) -> AppResult<Vec<Group>> {
    // With two addresses of the same spelling a client is there once.
    members.dedup_by_key(|member| member.id);
    let parts: Vec<Vec<Member>> = match reason {
        Reason::Email | Reason::Phone => vec![members],
        Reason::Name => {
            let names: Vec<&str> = members.iter().map(|member| member.name_key.as_str()).collect();
            let alike = alike_groups(&names).into_iter();
            alike.map(|places| places.into_iter().map(|place| members[place].clone()).collect()).collect()
        }
        Reason::Bare if members.iter().any(|member| member.email.is_empty() && member.phone.is_empty()) => {
            vec![members]
        }
        Reason::Bare => Vec::new(),
    };
    let mut groups = Vec::new();
    for members in parts.into_iter().filter(|members| members.len() > 1) {
        let ids: Vec<i64> = members.iter().map(|member| member.id).collect();
        let group = Group { apart: apart::among(db, &ids)?, members: hidden(db, members) };
        groups.extend(Some(group).filter(Group::is_open));
    }
    Ok(groups)
}

impl Group {
    /// Whether two of them may still be the same.
    fn is_open(&self) -> bool {
        (1..self.members.len()).any(|place| self.match_of(place).is_some())
    }

    /// The first before this one who may be the same person.
    pub fn match_of(&self, place: usize) -> Option<i64> {
        let id = self.members.get(place)?.id;
        self.members.iter().take(place).map(|one| one.id).find(|one| !self.apart.contains(&(*one, id)))
    }
}

fn hidden(db: &Scoped, mut members: Vec<Member>) -> Vec<Member> {
    for member in &mut members {
        if !db.reach().sees_email {
            member.email.clear();
        }
        if !db.reach().sees_phone {
            member.phone.clear();
        }
    }
    members
}

/// The next values that stand in an index more than once. The index alone tells.
fn keys(db: &mut Scoped, reason: Reason, after: &str) -> AppResult<Vec<String>> {
    use diesel::dsl::count_star;
    let (workspace, after) = (db.workspace_id(), after.to_owned());
    let here =
        contacts::table.filter(contacts::workspace_id.eq(workspace)).filter(contacts::deleted_at.is_null());
    Ok(match reason {
        Reason::Email => contact_emails::table
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::email_key.gt(after))
            .group_by(contact_emails::email_key)
            .having(count_star().gt(1))
            .order(contact_emails::email_key)
            .limit(STEP)
            .select(contact_emails::email_key)
            .load(&mut **db)?,
        Reason::Phone => contact_phones::table
            .filter(contact_phones::workspace_id.eq(workspace))
            .filter(contact_phones::digits.gt(after))
            .group_by(contact_phones::digits)
            .having(count_star().gt(1))
            .order(contact_phones::digits)
            .limit(STEP)
            .select(contact_phones::digits)
            .load(&mut **db)?,
        Reason::Name => here
            .filter(contacts::company_key.gt(after))
            .group_by(contacts::company_key)
            .having(count_star().gt(1))
            .order(contacts::company_key)
            .limit(STEP)
            .select(contacts::company_key)
            .load(&mut **db)?,
        Reason::Bare => here
            .filter(contacts::name_key.gt(after))
            .group_by(contacts::name_key)
            .having(count_star().gt(1))
            .order(contacts::name_key)
            .limit(STEP)
            .select(contacts::name_key)
            .load(&mut **db)?,
    })
}

/// Of those who share one of these, whom the member may see.
fn members(db: &mut Scoped, reason: Reason, keys: &[String]) -> AppResult<Vec<Member>> {
    let (workspace, keys) = (db.workspace_id(), keys.to_vec());
    let shown = (
        contacts::id,
        contacts::name,
        contacts::name_key,
        contacts::company,
        contacts::email,
        contacts::phone,
        contacts::created_at,
    );
    let (id, name, name_key, company, email, phone, created_at) = shown;
    Ok(match reason {
        Reason::Email => visible(db)
            .inner_join(contact_emails::table.on(contact_emails::contact_id.eq(contacts::id)))
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::email_key.eq_any(keys))
            .order((contact_emails::email_key, contacts::id))
            .select((contact_emails::email_key, id, name, name_key, company, email, phone, created_at))
            .load(&mut **db)?,
        Reason::Phone => {
            let long = keys.into_iter().filter(|digits| digits.len() >= SHORTEST_NUMBER).collect::<Vec<_>>();
            visible(db)
                .inner_join(contact_phones::table.on(contact_phones::contact_id.eq(contacts::id)))
                .filter(contact_phones::workspace_id.eq(workspace))
                .filter(contact_phones::digits.eq_any(long))
                .order((contact_phones::digits, contacts::id))
                .select((contact_phones::digits, id, name, name_key, company, email, phone, created_at))
                .load(&mut **db)?
        }
        Reason::Name => visible(db)
            .filter(contacts::company_key.eq_any(keys))
            .order((contacts::company_key, contacts::id))
            .select((contacts::company_key, id, name, name_key, company, email, phone, created_at))
            .load(&mut **db)?,
        Reason::Bare => visible(db)
            .filter(contacts::name_key.eq_any(keys))
            .filter(contacts::company_key.eq(""))
            .order((contacts::name_key, contacts::id))
            .select((contacts::name_key, id, name, name_key, company, email, phone, created_at))
            .load(&mut **db)?,
    })
}

/// What a row shares: where a page begins.
fn place(db: &mut Scoped, reason: Reason, row: i64) -> AppResult<Option<String>> {
    let workspace = db.workspace_id();
    let here = contacts::table.filter(contacts::workspace_id.eq(workspace)).filter(contacts::id.eq(row));
    let found = match reason {
        Reason::Email => contact_emails::table
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::id.eq(row))
            .select(contact_emails::email_key)
            .first(&mut **db),
        Reason::Phone => contact_phones::table
            .filter(contact_phones::workspace_id.eq(workspace))
            .filter(contact_phones::id.eq(row))
            .select(contact_phones::digits)
            .first(&mut **db),
        Reason::Name => here.select(contacts::company_key).first(&mut **db),
        Reason::Bare => here.select(contacts::name_key).first(&mut **db),
    };
    Ok(found.optional()?)
}

/// A row that shares this.
fn row_of(db: &mut Scoped, reason: Reason, key: &str) -> AppResult<Option<i64>> {
    let (workspace, key) = (db.workspace_id(), key.to_owned());
    let here =
        contacts::table.filter(contacts::workspace_id.eq(workspace)).filter(contacts::deleted_at.is_null());
    let found = match reason {
        Reason::Email => contact_emails::table
            .filter(contact_emails::workspace_id.eq(workspace))
            .filter(contact_emails::email_key.eq(key))
            .select(contact_emails::id)
            .first(&mut **db),
        Reason::Phone => contact_phones::table
            .filter(contact_phones::workspace_id.eq(workspace))
            .filter(contact_phones::digits.eq(key))
            .select(contact_phones::id)
            .first(&mut **db),
        Reason::Name => here.filter(contacts::company_key.eq(key)).select(contacts::id).first(&mut **db),
        Reason::Bare => here.filter(contacts::name_key.eq(key)).select(contacts::id).first(&mut **db),
    };
    Ok(found.optional()?)
}
