//! What the pages of the business show.

use askama::Template;

use super::forms::{self, box_name};
use super::model::{CURRENCIES, INDUSTRIES, RoleRule, WEEKDAYS};
use super::queries::{Profile, StoredProfile};
use crate::access::Role;
use crate::civil::{Locale, Zone};
use crate::web::{Chrome, FormState, Input, Nav, Who};

type Options = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "workspace/edit.html")]
pub struct EditPage {
    chrome: Chrome,
    form: FormState,
    logo_form: FormState,
    logo_href: Option<String>,
    privacy_href: String,
    industries: Options,
    zones: Options,
    locales: Options,
    weekdays: Options,
    currencies: Options,
    rules: Vec<RuleRow>,
    compare: Option<Compare>,
}

/// A role's line in "What each role sees".
pub struct RuleRow {
    role: &'static str,
    boxes: Vec<RuleBox>,
}

pub struct RuleBox {
    name: String,
    label: String,
    ticked: bool,
    allowed: bool,
}

impl EditPage {
    pub fn of(who: &Who, form: FormState, rules: &[RoleRule]) -> Self {
        let logo_key = who.member.workspace.logo_key.as_ref();
        Self {
            chrome: who.chrome(Nav::Workspace),
            form,
            logo_form: FormState::empty(),
            logo_href: logo_key.map(|key| format!("/workspace/logo/{key}")),
            privacy_href: format!("/w/{}/privacy", who.member.workspace.slug),
            industries: options(INDUSTRIES),
            zones: Zone::names().iter().map(|name| (name.clone(), name.replace('_', " "))).collect(),
            locales: Locale::ALL.iter().map(|l| (l.tag().to_owned(), l.label().to_owned())).collect(),
            weekdays: options(WEEKDAYS),
            currencies: options(CURRENCIES),
            rules: rules.iter().map(RuleRow::of).collect(),
            compare: None,
        }
    }

    /// What was typed, over what is stored now; sent again, it is saved over that.
    pub fn stale(
        who: &Who,
        input: &Input,
        compare: Compare,
        stored: &StoredProfile,
        rules: &[RoleRule],
    ) -> Self {
        let typed = forms::FIELDS.iter().map(|name| (*name, input.get(name).to_owned()));
        let form = FormState::filled(typed.chain([("version", stored.version.to_string())]));
        Self { compare: Some(compare), ..Self::of(who, form, rules) }
    }

    pub fn with_logo_problem(mut self, problem: &str) -> Self {
        self.logo_form = FormState::with_error(Input::default(), "logo", problem);
        self
    }
}

impl RuleRow {
    fn of(rule: &RoleRule) -> Self {
        let hiding = RoleRule::may_hide(rule.role);
        let row = |what, label: &str, ticked, allowed| RuleBox {
            name: box_name(what, rule.role),
            label: format!("{}: {label}", rule.role.label()),
            ticked,
            allowed,
        };
        Self {
            role: plural(rule.role),
            boxes: vec![
                row("require_second_factor", "must have a second factor", rule.require_second_factor, true),
                row("hide_email", "hide contacts’ e-mail addresses", rule.hide_email, hiding),
                row("hide_phone", "hide contacts’ phone numbers", rule.hide_phone, hiding),
            ],
        }
    }
}

fn plural(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owners",
        Role::Manager => "Managers",
        Role::Staff => "Staff",
        Role::Viewer => "Viewers",
    }
}

/// Two versions of the profile, side by side.
pub struct Compare {
    rows: Vec<CompareRow>,
}

pub struct CompareRow {
    label: &'static str,
    stored: String,
    yours: String,
    differs: bool,
}

impl Compare {
    pub fn of(stored: &StoredProfile, yours: &StoredProfile) -> Self {
        let rows = facts(&stored.profile).into_iter().zip(facts(&yours.profile));
        let rows = rows.map(|((label, stored), (_, yours))| CompareRow {
            label,
            differs: stored != yours,
            stored,
            yours,
        });
        Self { rows: rows.collect() }
    }
}

fn facts(profile: &Profile) -> [(&'static str, String); 11] {
    let locale = Locale::parse(&profile.locale).map_or(profile.locale.clone(), |l| l.label().to_owned());
    [
        ("Name", profile.name.clone()),
        ("Address on the web", profile.slug.clone()),
        ("Industry", label_of(INDUSTRIES, &profile.industry)),
        ("Street address", profile.address.clone()),
        ("Phone", profile.phone.clone()),
        ("Time zone", profile.timezone.clone()),
        ("Language and formats", locale),
        ("First day of the week", label_of(WEEKDAYS, &profile.week_starts_on.to_string())),
        ("Currency", label_of(CURRENCIES, &profile.currency)),
        ("E-mail for privacy questions", profile.privacy_contact_email.clone()),
        ("On your privacy page", profile.privacy_text.clone()),
    ]
}

fn options(list: &[(&str, &str)]) -> Options {
    list.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect()
}

fn label_of(list: &[(&str, &str)], word: &str) -> String {
    list.iter().find(|(w, _)| *w == word).map_or(word, |(_, label)| label).to_owned()
}
