//! An installation as whoever runs it has it: a data folder, a database of either engine, and
//! the program as a process.

use std::path::{Path, PathBuf};

use clientsync::db::{AnyConnection, Engine};
use diesel::RunQueryDsl;
use diesel::sql_types::Text;

use super::actors::PASSWORD;
use super::client::Browser;
use super::database::TestDatabase;
use super::program::{Finished, Program, command};

pub struct Installation {
    pub data: PathBuf,
    pub database: TestDatabase,
    settings: Vec<(&'static str, String)>,
    folder: tempfile::TempDir,
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

impl Installation {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let database = TestDatabase::new(&data);
        // A drill would be one more connection to the database, for as long as it takes.
        let settings = vec![("CLIENTSYNC_RESTORE_DRILL", "off".into())];
        Self { data, database, settings, folder }
    }

    /// One that is filled with the demo's data and has stopped again.
    pub fn with_clients() -> Self {
        let it = Self::new();
        Program::start(it.command(&["demo", "--contacts", "6"])).stop();
        it
    }

    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.into()));
    }

    pub fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = command(&self.data, arguments);
        command.env("DATABASE_URL", &self.database.url).envs(self.settings.iter().map(|(n, v)| (n, v)));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Finished {
        Finished::of(self.command(arguments).output().unwrap())
    }

    /// Without a worker: what a test finds in the ledger, the test has put there.
    pub fn serve(&self) -> Program {
        Program::start(self.command(&["serve", "--no-worker"]))
    }

    /// The program refuses to serve, and says why.
    #[track_caller]
    pub fn assert_does_not_start(&self, why: &str) {
        self.run(&["serve", "--listen", "127.0.0.1:0"]).assert_refused(why);
    }

    /// A path outside the data folder.
    pub fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn ledger(&self) -> PathBuf {
        self.data.join("erasure.ledger")
    }

    /// How many entries it has; the demo's own trash may have left some.
    pub fn entries(&self) -> usize {
        std::fs::read_to_string(self.ledger()).unwrap().lines().count()
    }

    pub fn connect(&self) -> AnyConnection {
        Engine::of(&self.database.url).unwrap().connect().unwrap()
    }

    /// The one text that a query finds.
    pub fn text(&self, sql: &str) -> String {
        text(&mut self.connect(), sql)
    }

    /// The database as it lies on the disk, or as a dump of it reads.
    pub fn raw(&self) -> Vec<u8> {
        match Engine::of(&self.database.url).unwrap() {
            Engine::Sqlite(path) => std::fs::read(path).unwrap(),
            Engine::Postgres(url) => {
                std::process::Command::new("pg_dump").arg("--dbname").arg(url).output().unwrap().stdout
            }
        }
    }
}

pub fn text(conn: &mut AnyConnection, sql: &str) -> String {
    diesel::sql_query(sql).get_result::<Found>(conn).unwrap().found
}

pub fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|piece| piece == word.as_bytes())
}

pub fn file_holds(path: &Path, word: &str) -> bool {
    holds(&std::fs::read(path).unwrap(), word)
}

/// The owner of the demo's business.
pub fn owner(program: &Program) -> Browser {
    let browser = program.browser();
    let form = [("email", "owner@demo.example"), ("password", PASSWORD)];
    assert_eq!(browser.post("/login", &form).status, 303);
    browser
}

/// Adds a client, and answers with the path of their page.
pub fn add_client(owner: &Browser, name: &str, email: &str) -> String {
    let answer = owner.post("/contacts", &[("name", name), ("email", email)]);
    answer.assert_status(303).location()
}

/// Moves a client to the trash; the path that takes it back.
pub fn delete(owner: &Browser, page: &str) -> String {
    let listed = owner.submit(&format!("{page}/delete"), &[]);
    let undo = scraper::Selector::parse(".flash form").unwrap();
    listed.html().select(&undo).next().unwrap().attr("action").unwrap().to_owned()
}

/// Erases a client through their page.
#[track_caller]
pub fn erase(owner: &Browser, page: &str) {
    let digest = owner.get(&format!("{page}/erase")).assert_status(200).value("digest");
    let form = [("digest", digest.as_str()), ("current_password", PASSWORD)];
    owner.post(&format!("{page}/erase"), &form).assert_status(303);
}
