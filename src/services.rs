//! What handlers and jobs are given: the database, the clock, the mailer and the
//! configuration. Built once by `app`, passed down, never global.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc::Receiver;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::hits::{Event, Hits};
use crate::inventory::Column;
use crate::ledger::Ledger;
use crate::mail::Mailer;
use crate::places::Places;
use crate::secrets::Secrets;
use crate::standing::Standing;

#[derive(Clone)]
pub struct Services(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
    pub secrets: Secrets,
    pub standing: Standing,
    /// How often `egress` refused to send something since the start.
    pub refusals: AtomicU64,
    pub places: Places,
    /// What must stay true of people whatever becomes of the database.
    pub ledger: Ledger,
    pub hits: Hits,
    /// The other end of `hits`, until the collector takes it.
    pub events: Mutex<Option<Receiver<Event>>>,
    /// Every column of the database, classified by its feature.
    pub inventory: Vec<Column>,
}

impl Services {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// An absolute address on this installation, for mails.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.base_url.as_str().trim_end_matches('/'))
    }
}

impl std::ops::Deref for Services {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
