//! The log: to standard error, readable in development, a line of JSON an event in production.

use std::io::IsTerminal;

use anyhow::Context;
use clientsync::config::Mode;
use tracing_subscriber::EnvFilter;

const VARIABLE: &str = "CLIENTSYNC_LOG";
const DEFAULT: &str = "warn,clientsync=info";

pub fn start(mode: Mode) -> anyhow::Result<()> {
    let wanted = std::env::var(VARIABLE).ok().filter(|v| !v.trim().is_empty());
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(DEFAULT))
        .with_context(|| format!("{VARIABLE} is not a filter like {DEFAULT}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match mode {
        Mode::Production => log.json().flatten_event(true).with_current_span(false).init(),
        Mode::Development => log.with_target(false).with_ansi(std::io::stderr().is_terminal()).init(),
    }
    Ok(())
}
