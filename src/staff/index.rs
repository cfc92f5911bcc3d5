//! `/staff`: who works here.

use actix_web::HttpResponse;

use super::queries::{self, invitations};
use super::views::{StaffList, StaffPage};
use crate::access::{Permission, staff::Read};
use crate::error::AppResult;
use crate::web::{Can, page};

pub async fn show(who: Can<Read>) -> AppResult<HttpResponse> {
    let manages = who.may(Permission::ManageStaff);
    let list = who
        .read(move |db| {
            let members = queries::list(db)?;
            if !manages {
                return Ok(StaffList { members, ..StaffList::default() });
            }
            Ok(StaffList { members, last_seen: queries::last_seen(db)?, invitations: invitations::open(db)? })
        })
        .await?;
    page(&StaffPage::of(&who, &list))
}
