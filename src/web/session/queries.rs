//! The `sessions` table, and the one joined read that tells who asks.

use diesel::prelude::*;
use time::Date;

use super::tokens::Scope;
use super::{
    ABSOLUTE, COUNTING, IDLE, IDLE_WITH_PATIENTS, MemberInfo, SessionInfo, Start, UserInfo, WorkspaceInfo,
};
use crate::access::Role;
use crate::access::patients::{Patients, Rule};
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::schema::{api_tokens, members, privacy_choices, role_rules, sessions, users, workspaces};

type UserColumns =
    (i64, String, String, String, Option<Instant>, Option<Instant>, bool, Option<Instant>, i64);
type MemberColumns = (i64, Role, bool, bool);
type WorkspaceColumns =
    (i64, String, String, String, String, i32, Option<String>, i32, Option<Instant>, i32, PatientColumns);
type PatientColumns = (String, String, Option<Date>);
type RuleColumns = (bool, bool, bool);
type SessionColumns = (i64, bool, Instant, Instant, Instant);
/// A session with its user and, if they are at work in a business, what they may do there.
type Joined = (
    SessionColumns,
    UserColumns,
    Option<bool>,
    Option<MemberColumns>,
    Option<WorkspaceColumns>,
    Option<RuleColumns>,
);

