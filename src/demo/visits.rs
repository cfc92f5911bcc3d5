//! Half a year of page views and visits, so that the charts have something to show.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use time::{Duration, Weekday};

use super::SEED;
use crate::analytics::model::{Counted, NewVisit, sent};
use crate::analytics::queries::keep;
use crate::clock::Instant;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::hits::{Hit, SIGN_UP};

const DAYS: i64 = 180;
/// Page, and how much of the traffic it has.
const PAGES: [(&str, i64); 7] = [
    ("/", 30),
    ("/contacts", 26),
    ("/contacts/{id}", 22),
    ("/today", 14),
    ("/signup", 8),
    ("/login", 7),
    ("/privacy", 2),
];
const SITES: [&str; 4] = ["", "search.example", "salon-forum.example", "news.example"];
const DEVICES: [&str; 3] = ["computer", "phone", "tablet"];
const BROWSERS: [(&str, &str, &str); 4] = [
    ("Safari", "iPhone", "phone"),
    ("Chrome", "Android", "phone"),
    ("Chrome", "Windows", "computer"),
    ("Firefox", "Linux", "computer"),
];
const PLACES: [(&str, &str); 4] = [
    ("United States", "Arkansas"),
    ("United States", "Illinois"),
    ("Canada", "Ontario"),
    ("Germany", "Bavaria"),
];
const CAMPAIGNS: [(&str, &str, &str); 3] =
    [("", "", ""), ("newsletter", "mail", "autumn"), ("flyer", "qr", "opening")];

pub fn insert(db: &mut Unscoped) -> AppResult<()> {
    let mut rng = StdRng::seed_from_u64(SEED);
    let now = db.now;
    for ago in (0..DAYS).rev() {
        let at = now - Duration::days(ago);
        // It grows, and rests on Sundays.
        let busy = (DAYS - ago) * if at.weekday() == Weekday::Sunday { 1 } else { 3 };
        insert_counts(db, &mut rng, at, busy)?;
        for _ in 0..rng.random_range(0..=busy / 120) {
            insert_visit(db, &mut rng, at)?;
        }
    }
    Ok(())
}

fn insert_counts(db: &mut Unscoped, rng: &mut StdRng, at: Instant, busy: i64) -> AppResult<()> {
    for (page, share) in PAGES {
        let referrer = if page == "/" { pick(rng, &SITES) } else { "" };
        let times = busy * share / 100 + rng.random_range(0..=share / 4);
        insert_count(db, at, page.into(), referrer, pick(rng, &DEVICES), times)?;
    }
    insert_count(db, at, sent("/signup"), "", "phone", rng.random_range(0..=busy / 100))
}

fn insert_count(
    db: &mut Unscoped,
    at: Instant,
    route: String,
    referrer: &str,
    device: &'static str,
    times: i64,
) -> AppResult<()> {
    if times == 0 {
        return Ok(());
    }
    let counted =
        Counted { workspace_id: None, day: at.date(), route, referrer: referrer.to_owned(), device };
    keep::insert(db, &counted, times)
}

fn insert_visit(db: &mut Unscoped, rng: &mut StdRng, at: Instant) -> AppResult<()> {
    let ((browser, os, device), (country, region)) = (pick(rng, &BROWSERS), pick(rng, &PLACES));
    let (utm_source, utm_medium, utm_campaign) = pick(rng, &CAMPAIGNS);
    let visit = keep::begin_visit(
        db,
        &NewVisit {
            workspace_id: None,
            visitor_key: &format!("demo{}", rng.random::<u32>()),
            at,
            referrer: pick(rng, &SITES),
            utm_source,
            utm_medium,
            utm_campaign,
            browser,
            os,
            device,
            country: country.into(),
            region: region.into(),
        },
    )?;
    for _ in 0..rng.random_range(1..5) {
        keep::go_on(db, visit, &page_of(at, pick(rng, &PAGES).0, None))?;
    }
    if rng.random_ratio(1, 6) {
        keep::go_on(db, visit, &page_of(at, "/signup", Some(SIGN_UP)))?;
        keep::mark_signed_up(db, visit, at)?;
    }
    Ok(())
}

fn page_of(at: Instant, route: &str, action: Option<&'static str>) -> Hit {
    let empty = String::new;
    Hit {
        at,
        action,
        route: route.into(),
        workspace: None,
        referrer: empty(),
        user_agent: empty(),
        visitor: None,
    }
}

fn pick<T: Copy>(rng: &mut StdRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())]
}
