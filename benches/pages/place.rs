//! Where a run keeps its data: a folder of its own and, on a server, a database of its
//! own. Both are gone afterwards.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tempfile::TempDir;

pub struct Place {
    folder: TempDir,
    database: Option<Database>,
}

struct Database {
    server: String,
    name: String,
    url: String,
}

impl Place {
    pub fn new(server: Option<&str>, contacts: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        let database = server.map(|server| Database::create(server, format!("clientsync_bench_{contacts}")));
        Self { folder, database }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn database_url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.url.as_str())
    }
}

impl Database {
    /// On the server that an address of one of its databases names.
    fn create(server: &str, name: String) -> Self {
        let mut url = url::Url::parse(server).expect("BENCH_DATABASE_URL");
        url.set_path(&name);
        let database = Self { server: server.to_owned(), url: url.to_string(), name };
        database.drop_if_there();
        database.on_server(&format!("CREATE DATABASE {}", database.name));
        database
    }

    fn drop_if_there(&self) {
        self.on_server(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }

    fn on_server(&self, statement: &str) {
        let mut conn = PgConnection::establish(&self.server).expect("the server");
        conn.batch_execute(statement).expect(statement);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.drop_if_there();
    }
}
