//! The write behind sign-up: an account, its business and the owner, together or not at all.

use crate::access::Role;
use crate::account::model::NewUser;
use crate::db::{Reach, Unscoped};
use crate::error::AppResult;
use crate::staff::model::NewMember;
use crate::standing::Agreement;
use crate::workspace::model::{NewWorkspace, slug_of};
use crate::{account, staff, workspace};

#[derive(Debug, Clone)]
pub struct NewBusiness {
    pub owner: NewUser,
    pub name: String,
    pub industry: String,
    pub timezone: String,
    /// The data-processing agreement that the owner accepts with the terms, if one is in force.
    pub agreement: Option<Agreement>,
}

#[derive(Debug, Clone, Copy)]
pub struct Created {
    pub user_id: i64,
    pub workspace_id: i64,
    pub member_id: i64,
}

pub fn create(db: &mut Unscoped, new: &NewBusiness) -> AppResult<Created> {
    let user_id = account::queries::insert(db, &new.owner)?;
    let business = NewWorkspace {
        slug: free_slug(db, &new.name)?,
        name: new.name.clone(),
        industry: new.industry.clone(),
        timezone: new.timezone.clone(),
        locale: "en-US".into(),
    };
    let workspace_id = workspace::queries::insert(db, &business)?;
    let pseudonym = account::queries::find(db, user_id)?.pseudonym;
    let mut scoped = db.scoped(Reach { pseudonym, ..Reach::system(workspace_id) });
    let owner = NewMember { user_id, role: Role::Owner, privacy_contact: true, own_only: false };
    let member_id = staff::queries::insert_member(&mut scoped, &owner)?;
    scoped.record("workspace.created", "workspace", workspace_id, "");
    if let Some(agreement) = &new.agreement {
        workspace::accept_agreement(&mut scoped, agreement, Role::Owner)?;
    }
    scoped.finish()?;
    Ok(Created { user_id, workspace_id, member_id })
}

/// The name's slug, with a number if another business has it.
fn free_slug(db: &mut Unscoped, name: &str) -> AppResult<String> {
    let wanted = slug_of(name);
    let mut slug = wanted.clone();
    let mut number = 2;
    while workspace::queries::slug_taken(db, &slug)? {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    Ok(slug)
}
