//! The command line: serve, demo, migrate and what an operator needs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use clientsync::app::{self, ServerOptions};
use clientsync::clock::Clock;
use clientsync::config::{Config, Overrides};

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
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Address to listen on (default 127.0.0.1:8080)
    #[arg(long, global = true)]
    listen: Option<String>,
    /// sqlite://… or postgres://…
    #[arg(long, global = true)]
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
}

fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    let cli = Cli::parse();
    let overrides =
        Overrides { data: cli.place.data, listen: cli.place.listen, database_url: cli.place.database_url };
    match run(cli.command.unwrap_or(Command::Serve { no_worker: false }), overrides) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("clientsync: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, overrides: Overrides) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_environment(overrides)?;
    match command {
        Command::Serve { no_worker } => {
            let address = config.listen;
            let services = app::open(config, Clock::default())?;
            println!("ClientSync listens on http://{address}");
            actix_web::rt::System::new().block_on(app::run(
                services,
                ServerOptions::default(),
                !no_worker,
            ))?;
            Ok(())
        }
    }
}
