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
    /// Put a backup in the database's place, keeping the old one aside
    Restore { file: PathBuf },
    /// Check the installation and say what is wrong
    Doctor {
        /// Also send a test mail to this address
        #[arg(long, value_name = "ADDRESS")]
        send: Option<String>,
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
        Command::Doctor { send } => return Ok(commands::doctor::run(overrides, send.as_deref())),
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
        Command::Restore { file } => commands::restore::run(&config, &file),
        Command::Operator(Operator::Create { email }) => commands::operator::create(config, &email),
        Command::Demo { .. } | Command::Doctor { .. } | Command::Routes => Ok(()),
    }
}
