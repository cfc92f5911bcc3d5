//! Guards: the first argument of every handler says who may call it. A guard is
//! synchronous, so it always answers before the body is looked at.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::address;
use super::client::Client;
use super::consent::Consent;
use super::flash::Flash;
use super::session::{MemberInfo, SessionInfo, UserInfo, Viewer, tokens};
use super::theme::Theme;
use super::tracker;
use crate::access::patients::Rule;
use crate::access::{Grant, Permission};
use crate::civil::Wall;
use crate::clock::Instant;
use crate::db::{Scoped, Unscoped};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// What a row of the route table demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Public, and exempt from the origin check: called by machines without cookies.
    Machine,
    SignedIn,
    Can(Permission),
    Operator,
}

impl Access {
    pub fn label(self) -> String {
        match self {
            Self::Public => "public".into(),
            Self::Machine => "machine".into(),
            Self::SignedIn => "signed in".into(),
            Self::Can(permission) => format!("can {permission:?}"),
            Self::Operator => "operator".into(),
        }
    }
}

pub trait Guard: FromRequest<Error = AppError> {
    const ACCESS: Access;
}

/// What every guard brings along: the services and the request around the person.
#[derive(Clone)]
pub struct Visit {
    pub services: Services,
    pub client: Client,
    pub flash: Option<Flash>,
    pub consent: Consent,
    pub theme: Theme,
    pub(super) tracker: Option<tracker::Tag>,
    pub path: String,
    /// The page that is asked for, with its query; none for a sent form.
    pub address: Option<String>,
}

impl Visit {
    fn of(request: &HttpRequest) -> AppResult<Self> {
        let services = request
            .app_data::<web::Data<Services>>()
            .ok_or_else(|| AppError::internal("services are not mounted"))?;
        let services = Services::clone(services);
        let account_opted_out = viewer(request).is_some_and(|s| s.user.opted_out);
        let consent = Consent::of(request, account_opted_out, &services.config, services.clock.now());
        Ok(Self {
            theme: Theme::of(request, &consent),
            tracker: tracker::Tag::of(request, &services, &consent),
            consent,
            client: Client::of(request, services.config.trusted_proxies),
            flash: Flash::of(request),
            path: request.path().to_owned(),
            address: asked_for(request),
            services,
        })
    }

    pub fn now(&self) -> Instant {
        self.services.clock.now()
    }

    /// One read step that is bound to no workspace.
    pub async fn read_unscoped<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Unscoped) -> AppResult<T> + Send + 'static,
    {
        let now = self.now();
        self.services.db.read(move |conn| step(&mut Unscoped::new(conn, now))).await
    }

    /// One write step that is bound to no workspace.
    pub async fn write_unscoped<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Unscoped) -> AppResult<T> + Send + 'static,
    {
        let now = self.now();
        self.services.db.write(move |conn| step(&mut Unscoped::new(conn, now))).await
    }
}

fn asked_for(request: &HttpRequest) -> Option<String> {
    (request.method() == Method::GET).then(|| request.uri().to_string())
}

pub(super) fn viewer(request: &HttpRequest) -> Option<Arc<SessionInfo>> {
    request.extensions().get::<Viewer>().and_then(|v| v.0.clone())
}

/// The session of a person who has finished signing in; otherwise where to go first.
fn signed_in(request: &HttpRequest) -> AppResult<Arc<SessionInfo>> {
    let Some(session) = viewer(request) else {
        if tokens::is_for_programs(request.path()) {
            return Err(AppError::Unauthorized);
        }
        return Err(AppError::GoFirst(login_address(request)));
    };
    if session.awaits_second_factor {
        return Err(AppError::GoFirst("/login/second-factor".into()));
    }
    Ok(session)
}

fn login_address(request: &HttpRequest) -> String {
    let wanted = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if request.method() == Method::GET && wanted != "/today" {
        query.append_pair("next", wanted);
    }
    // Fresh from the sign-in form and not signed in: the browser kept no cookie.
    if address::came_from(request, "/login") {
        query.append_pair("cookies", "refused");
    }
    match query.finish().as_str() {
        "" => "/login".into(),
        query => format!("/login?{query}"),
    }
}

