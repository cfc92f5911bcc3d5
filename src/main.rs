//! The command line: serve, demo, migrate and what an operator needs.

mod commands;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use clientsync::config::{Config, Overrides};

/// Requests allocate many small values on every thread; the system's allocator
/// gives the memory back and fetches it again each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "clientsync",
    version,
    about = "Keeps a small business's clients, and the privacy policy that goes with them."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args, Default)]
struct Place {
    /// Where everything is kept (default ./data)
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address to listen on (default 127.0.0.1:8080)
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// sqlite://… or postgres://…
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve (the default)
    Serve {
        /// Leave background work to other nodes
        #[arg(long)]
        no_worker: bool,
    },
    /// Only work through the jobs, for a node that serves no pages
    Worker,
    /// Serve a throw-away installation filled with realistic data
    Demo {
        /// How many contacts
        #[arg(long, default_value_t = 200, value_name = "N")]
        contacts: usize,
    },
    /// Bring the database to this version's shape and exit
    Migrate,
    /// Write a copy of the database to FILE; works while the server runs
    Backup { file: PathBuf },
    /// Put a backup in the database's place, and erase again whoever was erased since
    Restore {
        file: PathBuf,
        /// The private keys that open it (default CLIENTSYNC_BACKUP_IDENTITY)
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
        /// Also one that should have been destroyed by now
        #[arg(long)]
        past_its_end: bool,
    },
    /// Erase from a copy of the database elsewhere whoever was erased since it was made
    Replay {
        /// An SQLite file, or postgres://…
        #[arg(long, value_name = "FILE")]
        db: String,
    },
    /// Look after the erasure ledger
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Go on with this secret although the database was used with another one
    AcceptSecret,
    /// Check the installation and say what is wrong
    Doctor {
        /// Also send a test mail to this address
        #[arg(long, value_name = "ADDRESS")]
        send: Option<String>,
        /// Also send a test mail to the address for privacy requests
        #[arg(long)]
        probe: bool,
    },
    /// Print every route and who may call it
    Routes,
    /// Look after the operator's account
    #[command(subcommand)]
    Operator(Operator),
}

#[derive(Subcommand)]
enum Operator {
    /// Make EMAIL the installation's operator, with an account if there is none
    Create { email: String },
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// Walk its whole chain, and see how far the database has followed it
    Verify,
    /// Bring a copy up to date; it only ever grows
    Copy {
        /// A file, or postgres://… of a database of its own
        to: String,
    },
}

fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    let cli = Cli::parse();
    let overrides =
        Overrides { data: cli.place.data, listen: cli.place.listen, database_url: cli.place.database_url };
    match run(cli.command.unwrap_or(Command::Serve { no_worker: false }), overrides) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("clientsync: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, overrides: Overrides) -> anyhow::Result<ExitCode> {
    match command {
        Command::Routes => commands::routes::run(),
        Command::Doctor { send, probe } => {
            return Ok(commands::doctor::run(overrides, send.as_deref(), probe));
        }
        Command::Demo { contacts } => commands::demo::run(overrides, contacts)?,
        other => run_configured(other, Config::from_environment(overrides)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn run_configured(command: Command, config: Config) -> anyhow::Result<()> {
    commands::logging::start(config.mode)?;
    match command {
        Command::Serve { no_worker } => commands::serve::run(config, !no_worker),
        Command::Worker => commands::serve::run_worker(config),
        Command::Migrate => commands::migrate::run(&config),
        Command::Backup { file } => commands::backup::run(&config, &file),
        Command::Restore { file, identity, past_its_end } => {
            commands::restore::run(&config, &file, identity.as_deref(), past_its_end)
        }
        Command::Replay { db } => commands::replay::run(&config, &db),
        Command::Ledger(LedgerCommand::Verify) => commands::ledger::verify(&config),
        Command::Ledger(LedgerCommand::Copy { to }) => commands::ledger::copy(&config, &to),
        Command::AcceptSecret => commands::secret::accept(config),
        Command::Operator(Operator::Create { email }) => commands::operator::create(config, &email),
        Command::Demo { .. } | Command::Doctor { .. } | Command::Routes => Ok(()),
    }
}
