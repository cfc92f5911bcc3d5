//! How long one erasure takes in a large business: the ledger's entry on disk, every row of
//! the person deleted or emptied, the database on disk. `BENCH_CONTACTS`, `BENCH_ERASURES`
//! and `BENCH_DATABASE_URL` (an empty PostgreSQL database) change what is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark may fail loudly")]

use std::time::{Duration, Instant};

use clientsync::clock::Clock;
use clientsync::config::{Config, Overrides};
use clientsync::ledger::{Act, Target};
use clientsync::services::Services;
use clientsync::{app, demo, erasure, inventory};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// The aim for the slowest of a hundred.
const AIM: Duration = Duration::from_millis(50);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let services = installation(folder.path());
    demo::fill(&services, number("BENCH_CONTACTS", 100_000)).unwrap();
    let targets = clients(&services, number("BENCH_ERASURES", 10_000));
    let rows = rows(&services);
    let mut times: Vec<Duration> = targets.into_iter().map(|target| erase(&services, target)).collect();
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let (p50, p99, most) = (at(0.5), at(0.99), at(1.0));
    println!(
        "{} erasures among {rows} rows on {}: p50 {p50:.1?}, p99 {p99:.1?}, longest {most:.1?}; aim p99 under {AIM:?}: {}",
        times.len(),
        services.db.engine().name(),
        if p99 < AIM { "met" } else { "not met" },
    );
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

fn installation(folder: &std::path::Path) -> Services {
    let lookup = |name: &str| (name == "DATABASE_URL").then(|| std::env::var("BENCH_DATABASE_URL").ok())?;
    let overrides = Overrides { data: Some(folder.to_owned()), ..Overrides::default() };
    app::open(Config::read(overrides, lookup).unwrap(), Clock::default()).unwrap()
}

fn erase(services: &Services, target: Target) -> Duration {
    let started = Instant::now();
    services.ledger.append(services.clock.now(), &[Act::Erase { target, request: None }]).unwrap();
    erasure::catch_up(services).unwrap();
    started.elapsed()
}

#[derive(QueryableByName)]
struct Client {
    #[diesel(sql_type = Text)]
    workspace: String,
    #[diesel(sql_type = Text)]
    key: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn clients(services: &Services, count: usize) -> Vec<Target> {
    let sql = format!(
        "SELECT w.ledger_key AS workspace, c.subject_key AS key FROM contacts c \
         JOIN workspaces w ON w.id = c.workspace_id WHERE w.slug = 'demo' ORDER BY c.id LIMIT {count}"
    );
    let found: Vec<Client> = services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
    found.into_iter().map(|c| Target::Contact { workspace: c.workspace, key: c.key }).collect()
}

fn rows(services: &Services) -> i64 {
    let tables = inventory::tables(&services.inventory);
    let counts = tables.iter().map(|table| {
        let sql = format!("SELECT count(*) AS rows FROM {}", table.name);
        services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Count>(conn)?.rows)).unwrap()
    });
    counts.sum()
}
