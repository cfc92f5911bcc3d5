//! Realistic data for trying the program: the logins that its documentation
//! names, and as many contacts as asked for, the same ones every time. Stands
//! above the features and writes what they would have written.

mod business;
mod calendar;
mod names;
mod people;
mod phones;
mod queries;
mod requests;
mod visits;
mod words;

use std::time::{Duration, Instant as Timer};

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::account::password::Hasher;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use business::Business;
use people::People;

pub const PASSWORD: &str = "correct horse battery staple";

pub struct Login {
    pub email: &'static str,
    pub who: &'static str,
}

pub const LOGINS: [Login; 6] = [
    Login { email: "owner@demo.example", who: "owner of Juniper & Sage" },
    Login { email: "manager@demo.example", who: "manager there" },
    Login { email: "staff@demo.example", who: "staff there" },
    Login { email: "viewer@demo.example", who: "looks, and changes nothing" },
    Login { email: "operator@demo.example", who: "operator of the installation" },
    Login { email: "owner@other.example", who: "owner of another business" },
];

/// What is in the database before the demo begins.
pub enum Start {
    Empty,
    Filled,
    /// Somebody's accounts: not to be touched.
    Foreign,
}

pub fn start(services: &Services) -> AppResult<Start> {
    let now = services.clock.now();
    services.db.read_now(|conn| queries::start(&mut Unscoped::new(conn, now), LOGINS[0].email))
}

/// A few thousand at a time: large steps save commits, too large ones hold everybody up.
const STEP: usize = 2000;
const CONTACTS_ELSEWHERE: usize = 12;
const SEED: u64 = 0x00C1_1E47;

/// Makes the logins, their businesses and `contacts` contacts.
pub fn fill(services: &Services, contacts: usize) -> AppResult<Duration> {
    let started = Timer::now();
    let now = services.clock.now();
    let hash = password_hash(services)?;
    let facts = services.standing.facts();
    let agreement = facts.agreement_in_force(now.date());
    let open = |conn: &mut _| business::open(&mut Unscoped::new(conn, now), &hash, agreement);
    let (demo, other) = services.db.write_now(open)?;
    let mut people = People::new(StdRng::seed_from_u64(SEED), now);
    people_of(services, &other, &mut people, CONTACTS_ELSEWHERE)?;
    people_of(services, &demo, &mut people, contacts)?;
    services.db.write_now(|conn| calendar::fill(&mut Unscoped::new(conn, now), &services.secrets, &demo))?;
    services.db.write_now(|conn| visits::insert(&mut Unscoped::new(conn, now)))?;
    services.db.write_now(|conn| requests::file_some(&mut Unscoped::new(conn, now), services, demo.id))?;
    services.db.write_now(queries::settle)?;
    Ok(started.elapsed())
}

fn people_of(services: &Services, business: &Business, people: &mut People, count: usize) -> AppResult<()> {
    let now = services.clock.now();
    let mut made = 0;
    while made < count {
        let step = STEP.min(count - made);
        services.db.write_now(|conn| {
            queries::expect_many(conn)?;
            let mut db = Unscoped::new(conn, now);
            (made..made + step).try_for_each(|n| business.take_on(&mut db, &people.next(n, count)))
        })?;
        made += step;
    }
    Ok(())
}

fn password_hash(services: &Services) -> AppResult<String> {
    let hasher = Hasher::new(services.config.bcrypt_cost, 1).map_err(AppError::internal)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(AppError::internal)?;
    runtime.block_on(hasher.hash(PASSWORD.into())).map_err(AppError::internal)
}
