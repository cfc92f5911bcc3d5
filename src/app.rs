//! Puts the house together: every feature's routes, jobs and classified columns,
//! and the server around them. The only place that knows all features.

mod collector;

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use tokio::sync::watch;

use crate::account::password::Hasher;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, OpenError, Unscoped, migrate};
use crate::erasure::OtherLedger;
use crate::error::{AppError, AppResult};
use crate::hits::Hits;
use crate::inventory::{self, Column};
use crate::jobs::{Registry, Worker};
use crate::ledger::{Ledger, LedgerError};
use crate::mail::Mailer;
use crate::places::Places;
use crate::secrets::Secrets;
use crate::services::{Parts, Services};
use crate::standing::Standing;
use crate::text::phone;
use crate::vault::OtherSecret;
use crate::web::metrics::Metrics;
use crate::web::rate_limit::RateLimits;
use crate::web::routes::Routes;
use crate::web::{assets, frame, origin, session};
use crate::{
    account, activity, analytics, api, bookings, bundles, consent, contacts, duplicates, egress, erasure,
    faults, follow_ups, holds, imports, jobs, leaving, notes, notices, operator, outbox, privacy, processors,
    requests, signup, staff, timeline, vault, webhooks, workspace,
};

pub use collector::collect_now;

/// The largest form or upload that is read.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Counts that wait for the collector; more are lost.
const EVENTS_WAITING: usize = 8192;
/// A change made on another node is known here within this long.
const REFRESH_STANDING: std::time::Duration = std::time::Duration::from_secs(10);
const SWEEP_LIMITS: std::time::Duration = std::time::Duration::from_secs(10 * 60);

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the data folder {path} can't be used: {source}")]
    Data { path: String, source: std::io::Error },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    OtherLedger(#[from] OtherLedger),
    #[error(transparent)]
    OtherSecret(#[from] OtherSecret),
    #[error("columns without a line in the inventory:\n{0}")]
    Unclassified(String),
    #[error("the register of processors contradicts the configuration:\n{0}")]
    Contradiction(String),
    #[error("{address} can't be listened on: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("{0}")]
    Other(String),
}

pub fn routes() -> Routes {
    Routes::default()
        .merge(consent::routes())
        .merge(analytics::routes())
        .merge(faults::routes())
        .merge(account::routes())
        .merge(workspace::routes())
        .merge(staff::routes())
        .merge(notices::routes())
        .merge(processors::routes())
        .merge(signup::routes())
        .merge(activity::routes())
        .merge(imports::routes())
        .merge(duplicates::routes())
        .merge(contacts::routes())
        .merge(notes::routes())
        .merge(follow_ups::routes())
        .merge(bookings::routes())
        .merge(leaving::routes())
        .merge(timeline::routes())
        .merge(webhooks::routes())
        .merge(api::routes())
        .merge(privacy::routes())
        .merge(operator::routes())
}

pub fn registry() -> Registry {
    let registry = Registry::default();
    let registry = account::jobs(registry);
    let registry = staff::jobs(registry);
    let registry = notices::jobs(registry);
    let registry = processors::jobs(registry);
    let registry = outbox::jobs(registry);
    let registry = contacts::jobs(registry);
    let registry = bookings::jobs(registry);
    let registry = imports::jobs(registry);
    let registry = webhooks::jobs(registry);
    // Before the checks of `/proof`, which look at what it did.
    let registry = vault::jobs(registry);
    privacy::jobs(registry)
}

/// Every column of the database, classified.
pub fn inventory() -> Vec<Column> {
    let features: [&[Column]; 25] = [
        jobs::INVENTORY,
        account::INVENTORY,
        workspace::INVENTORY,
        staff::INVENTORY,
        activity::INVENTORY,
        outbox::INVENTORY,
        holds::INVENTORY,
        requests::INVENTORY,
        bundles::INVENTORY,
        erasure::INVENTORY,
        vault::INVENTORY,
        contacts::INVENTORY,
        notes::INVENTORY,
        follow_ups::INVENTORY,
        bookings::INVENTORY,
        imports::INVENTORY,
        duplicates::INVENTORY,
        webhooks::INVENTORY,
        api::INVENTORY,
        consent::INVENTORY,
        analytics::INVENTORY,
        faults::INVENTORY,
        notices::INVENTORY,
        processors::INVENTORY,
        privacy::INVENTORY,
    ];
    features.concat()
}

/// Opens everything an installation has: folder, database, migrations, inventory gate, mail.
pub fn open(config: Config, clock: Clock) -> Result<Services, StartError> {
    let data = |source| StartError::Data { path: config.data.display().to_string(), source };
    std::fs::create_dir_all(&config.data).map_err(data)?;
    let secrets = Secrets::load(&config).map_err(data)?;
    let ledger = Ledger::open(&config.ledger)?;
    let db = Db::open(&config.database_url)?;
    let ran = migrate::run(db.engine())?;
    if !ran.is_empty() {
        tracing::info!(count = ran.len(), "migrated");
    }
    refuse_unclassified(&db)?;
    refuse_contradiction(&db, &config)?;
    let services = assemble(config, clock, db, secrets, ledger)?;
    erasure::refuse_other_ledger(&services)?;
    vault::refuse_other_secret(&services)?;
    services.ledger.prepare().map_err(|e| StartError::Other(e.to_string()))?;
    erasure::catch_up(&services).map_err(|e| StartError::Other(e.to_string()))?;
    privacy::policy::publish_changes(&services).map_err(|e| StartError::Other(e.to_string()))?;
    let today = services.clock.now().date();
    if let Some(says) = egress::waits(&services.mailer, &services.standing.facts(), today) {
        tracing::warn!("{says}");
    }
    Ok(services)
}

/// Opens an installation for a command while its server may be running: no
/// migration, and SQLite's one-process rule is left to the server.
pub fn open_beside(config: Config, clock: Clock) -> Result<Services, StartError> {
    let data = |source| StartError::Data { path: config.data.display().to_string(), source };
    let secrets = Secrets::load(&config).map_err(data)?;
    let ledger = Ledger::open(&config.ledger)?;
    let db = Db::open_beside(&config.database_url)?;
    assemble(config, clock, db, secrets, ledger)
}

fn assemble(
    config: Config,
    clock: Clock,
    db: Db,
    secrets: Secrets,
    ledger: Ledger,
) -> Result<Services, StartError> {
    let mailer = Mailer::new(&config.mail).map_err(|e| StartError::Other(e.to_string()))?;
    let places = Places::open(config.analytics.geo_file.as_deref());
    let places = places.map_err(|e| StartError::Other(e.to_string()))?;
    let (hits, events) = Hits::channel(EVENTS_WAITING);
    let services = Services::new(Parts {
        config,
        db,
        clock,
        mailer,
        secrets,
        standing: Standing::default(),
        refusals: AtomicU64::new(0),
        places,
        ledger,
        hits,
        events: Mutex::new(Some(events)),
        inventory: inventory(),
    });
    refresh_standing(&services).map_err(|e| StartError::Other(e.to_string()))?;
    Ok(services)
}

/// Reads again what every page must know without asking the database.
pub fn refresh_standing(services: &Services) -> AppResult<()> {
    let now = services.clock.now();
    let (notices, processors) = services.db.read_now(|conn| {
        let db = &mut Unscoped::new(conn, now);
        Ok((notices::in_force(db)?, processors::registered(db)?))
    })?;
    services.standing.change(|facts| {
        facts.notices = notices;
        facts.processors = processors;
    });
    privacy::policy::refresh_agreements(services)
}

/// Takes over what another node has changed, and what it promised to the ledger and could
/// not carry out.
async fn keep_standing(services: Services) {
    loop {
        tokio::time::sleep(REFRESH_STANDING).await;
        let again = services.clone();
        let both = move || (refresh_standing(&again), erasure::catch_up(&again));
        let Ok((standing, caught_up)) = tokio::task::spawn_blocking(both).await else { continue };
        if let Err(error) = standing {
            tracing::error!(%error, "what every page must know can't be read again");
        }
        if let Err(error) = caught_up {
            tracing::error!(%error, "the database can't follow the erasure ledger");
        }
    }
}

/// The inventory gate: a column without a purpose and an end keeps the program from starting.
pub fn refuse_unclassified(db: &Db) -> Result<(), StartError> {
    let problems = db
        .read_now(|conn| inventory::check(conn, &inventory()))
        .map_err(|e| StartError::Other(e.to_string()))?;
    if problems.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = problems.iter().map(|p| format!("  {p}")).collect();
    Err(StartError::Unclassified(lines.join("\n")))
}

/// The public pages name one country where data is stored; a processor that stores it
/// elsewhere would make them wrong.
pub fn refuse_contradiction(db: &Db, config: &Config) -> Result<(), StartError> {
    let home = &config.installation.storage_country;
    let now = Clock::default().now();
    let found = db
        .read_now(|conn| processors::contradictions(&mut Unscoped::new(conn, now), home))
        .map_err(|e| StartError::Other(e.to_string()))?;
    if found.is_empty() { Ok(()) } else { Err(StartError::Contradiction(found.join("\n"))) }
}

pub struct ServerOptions {
    pub workers: usize,
    pub hash_threads: usize,
    /// Tries per minute and address for sign-in and the like.
    pub rate_per_minute: NonZeroU32,
}

impl Default for ServerOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            workers: cores,
            // A storm of sign-ins leaves a core for pages.
            hash_threads: cores.saturating_sub(1).max(1),
            rate_per_minute: NonZeroU32::new(20).unwrap_or(NonZeroU32::MIN),
        }
    }
}

