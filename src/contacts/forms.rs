//! The form of a contact: what was typed becomes a `NewContact`, or errors beside the fields.

use super::birth;
use super::custom::{CustomField, LONGEST_VALUE};
use super::model::{
    Address, ContactEmail, ContactPhone, Details, LANGUAGES, NewContact, NewEmail, NewPhone, PreferredChannel,
};
use super::offer::Offer;
use crate::text::email::Email;
use crate::text::fold::{clean_line, fold};
use crate::text::phone::{self, Phone};
use crate::web::{Check, FormState, Input};

const LONGEST_LABEL: usize = 30;
const LONGEST_TAG: usize = 40;
const MOST_TAGS: usize = 30;
pub const MOST_CHANNELS: usize = 20;

pub fn validate(input: &Input, offer: &Offer) -> Result<NewContact, FormState> {
    let mut check = Check::new(input);
    let new = NewContact {
        name: check.required("name", 200, "Enter a name."),
        pronouns: check.line("pronouns", 40),
        company: check.line("company", 200),
        emails: emails(&mut check, offer),
        phones: phones(&mut check, offer),
        address: address(&mut check),
        assigned_to: assignee(&mut check, offer),
        source: check.line("source", 100),
        preferred_channel: channel(&mut check),
        language: language(&mut check, offer),
        tags: tags(&mut check),
        values: values(&mut check, offer),
    };
    check.finish(|| Some(new))
}

/// The version that the form was filled from. A form without one is never current.
pub fn version(input: &Input) -> i32 {
    input.get("version").parse().unwrap_or(0)
}

/// A row of a repeated field: what it is called in the page, what was typed.
pub struct Typed {
    /// "email" for the first row, then "email_1": where its error goes.
    pub name: String,
    pub label_name: String,
    pub value: String,
    pub label: String,
}

/// The rows of `field` ("email" or "phone") with their labels, in order.
pub fn rows(input: &Input, field: &str) -> Vec<Typed> {
    let label_field = format!("{field}_label");
    let mut labels = input.all(&label_field).map(clean_line);
    let row = |(number, value): (usize, &str)| Typed {
        name: numbered(field, number),
        label_name: numbered(&label_field, number),
        value: clean_line(value),
        label: labels.next().unwrap_or_default(),
    };
    input.all(field).enumerate().map(row).collect()
}

pub fn numbered(name: &str, number: usize) -> String {
    if number == 0 { name.to_owned() } else { format!("{name}_{number}") }
}

/// The rows that were filled, each checked for length and cards.
fn filled(check: &mut Check, field: &str) -> Vec<Typed> {
    let rows: Vec<Typed> = rows(check.input(), field).into_iter().filter(|r| !r.value.is_empty()).collect();
    for row in &rows {
        check.bound(&row.name, &row.value, 254);
        check.bound(&row.label_name, &row.label, LONGEST_LABEL);
    }
    if rows.len() > MOST_CHANNELS {
        check.fail(field, format!("Keep at most {MOST_CHANNELS}."));
    }
    rows
}

fn emails(check: &mut Check, offer: &Offer) -> Vec<NewEmail> {
    if !offer.reach.sees_email {
        return Vec::new();
    }
    let mut found: Vec<NewEmail> = Vec::new();
    for row in filled(check, "email") {
        match Email::parse(&row.value) {
            Ok(email) if found.iter().any(|known| known.email.key() == email.key()) => {}
            Ok(email) => found.push(NewEmail { label: row.label, email }),
            Err(error) => check.fail(&row.name, error.to_string()),
        }
    }
    found
}

fn phones(check: &mut Check, offer: &Offer) -> Vec<NewPhone> {
    if !offer.reach.sees_phone {
        return Vec::new();
    }
    let mut found: Vec<NewPhone> = Vec::new();
    for row in filled(check, "phone") {
        match phone::parse(&row.value, offer.country) {
            Ok(phone) if found.iter().any(|known| known.phone.digits == phone.digits) => {}
            Ok(phone) => found.push(NewPhone { label: row.label, phone: as_stored(phone, offer) }),
            Err(error) => check.fail(&row.name, error.to_string()),
        }
    }
    found
}

/// A number that nobody touched keeps the reading it had, also if the business moved country since.
fn as_stored(phone: Phone, offer: &Offer) -> Phone {
    offer.stored_phone(&phone.typed).map_or(phone, ContactPhone::to_phone)
}

