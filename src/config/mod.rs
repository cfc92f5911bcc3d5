//! What the installation is told from outside: flags, the environment and the
//! `.env` file. Read once at start; everything later receives the part it needs.

mod analytics;
mod backup;
mod installation;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use url::Url;

pub use analytics::{AnalyticsConfig, TrackerConfig, TrackerKind};
pub use backup::{BackupConfig, BackupKey};
pub use installation::{Installation, is_placeholder};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Development,
    Production,
}

#[derive(Debug, Clone)]
pub struct Config {
    pub mode: Mode,
    pub data: PathBuf,
    pub database_url: String,
    pub listen: SocketAddr,
    pub base_url: Url,
    pub secret: Option<String>,
    pub mail: MailConfig,
    pub trusted_proxies: usize,
    pub metrics_token: Option<String>,
    pub bcrypt_cost: u32,
    pub installation: Installation,
    pub analytics: AnalyticsConfig,
    pub ledger: LedgerPlace,
    pub backup: BackupConfig,
}

/// Where the erasure ledger is kept: beside the database, never in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerPlace {
    File(PathBuf),
    /// A second PostgreSQL database, for several nodes.
    Database(String),
}

impl LedgerPlace {
    pub fn of(place: &str) -> Self {
        match place.starts_with("postgres://") || place.starts_with("postgresql://") {
            true => Self::Database(place.to_owned()),
            false => Self::File(PathBuf::from(place)),
        }
    }
}

#[derive(Debug, Clone)]
pub struct MailConfig {
    pub from: String,
    pub transport: MailTransport,
}

#[derive(Debug, Clone)]
pub enum MailTransport {
    Smtp(String),
    Folder(PathBuf),
    Memory,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{name}: {reason}")]
    Invalid { name: &'static str, reason: String },
}

/// The values that a command line may set; each one wins over the environment.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    pub data: Option<PathBuf>,
    pub listen: Option<String>,
    pub database_url: Option<String>,
}

