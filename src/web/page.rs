//! From a typed page to an answer, and the chrome around every page.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::access::{Operator, Public, SignedIn, Visit, Who};
use super::assets;
use super::banner::Banner;
use super::cookies;
use super::flash::Flash;
use super::notice::ChromeNotice;
use super::session::{MemberInfo, SessionInfo, WorkspaceInfo};
use super::tracker;
use crate::access::Permission;
use crate::civil::{Wall, local_date};
use crate::clock::Instant;
use crate::config::Installation;
use crate::error::{AppError, AppResult};

pub fn page(template: &impl Template) -> AppResult<HttpResponse> {
    page_with(StatusCode::OK, template)
}

/// A page with another status: 422 for a form that must be mended, 409 for a stale edit.
pub fn page_with(status: StatusCode, template: &impl Template) -> AppResult<HttpResponse> {
    let html = template.render().map_err(AppError::internal)?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

/// The answer after a successful POST.
pub fn see_other(to: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to.as_ref())).finish()
}

/// The same, with a message on the next page.
pub fn see_other_with(to: impl AsRef<str>, flash: &Flash) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to.as_ref()))
        .cookie(cookies::FLASH.cookie(flash.to_cookie_value()))
        .finish()
}

/// Makes the browser save an answer as a file of this name.
pub fn attachment(name: impl Into<String>) -> ContentDisposition {
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.into())],
    }
}

/// The sections of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Today,
    Calendar,
    Contacts,
    Requests,
    Services,
    Staff,
    Activity,
    Workspace,
    Operator,
    None,
}

struct Section {
    nav: Nav,
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    needs: Permission,
}

const SECTIONS: &[Section] = &[
    Section {
        nav: Nav::Today,
        label: "Today",
        href: "/today",
        icon: "today",
        needs: Permission::ReadContacts,
    },
    Section {
        nav: Nav::Calendar,
        label: "Calendar",
        href: "/calendar",
        icon: "calendar",
        needs: Permission::ReadBookings,
    },
    Section {
        nav: Nav::Contacts,
        label: "Contacts",
        href: "/contacts",
        icon: "contacts",
        needs: Permission::ReadContacts,
    },
    Section {
        nav: Nav::Services,
        label: "Services",
        href: "/services",
        icon: "tag",
        needs: Permission::ReadBookings,
    },
    Section {
        nav: Nav::Requests,
        label: "Privacy requests",
        href: "/privacy/queue",
        icon: "shield",
        needs: Permission::HandlePrivacy,
    },
    Section { nav: Nav::Staff, label: "Staff", href: "/staff", icon: "staff", needs: Permission::ReadStaff },
    Section {
        nav: Nav::Activity,
        label: "Activity",
        href: "/activity",
        icon: "activity",
        needs: Permission::ReadActivity,
    },
    Section {
        nav: Nav::Workspace,
        label: "Business",
        href: "/workspace",
        icon: "settings",
        needs: Permission::ManageWorkspace,
    },
];

/// What surrounds a page: final values only, built in one place.
pub struct Chrome {
    pub user: Option<ChromeUser>,
    pub workspace: Option<ChromeWorkspace>,
    pub nav: Vec<NavItem>,
    pub flash: Option<Flash>,
    pub notice: Option<ChromeNotice>,
    /// The business the person works in is closing.
    pub closing: Option<ChromeClosing>,
    pub theme: &'static str,
    pub lang: &'static str,
    pub css_href: &'static str,
    pub js_href: &'static str,
    pub icons_href: &'static str,
    /// The question about cookies, while something is undecided.
    pub banner: Option<Banner>,
    /// The browser or the account asks not to be tracked, and is not.
    pub signal_honored: bool,
    /// There only for a visitor who allowed it.
    pub tracker: Option<tracker::Tag>,
    pub footer_links: &'static [Link],
    pub imprint: Imprint,
}

/// Who runs the installation, at the foot of every page.
pub struct Imprint {
    pub controller: String,
    pub address: String,
    pub email: String,
}

pub struct ChromeClosing {
    pub text: String,
    pub may_cancel: bool,
}

pub struct ChromeUser {
    pub name: String,
    pub email: String,
    pub initials: String,
}

pub struct ChromeWorkspace {
    pub name: String,
    pub initials: String,
    pub logo_href: Option<String>,
}

