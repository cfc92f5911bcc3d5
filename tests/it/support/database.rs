//! A migrated database per test: a copied file on SQLite, a copied template on PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use clientsync::db::{Engine, migrate};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

static COUNTER: AtomicU32 = AtomicU32::new(0);

pub struct TestDatabase {
    pub url: String,
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    pub fn new(folder: &Path) -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => Self::on_postgres(&server),
            Err(_) => Self::on_sqlite(folder),
        }
    }

    fn on_sqlite(folder: &Path) -> Self {
        let file = folder.join("clientsync.sqlite");
        std::fs::copy(sqlite_template(), &file).unwrap();
        Self { url: format!("sqlite://{}", file.display()), postgres: None }
    }

    fn on_postgres(server: &str) -> Self {
        let template = postgres_template(server);
        let name = format!("cs_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        create_database(server, &name, Some(template));
        Self { url: with_database(server, &name), postgres: Some((server.to_owned(), name)) }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.postgres {
            let mut admin = PgConnection::establish(server).unwrap();
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("template.sqlite");
            migrate::run(&Engine::Sqlite(file.clone())).unwrap();
            let mut conn = diesel::SqliteConnection::establish(&file.display().to_string()).unwrap();
            conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            (folder, file)
        })
        .1
}

fn postgres_template(server: &str) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("cs_template_{}", std::process::id());
        create_database(server, &name, None);
        migrate::run(&Engine::Postgres(with_database(server, &name))).unwrap();
        name
    })
}

/// One at a time: a template can't be copied while somebody is connected to it.
fn create_database(server: &str, name: &str, template: Option<&str>) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|e| e.into_inner());
    let mut admin = PgConnection::establish(server).unwrap();
    let template = template.map(|t| format!(" TEMPLATE {t}")).unwrap_or_default();
    admin.batch_execute(&format!("CREATE DATABASE {name}{template}")).unwrap();
}

fn with_database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}
