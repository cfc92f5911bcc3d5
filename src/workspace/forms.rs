//! The profile form and the boxes of the role rules.

use super::model::{CURRENCIES, INDUSTRIES, RoleRule, WEEKDAYS, valid_slug};
use super::queries::{Profile, StoredProfile};
use crate::access::Role;
use crate::civil::{Locale, Zone};
use crate::text::email::Email;
use crate::text::phone;
use crate::web::{Check, FormState, Input};

pub const SLUG_TAKEN: &str = "Another business has this address. Choose another one.";

pub const FIELDS: &[&str] = &[
    "name",
    "slug",
    "industry",
    "address",
    "phone",
    "timezone",
    "locale",
    "week_starts_on",
    "currency",
    "privacy_contact_email",
    "privacy_text",
];

pub fn of(stored: &StoredProfile) -> FormState {
    let profile = &stored.profile;
    FormState::filled([
        ("name", profile.name.clone()),
        ("slug", profile.slug.clone()),
        ("industry", profile.industry.clone()),
        ("address", profile.address.clone()),
        ("phone", profile.phone.clone()),
        ("timezone", profile.timezone.clone()),
        ("locale", profile.locale.clone()),
        ("week_starts_on", profile.week_starts_on.to_string()),
        ("currency", profile.currency.clone()),
        ("privacy_contact_email", profile.privacy_contact_email.clone()),
        ("privacy_text", profile.privacy_text.clone()),
        ("version", stored.version.to_string()),
    ])
}

pub fn validate(input: &Input) -> Result<StoredProfile, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 100, "Enter the name of your business.");
    let slug = check.parse("slug", valid_slug);
    let industry = check.parse("industry", |typed| listed(INDUSTRIES, typed));
    let address = check.text("address", 300);
    let phone = check.line("phone", 40);
    check.parse_optional("phone", |typed| phone::parse(typed, None));
    let timezone = check.parse("timezone", |typed| Zone::parse(typed).map_err(|_| CHOOSE));
    let locale = check.parse("locale", |typed| Locale::parse(typed).ok_or(CHOOSE));
    let week_starts_on = check.parse("week_starts_on", |typed| listed(WEEKDAYS, typed));
    let currency = check.parse("currency", |typed| listed(CURRENCIES, typed));
    let privacy_contact = check.parse_optional("privacy_contact_email", Email::parse);
    let privacy_text = check.text("privacy_text", 4000);
    // A form without a version is older than every save.
    let version = input.get("version").parse().unwrap_or(0);
    check.finish(|| {
        let profile = Profile {
            name,
            slug: slug?,
            industry: industry?,
            address,
            phone,
            timezone: timezone?.name().to_owned(),
            locale: locale?.tag().to_owned(),
            week_starts_on: week_starts_on?.parse().ok()?,
            currency: currency?,
            privacy_contact_email: privacy_contact.map(|email| email.as_str().to_owned()).unwrap_or_default(),
            privacy_text,
        };
        Some(StoredProfile { profile, version })
    })
}

const CHOOSE: &str = "Choose one from the list.";

fn listed(options: &[(&str, &str)], typed: &str) -> Result<String, &'static str> {
    options.iter().any(|(word, _)| *word == typed).then(|| typed.to_owned()).ok_or(CHOOSE)
}

/// A box left out is a box not ticked, so every form is valid.
pub fn role_rules(input: &Input) -> Vec<RoleRule> {
    let rule = |&role: &Role| {
        let ticked = |what: &str| input.checked(&box_name(what, role));
        let may_hide = RoleRule::may_hide(role);
        RoleRule {
            role,
            require_second_factor: ticked("require_second_factor"),
            hide_email: may_hide && ticked("hide_email"),
            hide_phone: may_hide && ticked("hide_phone"),
        }
    };
    Role::ALL.iter().map(rule).collect()
}

pub fn box_name(what: &str, role: Role) -> String {
    format!("{what}_{}", role.word())
}
