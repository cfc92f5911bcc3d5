//! How much memory a copy of a large business needs, how long it takes and how long its longest
//! step holds the worker. `BENCH_CONTACTS` (200,000 make more than a million rows) and
//! `BENCH_DATABASE_URL` (an empty PostgreSQL database) change what is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark may fail loudly")]

use std::time::{Duration, Instant};

use clientsync::bundles::model::Purpose;
use clientsync::clock::Clock;
use clientsync::config::{Config, Overrides};
use clientsync::db::Unscoped;
use clientsync::ledger::Target;
use clientsync::privacy::export::{self, Order};
use clientsync::services::Services;
use clientsync::{app, bundles, demo};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// The aim for the whole process, in kB.
const AIM: u64 = 150 * 1024;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let services = installation(folder.path());
    let contacts = std::env::var("BENCH_CONTACTS").map_or(200_000, |text| text.parse().unwrap());
    demo::fill(&services, contacts).unwrap();
    let before = resident("VmRSS");
    // Forgets the peak of the filling.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let id = order(&services);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (started, mut steps, mut longest) = (Instant::now(), 0, Duration::ZERO);
    loop {
        let step = Instant::now();
        let is_more = runtime.block_on(export::one_step(&services, id)).unwrap();
        longest = longest.max(step.elapsed());
        steps += 1;
        if !is_more {
            break;
        }
    }
    let took = started.elapsed();
    let bundle = services.db.read_now(|conn| bundles::queries::find(conn, id)).unwrap().unwrap();
    let peak = resident("VmHWM");
    println!(
        "{} rows on {}: {} MB in {took:.1?}, {steps} steps, the longest {longest:.1?}; resident {} MB before, {} MB at most; \
         aim under {} MB: {}",
        bundle.rows_done,
        services.db.engine().name(),
        bundle.bytes / 1_000_000,
        before / 1024,
        peak / 1024,
        AIM / 1024,
        if peak < AIM { "met" } else { "not met" },
    );
    assert_eq!(bundle.failure, "");
}

fn installation(folder: &std::path::Path) -> Services {
    let lookup = |name: &str| (name == "DATABASE_URL").then(|| std::env::var("BENCH_DATABASE_URL").ok())?;
    let overrides = Overrides { data: Some(folder.to_owned()), ..Overrides::default() };
    app::open(Config::read(overrides, lookup).unwrap(), Clock::default()).unwrap()
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

fn order(services: &Services) -> i64 {
    let now = services.clock.now();
    let order = services.db.write_now(|conn| {
        let sql = "SELECT ledger_key AS key FROM workspaces WHERE slug = 'demo'";
        let key = diesel::sql_query(sql).get_result::<Key>(conn)?.key;
        let order =
            Order { subject: Target::Workspace { key }, request_id: None, purpose: Purpose::Workspace };
        export::order(&mut Unscoped::new(conn, now), &order)
    });
    order.unwrap()
}

/// A line of `/proc/self/status`, in kB.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
