//! How fast the pages are, beside the limit: a bare actix-web handler that makes
//! the one indexed query the page needs, on the same data, and sends as many
//! bytes. Described in docs/performance.md.
//!
//! `cargo bench` measures 100,000 contacts on SQLite. `BENCH_DATABASE_URL`
//! (an empty PostgreSQL database) measures there; `BENCH_CONTACTS` and
//! `BENCH_SECONDS` change the size and the length.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail loudly")]

mod bare;
mod load;
mod program;

use std::time::Duration;

use load::{Load, Measured};
use program::Program;

struct Case {
    name: &'static str,
    /// Of the program, and of the bare server.
    page: String,
    bare: String,
    kind: Kind,
}

enum Kind {
    Read,
    Create,
}

fn main() {
    // `cargo test --benches` and `cargo bench -- --list` must not start a run.
    if std::env::args().any(|arg| arg == "--list" || arg == "--test") {
        return;
    }
    let contacts = number("BENCH_CONTACTS", 100_000);
    let seconds = Duration::from_secs(number("BENCH_SECONDS", 5));
    let folder = tempfile::tempdir().expect("a folder for the data");
    let database_url = std::env::var("BENCH_DATABASE_URL").ok();

    let started = std::time::Instant::now();
    let mut program = Program::demo(folder.path(), database_url.as_deref(), contacts);
    println!("{contacts} contacts ready in {:.1} s", started.elapsed().as_secs_f64());
    program.stop();
    let mut program = Program::serve(folder.path(), database_url.as_deref());
    println!("cold start {:.0} ms, binary {:.1} MB", program.cold_start_ms, program::binary_megabytes());
    std::thread::sleep(Duration::from_secs(2));
    println!("resident idle {:.0} MB", program.resident_megabytes());

    let bare = bare::start(folder.path(), database_url.as_deref());
    let cookie = program.sign_in();
    println!(
        "\n{:<22}{:>10}{:>9}{:>9}{:>12}{:>9}{:>9}{:>8}",
        "page", "req/s", "p50 ms", "p99 ms", "bare req/s", "p50", "p99", "ratio"
    );
    for case in cases(&program, &cookie) {
        compare(&case, &program, &bare, &cookie, seconds);
    }
    println!("\nresident under load {:.0} MB", program.peak_megabytes());
    program.stop();
}

fn cases(program: &Program, cookie: &str) -> Vec<Case> {
    let id = program.some_contact(cookie);
    let read =
        |name, page: &str, bare: &str| Case { name, page: page.into(), bare: bare.into(), kind: Kind::Read };
    vec![
        read("list", "/contacts", "/list"),
        read("search, name fragment", "/contacts?q=raul", "/search?q=raul"),
        read("search, phone", "/contacts?q=312+555+0142", "/search?q=3125550142"),
        read("search, nothing found", "/contacts?q=zzqxj", "/search?q=zzqxj"),
        Case {
            name: "contact",
            page: format!("/contacts/{id}"),
            bare: format!("/contact/{id}"),
            kind: Kind::Read,
        },
        Case { name: "create", page: "/contacts".into(), bare: "/create".into(), kind: Kind::Create },
    ]
}

/// Both are measured twice, in turn, so that a slow moment of the machine hits both.
fn compare(case: &Case, program: &Program, bare: &bare::Bare, cookie: &str, seconds: Duration) {
    let (ours, limit) = match case.kind {
        Kind::Read => {
            let bytes = program.page_bytes(&case.page, cookie);
            let ours = Load::get(program.address(), &case.page, Some(cookie));
            let limit = Load::get(
                bare.address,
                &format!("{}{}bytes={bytes}", case.bare, if case.bare.contains('?') { '&' } else { '?' }),
                None,
            );
            (ours, limit)
        }
        Kind::Create => (Load::create(program.address(), cookie), Load::post(bare.address, &case.bare)),
    };
    let half = seconds / 2;
    let first = (ours.run(half), limit.run(half));
    let second = (ours.run(half), limit.run(half));
    let ours = Measured::join(first.0, second.0);
    let limit = Measured::join(first.1, second.1);
    println!(
        "{:<22}{:>10.0}{:>9.2}{:>9.2}{:>12.0}{:>9.2}{:>9.2}{:>8.2}",
        case.name,
        ours.per_second(),
        ours.percentile(0.5),
        ours.percentile(0.99),
        limit.per_second(),
        limit.percentile(0.5),
        limit.percentile(0.99),
        ours.per_second() / limit.per_second(),
    );
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
