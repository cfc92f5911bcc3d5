//! The running app of one test.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use clientsync::app::{self, ServerOptions};
use clientsync::clock::Clock;
use clientsync::config::{
    AnalyticsConfig, BackupConfig, Config, Installation, LedgerPlace, MailConfig, MailTransport, Mode,
};
use clientsync::mail::Message;
use clientsync::services::Services;

use super::actors::Shop;
use super::client::Browser;
use super::database::TestDatabase;

pub struct TestApp {
    pub services: Services,
    pub base: String,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
    // After the server: dropped last.
    _database: Option<TestDatabase>,
    folder: tempfile::TempDir,
}

impl TestApp {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    pub fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        Self::start_as(adjust, 100_000)
    }

    /// One that takes so many sign-ins and the like a minute from one address.
    pub fn with_limit(per_minute: u32) -> Self {
        Self::start_as(|_| {}, per_minute)
    }

    fn start_as(adjust: impl FnOnce(&mut Config), per_minute: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new(folder.path());
        let mut config = config(folder.path(), &database.url);
        adjust(&mut config);
        Self::run(config, folder, Some(database), per_minute)
    }

    /// A second server process on the same database, as PostgreSQL allows. Its clock is its own.
    pub fn second_server(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &self.services.config.database_url);
        Self::run(config, folder, None, 100_000)
    }

    fn run(
        config: Config,
        folder: tempfile::TempDir,
        database: Option<TestDatabase>,
        per_minute: u32,
    ) -> Self {
        let services = app::open(config, Clock::shifted()).unwrap();
        let (tell, told) = mpsc::channel();
        let for_server = services.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let options = ServerOptions {
                    workers: 2,
                    hash_threads: 2,
                    rate_per_minute: NonZeroU32::new(per_minute).unwrap(),
                };
                let running = app::serve(&for_server, &options).unwrap();
                tell.send((running.address, running.handle.clone())).unwrap();
                running.server.await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        Self {
            services,
            base: format!("http://{address}"),
            handle,
            thread: Some(thread),
            _database: database,
            folder,
        }
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A browser that nobody has signed in with.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A business with its owner signed in.
    pub fn shop(&self, owner: &str) -> Shop<'_> {
        Shop::open(self, owner)
    }

    pub fn advance(&self, by: time::Duration) {
        self.services.clock.advance(by);
    }

    /// Writes away what the pages told the collector; nothing else collects here.
    pub fn collect(&self) {
        app::collect_now(&self.services).unwrap();
    }

    /// Runs every job that is due now; panics if one was given up.
    pub fn run_jobs(&self) -> usize {
        let worker = app::worker(&self.services);
        runtime().block_on(async move { worker.run_due().await }).unwrap()
    }

    /// Runs the jobs and returns the mails that went out since the last call.
    pub fn mails(&self) -> Vec<Message> {
        self.run_jobs();
        self.services.mailer.take_sent()
    }

    /// The one mail to `address`; its link to this installation as a path.
    pub fn mail_to(&self, address: &str) -> Message {
        let mails = self.mails();
        let found = mails.iter().rfind(|m| m.to_email == address).cloned();
        found.unwrap_or_else(|| {
            panic!("no mail to {address} in {:?}", mails.iter().map(|m| &m.subject).collect::<Vec<_>>())
        })
    }
}

/// The path of the first link to `base` in a mail's text.
pub fn link_in(app: &TestApp, mail: &Message) -> String {
    let base = app.services.config.base_url.as_str().trim_end_matches('/');
    let at = mail.text.find(base).unwrap_or_else(|| panic!("no link in {}", mail.text));
    let rest = &mail.text[at + base.len()..];
    rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())].to_owned()
}

fn config(folder: &Path, database_url: &str) -> Config {
    Config {
        mode: Mode::Development,
        data: folder.to_owned(),
        database_url: database_url.to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: "http://127.0.0.1:8080".parse().unwrap(),
        secret: Some("0123456789abcdef".repeat(4)),
        mail: MailConfig {
            from: "ClientSync <no-reply@example.com>".into(),
            transport: MailTransport::Memory,
        },
        trusted_proxies: 0,
        metrics_token: None,
        bcrypt_cost: 4,
        installation: Installation::for_development(),
        analytics: AnalyticsConfig::default(),
        ledger: LedgerPlace::File(folder.join("erasure.ledger")),
        // A drill on PostgreSQL makes a database; the tests that want one ask for it.
        backup: BackupConfig::default(),
    }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let handle = self.handle.clone();
        runtime().block_on(handle.stop(false));
        let outcome = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            outcome.unwrap().expect("the server's thread panicked");
        }
    }
}
