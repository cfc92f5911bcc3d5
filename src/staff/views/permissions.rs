//! Who may do what: the matrix of roles and permissions, and every address with its rule.

use askama::Template;

use crate::access::{Permission, Role};
use crate::staff::queries::Member;
use crate::web::access::Access;
use crate::web::routes::RouteRow;
use crate::web::{Chrome, Nav, Who};
use crate::workspace::model::RoleRule;

#[derive(Template)]
#[template(path = "staff/permissions.html")]
pub struct PermissionsPage {
    chrome: Chrome,
    roles: Vec<&'static str>,
    rights: Vec<Line>,
    rules: Vec<Line>,
    addresses: Vec<AddressGroup>,
    people: Vec<(String, String)>,
    scope: Option<Scope>,
    may_change: bool,
}

/// A row of the matrix, one cell a role.
pub struct Line {
    label: String,
    cells: Vec<Cell>,
}

pub struct Cell {
    class: &'static str,
    word: &'static str,
}

const YES: Cell = Cell { class: "yes", word: "Yes" };
const NO: Cell = Cell { class: "no", word: "No" };

fn cell(yes: bool) -> Cell {
    if yes { YES } else { NO }
}

/// The addresses that one rule guards.
pub struct AddressGroup {
    rule: String,
    lines: Vec<Line>,
}

impl PermissionsPage {
    pub fn of(
        who: &Who,
        rules: &[RoleRule],
        people: &[Member],
        scope: Option<Scope>,
        routes: &[RouteRow],
    ) -> Self {
        let active = people.iter().filter(|m| m.is_active());
        Self {
            chrome: who.chrome(Nav::Staff),
            roles: Role::ALL.iter().map(|role| role.label()).collect(),
            rights: Permission::ALL.iter().map(|p| right(*p)).collect(),
            rules: rule_lines(rules),
            addresses: address_groups(routes),
            people: active.map(|m| (m.id.to_string(), m.name.clone())).collect(),
            scope,
            may_change: who.may(Permission::ManageWorkspace),
        }
    }
}

fn right(permission: Permission) -> Line {
    let cells = Role::ALL.iter().map(|role| cell(role.may(permission))).collect();
    Line { label: permission.label().into(), cells }
}

fn rule_lines(rules: &[RoleRule]) -> Vec<Line> {
    let line = |label: &str, holds: fn(&RoleRule) -> bool| Line {
        label: label.into(),
        cells: rules.iter().map(|rule| cell(holds(rule))).collect(),
    };
    vec![
        line("See contacts’ e-mail addresses", |rule| !rule.hide_email),
        line("See contacts’ phone numbers", |rule| !rule.hide_phone),
        line("Must have a second factor", |rule| rule.require_second_factor),
    ]
}

/// The route table as it guards the program; the operator's console is no business's affair.
fn address_groups(routes: &[RouteRow]) -> Vec<AddressGroup> {
    let everybody =
        [(Access::Public, "Anybody, signed in or not"), (Access::SignedIn, "Everybody with an account")];
    let granted = Permission::ALL.iter().map(|p| (Access::Can(*p), p.label()));
    let groups = everybody.into_iter().chain(granted).map(|(access, rule)| AddressGroup {
        rule: rule.into(),
        lines: routes.iter().filter(|row| row.access == access).map(address).collect(),
    });
    groups.filter(|group| !group.lines.is_empty()).collect()
}

fn address(row: &RouteRow) -> Line {
    let allowed = |role: &Role| match row.access {
        Access::Public | Access::SignedIn | Access::Machine => true,
        Access::Can(permission) => role.may(permission),
        Access::Operator => false,
    };
    Line {
        label: format!("{} {}", row.method, row.path),
        cells: Role::ALL.iter().map(|role| cell(allowed(role))).collect(),
    }
}

/// What one member can see, for an owner.
pub struct Scope {
    id: i64,
    name: String,
    role: &'static str,
    is_active: bool,
    rights: Vec<(&'static str, Cell)>,
    limits: Vec<&'static str>,
}

impl Scope {
    pub fn of(member: &Member, rules: &[RoleRule]) -> Self {
        let role = member.standing.role;
        let rule = rules.iter().copied().find(|rule| rule.role == role).unwrap_or(RoleRule::open(role));
        let limits = [
            (
                member.standing.own_only,
                "Only the contacts assigned to them, everywhere: lists, search, exports, counts.",
            ),
            (rule.hide_email, "No e-mail addresses of contacts."),
            (rule.hide_phone, "No phone numbers of contacts."),
            (
                rule.require_second_factor && !member.second_factor,
                "Nothing until they set up a second factor.",
            ),
        ];
        Self {
            id: member.id,
            name: member.name.clone(),
            role: role.label(),
            is_active: member.is_active(),
            rights: Permission::ALL.iter().map(|p| (p.label(), cell(role.may(*p)))).collect(),
            limits: limits.into_iter().filter_map(|(holds, words)| holds.then_some(words)).collect(),
        }
    }
}
