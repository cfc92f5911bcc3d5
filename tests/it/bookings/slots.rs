//! The computation of free times over every zone, every day and chance.

use std::collections::{BTreeMap, HashMap};

use clientsync::bookings::slots::*;
use clientsync::civil::{WallClock, Zone, local, on_wall_clock, start_of_local_day};
use clientsync::clock::Instant;
use proptest::prelude::*;
use time::macros::{date, datetime, time};
use time::{Date, Duration, Time};

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn range(from: u16, to: u16) -> Range {
    Range { from, to }
}

/// Somebody who works the same hours every day.
fn staff(id: i64, zone: &Zone, hours: &[Range]) -> Staff {
    Staff {
        id,
        zone: zone.clone(),
        week: std::array::from_fn(|_| hours.to_vec()),
        exceptions: BTreeMap::new(),
        off: Vec::new(),
        busy: Timeline::default(),
    }
}

fn service(id: i64, minutes: i64, staff: &[i64]) -> Service {
    Service {
        id,
        length: Duration::minutes(minutes),
        before: Duration::ZERO,
        after: Duration::ZERO,
        notice: Duration::ZERO,
        window_days: 700,
        daily_cap: None,
        seats: 1,
        staff: staff.to_vec(),
        resources: Vec::new(),
    }
}

fn board(zone: &Zone, now: Instant, staff: Vec<Staff>) -> Board {
    Board {
        now,
        zone: zone.clone(),
        step: 30,
        staff,
        resources: Vec::new(),
        taken: HashMap::new(),
        load: HashMap::new(),
    }
}

fn busy(from: Instant, to: Instant) -> Busy {
    Busy { from, to, sitting: None, place: 1 }
}

fn visit(services: &[Service]) -> Visit<'_> {
    Visit { services, member: None, rules: Rules::Client }
}

fn starts(board: &Board, visit: &Visit, day: Date) -> Vec<Time> {
    free(board, visit, day, day).iter().map(|slot| local(slot.start, &board.zone).time()).collect()
}

const NOW: Instant = datetime!(2026-01-01 0:00);

#[test]
fn hours_less_what_is_taken_and_its_buffers() {
    let chicago = zone("America/Chicago");
    let mut ann = staff(1, &chicago, &[range(540, 720), range(780, 840)]);
    // Taken from 10:00 to 10:30.
    ann.busy = Timeline::new(vec![busy(datetime!(2026-06-03 15:00), datetime!(2026-06-03 15:30))]);
    let board = board(&chicago, NOW, vec![ann]);
    let day = date!(2026 - 06 - 03);
    let plain = [service(7, 30, &[1])];
    let at = |h, m| Time::from_hms(h, m, 0).unwrap();
    assert_eq!(
        starts(&board, &visit(&plain), day),
        [at(9, 0), at(9, 30), at(10, 30), at(11, 0), at(11, 30), at(13, 0), at(13, 30)]
    );
    let buffered =
        [Service { before: Duration::minutes(15), after: Duration::minutes(15), ..service(7, 30, &[1]) }];
    assert_eq!(
        starts(&board, &visit(&buffered), day),
        [at(9, 0), at(11, 0), at(11, 30), at(13, 0), at(13, 30)]
    );
    let two = [service(7, 30, &[1]), service(8, 60, &[1])];
    assert_eq!(starts(&board, &visit(&two), day), [at(10, 30)]);
    let not_hers = [service(7, 30, &[1]), service(8, 60, &[2])];
    assert!(starts(&board, &visit(&not_hers), day).is_empty());
}

#[test]
fn notice_window_and_cap_bind_clients_only() {
    let chicago = zone("America/Chicago");
    let now = datetime!(2026-06-03 15:10); // ten past ten in Chicago
    let mut board = board(&chicago, now, vec![staff(1, &chicago, &[range(540, 720)])]);
    let ruled =
        [Service { notice: Duration::hours(1), window_days: 1, daily_cap: Some(2), ..service(7, 30, &[1]) }];
    let (today, tomorrow) = (date!(2026 - 06 - 03), date!(2026 - 06 - 04));
    assert_eq!(starts(&board, &visit(&ruled), today), [time!(11:30)]);
    assert_eq!(starts(&board, &visit(&ruled), tomorrow).len(), 6);
    assert!(starts(&board, &visit(&ruled), date!(2026 - 06 - 05)).is_empty());
    board.taken.insert((7, tomorrow), 2);
    assert!(starts(&board, &visit(&ruled), tomorrow).is_empty());
    let house = Visit { rules: Rules::House, ..visit(&ruled) };
    assert_eq!(starts(&board, &house, today), [time!(10:30), time!(11:00), time!(11:30)]);
    assert_eq!(starts(&board, &house, tomorrow).len(), 6);
    let told = |start| judge(&board, &visit(&ruled), 1, start);
    assert_eq!(told(datetime!(2026-06-03 15:30)), [Obstacle::Notice { minutes: 60 }]);
    assert_eq!(told(datetime!(2026-06-05 15:00)), [Obstacle::Window { days: 1 }]);
    assert_eq!(told(datetime!(2026-06-04 15:00)), [Obstacle::DayFull]);
}