pub fn find(db: &mut Unscoped, key_hash: &str) -> AppResult<Option<(SessionInfo, Instant)>> {
    let now = db.now;
    let member_here = members::user_id
        .eq(users::id)
        .and(members::workspace_id.nullable().eq(sessions::workspace_id))
        .and(members::deactivated_at.is_null());
    let rule_for_role =
        role_rules::workspace_id.eq(members::workspace_id).and(role_rules::role.eq(members::role));
    let choice_about_counting =
        privacy_choices::user_id.eq(users::id).and(privacy_choices::purpose.eq(COUNTING));
    let row: Option<Joined> = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .left_join(members::table.on(member_here))
        .left_join(workspaces::table.on(workspaces::id.eq(members::workspace_id)))
        .left_join(role_rules::table.on(rule_for_role))
        .left_join(privacy_choices::table.on(choice_about_counting))
        .filter(sessions::key_hash.eq(key_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(now - IDLE))
        .select((
            (
                sessions::id,
                sessions::awaits_second_factor,
                sessions::created_at,
                sessions::confirmed_at,
                sessions::last_seen_at,
            ),
            (
                users::id,
                users::name,
                users::email,
                users::pseudonym,
                users::email_verified_at,
                users::totp_confirmed_at,
                users::is_operator,
                users::gpc_at,
                users::notices_seen,
            ),
            privacy_choices::allowed.nullable(),
            (members::id, members::role, members::own_only, members::privacy_contact).nullable(),
            (
                workspaces::id,
                workspaces::name,
                workspaces::slug,
                workspaces::timezone,
                workspaces::locale,
                workspaces::week_starts_on,
                workspaces::logo_key,
                workspaces::dpa_version,
                workspaces::closes_at,
                workspaces::trash_days,
                (workspaces::industry, workspaces::patient_data, workspaces::baa_until),
            )
                .nullable(),
            (role_rules::require_second_factor, role_rules::hide_email, role_rules::hide_phone).nullable(),
        ))
        .first(&mut **db)
        .optional()?;
    let Some((session, user, counted, member, workspace, rule)) = row else { return Ok(None) };
    let (session_id, awaits_second_factor, created_at, confirmed_at, last_seen_at) = session;
    let info = SessionInfo {
        session_id,
        user: user_info(user, counted.unwrap_or(true)),
        awaits_second_factor,
        confirmed_at,
        proven_again_at: (confirmed_at > created_at).then_some(confirmed_at),
        member: member.zip(workspace).map(|(m, w)| member_info(m, w, rule.unwrap_or_default())),
    };
    if last_seen_at <= now - idle_in(&info, now) {
        return Ok(None);
    }
    Ok(Some((info, last_seen_at)))
}

fn idle_in(info: &SessionInfo, now: Instant) -> time::Duration {
    let rule = info.member.as_ref().map(|member| member.workspace.rule_on_patients(now));
    match rule {
        Some(Rule::Strict) => IDLE_WITH_PATIENTS,
        Some(Rule::Free | Rule::Blocked) | None => IDLE,
    }
}

fn user_info(
    (id, name, email, pseudonym, verified, totp, is_operator, gpc_at, notices_seen): UserColumns,
    counted: bool,
) -> UserInfo {
    UserInfo {
        id,
        name,
        email,
        pseudonym,
        email_verified: verified.is_some(),
        second_factor: totp.is_some(),
        is_operator,
        opted_out: gpc_at.is_some(),
        counted,
        notices_seen,
    }
}

fn member_info(
    (id, role, own_only, privacy_contact): MemberColumns,
    (
        workspace_id,
        name,
        slug,
        timezone,
        locale,
        week_starts_on,
        logo_key,
        agreement,
        closes_at,
        trash_days,
        (industry, patient_data, baa_until),
    ): WorkspaceColumns,
    (must_have_second_factor, hide_email, hide_phone): RuleColumns,
) -> MemberInfo {
    MemberInfo {
        id,
        role,
        own_only,
        privacy_contact,
        hide_email,
        hide_phone,
        must_have_second_factor,
        scope: None,
        workspace: WorkspaceInfo {
            id: workspace_id,
            name,
            slug,
            timezone,
            locale,
            week_starts_on,
            logo_key,
            agreement,
            closes_at,
            trash_days,
            patients: Patients::of(&industry, &patient_data, baa_until),
        },
    }
}

type TokenColumns = (i64, Role, bool, bool, bool, Option<Instant>);
type Bearer = (TokenColumns, UserColumns, MemberColumns, WorkspaceColumns);

/// For whom a token acts, and when it was last used. Its role holds where it is less than the member's.
pub fn find_by_token(
    db: &mut Unscoped,
    token_hash: &str,
) -> AppResult<Option<(SessionInfo, Option<Instant>)>> {
    let now = db.now;
    let its_member =
        members::id.eq(api_tokens::member_id).and(members::workspace_id.eq(api_tokens::workspace_id));
    let found: Option<Bearer> = api_tokens::table
        .inner_join(members::table.on(its_member))
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .inner_join(workspaces::table.on(workspaces::id.eq(api_tokens::workspace_id)))
        .filter(api_tokens::token_hash.eq(token_hash))
        .filter(api_tokens::expires_at.gt(now))
        .filter(members::deactivated_at.is_null())
        .select((
            (
                api_tokens::id,
                api_tokens::role,
                api_tokens::contacts,
                api_tokens::bookings,
                api_tokens::writes,
                api_tokens::last_used_at,
            ),
            (
                users::id,
                users::name,
                users::email,
                users::pseudonym,
                users::email_verified_at,
                users::totp_confirmed_at,
                users::is_operator,
                users::gpc_at,
                users::notices_seen,
            ),
            (members::id, members::role, members::own_only, members::privacy_contact),
            (
                workspaces::id,
                workspaces::name,
                workspaces::slug,
                workspaces::timezone,
                workspaces::locale,
                workspaces::week_starts_on,
                workspaces::logo_key,
                workspaces::dpa_version,
                workspaces::closes_at,
                workspaces::trash_days,
                (workspaces::industry, workspaces::patient_data, workspaces::baa_until),
            ),
        ))
        .first(&mut **db)
        .optional()?;
    let Some((token, user, mut member, workspace)) = found else { return Ok(None) };
    let (id, role, contacts, bookings, writes, last_used) = token;
    // The roles stand in falling order.
    member.1 = member.1.max(role);
    let rule = role_rules::table
        .filter(role_rules::workspace_id.eq(workspace.0))
        .filter(role_rules::role.eq(member.1))
        .select((role_rules::require_second_factor, role_rules::hide_email, role_rules::hide_phone))
        .first::<RuleColumns>(&mut **db)
        .optional()?;
    let mut member = member_info(member, workspace, rule.unwrap_or_default());
    member.privacy_contact = false;
    member.scope = Some(Scope { contacts, bookings, writes });
    let info = SessionInfo {
        session_id: id,
        user: user_info(user, false),
        awaits_second_factor: false,
        confirmed_at: Instant::MIN,
        proven_again_at: None,
        member: Some(member),
    };
    Ok(Some((info, last_used)))
}

pub fn note_token_use(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(api_tokens::table.find(id)).set(api_tokens::last_used_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

pub fn insert(db: &mut Unscoped, start: &Start, key_hash: &str) -> AppResult<()> {
    let now = db.now;
    diesel::insert_into(sessions::table)
        .values((
            sessions::key_hash.eq(key_hash),
            sessions::user_id.eq(start.user_id),
            sessions::workspace_id.eq(start.workspace_id),
            sessions::awaits_second_factor.eq(start.awaits_second_factor),
            sessions::device_label.eq(&start.device_label),
            sessions::network.eq(&start.network),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::confirmed_at.eq(now),
            sessions::expires_at.eq(now + ABSOLUTE),
        ))
        .execute(&mut **db)?;
    Ok(())
}

pub fn touch(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(sessions::table.find(id)).set(sessions::last_seen_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

/// The password was given again in this session.
pub fn prove_again(db: &mut Unscoped, id: i64) -> AppResult<()> {
    let now = db.now;
    diesel::update(sessions::table.find(id)).set(sessions::confirmed_at.eq(now)).execute(&mut **db)?;
    Ok(())
}

pub fn set_workspace(db: &mut Unscoped, id: i64, workspace_id: Option<i64>) -> AppResult<()> {
    diesel::update(sessions::table.find(id))
        .set(sessions::workspace_id.eq(workspace_id))
        .execute(&mut **db)?;
    Ok(())
}

pub fn end_by_key(db: &mut Unscoped, key_hash: &str) -> AppResult<()> {
    diesel::delete(sessions::table.filter(sessions::key_hash.eq(key_hash))).execute(&mut **db)?;
    Ok(())
}

#[derive(Queryable)]
pub struct SessionRow {
    pub id: i64,
    pub device_label: String,
    pub network: String,
    pub created_at: Instant,
    pub last_seen_at: Instant,
}

/// The user's live sessions, the latest used first.
pub fn list(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<SessionRow>> {
    let now = db.now;
    let rows = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(now - IDLE))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .select((
            sessions::id,
            sessions::device_label,
            sessions::network,
            sessions::created_at,
            sessions::last_seen_at,
        ))
        .load(&mut **db)?;
    Ok(rows)
}

/// Ends one session of this user; `false` if it is not theirs.
pub fn end(db: &mut Unscoped, user_id: i64, id: i64) -> AppResult<bool> {
    let ended =
        diesel::delete(sessions::table.find(id).filter(sessions::user_id.eq(user_id))).execute(&mut **db)?;
    Ok(ended > 0)
}

pub fn end_all(db: &mut Unscoped, user_id: i64) -> AppResult<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(user_id))).execute(&mut **db)?)
}

pub fn end_others(db: &mut Unscoped, user_id: i64, keep: i64) -> AppResult<usize> {
    let others = sessions::table.filter(sessions::user_id.eq(user_id)).filter(sessions::id.ne(keep));
    Ok(diesel::delete(others).execute(&mut **db)?)
}

/// Ends the sessions in which this user is at work in one workspace.
pub fn end_in_workspace(db: &mut Unscoped, user_id: i64, workspace_id: i64) -> AppResult<()> {
    let there =
        sessions::table.filter(sessions::user_id.eq(user_id)).filter(sessions::workspace_id.eq(workspace_id));
    diesel::delete(there).execute(&mut **db)?;
    Ok(())
}
