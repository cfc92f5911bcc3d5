//! `privacy_messages`: what the two sides wrote to each other.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::AnyConnection;
use crate::error::AppResult;
use crate::schema::privacy_messages as m;

#[derive(Debug, Clone, Queryable)]
pub struct Message {
    pub at: Instant,
    pub from_person: bool,
    pub body: String,
}

/// Its number; nothing is kept of an empty one.
pub fn write(
    conn: &mut AnyConnection,
    request_id: i64,
    at: Instant,
    from_person: bool,
    body: &str,
) -> AppResult<Option<i64>> {
    if body.is_empty() {
        return Ok(None);
    }
    let id = diesel::insert_into(m::table)
        .values((
            m::request_id.eq(request_id),
            m::at.eq(at),
            m::from_person.eq(from_person),
            m::body.eq(body),
        ))
        .returning(m::id)
        .get_result(conn)?;
    Ok(Some(id))
}

pub fn of_request(conn: &mut AnyConnection, request_id: i64) -> AppResult<Vec<Message>> {
    let all = m::table.filter(m::request_id.eq(request_id)).order(m::id);
    Ok(all.select((m::at, m::from_person, m::body)).load(conn)?)
}

/// The latest words of whoever answers.
pub fn last_answer(conn: &mut AnyConnection, request_id: i64) -> AppResult<Option<String>> {
    let ours = m::table.filter(m::request_id.eq(request_id)).filter(m::from_person.eq(false));
    Ok(ours.order(m::id.desc()).select(m::body).first(conn).optional()?)
}