/// Anybody. Knows who it is if somebody is signed in.
#[derive(Clone)]
pub struct Public {
    pub visit: Visit,
    /// Also there while the second factor is awaited.
    pub session: Option<Arc<SessionInfo>>,
}

impl Public {
    pub fn is_signed_in(&self) -> bool {
        self.session.as_deref().is_some_and(|s| !s.awaits_second_factor)
    }
}

impl Deref for Public {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

/// A machine that calls without a cookie (one-click unsubscribe, a provider's webhook, a probe).
#[derive(Clone)]
pub struct Machine(pub Visit);

/// A person with an account, whether or not they are a member of a workspace.
#[derive(Clone)]
pub struct SignedIn {
    pub visit: Visit,
    pub session: Arc<SessionInfo>,
}

impl SignedIn {
    pub fn user(&self) -> &UserInfo {
        &self.session.user
    }
}

impl Deref for SignedIn {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

/// The operator of the installation.
#[derive(Clone)]
pub struct Operator(pub SignedIn);

impl Deref for Operator {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

/// A member of a workspace at work there.
#[derive(Clone)]
pub struct Who {
    pub visit: Visit,
    pub session: Arc<SessionInfo>,
    pub member: MemberInfo,
}

impl Who {
    pub fn user(&self) -> &UserInfo {
        &self.session.user
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.member.may(permission)
    }

    /// The same person, as their account.
    pub fn account(&self) -> SignedIn {
        SignedIn { visit: self.visit.clone(), session: self.session.clone() }
    }

    /// The business's clock: its zone, its way of writing dates, and now.
    pub fn wall(&self) -> Wall {
        let workspace = &self.member.workspace;
        Wall::new(&workspace.timezone, &workspace.locale, self.now())
    }

    /// Writes a look at a client down, where patient information is kept.
    pub async fn note_reading(&self, kind: &'static str, id: i64) -> AppResult<()> {
        if self.member.workspace.rule_on_patients(self.now()) != Rule::Strict {
            return Ok(());
        }
        self.write(move |db| {
            db.record("contact.read", kind, id, "");
            Ok(())
        })
        .await
    }

    /// One read step in this member's workspace.
    pub async fn read<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
    {
        let (reach, now) = (self.member.reach(&self.session.user), self.now());
        self.services.db.read(move |conn| step(&mut Scoped::new(conn, reach, now))).await
    }

    /// The same for a few rows that are found by their keys; see `Db::glance`.
    pub async fn glance<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
    {
        let (reach, now) = (self.member.reach(&self.session.user), self.now());
        self.services.db.glance(move |conn| step(&mut Scoped::new(conn, reach, now))).await
    }

