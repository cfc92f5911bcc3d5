//! Everything the documents are drawn from. A test draws them from a fixed one.

use time::Date;

use super::queries;
use crate::config::{Config, Installation, MailTransport, TrackerConfig};
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::inventory::Column;
use crate::services::Services;
use crate::web::cookies::{self, CookieRow};

#[derive(Debug, Clone)]
pub struct Source {
    pub installation: Installation,
    /// The host whose pages the policy covers.
    pub host: String,
    /// Whether mail leaves this machine.
    pub sends_mail: bool,
    /// Whether a file that knows places is in use.
    pub knows_places: bool,
    pub tracker: Option<TrackerConfig>,
    pub cookies: Vec<CookieRow>,
    pub inventory: Vec<Column>,
    pub processors: Vec<ProcessorLine>,
}

/// What the documents say of a processor.
#[derive(Debug, Clone)]
pub struct ProcessorLine {
    pub name: String,
    pub purpose: String,
    pub data: String,
    pub countries: String,
    pub safeguard: String,
    pub from: Option<Date>,
    pub required: bool,
}

impl Source {
    pub fn read(services: &Services, db: &mut Unscoped) -> AppResult<Self> {
        let processors = queries::processors(db)?;
        Ok(Self::of(&services.config, services.inventory.clone(), processors))
    }

    pub fn of(config: &Config, inventory: Vec<Column>, processors: Vec<ProcessorLine>) -> Self {
        Self {
            installation: config.installation.clone(),
            host: config.base_url.host_str().unwrap_or_default().to_owned(),
            sends_mail: matches!(config.mail.transport, MailTransport::Smtp(_)),
            knows_places: config.analytics.geo_file.is_some(),
            tracker: config.analytics.tracker.clone(),
            cookies: cookies::REGISTER.to_vec(),
            inventory,
            processors,
        }
    }
}
