//! The bookings' tables. Every query here starts from `visible`: the bookings of this
//! workspace, and for somebody limited to their own only those that they do.

pub mod details;
pub mod list;
mod occupancies;
mod store;

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{Booking, Source, Status};
use crate::clock::Instant;
use crate::db::{AnyBackend, Scoped, Unscoped};
use crate::error::AppResult;
use crate::schema::{bookings, workspaces};

pub use occupancies::{Place, keep, occupy, queue, release, release_lapsed, seats_taken};
pub use store::{
    NewBooking, insert, insert_answers, insert_consents, insert_event, insert_items, insert_proposal,
    set_contact, set_linked, set_status, set_time,
};

pub type Bookings = IntoBoxed<'static, bookings::table, AnyBackend>;

pub fn visible(db: &Scoped) -> Bookings {
    let all = bookings::table.filter(bookings::workspace_id.eq(db.workspace_id())).into_boxed();
    match db.reach().own_only {
        // Equal to no member: somebody without a membership reaches nothing.
        true => all.filter(bookings::member_id.eq(db.reach().member_id.unwrap_or(0))),
        false => all,
    }
}

type Who = (i64, Option<i64>, i64);
type When = (Instant, Instant, Option<Instant>, Instant, Instant);
type What = (Status, Source, Option<i64>, String, String, String, String, i32, i32);
pub(in crate::bookings) type Row = (Who, When, What);

#[expect(clippy::type_complexity, reason = "the columns of a row, and nothing more")]
pub(in crate::bookings) const ROW: (
    (bookings::id, bookings::contact_id, bookings::member_id),
    (
        bookings::starts_at,
        bookings::ends_at,
        bookings::held_until,
        bookings::created_at,
        bookings::updated_at,
    ),
    (
        bookings::status,
        bookings::source,
        bookings::price,
        bookings::currency,
        bookings::client_zone,
        bookings::note,
        bookings::uid,
        bookings::sequence,
        bookings::version,
    ),
) = (
    (bookings::id, bookings::contact_id, bookings::member_id),
    (
        bookings::starts_at,
        bookings::ends_at,
        bookings::held_until,
        bookings::created_at,
        bookings::updated_at,
    ),
    (
        bookings::status,
        bookings::source,
        bookings::price,
        bookings::currency,
        bookings::client_zone,
        bookings::note,
        bookings::uid,
        bookings::sequence,
        bookings::version,
    ),
);

pub(in crate::bookings) fn booking((who, when, what): Row) -> Booking {
    let (id, contact_id, member_id) = who;
    let (starts_at, ends_at, held_until, created_at, updated_at) = when;
    let (status, source, price, currency, client_zone, note, uid, sequence, version) = what;
    Booking {
        id,
        contact_id,
        member_id,
        status,
        source,
        starts_at,
        ends_at,
        price,
        currency,
        client_zone,
        note,
        uid,
        sequence,
        held_until,
        version,
        created_at,
        updated_at,
    }
}

/// One that the member may see; 404 otherwise.
pub fn find(db: &mut Scoped, id: i64) -> AppResult<Booking> {
    let row: Row = visible(db).filter(bookings::id.eq(id)).select(ROW).first(&mut **db)?;
    Ok(booking(row))
}

/// One to show something on: the latest that the reader may see.
pub fn some_booking(db: &mut Scoped) -> AppResult<Option<i64>> {
    let latest = visible(db).filter(bookings::status.ne(Status::Cancelled)).order(bookings::starts_at.desc());
    Ok(latest.select(bookings::id).first(&mut **db).optional()?)
}

/// The booking that this form has made already, if it has.
pub fn find_by_form(db: &mut Scoped, form_key: &str) -> AppResult<Option<Booking>> {
    let found = bookings::table
        .filter(bookings::workspace_id.eq(db.workspace_id()))
        .filter(bookings::form_key.eq(form_key))
        .select(ROW)
        .first::<Row>(&mut **db);
    Ok(found.optional()?.map(booking))
}

/// The workspace and the number of the booking whose client holds this token.
pub fn find_by_token(db: &mut Unscoped, token_hash: &str) -> AppResult<(i64, i64)> {
    let found = bookings::table
        .filter(bookings::token_hash.eq(token_hash))
        .select((bookings::workspace_id, bookings::id));
    Ok(found.first(&mut **db)?)
}

/// What bookings need to know of the business.
#[derive(Debug, Clone, Queryable)]
pub struct Business {
    pub id: i64,
    pub name: String,
    pub slug: String,
    pub timezone: String,
    pub locale: String,
    pub currency: String,
    pub address: String,
    pub phone: String,
    pub logo_key: Option<String>,
    pub week_starts_on: i32,
    /// The version of the data-processing agreement that it accepted.
    pub agreement: i32,
}

const BUSINESS: (
    workspaces::id,
    workspaces::name,
    workspaces::slug,
    workspaces::timezone,
    workspaces::locale,
    workspaces::currency,
    workspaces::address,
    workspaces::phone,
    workspaces::logo_key,
    workspaces::week_starts_on,
    workspaces::dpa_version,
) = (
    workspaces::id,
    workspaces::name,
    workspaces::slug,
    workspaces::timezone,
    workspaces::locale,
    workspaces::currency,
    workspaces::address,
    workspaces::phone,
    workspaces::logo_key,
    workspaces::week_starts_on,
    workspaces::dpa_version,
);

pub fn business_of_slug(db: &mut Unscoped, slug: &str) -> AppResult<Business> {
    let found = workspaces::table.filter(workspaces::slug.eq(slug)).select(BUSINESS);
    Ok(found.first(&mut **db)?)
}

pub fn business(db: &mut Scoped) -> AppResult<Business> {
    Ok(workspaces::table.find(db.workspace_id()).select(BUSINESS).first(&mut **db)?)
}
