//! Makes up one contact after the other, from the oldest to the newest.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use time::{Date, Duration};

use super::names::{NAMES, Names, Order};
use super::{phones, words};
use crate::clock::Instant;

pub struct Person {
    pub subject_key: String,
    pub name: String,
    pub pronouns: &'static str,
    pub company: &'static str,
    pub emails: Vec<String>,
    /// As typed, and in international form.
    pub phones: Vec<(String, String)>,
    pub street: String,
    pub place: (&'static str, &'static str, &'static str, &'static str),
    pub source: &'static str,
    pub channel: &'static str,
    pub language: &'static str,
    /// Which of the business's people looks after them.
    pub assigned: Option<usize>,
    /// Which of `words::TAGS`.
    pub tags: Vec<usize>,
    pub birthday: Option<Date>,
    pub formula: Option<&'static str>,
    pub stylist: Option<&'static str>,
    pub points: Option<u32>,
    pub newsletter: Option<bool>,
    pub notes: Vec<Note>,
    pub follow_up: Option<FollowUp>,
    /// The company they were with before.
    pub former_company: Option<&'static str>,
    pub created_at: Instant,
    pub seen_at: Instant,
    pub archived: bool,
    pub deleted: bool,
    /// Whether the activity record tells of them; for the newest only, as hashing each takes its time.
    pub recorded: bool,
}

pub struct Note {
    pub body: &'static str,
    pub at: Instant,
    pub author: usize,
    pub pinned: bool,
}

pub struct FollowUp {
    pub title: &'static str,
    /// Around today; the past is late.
    pub due_on: Date,
    pub done: bool,
}

pub struct People {
    rng: StdRng,
    now: Instant,
    /// The name and the addresses of the one before.
    last: (String, Vec<String>),
}

const OLDEST: Duration = Duration::days(1095);
/// More follow-ups than this nobody would keep up with.
const WITH_FOLLOW_UPS: usize = 400;
const RECORDED: usize = 150;
/// One in so many is the one before once more.
const TWICE: usize = 37;
/// The owner, the manager and the staff member; the viewer looks after nobody.
const PEOPLE_AT_WORK: usize = 3;

impl People {
    pub fn new(rng: StdRng, now: Instant) -> Self {
        Self { rng, now, last: (String::new(), Vec::new()) }
    }

    /// The contact number `n` of `count`.
    pub fn next(&mut self, n: usize, count: usize) -> Person {
        let names = self.names();
        let (given, family) = (self.pick(names.given), self.pick(names.family));
        let created_at = self.created(n, count);
        let seen_at = self.between(created_at, self.now);
        let newest = count - n <= WITH_FOLLOW_UPS;
        let mut person = Person {
            subject_key: hex::encode(self.rng.random::<[u8; 16]>()),
            name: match names.order {
                Order::GivenFirst => format!("{} {}", given.0, family.0),
                Order::FamilyFirst => format!("{}{}", family.0, given.0),
            },
            pronouns: if self.one_in(8) { self.pick(&words::PRONOUNS) } else { "" },
            company: if self.one_in(6) { self.pick(&words::COMPANIES) } else { "" },
            emails: self.emails(n, given.1, family.1),
            phones: self.phones(n, names.language),
            street: format!("{} {}", self.rng.random_range(10..4900), self.pick(&words::STREETS)),
            place: self.pick(&words::PLACES),
            source: if self.one_in(3) { "" } else { self.pick(&words::SOURCES) },
            channel: self.pick(&["none", "none", "email", "phone", "sms"]),
            language: names.language,
            assigned: (!self.one_in(4)).then(|| self.rng.random_range(0..PEOPLE_AT_WORK)),
            tags: self.tags(),
            birthday: if self.one_in(3) { self.birthday() } else { None },
            formula: self.one_in(5).then(|| self.pick(&words::FORMULAS)),
            stylist: self.one_in(2).then(|| self.pick(&words::STYLISTS)),
            points: self.one_in(3).then(|| self.rng.random_range(1..60) * 10),
            newsletter: self.one_in(2).then(|| self.one_in(2)),
            notes: self.notes(created_at),
            follow_up: if newest && self.one_in(4) { Some(self.follow_up()) } else { None },
            former_company: self.one_in(12).then(|| self.pick(&words::COMPANIES)),
            created_at,
            seen_at,
            archived: self.one_in(60),
            deleted: self.one_in(90),
            recorded: count - n <= RECORDED,
        };
        // As in any list, somebody is there twice now and then.
        if n % TWICE == TWICE - 1 {
            (person.name, person.emails) = self.last.clone();
        }
        self.last = (person.name.clone(), person.emails.clone());
        person
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from.choose(&mut self.rng).copied().unwrap_or(from[0])
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.rng.random_ratio(1, n)
    }

    fn names(&mut self) -> &'static Names {
        let total: usize = NAMES.iter().map(|names| names.share).sum();
        let mut drawn = self.rng.random_range(0..total);
        for names in &NAMES {
            if drawn < names.share {
                return names;
            }
            drawn -= names.share;
        }
        &NAMES[0]
    }

    /// Later and later, with more of them lately, as in a business that grows.
    fn created(&mut self, n: usize, count: usize) -> Instant {
        let left = 1.0 - (n + 1) as f64 / count as f64;
        self.now - OLDEST * left.powf(1.5) - Duration::minutes(5)
    }

    fn between(&mut self, from: Instant, to: Instant) -> Instant {
        from + (to - from) * self.rng.random_range(0.0..1.0)
    }

    /// The number keeps people of one name apart.
    fn emails(&mut self, n: usize, given: &str, family: &str) -> Vec<String> {
        let mut emails = Vec::new();
        if !self.one_in(8) {
            let domain = self.pick(&["example.com", "example.net", "example.org"]);
            emails.push(format!("{given}.{family}{n}@{domain}"));
        }
        if self.one_in(10) {
            emails.push(format!("{given}{n}@work.example"));
        }
        emails
    }

    fn phones(&mut self, n: usize, language: &str) -> Vec<(String, String)> {
        let mut phones = Vec::new();
        if !self.one_in(7) {
            phones.push(match language {
                "fr" => phones::french(n),
                "de" => phones::german(n),
                _ => phones::american(n),
            });
        }
        if self.one_in(12) {
            phones.push(phones::british(n));
        }
        phones
    }

    fn tags(&mut self) -> Vec<usize> {
        let mut tags: Vec<usize> = (0..words::TAGS.len()).filter(|_| self.one_in(6)).collect();
        tags.truncate(3);
        tags
    }

    fn birthday(&mut self) -> Option<Date> {
        let year = self.rng.random_range(1948..2006);
        Date::from_ordinal_date(year, self.rng.random_range(1..=365)).ok()
    }

    fn notes(&mut self, since: Instant) -> Vec<Note> {
        if !self.one_in(3) {
            return Vec::new();
        }
        let many = self.rng.random_range(1..4);
        let note = |people: &mut Self, n| Note {
            body: people.pick(&words::NOTES),
            at: people.between(since, people.now),
            author: people.rng.random_range(0..PEOPLE_AT_WORK),
            pinned: n == 0 && people.one_in(8),
        };
        (0..many).map(|n| note(self, n)).collect()
    }

    fn follow_up(&mut self) -> FollowUp {
        FollowUp {
            title: self.pick(&words::FOLLOW_UPS),
            due_on: self.now.date() + Duration::days(self.rng.random_range(-6..15)),
            done: self.one_in(4),
        }
    }
}
