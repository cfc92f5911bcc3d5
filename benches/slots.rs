//! How long a month of free times takes to compute, and how it grows with people and bookings.
//! The board is made up here; reading it from the database is another matter.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail loudly")]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;

use clientsync::bookings::slots::{
    Board, Busy, Off, Range, Rules, Service, Staff, Timeline, Visit, free, pick,
};
use clientsync::civil::{Zone, local_date};
use clientsync::clock::Instant;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use time::macros::{date, datetime};
use time::{Date, Duration};

const NOW: Instant = datetime!(2026-10-15 12:00);
// A month in which the clocks go back.
const FIRST: Date = date!(2026 - 10 - 16);
const LAST: Date = date!(2026 - 11 - 15);

/// Work from nine to noon and from one to half past five; bookings of twenty minutes all over the month.
fn board(people: i64, bookings: i64) -> Board {
    let zone = Zone::parse("America/Chicago").unwrap();
    let mut load = HashMap::new();
    let staff = (1..=people).map(|id| {
        let of_person = bookings / people;
        let busy: Vec<Busy> = (0..of_person)
            .map(|n| {
                // Spread over the days and, on each, over the hours.
                let day = n % 31;
                let minute = (n / 31 * 27 + id * 5) % 510;
                let from = datetime!(2026-10-16 14:00) + Duration::days(day) + Duration::minutes(minute);
                *load.entry((id, local_date(from, &zone))).or_insert(0) += 1;
                Busy { from, to: from + Duration::minutes(20), sitting: None, place: 1 }
            })
            .collect();
        let day_off = date!(2026 - 10 - 20) + Duration::days(id % 20);
        Staff {
            id,
            zone: zone.clone(),
            week: std::array::from_fn(|day| match day {
                6 => Vec::new(),
                _ => vec![Range { from: 540, to: 720 }, Range { from: 780, to: 1050 }],
            }),
            exceptions: BTreeMap::new(),
            off: vec![Off { first: day_off, last: day_off, minutes: None, closed: false }],
            busy: Timeline::new(busy),
        }
    });
    let staff = staff.collect();
    Board { now: NOW, zone, step: 15, staff, resources: Vec::new(), taken: HashMap::new(), load }
}

fn services(people: i64) -> Vec<Service> {
    let five = Duration::minutes(5);
    vec![Service {
        id: 1,
        length: Duration::minutes(30),
        before: five,
        after: five,
        notice: Duration::hours(2),
        window_days: 60,
        daily_cap: Some(500),
        seats: 1,
        staff: (1..=people).collect(),
        resources: Vec::new(),
    }]
}

fn month(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a month of free times");
    for (people, bookings) in [(1, 500), (10, 500), (10, 5_000), (100, 50_000)] {
        let (board, services) = (board(people, bookings), services(people));
        let visit = Visit { services: &services, member: None, rules: Rules::Client };
        assert!(free(&board, &visit, FIRST, LAST).len() > 50, "a benchmark must find something");
        let name = format!("{people} people, {bookings} bookings");
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| free(black_box(&board), black_box(&visit), FIRST, LAST));
        });
    }
    group.finish();
}

fn choice(criterion: &mut Criterion) {
    let (board, services) = (board(10, 5_000), services(10));
    let visit = Visit { services: &services, member: None, rules: Rules::Client };
    let slots = free(&board, &visit, FIRST, LAST);
    criterion.bench_function("who takes each of them", |b| {
        b.iter(|| slots.iter().filter_map(|slot| pick(black_box(&board), &slot.staff, slot.start)).count());
    });
}

criterion_group!(benches, month, choice);
criterion_main!(benches);