impl Config {
    /// Reads `lookup` (normally the environment). Refuses values that would make
    /// a production installation unsafe.
    pub fn read(overrides: Overrides, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| lookup(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let mode = match get("CLIENTSYNC_ENV").as_deref() {
            None | Some("development") => Mode::Development,
            Some("production") => Mode::Production,
            Some(other) => {
                return Err(invalid(
                    "CLIENTSYNC_ENV",
                    format!("\"{other}\" is neither development nor production"),
                ));
            }
        };
        let data = overrides
            .data
            .or_else(|| get("CLIENTSYNC_DATA").map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("./data"));
        let listen_text =
            overrides.listen.or_else(|| get("CLIENTSYNC_LISTEN")).unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen: SocketAddr = listen_text.parse().map_err(|_| {
            invalid("CLIENTSYNC_LISTEN", format!("\"{listen_text}\" is not an address like 127.0.0.1:8080"))
        })?;
        let base_url = read_base_url(mode, &listen, get("CLIENTSYNC_BASE_URL"))?;
        let config = Self {
            mode,
            database_url: overrides
                .database_url
                .or_else(|| get("DATABASE_URL"))
                .unwrap_or_else(|| format!("sqlite://{}", data.join("clientsync.sqlite").display())),
            mail: read_mail(mode, &data, &base_url, &get)?,
            secret: get("CLIENTSYNC_SECRET"),
            trusted_proxies: read_number("CLIENTSYNC_TRUSTED_PROXIES", &get)?,
            metrics_token: get("CLIENTSYNC_METRICS_TOKEN"),
            bcrypt_cost: 12,
            installation: Installation::read(mode, &get)?,
            analytics: AnalyticsConfig::read(&get)?,
            ledger: read_ledger(&data, &get),
            backup: BackupConfig::read(&get)?,
            data,
            listen,
            base_url,
        };
        config.refuse_weak_secret()?;
        config.refuse_ledger_inside()?;
        config.refuse_samples()?;
        Ok(config)
    }

    pub fn from_environment(overrides: Overrides) -> Result<Self, ConfigError> {
        Self::read(overrides, |name| std::env::var(name).ok())
    }

    pub fn is_production(&self) -> bool {
        self.mode == Mode::Production
    }

    pub fn mail_folder(&self) -> Option<&Path> {
        match &self.mail.transport {
            MailTransport::Folder(path) => Some(path),
            _ => None,
        }
    }

    /// What `.env.example` shows is nobody's address.
    fn refuse_samples(&self) -> Result<(), ConfigError> {
        let shown =
            [("CLIENTSYNC_BASE_URL", self.base_url.as_str()), ("CLIENTSYNC_MAIL_FROM", &self.mail.from)];
        let is_sample = |(_, value): &(&'static str, &str)| value.contains("clients.example.com");
        match shown.into_iter().find(is_sample) {
            Some((name, value)) if self.is_production() => {
                Err(invalid(name, format!("\"{value}\" is a placeholder")))
            }
            _ => Ok(()),
        }
    }

    /// A ledger in the database itself would be rolled back with it.
    fn refuse_ledger_inside(&self) -> Result<(), ConfigError> {
        if self.ledger == LedgerPlace::Database(self.database_url.clone()) {
            return Err(invalid("CLIENTSYNC_LEDGER", "must not be the database itself".into()));
        }
        Ok(())
    }

    fn refuse_weak_secret(&self) -> Result<(), ConfigError> {
        if self.secret.as_deref().is_some_and(|s| s.len() < 64) {
            return Err(invalid("CLIENTSYNC_SECRET", "needs at least 64 characters".into()));
        }
        if self.is_production() && self.secret.as_deref().is_some_and(is_default_key) {
            return Err(invalid(
                "CLIENTSYNC_SECRET",
                "is a default key; make one with openssl rand -hex 32".into(),
            ));
        }
        let shared_database = self.database_url.starts_with("postgres");
        if self.is_production() && shared_database && self.secret.is_none() {
            return Err(invalid(
                "CLIENTSYNC_SECRET",
                "must be set in production with PostgreSQL, so that every node shares it".into(),
            ));
        }
        Ok(())
    }
}

/// A key that somebody typed for trying out: a short piece over and over, or a word for it.
fn is_default_key(secret: &str) -> bool {
    let repeats =
        |piece: usize| secret.bytes().zip(secret.bytes().skip(piece)).all(|(one, next)| one == next);
    is_placeholder(secret) || (1..=secret.len() / 2).any(repeats)
}

fn read_ledger(data: &Path, get: &impl Fn(&str) -> Option<String>) -> LedgerPlace {
    match get("CLIENTSYNC_LEDGER") {
        None => LedgerPlace::File(data.join("erasure.ledger")),
        Some(place) => LedgerPlace::of(&place),
    }
}

fn read_base_url(mode: Mode, listen: &SocketAddr, value: Option<String>) -> Result<Url, ConfigError> {
    let name = "CLIENTSYNC_BASE_URL";
    let text = match (value, mode) {
        (Some(text), _) => text,
        (None, Mode::Development) => format!("http://{listen}"),
        (None, Mode::Production) => {
            return Err(invalid(
                name,
                "must be set in production, for example https://clients.example.com".into(),
            ));
        }
    };
    let url = Url::parse(&text).map_err(|_| invalid(name, format!("\"{text}\" is not a web address")))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid(name, "names no host".into()));
    }
    if mode == Mode::Production && url.scheme() != "https" {
        return Err(invalid(name, "must start with https:// in production".into()));
    }
    Ok(url)
}

fn read_mail(
    mode: Mode,
    data: &Path,
    base_url: &Url,
    get: &impl Fn(&str) -> Option<String>,
) -> Result<MailConfig, ConfigError> {
    let transport = match (get("SMTP_URL"), mode) {
        (Some(url), _) => MailTransport::Smtp(url),
        (None, Mode::Development) => MailTransport::Folder(data.join("mail")),
        (None, Mode::Production) => {
            return Err(invalid("SMTP_URL", "must be set in production: mail would reach nobody".into()));
        }
    };
    let from = match (get("CLIENTSYNC_MAIL_FROM"), mode) {
        (Some(from), _) => from,
        (None, Mode::Development) => {
            format!("ClientSync <no-reply@{}>", base_url.host_str().unwrap_or("localhost"))
        }
        (None, Mode::Production) => {
            return Err(invalid("CLIENTSYNC_MAIL_FROM", "must be set in production".into()));
        }
    };
    if from.parse::<lettre::message::Mailbox>().is_err() {
        return Err(invalid("CLIENTSYNC_MAIL_FROM", format!("\"{from}\" is not a mail address")));
    }
    Ok(MailConfig { from, transport })
}

