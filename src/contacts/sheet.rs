//! A contact as lines of text, one a field: what the history compares, and what two
//! people who edited at once are shown side by side. Pure.

use super::model::{Address, Details, NewContact, PreferredChannel, language_name};
use crate::db::Reach;
use crate::text::phone;

/// A field of the history. Its word is stored, its label shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Name,
    Pronouns,
    Company,
    Emails,
    Phones,
    Address,
    AssignedTo,
    Source,
    Channel,
    Language,
    Tags,
    Custom(i64),
}

const FIXED: &[(Key, &str, &str)] = &[
    (Key::Name, "name", "Name"),
    (Key::Pronouns, "pronouns", "Pronouns"),
    (Key::Company, "company", "Company"),
    (Key::Emails, "email", "E-mail"),
    (Key::Phones, "phone", "Phone"),
    (Key::Address, "address", "Address"),
    (Key::AssignedTo, "assigned_to", "Assigned to"),
    (Key::Source, "source", "Source"),
    (Key::Channel, "preferred_channel", "Preferred channel"),
    (Key::Language, "language", "Language"),
    (Key::Tags, "tags", "Tags"),
];

impl Key {
    pub fn word(self) -> String {
        match self {
            Self::Custom(id) => format!("cf_{id}"),
            fixed => find(|key| key == fixed).map_or_else(String::new, |(_, word, _)| word.to_owned()),
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(id) = word.strip_prefix("cf_") {
            return id.parse().ok().map(Self::Custom);
        }
        FIXED.iter().find(|(_, known, _)| *known == word).map(|(key, ..)| *key)
    }

    /// `None` for a custom field, whose label the business gave.
    pub fn label(self) -> Option<&'static str> {
        find(|key| key == self).map(|(_, _, label)| label)
    }

    /// Whether the business hides this field from the member's role.
    pub fn hidden_from(self, reach: &Reach) -> bool {
        match self {
            Self::Emails => !reach.sees_email,
            Self::Phones => !reach.sees_phone,
            _ => false,
        }
    }
}

fn find(wanted: impl Fn(Key) -> bool) -> Option<(Key, &'static str, &'static str)> {
    FIXED.iter().find(|(key, ..)| wanted(*key)).copied()
}

pub struct Line {
    pub key: Key,
    pub text: String,
}

/// The lines of what is stored. A member is a number here: names are looked up when shown.
pub fn stored(details: &Details) -> Vec<Line> {
    let contact = &details.contact;
    let address = address(&Address::of(contact));
    let emails = details.emails.iter().map(|e| labelled(&e.email, &e.label));
    let phones = details.phones.iter().map(|p| labelled(&p.pretty(), &p.label));
    let fixed = [
        (Key::Name, contact.name.clone()),
        (Key::Pronouns, contact.pronouns.clone()),
        (Key::Company, contact.company.clone()),
        (Key::Emails, join(emails)),
        (Key::Phones, join(phones)),
        (Key::Address, address),
        (Key::AssignedTo, member(contact.assigned_to)),
        (Key::Source, contact.source.clone()),
        (Key::Channel, channel(contact.preferred_channel)),
        (Key::Language, language_name(&contact.language).to_owned()),
        (Key::Tags, tags(details.tags.iter().map(|t| t.name.as_str()))),
    ];
    let custom =
        details.values.iter().map(|(field, value)| (Key::Custom(field.id), field.shown(value).to_owned()));
    fixed.into_iter().chain(custom).map(|(key, text)| Line { key, text }).collect()
}

/// The lines of what is to be stored, in the same order.
pub fn wanted(new: &NewContact) -> Vec<Line> {
    let emails = new.emails.iter().map(|e| labelled(e.email.as_str(), &e.label));
    let phones = new.phones.iter().map(|p| labelled(&phone::pretty(&p.phone), &p.label));
    let fixed = [
        (Key::Name, new.name.clone()),
        (Key::Pronouns, new.pronouns.clone()),
        (Key::Company, new.company.clone()),
        (Key::Emails, join(emails)),
        (Key::Phones, join(phones)),
        (Key::Address, address(&new.address)),
        (Key::AssignedTo, member(new.assigned_to)),
        (Key::Source, new.source.clone()),
        (Key::Channel, channel(new.preferred_channel)),
        (Key::Language, language_name(&new.language).to_owned()),
        (Key::Tags, tags(new.tags.iter().map(String::as_str))),
    ];
    let custom =
        new.values.iter().map(|(field, value)| (Key::Custom(field.id), field.shown(value).to_owned()));
    fixed.into_iter().chain(custom).map(|(key, text)| Line { key, text }).collect()
}

pub struct Difference {
    pub key: Key,
    pub old: String,
    pub new: String,
}

/// What `after` changes. A field that `after` does not have is left alone, so no difference.
pub fn differences(before: &[Line], after: &[Line]) -> Vec<Difference> {
    let old = |key| before.iter().find(|line| line.key == key).map_or("", |line| line.text.as_str());
    after
        .iter()
        .filter(|line| old(line.key) != line.text)
        .map(|line| Difference { key: line.key, old: old(line.key).to_owned(), new: line.text.clone() })
        .collect()
}

fn labelled(value: &str, label: &str) -> String {
    if label.is_empty() { value.to_owned() } else { format!("{value} ({label})") }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// The line of who a contact is assigned to.
pub fn member(id: Option<i64>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// No preference is no text, so that it reads as nothing chosen.
fn channel(preferred: PreferredChannel) -> String {
    match preferred {
        PreferredChannel::None => String::new(),
        chosen => chosen.label().to_owned(),
    }
}

/// The line of a contact’s tags.
pub fn tags<'t>(names: impl Iterator<Item = &'t str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.join(", ")
}

/// On one line, without what is empty.
pub fn address(address: &Address) -> String {
    let city = format!("{} {}", address.postal_code, address.city);
    let parts = [&address.street, city.trim(), &address.region, &address.country];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl Address {
    pub fn of(contact: &super::model::Contact) -> Self {
        Self {
            street: contact.street.clone(),
            city: contact.city.clone(),
            region: contact.region.clone(),
            postal_code: contact.postal_code.clone(),
            country: contact.country.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_by_its_word() {
        for (key, ..) in FIXED {
            assert_eq!(Key::from_word(&key.word()), Some(*key));
        }
        assert_eq!(Key::from_word(&Key::Custom(7).word()), Some(Key::Custom(7)));
        assert_eq!(Key::from_word("nonsense"), None);
    }

    #[test]
    fn only_what_changed_is_a_difference() {
        let old = wanted(&NewContact::named("Mia"));
        let new = wanted(&NewContact { company: "Lund".into(), ..NewContact::named("Mia") });
        let found = differences(&old, &new);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].key, found[0].old.as_str(), found[0].new.as_str()), (Key::Company, "", "Lund"));
    }
}
