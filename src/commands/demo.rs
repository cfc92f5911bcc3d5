//! `demo`: an installation to try things on. It has well-known passwords, so it
//! refuses production, sends no mail, and never fills a database that is in use.

use std::path::PathBuf;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::{logging, serve};
use clientsync::app;
use clientsync::clock::Clock;
use clientsync::config::{Config, MailTransport, Mode, Overrides};
use clientsync::demo::{self, LOGINS, PASSWORD, Start};

pub fn run(overrides: Overrides, contacts: usize) -> anyhow::Result<()> {
    let (folder, overrides) = folder_for(overrides)?;
    let mut config = Config::from_environment(overrides)?;
    if config.mode == Mode::Production {
        bail!("the demo has well-known passwords and is not for production");
    }
    logging::start(config.mode)?;
    config.mail.transport = MailTransport::Folder(config.data.join("mail"));
    let data = config.data.clone();
    let services = app::open(config, Clock::default())?;
    match demo::start(&services)? {
        Start::Foreign => bail!("the database holds somebody's data; the demo fills only an empty one"),
        Start::Filled => println!("The demo in {} is there already.", data.display()),
        Start::Empty => {
            let took = demo::fill(&services, contacts)?;
            println!("{contacts} contacts in {:.1} s.", took.as_secs_f64());
        }
    }
    let kept = folder.is_none();
    serve::serve(services, true, |address| {
        serve::announce(address);
        print_logins();
        let end = if kept { "stays" } else { "is removed when this ends" };
        println!("Its data is in {} and {end}.", data.display());
    })?;
    Ok(())
}

/// Without `--data` a new folder, which the returned guard removes.
fn folder_for(overrides: Overrides) -> anyhow::Result<(Option<TempDir>, Overrides)> {
    if overrides.data.is_some() {
        return Ok((None, overrides));
    }
    let folder = tempfile::Builder::new()
        .prefix("clientsync-demo-")
        .tempdir()
        .context("no temporary folder can be made")?;
    let data: PathBuf = folder.path().to_owned();
    Ok((Some(folder), Overrides { data: Some(data), ..overrides }))
}

fn print_logins() {
    println!();
    for login in LOGINS {
        println!("  {:<22} {}", login.email, login.who);
    }
    println!("  each with the password: {PASSWORD}\n");
}
