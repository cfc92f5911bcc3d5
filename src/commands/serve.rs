//! `serve` and `worker`.

use std::net::SocketAddr;

use clientsync::app::{self, ServerOptions, StartError};
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::services::Services;

pub fn run(config: Config, with_worker: bool) -> anyhow::Result<()> {
    let services = app::open(config, Clock::default())?;
    Ok(serve(services, with_worker, announce)?)
}

pub fn serve(
    services: Services,
    with_worker: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), StartError> {
    let server = app::run(services, ServerOptions::default(), with_worker, ready);
    actix_web::rt::System::new().block_on(server)
}

pub fn announce(address: SocketAddr) {
    println!("ClientSync listens on http://{address}");
}

pub fn run_worker(config: Config) -> anyhow::Result<()> {
    let services = app::open(config, Clock::default())?;
    let ready = || println!("ClientSync works through the jobs.");
    Ok(actix_web::rt::System::new().block_on(app::run_worker(services, ready))?)
}
