//! Everything the documents are drawn from. A test draws them from a fixed one.

use time::Date;

use crate::config::{Config, Installation, TrackerConfig};
use crate::db::Unscoped;
use crate::egress;
use crate::error::AppResult;
use crate::inventory::Column;
use crate::processors::queries::{self, Processor};
use crate::services::Services;
use crate::web::cookies::{self, CookieRow};

#[derive(Debug, Clone)]
pub struct Source {
    pub installation: Installation,
    /// The host whose pages the policy covers.
    pub host: String,
    /// Whether another company carries the mail.
    pub mail_by_others: bool,
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
        let processors = queries::public(db)?.into_iter().map(ProcessorLine::of).collect();
        let mail_by_others = egress::foreign_mail_host(&services.mailer).is_some();
        Ok(Self::of(&services.config, mail_by_others, services.inventory.clone(), processors))
    }

    pub fn of(
        config: &Config,
        mail_by_others: bool,
        inventory: Vec<Column>,
        processors: Vec<ProcessorLine>,
    ) -> Self {
        Self {
            installation: config.installation.clone(),
            host: config.base_url.host_str().unwrap_or_default().to_owned(),
            mail_by_others,
            knows_places: config.analytics.geo_file.is_some(),
            tracker: config.analytics.tracker.clone(),
            cookies: cookies::REGISTER.to_vec(),
            inventory,
            processors,
        }
    }
}

impl ProcessorLine {
    fn of(processor: Processor) -> Self {
        let Processor { promised, terms, effective_on, .. } = processor;
        Self {
            name: promised.name,
            purpose: promised.purpose,
            data: promised.data,
            countries: promised.countries,
            safeguard: terms.safeguard,
            from: effective_on,
            required: promised.required,
        }
    }
}
