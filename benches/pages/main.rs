//! How fast the pages are, beside the limit: a bare actix-web handler that makes
//! the one indexed query the page needs, on the same data, and sends as many
//! bytes. Described in docs/performance.md.
//!
//! `cargo bench` measures 100,000 contacts on SQLite. `BENCH_DATABASE_URL` (a PostgreSQL
//! server on which databases may be made) measures there after that, `BENCH_CONTACTS` names
//! one or more sizes ("100000,1000000") and `BENCH_SECONDS` the length for each page.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail loudly")]

mod bare;
mod load;
mod place;
mod program;

use std::time::Duration;

use load::{Load, Measured};
use place::Place;
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
    let sizes = sizes();
    let mut places = vec![None];
    places.extend(std::env::var("BENCH_DATABASE_URL").ok().map(Some));
    for server in places {
        let runs: Vec<_> = sizes.iter().map(|&contacts| measure(server.as_deref(), contacts)).collect();
        if let [small, .., large] = &runs[..] {
            compare_sizes(small, large);
        }
    }
}

/// The sizes to measure, the smallest first.
fn sizes() -> Vec<u64> {
    let text = std::env::var("BENCH_CONTACTS").unwrap_or_else(|_| "100000".into());
    let mut sizes: Vec<u64> = text.split(',').filter_map(|size| size.trim().parse().ok()).collect();
    sizes.sort_unstable();
    sizes
}

/// What one page of one run needed: its name, requests per second, p99.
type Line = (&'static str, f64, f64);

fn measure(server: Option<&str>, contacts: u64) -> Vec<Line> {
    let seconds = Duration::from_secs(number("BENCH_SECONDS", 5));
    let place = Place::new(server, contacts);
    println!("\n{}, {contacts} contacts", if server.is_some() { "PostgreSQL" } else { "SQLite" });
    let started = std::time::Instant::now();
    Program::demo(&place, contacts).stop();
    println!("ready in {:.1} s", started.elapsed().as_secs_f64());
    let mut program = Program::serve(&place);
    println!("cold start {:.0} ms, binary {:.1} MB", program.cold_start_ms, program::binary_megabytes());
    std::thread::sleep(Duration::from_secs(2));
    println!("resident idle {:.0} MB", program.resident_megabytes());

    let bare = bare::start(&place);
    let cookie = program.sign_in();
    println!("\n| page | req/s | p50 ms | p99 ms | bare req/s | p50 | p99 | ratio |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    let cases = cases(&program, &cookie);
    let lines = cases.iter().map(|case| compare(case, &program, &bare, &cookie, seconds)).collect();
    println!("\nresident under load {:.0} MB", program.peak_megabytes());
    program.stop();
    lines
}

fn compare_sizes(small: &[Line], large: &[Line]) {
    println!("\nThe largest size beside the smallest:");
    for ((page, before, _), (_, after, p99)) in small.iter().zip(large) {
        println!("{page}: {:.2} times slower, p99 {p99:.1} ms", before / after);
    }
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
fn compare(case: &Case, program: &Program, bare: &bare::Bare, cookie: &str, seconds: Duration) -> Line {
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
        "| {} | {:.0} | {:.2} | {:.2} | {:.0} | {:.2} | {:.2} | {:.2} |",
        case.name,
        ours.per_second(),
        ours.percentile(0.5),
        ours.percentile(0.99),
        limit.per_second(),
        limit.percentile(0.5),
        limit.percentile(0.99),
        ours.per_second() / limit.per_second(),
    );
    (case.name, ours.per_second(), ours.percentile(0.99))
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
