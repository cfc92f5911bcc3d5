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
use clientsync::erasure;
use clientsync::jobs;
use clientsync::ledger::{Ledger, counted};
use clientsync::mail::{Mailer, Message};
use clientsync::operator::health;
use clientsync::processors;
use clientsync::standing::Facts;
use clientsync::vault::{self, Holdings};

/// What is in order, or what is wrong; both as a sentence for the terminal.
type Finding = Result<String, String>;

pub fn run(overrides: Overrides, send: Option<&str>, probe: bool) -> ExitCode {
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
    if probe {
        findings.push(("privacy mail", privacy_mail(&config)));
    }
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

/// What is done every night is late after two.
const LATE: time::Duration = time::Duration::days(2);

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
            ("ledger", ledger(config, &db)),
            ("backups", backups(config, &db)),
            ("drill", drill(config, &db)),
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

/// Walks the ledger's chain, and sees whether the database follows this one.
fn ledger(config: &Config, db: &Db) -> Finding {
    let ledger = Ledger::open(&config.ledger).map_err(|e| e.to_string())?;
    let applied = db.read_now(erasure::state).map_err(|e| e.to_string())?;
    erasure::refuse_other_than(&ledger, &applied).map_err(|e| e.to_string())?;
    let head = ledger.head().map_err(|e| e.to_string())?;
    match head.seq - applied.seq {
        0 => Ok(format!("{}, each follows the one before, all applied", counted(head.seq))),
        left => Err(format!("{left} of {} not applied; the next start does it", counted(head.seq))),
    }
}

fn backups(config: &Config, db: &Db) -> Finding {
    let now = Clock::default().now();
    let found =
        db.read_now(|conn| Holdings::of(conn, config, db.engine(), now)).map_err(|e| e.to_string())?;
    if !found.past_their_end.is_empty() {
        let paths: Vec<String> = found.past_their_end.iter().map(|path| path.display().to_string()).collect();
        return Err(format!("past their end, destroy them: {}", paths.join(", ")));
    }
    let made = match config.backup.folder {
        None => "no folder is set, so none is made at night (CLIENTSYNC_BACKUP_DIR)".into(),
        Some(_) => match found.newest {
            Some(newest) if now - newest > LATE => {
                return Err(format!("the last one is of {}: is a worker running?", format_utc(newest)));
            }
            Some(newest) => format!("{} there, the last of {}", found.count, format_utc(newest)),
            None => "none yet; the worker makes one every night".into(),
        },
    };
    match &config.backup.key {
        Some(_) => Ok(format!("{made}; encrypted")),
        None => Ok(format!("{made}; not encrypted (CLIENTSYNC_BACKUP_RECIPIENT)")),
    }
}

fn drill(config: &Config, db: &Db) -> Finding {
    if !config.backup.drill {
        return Ok("restores are not tried (CLIENTSYNC_RESTORE_DRILL=off)".into());
    }
    match db.read_now(vault::last_drill).map_err(|e| e.to_string())? {
        None => Ok("none yet; the worker tries a restore every night".into()),
        Some(last) if !last.passed => Err(format!("{}: {}", format_utc(last.at), last.detail)),
        Some(last) if Clock::default().now() - last.at > LATE => {
            Err(format!("the last one was at {}: is a worker running?", format_utc(last.at)))
        }
        Some(last) => Ok(format!("{}, in {} ms: {}", format_utc(last.at), last.took_ms, last.detail)),
    }
}

/// Whether the address that the policies name takes mail.
fn privacy_mail(config: &Config) -> Finding {
    let mailer = Mailer::new(&config.mail).map_err(|e| e.to_string())?;
    let address = &config.installation.privacy_email;
    match post(&mailer, address) {
        Ok(_) => Ok(format!("{address} takes mail (by {})", mailer.way())),
        Err(why) => Err(format!("the policies say to write to {address}, which does not take mail: {why}")),
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