#[test]
fn days_off_closed_days_and_days_with_other_hours() {
    let berlin = zone("Europe/Berlin");
    let mut ann = staff(1, &berlin, &[range(540, 720)]);
    ann.exceptions.insert(date!(2026 - 06 - 06), vec![range(600, 660)]);
    let off = |first, last, minutes, closed| Off { first, last, minutes, closed };
    ann.off = vec![
        off(date!(2026 - 06 - 01), date!(2026 - 06 - 02), None, true),
        off(date!(2026 - 06 - 03), date!(2026 - 06 - 03), Some(range(570, 660)), false),
    ];
    let board = board(&berlin, NOW, vec![ann]);
    let plain = [service(7, 30, &[1])];
    assert!(starts(&board, &visit(&plain), date!(2026 - 06 - 02)).is_empty());
    assert_eq!(
        starts(&board, &visit(&plain), date!(2026 - 06 - 03)),
        [time!(9:00), time!(11:00), time!(11:30)]
    );
    assert_eq!(starts(&board, &visit(&plain), date!(2026 - 06 - 06)), [time!(10:00), time!(10:30)]);
    let closed = judge(&board, &visit(&plain), 1, datetime!(2026-06-02 8:00));
    assert_eq!(closed, [Obstacle::NotWorking { closed: true, off: true }]);
    let late = judge(&board, &visit(&plain), 1, datetime!(2026-06-04 9:45));
    assert_eq!(late, [Obstacle::TooLong { closes: datetime!(2026-06-04 10:00) }]);
    let odd = judge(&board, &visit(&plain), 1, datetime!(2026-06-04 8:10));
    assert_eq!(odd, [Obstacle::Step { minutes: 30 }]);
}

#[test]
fn a_class_takes_as_many_as_it_has_seats() {
    let chicago = zone("America/Chicago");
    let start = datetime!(2026-06-03 14:00);
    let yoga = [Service { seats: 2, ..service(7, 60, &[1]) }];
    let seat = |place| Busy {
        from: start,
        to: start + Duration::HOUR,
        sitting: Some(Sitting { service: 7, start }),
        place,
    };
    let with = |seats: Vec<Busy>| {
        let mut ann = staff(1, &chicago, &[range(540, 720)]);
        ann.busy = Timeline::new(seats);
        board(&chicago, NOW, vec![ann])
    };
    let offered = |board: &Board| starts(board, &visit(&yoga), date!(2026 - 06 - 03));
    let at = |h, m| Time::from_hms(h, m, 0).unwrap();
    assert_eq!(offered(&with(vec![seat(1)])), [at(9, 0), at(10, 0), at(10, 30), at(11, 0)]);
    assert_eq!(offered(&with(vec![seat(1), seat(2)])), [at(10, 0), at(10, 30), at(11, 0)]);
    let full = judge(&with(vec![seat(1), seat(2)]), &visit(&yoga), 1, start);
    assert_eq!(full, [Obstacle::Full { seats: 2 }]);
    let other = [service(8, 60, &[1])];
    let taken = judge(&with(vec![seat(1)]), &visit(&other), 1, start);
    assert!(matches!(taken[..], [Obstacle::Taken { .. }]));
}

#[test]
fn what_a_service_needs_must_be_free_too() {
    let chicago = zone("America/Chicago");
    let mut board = board(&chicago, NOW, vec![staff(1, &chicago, &[range(540, 660)])]);
    let (from, to) = (datetime!(2026-06-03 14:00), datetime!(2026-06-03 15:00));
    let taken = || Timeline::new(vec![busy(from, to)]);
    let needs = [Service { resources: vec![5], ..service(7, 60, &[1]) }];
    board.resources = vec![Resource { id: 5, places: vec![taken(), Timeline::default()] }];
    assert_eq!(starts(&board, &visit(&needs), date!(2026 - 06 - 03)).len(), 3);
    board.resources = vec![Resource { id: 5, places: vec![taken(), taken()] }];
    assert_eq!(starts(&board, &visit(&needs), date!(2026 - 06 - 03)), [time!(10:00)]);
    assert_eq!(judge(&board, &visit(&needs), 1, from), [Obstacle::Resource { id: 5 }]);
}