fn read_number(name: &'static str, get: &impl Fn(&str) -> Option<String>) -> Result<usize, ConfigError> {
    match get(name) {
        None => Ok(0),
        Some(text) => text.parse().map_err(|_| invalid(name, format!("\"{text}\" is not a number"))),
    }
}

fn invalid(name: &'static str, reason: String) -> ConfigError {
    ConfigError::Invalid { name, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(Overrides::default(), |name| {
            pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn development_needs_nothing() {
        let config = read(&[]).unwrap();
        assert_eq!(config.base_url.as_str(), "http://127.0.0.1:8080/");
        assert!(config.database_url.starts_with("sqlite://"));
    }

    #[test]
    fn production_names_the_missing_value() {
        for (given, missing) in [
            (vec![("CLIENTSYNC_ENV", "production")], "CLIENTSYNC_BASE_URL"),
            (
                vec![("CLIENTSYNC_ENV", "production"), ("CLIENTSYNC_BASE_URL", "http://a.example")],
                "CLIENTSYNC_BASE_URL",
            ),
            (
                vec![("CLIENTSYNC_ENV", "production"), ("CLIENTSYNC_BASE_URL", "https://a.example")],
                "SMTP_URL",
            ),
        ] {
            let error = read(&given).unwrap_err().to_string();
            assert!(error.starts_with(missing), "{error}");
        }
    }

    const GOOD: &[(&str, &str)] = &[
        ("CLIENTSYNC_ENV", "production"),
        ("CLIENTSYNC_BASE_URL", "https://sync.salon.test"),
        ("SMTP_URL", "smtps://mail.salon.test"),
        ("CLIENTSYNC_MAIL_FROM", "no-reply@salon.test"),
        ("CLIENTSYNC_CONTROLLER", "Salon Software, Inc."),
        ("CLIENTSYNC_CONTROLLER_ADDRESS", "12 Dickson Street, Fayetteville, AR"),
        ("CLIENTSYNC_PRIVACY_EMAIL", "privacy@salon.test"),
        ("CLIENTSYNC_STORAGE_COUNTRY", "United States"),
        ("CLIENTSYNC_POLICY_EFFECTIVE", "2026-01-15"),
    ];

    #[test]
    fn production_refuses_blanks_and_placeholders() {
        assert!(read(GOOD).is_ok());
        for name in GOOD.iter().map(|(name, _)| *name).filter(|name| *name != "CLIENTSYNC_ENV") {
            for wrong in ["", "  ", "[email protected]", "TODO"] {
                let given: Vec<_> =
                    GOOD.iter().map(|(n, v)| if *n == name { (*n, wrong) } else { (*n, *v) }).collect();
                // What only a mail server can judge is not judged here.
                if name == "SMTP_URL" && !wrong.trim().is_empty() {
                    continue;
                }
                let error = read(&given).err().map(|e| e.to_string());
                assert!(error.as_deref().is_some_and(|e| e.starts_with(name)), "{name}={wrong}: {error:?}");
            }
        }
        let sample = [GOOD, &[("CLIENTSYNC_SECURITY_EMAIL", "nobody")]].concat();
        assert!(read(&sample).is_err());
    }

    #[test]
    fn a_default_key_is_refused_in_production() {
        let with = |secret: &'static str| read(&[GOOD, &[("CLIENTSYNC_SECRET", secret)]].concat());
        for default in [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "changeme-changeme-changeme-0123456789-changeme-changeme-changeme-x",
        ] {
            assert!(with(default).is_err(), "{default}");
        }
        assert!(with("9f2c1d7be0a4485f3a6d0c8e17b25944e3fa7c60d1b8925a4ef03d6c7b81a25f").is_ok());
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(read(&[("CLIENTSYNC_SECRET", "short")]).is_err());
    }
}
