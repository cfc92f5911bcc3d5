//! `accept-secret`: the way on when a secret is lost for good, or was changed on purpose.

use clientsync::app;
use clientsync::clock::Clock;
use clientsync::config::Config;
use clientsync::vault;

pub fn accept(config: Config) -> anyhow::Result<()> {
    let services = app::open_beside(config, Clock::default())?;
    vault::accept_secret(&services)?;
    println!("The database goes on with the present secret. What the old one protected is lost:");
    println!("- everybody signs in again, and sets up the second factor anew;");
    println!(
        "- addresses that were to get no more mail are not recognised: import them again before you write to anybody."
    );
    Ok(())
}
