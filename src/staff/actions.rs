//! Writes to the people of a business, each with its rules, its end of sessions, its
//! job and its line in the activity record.

use super::mail::{SecondFactorReset, SendInvitation};
use super::model::{NewInvitation, NewMember, Outcome, Refusal, Standing};
use super::queries::invitations::{self, Invitation};
use super::queries::{self, Member};
use crate::access::Role;
use crate::account;
use crate::account::model::NewUser;
use crate::db::{Reach, Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::web::session;

/// The member who acts; the program itself never manages people.
fn myself(db: &Scoped) -> AppResult<i64> {
    db.reach().member_id.ok_or_else(|| AppError::internal("no member acts here"))
}

pub fn invite(db: &mut Scoped, new: &NewInvitation) -> AppResult<Outcome> {
    if let Some(member) = queries::find_by_email(db, &new.email_key)? {
        return Ok(Err(if member.is_active() { Refusal::AlreadyMember } else { Refusal::FormerMember }));
    }
    if invitations::is_invited(db, &new.email_key)? {
        return Ok(Err(Refusal::AlreadyInvited));
    }
    let by = myself(db)?;
    let id = invitations::insert(db, new, by)?;
    db.record("invitation.sent", "invitation", id, new.standing.role.word());
    send(db, id)?;
    Ok(Ok(()))
}

pub fn resend(db: &mut Scoped, id: i64) -> AppResult<()> {
    if !invitations::renew(db, id)? {
        return Err(AppError::NotFound);
    }
    db.record("invitation.resent", "invitation", id, "");
    send(db, id)
}

fn send(db: &mut Scoped, invitation_id: i64) -> AppResult<()> {
    let workspace_id = db.workspace_id();
    db.enqueue(&SendInvitation { workspace_id, invitation_id })
}

pub fn revoke(db: &mut Scoped, id: i64) -> AppResult<()> {
    if !invitations::revoke(db, id)? {
        return Err(AppError::NotFound);
    }
    db.record("invitation.revoked", "invitation", id, "");
    Ok(())
}

pub fn change(db: &mut Scoped, id: i64, new: Standing) -> AppResult<Outcome> {
    queries::lock(db)?;
    let member = queries::find(db, id)?;
    let old = member.standing;
    if id == myself(db)? {
        return Ok(Err(Refusal::Yourself));
    }
    if !member.is_active() {
        return Ok(Err(Refusal::Deactivated));
    }
    if new.role == Role::Owner && old.role != Role::Owner {
        return Ok(Err(Refusal::OwnerByForm));
    }
    if old.role == Role::Owner && new.role != Role::Owner && queries::count_owners(db)? < 2 {
        return Ok(Err(Refusal::LastOwner));
    }
    let changes = old.changes(new);
    if changes.is_empty() {
        return Ok(Ok(()));
    }
    queries::set_standing(db, id, new)?;
    end_sessions_here(db, &member)?;
    db.record("member.changed", "member", id, changes.join(", "));
    Ok(Ok(()))
}

pub fn deactivate(db: &mut Scoped, id: i64) -> AppResult<Outcome> {
    queries::lock(db)?;
    let member = queries::find(db, id)?;
    if id == myself(db)? {
        return Ok(Err(Refusal::Yourself));
    }
    if member.standing.role == Role::Owner && member.is_active() && queries::count_owners(db)? < 2 {
        return Ok(Err(Refusal::LastOwner));
    }
    put_away(db, &member)?;
    Ok(Ok(()))
}

/// What they made stays, with their name; only the way in closes.
fn put_away(db: &mut Scoped, member: &Member) -> AppResult<()> {
    if !member.is_active() {
        return Ok(());
    }
    let now = db.now;
    queries::set_deactivated(db, member.id, Some(now))?;
    end_sessions_here(db, member)?;
    db.record("member.deactivated", "member", member.id, "");
    Ok(())
}

/// Nobody comes back as an owner: ownership is handed over with a password.
pub fn reactivate(db: &mut Scoped, id: i64) -> AppResult<()> {
    let member = queries::find(db, id)?;
    if member.is_active() {
        return Ok(());
    }
    if member.standing.role == Role::Owner {
        queries::set_standing(db, id, Standing { role: Role::Manager, ..member.standing })?;
    }
    queries::set_deactivated(db, id, None)?;
    db.record("member.reactivated", "member", id, "");
    Ok(())
}

/// What becomes of the owner who hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    Manager,
    AlsoOwner,
}

