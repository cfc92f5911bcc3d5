//! What a contact is, stored and to be stored. Pure. Nothing here derives `Debug`
//! that would print a person's data.

use diesel::Queryable;

use super::custom::CustomField;
use crate::clock::Instant;
use crate::text::email::Email;
use crate::text::phone::{self, Phone};
use crate::text_enum;

text_enum! {
    /// How a client likes to be reached.
    pub enum PreferredChannel {
        None = "none",
        Email = "email",
        Phone = "phone",
        Sms = "sms",
    }
}

impl PreferredChannel {
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "No preference",
            Self::Email => "E-mail",
            Self::Phone => "Phone call",
            Self::Sms => "Text message",
        }
    }
}

/// The languages a client can be noted to speak: (tag, name in English).
pub const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("zh", "Chinese"),
    ("cs", "Czech"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("el", "Greek"),
    ("ht", "Haitian Creole"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("fa", "Persian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("es", "Spanish"),
    ("sv", "Swedish"),
    ("tl", "Tagalog"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
];

/// The name of a language; a tag that is not listed is its own name.
pub fn language_name(tag: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name)
}

/// A row of `contacts`, in the order of its columns.
#[derive(Clone, Queryable)]
pub struct Contact {
    pub id: i64,
    pub workspace_id: i64,
    pub subject_key: String,
    pub name: String,
    pub name_key: String,
    pub pronouns: String,
    pub company: String,
    pub company_key: String,
    /// The first address, for lists; empty when there is none or the role may not see it.
    pub email: String,
    /// The first number, likewise.
    pub phone: String,
    pub street: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub assigned_to: Option<i64>,
    pub source: String,
    pub preferred_channel: PreferredChannel,
    pub language: String,
    pub version: i32,
    pub created_by: Option<i64>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub last_seen_at: Instant,
    pub archived_at: Option<Instant>,
    pub deleted_at: Option<Instant>,
    /// May be kept but not used (GDPR Art. 18).
    pub restricted_at: Option<Instant>,
    pub restricted_why: String,
    /// The person says that something here is wrong; nobody has decided yet.
    pub disputed_at: Option<Instant>,
    /// The last note, follow-up or decision to keep.
    pub active_at: Option<Instant>,
}

/// A row of `contact_emails` as shown.
#[derive(Clone, PartialEq, Eq, Queryable)]
pub struct ContactEmail {
    pub label: String,
    pub email: String,
}

/// A row of `contact_phones` as shown.
#[derive(Clone, PartialEq, Eq, Queryable)]
pub struct ContactPhone {
    pub label: String,
    pub typed: String,
    pub e164: Option<String>,
    pub digits: String,
}

impl ContactPhone {
    /// As people of any country can read and dial it.
    pub fn pretty(&self) -> String {
        phone::pretty(&self.to_phone())
    }

    pub fn to_phone(&self) -> Phone {
        Phone { typed: self.typed.clone(), e164: self.e164.clone(), digits: self.digits.clone() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Tag {
    pub id: i64,
    pub name: String,
    pub colour: i32,
}

/// What a contact's page and its form show. Channels that the role may not see are empty.
#[derive(Clone)]
pub struct Details {
    pub contact: Contact,
    pub emails: Vec<ContactEmail>,
    pub phones: Vec<ContactPhone>,
    pub tags: Vec<Tag>,
    /// Every field in use, in order, with this contact's value or "".
    pub values: Vec<(CustomField, String)>,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    pub street: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
}

#[derive(Clone)]
pub struct NewEmail {
    pub label: String,
    pub email: Email,
}

#[derive(Clone)]
pub struct NewPhone {
    pub label: String,
    pub phone: Phone,
}

/// A contact as it is to be stored, all values checked.
#[derive(Clone)]
pub struct NewContact {
    pub name: String,
    pub pronouns: String,
    pub company: String,
    pub emails: Vec<NewEmail>,
    pub phones: Vec<NewPhone>,
    pub address: Address,
    pub assigned_to: Option<i64>,
    pub source: String,
    pub preferred_channel: PreferredChannel,
    pub language: String,
    /// Names; those that are no tag yet become one.
    pub tags: Vec<String>,
    /// Custom fields with their value; "" clears one, a field that is not here is left alone.
    pub values: Vec<(CustomField, String)>,
}

impl NewContact {
    /// A contact of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            pronouns: String::new(),
            company: String::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            address: Address::default(),
            assigned_to: None,
            source: String::new(),
            preferred_channel: PreferredChannel::None,
            language: String::new(),
            tags: Vec::new(),
            values: Vec::new(),
        }
    }
}

/// The country that a number without a country code belongs to, by where the business is.
pub fn home_country(timezone: &str, locale: &str) -> Option<&'static str> {
    const BY_ZONE: &[(&str, &str)] = &[
        ("America/Anchorage", "US"),
        ("America/Boise", "US"),
        ("America/Chicago", "US"),
        ("America/Denver", "US"),
        ("America/Detroit", "US"),
        ("America/Los_Angeles", "US"),
        ("America/New_York", "US"),
        ("America/Phoenix", "US"),
        ("Pacific/Honolulu", "US"),
        ("America/Edmonton", "CA"),
        ("America/Halifax", "CA"),
        ("America/Montreal", "CA"),
        ("America/Regina", "CA"),
        ("America/Toronto", "CA"),
        ("America/Vancouver", "CA"),
        ("America/Winnipeg", "CA"),
        ("America/Mexico_City", "MX"),
        ("America/Sao_Paulo", "BR"),
        ("Europe/Amsterdam", "NL"),
        ("Europe/Athens", "GR"),
        ("Europe/Berlin", "DE"),
        ("Europe/Brussels", "BE"),
        ("Europe/Copenhagen", "DK"),
        ("Europe/Dublin", "IE"),
        ("Europe/Helsinki", "FI"),
        ("Europe/Lisbon", "PT"),
        ("Europe/London", "GB"),
        ("Europe/Luxembourg", "LU"),
        ("Europe/Madrid", "ES"),
        ("Europe/Oslo", "NO"),
        ("Europe/Paris", "FR"),
        ("Europe/Prague", "CZ"),
        ("Europe/Rome", "IT"),
        ("Europe/Stockholm", "SE"),
        ("Europe/Vienna", "AT"),
        ("Europe/Warsaw", "PL"),
        ("Europe/Zurich", "CH"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Seoul", "KR"),
        ("Asia/Singapore", "SG"),
        ("Asia/Tokyo", "JP"),
        ("Australia/Brisbane", "AU"),
        ("Australia/Melbourne", "AU"),
        ("Australia/Perth", "AU"),
        ("Australia/Sydney", "AU"),
        ("Pacific/Auckland", "NZ"),
    ];
    const BY_LOCALE: &[(&str, &str)] = &[
        ("en-US", "US"),
        ("en-GB", "GB"),
        ("en-CA", "CA"),
        ("de-DE", "DE"),
        ("es-ES", "ES"),
        ("es-US", "US"),
        ("fr-FR", "FR"),
        ("it-IT", "IT"),
        ("nl-NL", "NL"),
    ];
    let find = |list: &'static [(&str, &str)], key: &str| list.iter().find(|(k, _)| *k == key);
    find(BY_ZONE, timezone).or_else(|| find(BY_LOCALE, locale)).map(|(_, country)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_tells_the_country_before_the_locale_does() {
        assert_eq!(home_country("Europe/Berlin", "en-US"), Some("DE"));
        assert_eq!(home_country("Asia/Kathmandu", "en-GB"), Some("GB"));
        assert_eq!(home_country("Asia/Kathmandu", "xx"), None);
    }
}