pub struct Running {
    pub address: SocketAddr,
    pub server: actix_web::dev::Server,
    pub handle: ServerHandle,
}

/// Binds and builds the server; it answers once `server` is awaited.
pub fn serve(services: &Services, options: &ServerOptions) -> Result<Running, StartError> {
    let listen = services.config.listen;
    let failed = |source| StartError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let hasher = Hasher::new(services.config.bcrypt_cost, options.hash_threads)
        .map_err(|e| StartError::Other(e.to_string()))?;
    let services_data = web::Data::new(services.clone());
    let hasher = web::Data::new(hasher);
    let metrics = web::Data::new(Metrics::new());
    let limits = web::Data::new(RateLimits::new(options.rate_per_minute));
    actix_web::rt::spawn(forget_quiet_addresses(limits.clone()));
    let route_rows = web::Data::new(routes().rows());
    let services = services.clone();
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(services_data.clone())
            .app_data(hasher.clone())
            .app_data(metrics.clone())
            .app_data(limits.clone())
            .app_data(route_rows.clone())
            .app_data(web::PayloadConfig::new(MAX_BODY))
            .app_data(web::PathConfig::default().error_handler(|_, _| AppError::NotFound.into()))
            .app_data(web::QueryConfig::default().error_handler(|_, _| {
                AppError::BadRequest("The address has a part that can’t be read.").into()
            }))
            .wrap(Compress::default())
            .wrap(from_fn(frame::frame))
            .configure(assets::mount)
            .service(
                web::scope("")
                    .wrap(from_fn(consent::signal::take_over))
                    .wrap(from_fn(session::load_viewer))
                    .wrap(session::middleware(&services))
                    .wrap(from_fn(origin::check))
                    .configure(|config| routes().mount(config))
                    .default_service(web::to(nothing_here)),
            )
    })
    .workers(options.workers)
    .worker_max_blocking_threads(32)
    .shutdown_timeout(20)
    .disable_signals()
    .listen(listener)
    .map_err(failed)?
    .run();
    Ok(Running { address, handle: server.handle(), server })
}

