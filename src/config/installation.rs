//! Who runs the installation and what its public pages say about that: the values
//! that no code can know. Production refuses to start with a blank or a placeholder.

use time::Date;
use time::macros::format_description;

use super::{ConfigError, Mode, invalid};

/// GDPR Art. 13(1)(a): who decides, and how that person is reached.
#[derive(Debug, Clone)]
pub struct Installation {
    /// The controller's legal name.
    pub controller: String,
    /// Its postal address, on one line.
    pub address: String,
    /// Where privacy requests go.
    pub privacy_email: String,
    /// Where a weakness is reported (RFC 9116).
    pub security_email: String,
    /// The country where the data is stored, for example "United States".
    pub storage_country: String,
    /// When the first version of the policies takes effect; later ones carry their own date.
    pub policy_effective: Option<Date>,
    /// Days between the announcement of a material change and its effect.
    pub notice_days: u16,
    /// Days after which a backup is destroyed.
    pub backup_days: u16,
    /// Days for which a business that closes can still export its data.
    pub closing_days: u16,
}

impl Installation {
    pub(super) fn read(mode: Mode, get: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let text = |name, for_development: &str| required(mode, name, get, for_development);
        let privacy_email = text("CLIENTSYNC_PRIVACY_EMAIL", "privacy@example.com")?;
        let security_email = get("CLIENTSYNC_SECURITY_EMAIL").unwrap_or_else(|| privacy_email.clone());
        refuse_no_address("CLIENTSYNC_PRIVACY_EMAIL", &privacy_email)?;
        refuse_no_address("CLIENTSYNC_SECURITY_EMAIL", &security_email)?;
        Ok(Self {
            controller: text("CLIENTSYNC_CONTROLLER", "ClientSync")?,
            address: text("CLIENTSYNC_CONTROLLER_ADDRESS", "Fayetteville, AR")?,
            security_email,
            privacy_email,
            storage_country: text("CLIENTSYNC_STORAGE_COUNTRY", "United States")?,
            policy_effective: read_effective(mode, get)?,
            notice_days: read_days("CLIENTSYNC_NOTICE_DAYS", 30, get)?,
            backup_days: read_days("CLIENTSYNC_BACKUP_DAYS", 35, get)?,
            closing_days: read_days("CLIENTSYNC_CLOSING_DAYS", 30, get)?,
        })
    }

    /// What a development installation says.
    pub fn for_development() -> Self {
        Self {
            controller: "ClientSync".into(),
            address: "Fayetteville, AR".into(),
            privacy_email: "privacy@example.com".into(),
            security_email: "privacy@example.com".into(),
            storage_country: "United States".into(),
            policy_effective: None,
            notice_days: 30,
            backup_days: 35,
            closing_days: 30,
        }
    }
}

fn required(
    mode: Mode,
    name: &'static str,
    get: &impl Fn(&str) -> Option<String>,
    for_development: &str,
) -> Result<String, ConfigError> {
    match (get(name), mode) {
        (None, Mode::Development) => Ok(for_development.to_owned()),
        (None, Mode::Production) => {
            Err(invalid(name, "must be set in production: the public pages name it".into()))
        }
        (Some(value), Mode::Production) if is_placeholder(&value) => {
            Err(invalid(name, format!("\"{value}\" is a placeholder")))
        }
        (Some(value), _) => Ok(value),
    }
}

/// Texts that stand for one that was never filled in: blanks, what `.env.example` shows, and
/// `[email protected]`, which some hosts put in an address's place.
pub fn is_placeholder(value: &str) -> bool {
    const MARKS: [&str; 9] =
        ["[email", "todo", "changeme", "change me", "change-me", "placeholder", "your-", "<", "•"];
    const SAMPLES: [&str; 4] =
        ["clients.example.com", "privacy@example.com", "security@example.com", "Example Company, Inc."];
    let lower = value.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty()
        || bare == "xxx"
        || MARKS.iter().any(|mark| lower.contains(mark))
        || SAMPLES.iter().any(|sample| value.contains(sample))
}

fn refuse_no_address(name: &'static str, value: &str) -> Result<(), ConfigError> {
    match value.parse::<lettre::Address>() {
        Ok(_) => Ok(()),
        Err(_) => Err(invalid(name, format!("\"{value}\" is not an e-mail address"))),
    }
}

fn read_effective(mode: Mode, get: &impl Fn(&str) -> Option<String>) -> Result<Option<Date>, ConfigError> {
    let name = "CLIENTSYNC_POLICY_EFFECTIVE";
    match (get(name), mode) {
        (Some(text), _) => Date::parse(&text, format_description!("[year]-[month]-[day]"))
            .map(Some)
            .map_err(|_| invalid(name, format!("\"{text}\" is not a date like 2026-01-31"))),
        (None, Mode::Development) => Ok(None),
        (None, Mode::Production) => {
            Err(invalid(name, "must be set in production: the day the policies take effect".into()))
        }
    }
}

fn read_days(
    name: &'static str,
    otherwise: u16,
    get: &impl Fn(&str) -> Option<String>,
) -> Result<u16, ConfigError> {
    match get(name) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .ok()
            .filter(|days| (1..=365).contains(days))
            .ok_or_else(|| invalid(name, format!("\"{text}\" is not a number of days from 1 to 365"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for placeholder in
            ["", " • ", "[email protected]", "TODO", "ChangeMe", "<your name>", "https://clients.example.com"]
        {
            assert!(is_placeholder(placeholder), "{placeholder}");
        }
        for value in [
            "Salon Software, Inc.",
            "12 Dickson Street, Fayetteville, AR",
            "privacy@salon.test",
            "https://sync.salon.test",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