pub fn transfer(db: &mut Scoped, to: i64, afterwards: Afterwards) -> AppResult<Outcome> {
    queries::lock(db)?;
    let me = myself(db)?;
    let target = queries::find(db, to)?;
    if to == me {
        return Ok(Err(Refusal::Yourself));
    }
    if !target.is_active() {
        return Ok(Err(Refusal::Deactivated));
    }
    queries::set_standing(db, to, Standing { role: Role::Owner, own_only: false, ..target.standing })?;
    end_sessions_here(db, &target)?;
    db.record("member.made_owner", "member", to, "");
    if afterwards == Afterwards::Manager {
        let own = queries::find(db, me)?;
        queries::set_standing(db, me, Standing { role: Role::Manager, ..own.standing })?;
        db.record("member.gave_up_ownership", "member", me, "");
    }
    Ok(Ok(()))
}

/// For somebody who lost the device with their codes. Whoever also works elsewhere must
/// not lose their protection there by a decision made here.
pub fn reset_second_factor(db: &mut Scoped, id: i64) -> AppResult<Outcome> {
    let member = queries::find(db, id)?;
    if id == myself(db)? {
        return Ok(Err(Refusal::Yourself));
    }
    if !member.second_factor {
        return Ok(Err(Refusal::NoSecondFactor));
    }
    if queries::works_elsewhere(db, member.user_id)? {
        return Ok(Err(Refusal::WorksElsewhere));
    }
    let now = db.now;
    let accounts = &mut Unscoped::new(db, now);
    account::security::remove_factor(accounts, member.user_id)?;
    session::end_all(accounts, member.user_id)?;
    db.enqueue(&SecondFactorReset { user_id: member.user_id })?;
    db.record("member.second_factor_reset", "member", id, "");
    Ok(Ok(()))
}

/// A person's rights are read with every request; ending the sessions also ends what
/// they have open under the old ones.
fn end_sessions_here(db: &mut Scoped, member: &Member) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    session::end_in_workspace(&mut Unscoped::new(db, now), member.user_id, workspace)
}

/// Who takes an invitation up.
pub enum Joiner {
    New(NewUser),
    /// A user by id.
    Known(i64),
}

/// The user who joined, or `None` if the invitation no longer works.
pub fn join(db: &mut Unscoped, invitation: &Invitation, joiner: &Joiner) -> AppResult<Option<i64>> {
    let workspace_id = invitation.workspace_id;
    let here = &mut db.scoped(Reach::system(workspace_id));
    if let Joiner::Known(user_id) = joiner
        && queries::find_by_user(here, *user_id)?.is_some()
    {
        return Ok(None);
    }
    if !invitations::use_up(here, invitation.id)? {
        return Ok(None);
    }
    let user_id = match joiner {
        Joiner::New(user) => account::queries::insert(db, user)?,
        Joiner::Known(user_id) => *user_id,
    };
    // Whoever has the mailed token reads the mail of this address.
    account::queries::mark_email_verified(db, user_id)?;
    add_member(db, invitation, user_id)?;
    Ok(Some(user_id))
}

fn add_member(db: &mut Unscoped, invitation: &Invitation, user_id: i64) -> AppResult<()> {
    let pseudonym = account::queries::find(db, user_id)?.pseudonym;
    let mut scoped = db.scoped(Reach { pseudonym, ..Reach::system(invitation.workspace_id) });
    let Standing { role, own_only, privacy_contact } = invitation.standing;
    let member = NewMember { user_id, role, privacy_contact, own_only };
    let member_id = queries::insert_member(&mut scoped, &member)?;
    scoped.record("member.joined", "member", member_id, role.word());
    scoped.finish()
}
