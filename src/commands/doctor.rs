//! `doctor`: looks at everything an installation stands on and says what is wrong.
//! Changes nothing, and works while the server runs.

use std::path::Path;
use std::process::ExitCode;

use clientsync::app;
use clientsync::civil::format_utc;
use clientsync::clock::Clock;
use clientsync::config::{Config, Overrides};
use clientsync::db::{Db, Engine, Unscoped, migrate};
use clientsync::egress;
use clientsync::jobs;
use clientsync::mail::{Mailer, Message};
use clientsync::operator::health;
use clientsync::processors;
use clientsync::standing::Facts;

/// What is in order, or what is wrong; both as a sentence for the terminal.
type Finding = Result<String, String>;

pub fn run(overrides: Overrides, send: Option<&str>) -> ExitCode {
    let config = match Config::from_environment(overrides) {
        Ok(config) => config,
        Err(error) => return report(&[("configuration", Err(error.to_string()))]),
    };
    let mut findings = vec![
        ("configuration", configuration(&config)),
        ("data folder", data_folder(&config.data)),
        ("disk", disk(&config.data)),
        ("clock", clock(&Clock::default())),
    ];
    findings.extend(database(&config));
    findings.push(("mail", mail(&config, send)));
    report(&findings)
}

fn report(findings: &[(&str, Finding)]) -> ExitCode {
    for (name, finding) in findings {
        match finding {
            Ok(says) => println!("ok    {name:<14} {says}"),
            Err(says) => println!("FAIL  {name:<14} {says}"),
        }
    }
    if findings.iter().all(|(_, finding)| finding.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn configuration(config: &Config) -> Finding {
    let mode = if config.is_production() { "production" } else { "development" };
    Ok(format!("{mode}, reached at {}", config.base_url))
}

fn data_folder(folder: &Path) -> Finding {
    if !folder.exists() {
        return Ok(format!("{} is not there yet; the first start makes it", folder.display()));
    }
    tempfile::tempfile_in(folder).map_err(|e| format!("{} can't be written: {e}", folder.display()))?;
    Ok(format!("{} can be written", folder.display()))
}

fn disk(folder: &Path) -> Finding {
    let existing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let room = health::room_in(existing).map_err(|e| e.to_string())?;
    match health::trouble_with_room(&room) {
        Some((_, trouble)) => Err(trouble),
        None => Ok("has room".into()),
    }
}

/// No ClientSync was built before this year; a clock that says so is not set.
const EARLIEST_YEAR: i32 = 2026;

fn clock(clock: &Clock) -> Finding {
    let now = clock.now();
    let shown = format_utc(now);
    if now.year() < EARLIEST_YEAR { Err(format!("it says {shown}; set it")) } else { Ok(shown) }
}

/// Each finding needs the one before.
fn database(config: &Config) -> Vec<(&'static str, Finding)> {
    let engine = match Engine::of(&config.database_url) {
        Ok(engine) => engine,
        Err(error) => return vec![("database", Err(error.to_string()))],
    };
    if let Engine::Sqlite(path) = &engine
        && !path.exists()
    {
        let says = format!("none at {} yet; the first start makes it", path.display());
        return vec![("database", Ok(says))];
    }
    let pending = match migrate::pending(&engine) {
        Ok(pending) => pending,
        Err(error) => return vec![("database", Err(error.to_string()))],
    };
    let reached = ("database", Ok(format!("{} answers", engine.name())));
    if !pending.is_empty() {
        let says = format!("{} to run; the next start does it", pending.len());
        return vec![reached, ("migrations", Ok(says))];
    }
    let mut findings = vec![reached, ("migrations", Ok("all have run".into()))];
    match Db::open_beside(&config.database_url) {
        Ok(db) => findings.extend([
            ("inventory", inventory(&db)),
            ("jobs", queue(&db)),
            ("processors", processors(config, &db)),
        ]),
        Err(error) => findings.push(("inventory", Err(error.to_string()))),
    }
    findings
}

fn inventory(db: &Db) -> Finding {
    app::refuse_unclassified(db).map_err(|e| e.to_string())?;
    Ok(format!("every one of {} columns is classified", app::inventory().len()))
}

fn queue(db: &Db) -> Finding {
    let now = Clock::default().now();
    let backlog =
        db.read_now(|conn| jobs::backlog(&mut Unscoped::new(conn, now))).map_err(|e| e.to_string())?;
    match health::trouble_with(&backlog, now) {
        Some(trouble) => Err(trouble),
        None => Ok("none was given up, none waits too long".into()),
    }
}

/// Whether the register lets mail go out, and agrees with the configuration.
fn processors(config: &Config, db: &Db) -> Finding {
    app::refuse_contradiction(db, config).map_err(|e| e.to_string())?;
    let now = Clock::default().now();
    let found = db.read_now(|conn| {
        let db = &mut Unscoped::new(conn, now);
        Ok((processors::registered(db)?, processors::review_overdue(db)?))
    });
    let (known, overdue) = found.map_err(|e| e.to_string())?;
    if !overdue.is_empty() {
        return Err(format!("the review is overdue of {}: nothing is sent there", overdue.join(", ")));
    }
    let count = known.len();
    let facts = Facts { processors: known, ..Facts::default() };
    let mailer = Mailer::new(&config.mail).map_err(|e| e.to_string())?;
    match egress::waits(&mailer, &facts, now.date()) {
        Some(says) => Err(says),
        None => Ok(format!("{count} in the register; mail may go out")),
    }
}

fn mail(config: &Config, send: Option<&str>) -> Finding {
    let mailer = Mailer::new(&config.mail).map_err(|e| e.to_string())?;
    let says = match send {
        Some(address) => post(&mailer, address)?,
        None => {
            wait(mailer.reach())?;
            format!("{} takes mail", mailer.way())
        }
    };
    Ok(says)
}

fn post(mailer: &Mailer, address: &str) -> Finding {
    let text = "This is a test. If you can read it, ClientSync can send mail.\n";
    let message = Message {
        to_name: String::new(),
        to_email: address.to_owned(),
        subject: "A test from ClientSync".into(),
        text: text.into(),
        html: format!("<p>{}</p>", text.trim()),
        envelope: Default::default(),
    };
    wait(egress::test(mailer, &message))?;
    Ok(format!("a test went out by {}", mailer.way()))
}

fn wait<T>(work: impl Future<Output = clientsync::error::AppResult<T>>) -> Result<T, String> {
    actix_web::rt::System::new().block_on(work).map_err(|e| e.to_string())
}