#[test]
fn the_one_with_the_fewest_bookings_takes_it_and_then_the_first() {
    let chicago = zone("America/Chicago");
    let mut board = board(&chicago, NOW, Vec::new());
    let start = datetime!(2026-06-03 15:00);
    let day = date!(2026 - 06 - 03);
    let picked = |board: &Board, free: &[i64]| pick(board, free, start).map(|pick| pick.member);
    assert_eq!(picked(&board, &[9, 3, 5]), Some(3));
    board.load = HashMap::from([((3, day), 2), ((5, day), 1), ((9, day), 1)]);
    assert_eq!(picked(&board, &[9, 3, 5]), Some(5));
    assert_eq!(picked(&board, &[9, 3]), Some(9));
    assert_eq!(picked(&board, &[]), None);
}

/// In Chicago the night of 8 March has no half past two, and that of 1 November two of them.
#[test]
fn a_night_shift_over_the_change_of_the_clocks() {
    let chicago = zone("America/Chicago");
    let board = board(&chicago, NOW, vec![staff(1, &chicago, &[range(60, 240)])]);
    let plain = [service(7, 30, &[1])];
    let of = |day| -> Vec<(Instant, Time)> {
        let slots = free(&board, &visit(&plain), day, day);
        slots.iter().map(|slot| (slot.start, local(slot.start, &chicago).time())).collect()
    };
    let spring = of(date!(2026 - 03 - 08));
    assert_eq!(
        spring.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [time!(1:00), time!(1:30), time!(3:00), time!(3:30)]
    );
    let autumn = of(date!(2026 - 11 - 01));
    assert_eq!(autumn.len(), 8, "from one to four there were four hours: {autumn:?}");
    assert!(autumn.windows(2).all(|pair| pair[1].0 - pair[0].0 == Duration::minutes(30)));
}

#[test]
fn work_past_midnight_is_one_stretch() {
    let chicago = zone("America/Chicago");
    let board = board(&chicago, NOW, vec![staff(1, &chicago, &[range(0, 120), range(1320, 1440)])]);
    let long = [service(7, 180, &[1])];
    assert_eq!(
        starts(&board, &visit(&long), date!(2026 - 06 - 03)),
        [time!(22:00), time!(22:30), time!(23:00)]
    );
}

/// Every zone, every day of a year: the first and every other time is a reading of the working
/// hours' wall clock, all of them are there, and none that the clock does not show.
#[test]
fn every_time_of_every_day_in_every_zone_is_within_the_hours_on_the_wall() {
    let hours = [range(9 * 60, 12 * 60), range(13 * 60, 17 * 60)];
    // Around the changes of the clocks, which are at night.
    let night = [range(0, 6 * 60)];
    let plain = [service(7, 30, &[1])];
    for name in Zone::names() {
        let place = zone(name);
        for (hours, all_day) in [(&hours[..], false), (&night[..], true)] {
            let board = board(&place, datetime!(2025-12-30 0:00), vec![staff(1, &place, hours)]);
            let slots = free(&board, &visit(&plain), date!(2026 - 01 - 01), date!(2026 - 12 - 31));
            let mut by_day: BTreeMap<Date, Vec<Instant>> = BTreeMap::new();
            for slot in &slots {
                let shown = local(slot.start, &place);
                let minute = u16::from(shown.hour()) * 60 + u16::from(shown.minute());
                let within = hours.iter().any(|r| r.from <= minute && minute < r.to);
                assert!(within && minute % 30 == 0, "{name}: {shown}");
                let ends = local(slot.end, &place);
                let end = u16::from(ends.hour()) * 60 + u16::from(ends.minute());
                assert!(hours.iter().any(|r| r.from <= end && end <= r.to), "{name}: {shown} to {ends}");
                by_day.entry(shown.date()).or_default().push(slot.start);
            }
            let mut day = date!(2026 - 01 - 01);
            while day <= date!(2026 - 12 - 31) {
                let expected = readings(day, hours, &place);
                let found = by_day.get(&day).cloned().unwrap_or_default();
                assert_eq!(found, expected, "{name} {day} night={all_day}");
                day = day.next_day().unwrap();
            }
        }
    }
}

