//! The commands, as a person at a terminal sees them.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::support::program::{Finished, Program, command, run};

struct Place {
    _folder: tempfile::TempDir,
    data: PathBuf,
}

/// A data folder that is not there yet.
fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    Place { data: folder.path().join("data"), _folder: folder }
}

impl Place {
    fn database(&self) -> PathBuf {
        self.data.join("clientsync.sqlite")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.data.parent().unwrap().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        run(&self.data, arguments)
    }

    /// Puts a row there by which a database is known again.
    fn mark(&self, name: &str) {
        let mut conn = SqliteConnection::establish(self.database().to_str().unwrap()).unwrap();
        let row =
            format!("INSERT INTO job_schedules (name, next_run_at) VALUES ('{name}', '2099-01-01 00:00:00')");
        conn.batch_execute(&format!("PRAGMA busy_timeout = 5000; {row}")).unwrap();
    }
}

fn has_mark(database: &Path, name: &str) -> bool {
    use diesel::RunQueryDsl;
    let mut conn = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    let update = format!("UPDATE job_schedules SET name = name WHERE name = '{name}'");
    diesel::sql_query(update).execute(&mut conn).unwrap() == 1
}

#[test]
fn a_database_address_of_an_unknown_kind_is_named() {
    let place = place();
    for arguments in [&["serve"][..], &["migrate"], &["worker"], &["backup", "x"]] {
        let mut command = command(&place.data, arguments);
        command.env("DATABASE_URL", "mysql://root:hunter2@localhost/x");
        let finished = Finished::of(command.output().unwrap());
        finished.assert_refused("starts with neither sqlite:// nor postgres://");
        assert!(!finished.err.contains("hunter2"), "{}", finished.err);
    }
}

#[test]
fn a_second_process_on_the_same_file_is_refused() {
    let place = place();
    let first = Program::serve(&place.data);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["worker"], &["migrate"]] {
        place.run(arguments).assert_refused("another ClientSync is running");
    }
    assert_eq!(first.browser().get("/healthz").status, 200);
    first.stop();
    place.run(&["migrate"]).assert_ok();
}

#[test]
fn an_address_that_is_taken_is_named() {
    let (one, other) = (place(), place());
    let first = Program::serve(&one.data);
    other.run(&["serve", "--listen", first.address()]).assert_refused("can't be listened on");
    first.stop();
}

#[test]
fn production_asks_for_what_it_needs() {
    let place = place();
    let mut command = command(&place.data, &["serve"]);
    command.env("CLIENTSYNC_ENV", "production");
    Finished::of(command.output().unwrap()).assert_refused("CLIENTSYNC_BASE_URL: must be set in production");
    assert!(!place.data.exists(), "nothing was made");
}

#[test]
fn migrate_says_what_it_did_and_then_that_nothing_is_left() {
    let place = place();
    let first = place.run(&["migrate"]);
    assert!(first.assert_ok().out.contains("migrated 20261122000001"), "{}", first.out);
    assert_eq!(place.run(&["migrate"]).assert_ok().out, "The database is up to date.\n");
}

#[test]
fn routes_lists_every_route_with_its_rule() {
    let listed = place().run(&["routes"]);
    listed.assert_ok();
    for row in clientsync::app::routes().rows() {
        let (path, rule) = (row.path, row.access.label());
        let found = listed.out.lines().any(|line| {
            line.starts_with(row.method.as_str())
                && line.contains(&format!(" {path} "))
                && line.ends_with(&rule)
        });
        assert!(found, "{} {path} {rule} is not in {}", row.method, listed.out);
    }
}

#[test]
fn the_doctor_finds_a_sound_installation_sound_even_while_it_serves() {
    let place = place();
    place.run(&["doctor"]).assert_ok();
    assert!(!place.data.exists(), "looking changes nothing");
    let server = Program::serve(&place.data);
    let seen = place.run(&["doctor"]);
    seen.assert_ok();
    for name in
        ["configuration", "data folder", "clock", "database", "migrations", "inventory", "jobs", "mail"]
    {
        assert!(seen.out.contains(&format!("ok    {name}")), "{name}: {}", seen.out);
    }
    server.stop();
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let place = place();
    place.run(&["migrate"]).assert_ok();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut sick = command(&place.data, &["doctor"]);
    sick.env("SMTP_URL", format!("smtp://someone:hunter2@{closed}"));
    let seen = Finished::of(sick.output().unwrap());
    assert_eq!(seen.code, 1);
    assert!(seen.out.contains("FAIL  mail           mail not reachable"), "{}", seen.out);
    assert!(seen.out.contains("ok    database"), "{}", seen.out);
    assert!(!seen.out.contains("hunter2") && !seen.err.contains("hunter2"));

    fs::write(place.database(), b"this is no database, only a text that is long enough to be read as one")
        .unwrap();
    let seen = place.run(&["doctor"]);
    assert_eq!(seen.code, 1);
    assert!(seen.out.contains("FAIL  database"), "{}", seen.out);
}

