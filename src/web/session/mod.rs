//! Sessions are rows, so one can be ended at once. The cookie holds a random key
//! (only its digest is stored); each request reads the row together with the
//! user, the member and the workspace, in one query.

mod queries;
mod store;
pub mod tokens;

use actix_session::Session;
use actix_session::SessionMiddleware;
use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, cookie::SameSite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::access::patients::{Patients, Rule};
use crate::access::{Permission, Role};
use crate::civil::Wall;
use crate::clock::Instant;
use crate::db::Reach;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::web::cookies;

pub use queries::{SessionRow, end, end_all, end_in_workspace, end_others, list, prove_again, set_workspace};
pub use store::Store;

/// Signed out after this long without a request.
pub const IDLE: time::Duration = time::Duration::hours(12);
/// The same at work in a business that keeps patient information.
pub const IDLE_WITH_PATIENTS: time::Duration = time::Duration::minutes(30);
/// Signed out after this long in any case.
pub const ABSOLUTE: time::Duration = time::Duration::days(30);

/// The purpose under which a person's choice about being counted is kept in `privacy_choices`.
pub const COUNTING: &str = "interest:product improvement";

/// Key of the state entry that the store fills and the middleware reads.
const INFO: &str = "info";
/// Key of the state entry from which the store makes a new row.
const START: &str = "start";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionInfo {
    pub session_id: i64,
    pub user: UserInfo,
    pub awaits_second_factor: bool,
    /// When the password (or a passkey) was last given.
    pub confirmed_at: Instant,
    /// When the password was given once more, after signing in.
    pub proven_again_at: Option<Instant>,
    pub member: Option<MemberInfo>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserInfo {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub pseudonym: String,
    pub email_verified: bool,
    pub second_factor: bool,
    pub is_operator: bool,
    /// The account carries the opt-out signal of a browser it signed in with.
    pub opted_out: bool,
    /// Whether what this person does may be counted; they can object to it.
    pub counted: bool,
    /// The last notice that needs no showing any more.
    pub notices_seen: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberInfo {
    pub id: i64,
    pub role: Role,
    pub own_only: bool,
    pub privacy_contact: bool,
    pub hide_email: bool,
    pub hide_phone: bool,
    pub must_have_second_factor: bool,
    /// What a program may do that acts for this member; `None` for the member.
    pub scope: Option<tokens::Scope>,
    pub workspace: WorkspaceInfo,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkspaceInfo {
    pub id: i64,
    pub name: String,
    pub slug: String,
    pub timezone: String,
    pub locale: String,
    pub week_starts_on: i32,
    pub logo_key: Option<String>,
    /// The version of the data-processing agreement that the business accepted; 0: none.
    pub agreement: i32,
    /// The day on which the business and its data are deleted, once an owner asked for that.
    pub closes_at: Option<Instant>,
    /// Days for which a deleted client can be brought back.
    pub trash_days: i32,
    pub patients: Patients,
}

impl WorkspaceInfo {
    /// What holds about patient information, by the day where the business is.
    pub fn rule_on_patients(&self, now: Instant) -> Rule {
        self.patients.rule(Wall::new(&self.timezone, &self.locale, now).today())
    }
}

impl MemberInfo {
    pub fn may(&self, permission: Permission) -> bool {
        self.is_granted(permission) && (self.workspace.closes_at.is_none() || permission.outlasts_closing())
    }

    /// What the role includes, whether or not the business is closing.
    pub fn is_granted(&self, permission: Permission) -> bool {
        if self.scope.is_some_and(|scope| !scope.covers(permission)) {
            return false;
        }
        // Whom an owner named as the privacy contact answers for clients' data whatever their role.
        let answers = matches!(permission, Permission::HandlePrivacy | Permission::CopyContacts);
        self.role.may(permission) || (answers && self.privacy_contact)
    }

    pub fn reach(&self, user: &UserInfo) -> Reach {
        Reach {
            workspace_id: self.workspace.id,
            member_id: Some(self.id),
            pseudonym: user.pseudonym.clone(),
            own_only: self.own_only,
            sees_email: !self.hide_email,
            sees_phone: !self.hide_phone,
        }
    }
}

/// Key of the state entry that says why the session could not be read.
const FAILED: &str = "failed";

/// What becomes the row of a new session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Start {
    pub user_id: i64,
    pub workspace_id: Option<i64>,
    pub awaits_second_factor: bool,
    pub device_label: String,
    /// The address cut to its network (/24 or /48).
    pub network: String,
}

/// Who asks: filled once a request.
#[derive(Debug, Clone, Default)]
pub struct Viewer(pub Option<Arc<SessionInfo>>);

/// Begins a session in this browser; an old one ends, so the key always changes at sign-in.
pub fn start(session: &Session, start: &Start) -> AppResult<()> {
    session.clear();
    session.insert(START, start).map_err(AppError::internal)?;
    session.renew();
    Ok(())
}

/// Ends the session of this browser.
pub fn finish(session: &Session) {
    session.purge();
}

pub fn middleware(services: &Services) -> SessionMiddleware<Store> {
    let row = cookies::SESSION;
    SessionMiddleware::builder(Store::new(services.clone()), services.secrets.cookie_key())
        .cookie_name(row.name.to_owned())
        .cookie_secure(true)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(BrowserSession::default().state_ttl(actix_web::cookie::time::Duration::days(30)))
        .build()
}

/// Puts the `Viewer` where the guards find it without waiting.
pub async fn load_viewer<B: MessageBody>(
    session: Session,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if let Some(why) = session.entries().get(FAILED) {
        let failure = AppError::Internal(why.clone());
        return Ok(request.error_response(failure).map_into_right_body());
    }
    let info = match tokens::is_for_programs(request.path()) {
        true => match bearer(&request).await {
            Ok(info) => info,
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        },
        false => session.get::<SessionInfo>(INFO).map_err(AppError::internal)?,
    };
    request.extensions_mut().insert(Viewer(info.map(Arc::new)));
    Ok(next.call(request).await?.map_into_left_body())
}

/// On the paths of programs a cookie counts for nothing, so no page can act there in a person's name.
async fn bearer(request: &ServiceRequest) -> AppResult<Option<SessionInfo>> {
    let services = request.app_data::<actix_web::web::Data<Services>>();
    let services = services.ok_or_else(|| AppError::internal("services are not mounted"))?;
    tokens::bearer(request.request(), services).await
}
