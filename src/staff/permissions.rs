//! `/staff/permissions`: who may do what, drawn from the table that the guards ask.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::queries::{self, Member};
use super::views::{PermissionsPage, Scope};
use crate::access::Permission;
use crate::access::staff::Read;
use crate::error::AppResult;
use crate::web::routes::RouteRow;
use crate::web::{Can, page};
use crate::workspace::model::RoleRule;
use crate::workspace::queries::role_rules;

#[derive(Deserialize)]
pub struct Query {
    member: Option<i64>,
}

/// The rules for everybody; for an owner also what one member can see.
pub async fn show(
    who: Can<Read>,
    query: web::Query<Query>,
    routes: web::Data<Vec<RouteRow>>,
) -> AppResult<HttpResponse> {
    let manages = who.may(Permission::ManageStaff);
    let wanted = query.member.filter(|_| manages);
    let (rules, members): (Vec<RoleRule>, Vec<Member>) =
        who.read(|db| Ok((role_rules(db)?, queries::list(db)?))).await?;
    let scope = match wanted {
        None => None,
        Some(id) => {
            let member = members.iter().find(|m| m.id == id).ok_or(crate::error::AppError::NotFound)?;
            Some(Scope::of(member, &rules))
        }
    };
    let people = if manages { members.as_slice() } else { &[] };
    page(&PermissionsPage::of(&who, &rules, people, scope, &routes))
}