#[test]
fn the_doctor_sends_a_mail_when_asked() {
    let place = place();
    let server = crate::support::smtp::SmtpServer::start();
    let mut doctor = command(&place.data, &["doctor", "--send", "me@example.com"]);
    doctor.env("SMTP_URL", &server.url);
    Finished::of(doctor.output().unwrap()).assert_ok();
    assert!(server.mails()[0].data.contains("A test from ClientSync"));
}

#[test]
fn an_operator_is_made_beside_a_running_server() {
    let place = place();
    let server = Program::serve(&place.data);
    let made = place.run(&["operator", "create", "Op@Example.com"]);
    made.assert_ok();
    let link = made.out.lines().last().unwrap();
    assert!(link.starts_with("http://127.0.0.1:8080/password/reset/"), "{}", made.out);
    let again = place.run(&["operator", "create", "op@example.com"]);
    assert_eq!(again.assert_ok().out, "op@example.com is the operator already.\n");
    server.stop();
    place.run(&["operator", "create", "nonsense"]).assert_refused("nonsense");
}

#[test]
fn an_account_that_is_there_becomes_operator_and_keeps_its_password() {
    let place = place();
    let demo = Program::start(command(&place.data, &["demo", "--contacts", "1"]));
    let made = place.run(&["operator", "create", "owner@other.example"]);
    assert!(made.assert_ok().out.contains("is an operator now"), "{}", made.out);
    let owner = demo.browser();
    let password = "correct horse battery staple";
    assert_eq!(owner.post("/login", &[("email", "owner@other.example"), ("password", password)]).status, 303);
    owner.get("/operator").assert_status(200);
    demo.stop();
}

#[test]
fn a_backup_is_taken_while_it_serves_and_restored_while_it_does_not() {
    let place = place();
    let copy = place.beside("copy.sqlite");
    let copy = copy.to_str().unwrap();
    let server = Program::serve(&place.data);
    place.mark("before");
    place.run(&["backup", copy]).assert_ok();
    place.run(&["backup", copy]).assert_refused("can't be created");
    place.mark("after");
    place.run(&["restore", copy]).assert_refused("another ClientSync is running");
    server.stop();
    place.run(&["restore", copy]).assert_ok();
    assert!(has_mark(&place.database(), "before") && !has_mark(&place.database(), "after"));
    let kept = fs::read_dir(&place.data).unwrap().map(|e| e.unwrap().path());
    let kept: Vec<_> = kept.filter(|p| p.to_str().unwrap().contains("before-restore")).collect();
    assert!(has_mark(&kept[0], "after"), "the old database is kept aside");
    Program::serve(&place.data).stop();
}

#[test]
fn only_its_owner_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    place.run(&["migrate"]).assert_ok();
    let copy = place.beside("copy.sqlite");
    place.run(&["backup", copy.to_str().unwrap()]).assert_ok();
    assert_eq!(fs::metadata(copy).unwrap().permissions().mode() & 0o777, 0o600);
    let nothing = self::place();
    nothing.run(&["backup", "x.sqlite"]).assert_refused("there is no database");
}

#[test]
fn a_backup_that_is_no_good_changes_nothing() {
    let place = place();
    place.run(&["migrate"]).assert_ok();
    place.mark("mine");
    let copy = place.beside("copy.sqlite");
    let path = copy.to_str().unwrap();
    place.run(&["backup", path]).assert_ok();

    let sound = fs::read(&copy).unwrap();
    let mut damaged = sound.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 20_000].fill(0xAA);
    fs::write(&copy, damaged).unwrap();
    place.run(&["restore", path]).assert_refused("nothing was changed");

    fs::write(&copy, "not a database at all, but long enough to have a header of its own in it").unwrap();
    place.run(&["restore", path]).assert_refused("nothing was changed");

    fs::write(&copy, &sound).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
    SqliteConnection::establish(path).unwrap().batch_execute(newer).unwrap();
    place.run(&["restore", path]).assert_refused("newer ClientSync");

    fs::remove_file(&copy).unwrap();
    SqliteConnection::establish(path).unwrap().batch_execute("CREATE TABLE other (x)").unwrap();
    place.run(&["restore", path]).assert_refused("not a ClientSync database");
    place.run(&["restore", "/no/such/file"]).assert_refused("there is no file");

    assert!(has_mark(&place.database(), "mine"));
    let left: Vec<_> = fs::read_dir(&place.data)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("restor"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