    /// One write step in this member's workspace: commits as a whole, with what it recorded.
    pub async fn write<T, F>(&self, step: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Scoped) -> AppResult<T> + Send + 'static,
    {
        let (reach, now) = (self.member.reach(&self.session.user), self.now());
        self.services
            .db
            .write(move |conn| {
                let mut scoped = Scoped::new(conn, reach, now);
                let value = step(&mut scoped)?;
                scoped.finish()?;
                Ok(value)
            })
            .await
    }
}

impl Deref for Who {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

/// A member whose role grants `P`.
pub struct Can<P: Grant> {
    who: Who,
    grant: PhantomData<P>,
}

impl<P: Grant> Can<P> {
    pub fn into_who(self) -> Who {
        self.who
    }
}

impl<P: Grant> Deref for Can<P> {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.who
    }
}

macro_rules! from_request {
    ([$($generic:ident: $bound:ident)?] $guard:ty, $request:ident => $body:expr) => {
        impl$(<$generic: $bound>)? FromRequest for $guard {
            type Error = AppError;
            type Future = Ready<AppResult<Self>>;

            fn from_request($request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready($body)
            }
        }
    };
}

from_request!([] Public, request => Visit::of(request).map(|visit| Self { visit, session: viewer(request) }));
from_request!([] Machine, request => Visit::of(request).map(Self));
from_request!([] SignedIn, request => enter(request));
from_request!([] Operator, request => enter_as_operator(request));
from_request!([P: Grant] Can<P>, request => enter_with(request, P::PERMISSION).map(|who| Self { who, grant: PhantomData }));

fn enter(request: &HttpRequest) -> AppResult<SignedIn> {
    Ok(SignedIn { session: signed_in(request)?, visit: Visit::of(request)? })
}

fn enter_as_operator(request: &HttpRequest) -> AppResult<Operator> {
    let person = enter(request)?;
    if !person.user().is_operator {
        // Not 403: to everybody else the console does not exist.
        return Err(AppError::NotFound);
    }
    Ok(Operator(person))
}

const CLOSING: &str = "This business is closing: its data can be read and exported, but nothing can be added or changed any more. An owner can call the closing off under Business.";

fn enter_with(request: &HttpRequest, permission: Permission) -> AppResult<Who> {
    let SignedIn { visit, session } = enter(request)?;
    let Some(member) = session.member.clone() else {
        let home = if session.user.is_operator { "/operator" } else { "/workspaces" };
        return Err(AppError::GoFirst(home.into()));
    };
    if !session.user.email_verified {
        return Err(AppError::GoFirst("/verify-email".into()));
    }
    if member.must_have_second_factor && !session.user.second_factor {
        return Err(AppError::GoFirst("/account/security?required=1".into()));
    }
    if member.is_granted(permission) && !member.may(permission) {
        return Err(AppError::Forbidden(CLOSING));
    }
    if !member.may(permission) {
        return Err(AppError::Forbidden(
            "Your role in this business doesn’t include this. If you need it, ask an owner: the Staff page names them.",
        ));
    }
    if permission.stores_client_data() {
        demand_agreement(&visit, &member)?;
        demand_word_on_patients(&visit, &member)?;
    }
    Ok(Who { visit, session, member })
}

/// Clients' data is stored only for a business that accepted the agreement in force.
fn demand_agreement(visit: &Visit, member: &MemberInfo) -> AppResult<()> {
    let facts = visit.services.standing.facts();
    let demanded = facts.agreement_in_force(visit.now().date()).map_or(0, |agreement| agreement.version);
    if member.workspace.agreement >= demanded {
        return Ok(());
    }
    if member.may(Permission::ManageWorkspace) {
        return Err(AppError::GoFirst("/workspace/agreement".into()));
    }
    Err(AppError::Forbidden(
        "Your business has to accept the new data-processing agreement before clients can be added or changed. Ask an owner to do that under Business.",
    ))
}

/// A business that may keep patient information says that it does not, or has signed for it.
fn demand_word_on_patients(visit: &Visit, member: &MemberInfo) -> AppResult<()> {
    if member.workspace.rule_on_patients(visit.now()) != Rule::Blocked {
        return Ok(());
    }
    if member.may(Permission::ManageWorkspace) {
        return Err(AppError::Missing {
            why: "ClientSync is no medical record system and is meant for use outside HIPAA. Before clients can be added or changed, say that your business keeps no patient information here, or record its signed business associate agreement.",
            href: "/workspace/health",
            label: "Say which",
        });
    }
    Err(AppError::Forbidden(
        "Your business has to say whether it keeps patient information before clients can be added or changed. Ask an owner to do that under Business.",
    ))
}

impl Guard for Public {
    const ACCESS: Access = Access::Public;
}
impl Guard for Machine {
    const ACCESS: Access = Access::Machine;
}
impl Guard for SignedIn {
    const ACCESS: Access = Access::SignedIn;
}
impl Guard for Operator {
    const ACCESS: Access = Access::Operator;
}
impl<P: Grant> Guard for Can<P> {
    const ACCESS: Access = Access::Can(P::PERMISSION);
}