fn address(check: &mut Check) -> Address {
    Address {
        street: check.line("street", 200),
        city: check.line("city", 100),
        region: check.line("region", 100),
        postal_code: check.line("postal_code", 20),
        country: check.line("country", 100),
    }
}

fn assignee(check: &mut Check, offer: &Offer) -> Option<i64> {
    let typed = check.line("assigned_to", 20);
    if typed.is_empty() || offer.reach.own_only {
        return None;
    }
    let offered = offer.assignees().iter().any(|(id, _)| *id == typed);
    if !offered {
        check.fail("assigned_to", "Choose somebody who works here.");
        return None;
    }
    typed.parse().ok()
}

fn channel(check: &mut Check) -> PreferredChannel {
    let typed = check.line("preferred_channel", 20);
    if typed.is_empty() {
        return PreferredChannel::None;
    }
    PreferredChannel::from_word(&typed).unwrap_or_else(|| {
        check.fail("preferred_channel", "Choose one from the list.");
        PreferredChannel::None
    })
}

fn language(check: &mut Check, offer: &Offer) -> String {
    let typed = check.line("language", 35);
    let known = LANGUAGES.iter().any(|(tag, _)| *tag == typed);
    if !typed.is_empty() && !known && typed != offer.stored_language() {
        check.fail("language", "Choose a language from the list.");
    }
    typed
}

/// The names in every field called `tags`, one or several in each.
pub fn tag_names(input: &Input) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let typed = input.all("tags").flat_map(|value| value.split([',', '،', '、', '，', '\n'])).map(clean_line);
    for name in typed.filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| fold(known) == fold(&name)) {
            names.push(name);
        }
    }
    names
}

fn tags(check: &mut Check) -> Vec<String> {
    let names = tag_names(check.input());
    if names.len() > MOST_TAGS {
        check.fail("tags", format!("Use at most {MOST_TAGS} tags."));
    }
    if names.iter().any(|name| name.chars().count() > LONGEST_TAG) {
        check.fail("tags", format!("A tag has at most {LONGEST_TAG} characters."));
    }
    if names.iter().any(|name| fold(name).is_empty()) {
        check.fail("tags", "Use letters or digits in a tag.");
    }
    // All together: a card number must not get in as groups between commas either.
    check.bound("tags", &names.join(" "), MOST_TAGS * (LONGEST_TAG + 1));
    names
}

fn values(check: &mut Check, offer: &Offer) -> Vec<(CustomField, String)> {
    let mut values = Vec::new();
    for field in &offer.fields {
        let name = field.input_name();
        // A field that was added while the form was open is left alone.
        if !check.input().has(&name) {
            continue;
        }
        let typed = check.line(&name, LONGEST_VALUE);
        let stored = offer.stored_value(field);
        match field.read(&typed, stored) {
            Ok(value) => match birth::refusal(field, &value, offer.country, offer.today) {
                Some(why) if value != stored => check.fail(&name, why),
                _ => values.push((field.clone(), value)),
            },
            Err(message) => check.fail(&name, message),
        }
    }
    values
}

/// The form as it is first shown for what is stored.
pub fn of_stored(stored: &Details) -> FormState {
    let c = &stored.contact;
    let assigned = c.assigned_to.map(|id| id.to_string()).unwrap_or_default();
    let mut pairs: Vec<(String, String)> = [
        ("version", c.version.to_string()),
        ("name", c.name.clone()),
        ("pronouns", c.pronouns.clone()),
        ("company", c.company.clone()),
        ("street", c.street.clone()),
        ("city", c.city.clone()),
        ("region", c.region.clone()),
        ("postal_code", c.postal_code.clone()),
        ("country", c.country.clone()),
        ("assigned_to", assigned),
        ("source", c.source.clone()),
        ("preferred_channel", c.preferred_channel.word().to_owned()),
        ("language", c.language.clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    for ContactEmail { label, email } in &stored.emails {
        add("email", email);
        add("email_label", label);
    }
    for ContactPhone { label, typed, .. } in &stored.phones {
        add("phone", typed);
        add("phone_label", label);
    }
    for tag in &stored.tags {
        add("tags", &tag.name);
    }
    for (field, value) in &stored.values {
        add(&field.input_name(), value);
    }
    FormState::filled(pairs)
}