pub struct NavItem {
    pub label: &'static str,
    pub href: &'static str,
    pub icon: &'static str,
    pub current: bool,
}

pub struct Link {
    pub label: &'static str,
    pub href: &'static str,
}

const FOOTER: &[Link] = &[
    Link { label: "Privacy", href: "/privacy" },
    Link { label: "Privacy request", href: "/privacy/request" },
    Link { label: "Cookies", href: "/cookies" },
    Link { label: "Do not sell or share", href: "/do-not-sell" },
    Link { label: "Retention", href: "/retention" },
    Link { label: "Sub-processors", href: "/subprocessors" },
    Link { label: "Security", href: "/security" },
    Link { label: "Terms", href: "/terms" },
    Link { label: "Proof", href: "/proof" },
];

impl Chrome {
    fn new(visit: &Visit, session: Option<&SessionInfo>, current: Nav) -> Self {
        let member = session.and_then(|s| s.member.as_ref());
        Self {
            user: session.map(|s| ChromeUser {
                name: s.user.name.clone(),
                email: s.user.email.clone(),
                initials: crate::text::fold::initials(&s.user.name),
            }),
            workspace: member.map(|m| ChromeWorkspace::of(&m.workspace)),
            nav: session.map(|s| nav_of(s, current)).unwrap_or_default(),
            flash: visit.flash.clone(),
            notice: session.and_then(|s| ChromeNotice::of(visit, s)),
            closing: member.and_then(|m| ChromeClosing::of(m, visit.now())),
            theme: visit.theme.word(),
            lang: "en",
            css_href: assets::css_href(),
            js_href: assets::js_href(),
            icons_href: assets::icons_href(),
            banner: Banner::of(visit),
            signal_honored: visit.consent.opted_out,
            tracker: visit.tracker.clone(),
            footer_links: FOOTER,
            imprint: Imprint::of(&visit.services.config.installation),
        }
    }
}

impl Imprint {
    fn of(installation: &Installation) -> Self {
        Self {
            controller: installation.controller.clone(),
            address: installation.address.clone(),
            email: installation.privacy_email.clone(),
        }
    }
}

impl ChromeClosing {
    fn of(member: &MemberInfo, now: Instant) -> Option<Self> {
        let workspace = &member.workspace;
        let wall = Wall::new(&workspace.timezone, &workspace.locale, now);
        let day = wall.date(local_date(workspace.closes_at?, &wall.zone));
        Some(Self {
            text: format!(
                "{} is closing. On {day} everything it keeps here is deleted. Until then you can read and export it.",
                workspace.name
            ),
            may_cancel: member.may(Permission::CloseWorkspace),
        })
    }
}

impl ChromeWorkspace {
    fn of(workspace: &WorkspaceInfo) -> Self {
        Self {
            name: workspace.name.clone(),
            initials: crate::text::fold::initials(&workspace.name),
            logo_href: workspace.logo_key.as_ref().map(|key| format!("/workspace/logo/{key}")),
        }
    }
}

fn nav_of(session: &SessionInfo, current: Nav) -> Vec<NavItem> {
    let member = session.member.as_ref();
    let mut items = member.map(|m| nav_items(current, |p| m.may(p))).unwrap_or_default();
    if session.user.is_operator {
        let current = current == Nav::Operator;
        items.push(NavItem { label: "Installation", href: "/operator", icon: "shield", current });
    }
    items
}

fn nav_items(current: Nav, may: impl Fn(Permission) -> bool) -> Vec<NavItem> {
    SECTIONS
        .iter()
        .filter(|section| may(section.needs))
        .map(|s| NavItem { label: s.label, href: s.href, icon: s.icon, current: s.nav == current })
        .collect()
}

impl Public {
    pub fn chrome(&self) -> Chrome {
        let session = self.session.as_deref().filter(|s| !s.awaits_second_factor);
        Chrome::new(&self.visit, session, Nav::None)
    }
}

impl SignedIn {
    pub fn chrome(&self, current: Nav) -> Chrome {
        Chrome::new(&self.visit, Some(&self.session), current)
    }
}

impl Operator {
    pub fn chrome(&self) -> Chrome {
        self.0.chrome(Nav::Operator)
    }
}

impl Who {
    pub fn chrome(&self, current: Nav) -> Chrome {
        Chrome::new(&self.visit, Some(&self.session), current)
    }
}