/// Without it the limits would remember every address until the next restart.
async fn forget_quiet_addresses(limits: web::Data<RateLimits>) {
    let mut tick = tokio::time::interval(SWEEP_LIMITS);
    loop {
        tick.tick().await;
        limits.sweep();
    }
}

async fn nothing_here() -> AppResult<HttpResponse> {
    Err(AppError::NotFound)
}

pub fn worker(services: &Services) -> Worker {
    Worker::new(services.clone(), registry())
}

/// Serves until the process is told to stop: then accepts nothing new, finishes
/// requests and the running job, and returns. `ready` learns the address once it is bound.
pub async fn run(
    services: Services,
    options: ServerOptions,
    with_worker: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), StartError> {
    let mut signals = StopSignals::listen()?;
    let running = serve(&services, &options)?;
    ready(running.address);
    tokio::task::spawn_blocking(prepare);
    tokio::spawn(keep_standing(services.clone()));
    let (stop, stopped) = watch::channel(false);
    let worker = with_worker.then(|| {
        let worker = worker(&services);
        tokio::spawn(async move { worker.run(stopped).await })
    });
    let (finish, finished) = watch::channel(false);
    let collector = tokio::spawn(collector::run(services.clone(), finished));
    let handle = running.handle.clone();
    tokio::spawn(async move {
        signals.first().await;
        let _ = stop.send(true);
        handle.stop(true).await;
    });
    running.server.await.map_err(|e| StartError::Other(e.to_string()))?;
    let _ = finish.send(true);
    let _ = collector.await;
    if let Some(worker) = worker {
        let _ = worker.await;
    }
    Ok(())
}

/// What the first visitor would otherwise wait for.
fn prepare() {
    assets::prepare();
    phone::prepare();
}

/// Only the worker, for a node that serves no pages.
pub async fn run_worker(services: Services, ready: impl FnOnce()) -> Result<(), StartError> {
    let mut signals = StopSignals::listen()?;
    ready();
    tokio::spawn(keep_standing(services.clone()));
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signals.first().await;
        let _ = stop.send(true);
    });
    worker(&services).run(stopped).await;
    Ok(())
}

/// What tells the process to stop. Listened for before anybody learns that it runs,
/// so that no stop goes unheard.
struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignals {
    #[cfg(unix)]
    fn listen() -> Result<Self, StartError> {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = |e: std::io::Error| StartError::Other(e.to_string());
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
        })
    }

    #[cfg(unix)]
    async fn first(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Result<Self, StartError> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn first(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
