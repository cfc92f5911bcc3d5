//! What a person does to their own account, in the record of the business they are at work in.

use crate::db::Unscoped;
use crate::error::AppResult;
use crate::web::session::SessionInfo;

/// The last act of a write step: the record's head is locked only until it commits.
pub fn own_act(db: &mut Unscoped, session: &SessionInfo, action: &'static str) -> AppResult<()> {
    let Some(member) = &session.member else { return Ok(()) };
    let mut scoped = db.scoped(member.reach(&session.user));
    scoped.record(action, "user", session.user.id, "");
    scoped.finish()
}
