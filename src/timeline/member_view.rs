//! What one member sees: the contact list as that member would get it, shown to an
//! owner. It runs the member's own query with the member's own reach, so the two can't differ.

use actix_web::{HttpRequest, HttpResponse, web};

use super::views::member_view::{MemberViewPage, Sight};
use crate::access::staff::Manage;
use crate::contacts::filter::{Cursor, Filter};
use crate::contacts::queries::list;
use crate::db::{Reach, Scoped};
use crate::error::{AppError, AppResult};
use crate::staff::queries::{self as staff, Member};
use crate::web::{Can, Input, page};
use crate::workspace::model::RoleRule;
use crate::workspace::queries::role_rules;

pub async fn show(who: Can<Manage>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let cursor = Cursor::read(&Input::parse(request.query_string().as_bytes()));
    let id = id.into_inner();
    let sight = who.read(move |db| look(db, id, cursor)).await?;
    page(&MemberViewPage::of(&who, sight))
}

fn look(db: &mut Scoped, id: i64, cursor: Cursor) -> AppResult<Sight> {
    let member = staff::find(db, id)?;
    if !member.is_active() {
        // Who is deactivated sees nothing.
        return Err(AppError::NotFound);
    }
    let role = member.standing.role;
    let rules = role_rules(db)?;
    let rule = rules.into_iter().find(|rule| rule.role == role).unwrap_or(RoleRule::open(role));
    let filter = Filter::default();
    let all = list::count(db, &filter)?;
    let (reach, now) = (reach_of(db, &member, rule), db.now);
    let theirs = &mut Scoped::new(db, reach, now);
    let seen = list::count(theirs, &filter)?;
    let contacts = list::page(theirs, &filter, cursor)?;
    Ok(Sight { member, rule, all, seen, contacts })
}

/// The reach that this member's own requests have.
fn reach_of(db: &Scoped, member: &Member, rule: RoleRule) -> Reach {
    Reach {
        member_id: Some(member.id),
        own_only: member.standing.own_only,
        sees_email: !rule.hide_email,
        sees_phone: !rule.hide_phone,
        ..Reach::system(db.workspace_id())
    }
}