/// The half hours that the clock there shows within the hours, and from which half an hour of work is left.
fn readings(day: Date, hours: &[Range], place: &Zone) -> Vec<Instant> {
    let mut found = Vec::new();
    for range in hours {
        let closes = match range.to {
            1440 => start_of_local_day(day.next_day().unwrap(), place),
            minute => first_reading(day, minute, place),
        };
        for minute in (range.from..range.to).step_by(30) {
            let at = Time::from_hms((minute / 60) as u8, (minute % 60) as u8, 0).unwrap();
            match on_wall_clock(day, at, place) {
                WallClock::Once(at) => found.push(at),
                WallClock::Twice { first, second } => found.extend([first, second]),
                WallClock::Never { .. } => {}
            }
        }
        found.retain(|at| *at + Duration::minutes(30) <= closes);
    }
    found.sort_unstable();
    found
}

/// The first minute of the day, from this one on, that the clock shows.
fn first_reading(day: Date, minute: u16, place: &Zone) -> Instant {
    for minute in minute..1440 {
        let at = Time::from_hms((minute / 60) as u8, (minute % 60) as u8, 0).unwrap();
        match on_wall_clock(day, at, place) {
            WallClock::Once(at) => return at,
            WallClock::Twice { first, .. } => return first,
            WallClock::Never { .. } => {}
        }
    }
    start_of_local_day(day.next_day().unwrap(), place)
}

fn any_zone() -> impl Strategy<Value = Zone> {
    (0..Zone::names().len()).prop_map(|n| zone(&Zone::names()[n]))
}

prop_compose! {
    /// Two people with chance hours in chance zones, some of it taken.
    fn any_board()(
        business in any_zone(),
        zones in prop::collection::vec(any_zone(), 2),
        hours in prop::collection::vec((0_u16..22, 1_u16..10), 2),
        taken in prop::collection::vec((0_i64..2, 0_i64..4000, 1_i64..200), 0..20),
        off in prop::collection::vec((0_i64..3, 0_u16..20), 0..3),
        now in 0_i64..2000,
        step in prop::sample::select(vec![10_u16, 15, 20, 30, 60]),
    ) -> Board {
        let base = datetime!(2026-03-06 0:00);
        let people = zones.iter().zip(&hours).zip(0_i64..).map(|((zone, (from, length)), n)| {
            let range = Range { from: from * 60, to: ((from + length) * 60).min(1440) };
            let mine = taken.iter().filter(|(who, ..)| *who == n);
            let rows = mine.map(|(_, from, length)| {
                busy(base + Duration::minutes(from * 5), base + Duration::minutes(from * 5 + length))
            });
            Staff {
                off: off.iter().map(|(day, hour)| Off {
                    first: date!(2026 - 03 - 08) + Duration::days(*day),
                    last: date!(2026 - 03 - 08) + Duration::days(*day),
                    minutes: Some(Range { from: hour * 60, to: hour * 60 + 90 }),
                    closed: false,
                }).collect(),
                busy: Timeline::new(rows.collect()),
                ..staff(n + 1, zone, &[range])
            }
        });
        let mut board = board(&business, base + Duration::minutes(now * 5), people.collect());
        board.step = step;
        board
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What is offered has no obstacle, and what has none is offered: the page and the commit agree.
    #[test]
    fn free_and_judge_are_of_one_mind(board in any_board(), buffer in 0_i64..30, length in 1_i64..9) {
        let wanted = [Service {
            before: Duration::minutes(buffer),
            after: Duration::minutes(buffer),
            notice: Duration::hours(3),
            window_days: 3,
            ..service(7, length * 15, &[1, 2])
        }];
        let visit = visit(&wanted);
        let (first, last) = (date!(2026 - 03 - 07), date!(2026 - 03 - 10));
        let offered: Vec<(Instant, i64)> = free(&board, &visit, first, last)
            .iter()
            .flat_map(|slot| slot.staff.iter().map(|id| (slot.start, *id)))
            .collect();
        for (start, member) in &offered {
            prop_assert_eq!(judge(&board, &visit, *member, *start), vec![]);
        }
        let mut at = start_of_local_day(first, &board.zone);
        let end = start_of_local_day(last.next_day().unwrap(), &board.zone);
        while at < end {
            for member in [1, 2] {
                let free = judge(&board, &visit, member, at).is_empty();
                prop_assert_eq!(free, offered.contains(&(at, member)), "{} with {}", at, member);
            }
            at += Duration::minutes(5);
        }
    }
}
