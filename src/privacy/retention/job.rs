//! The nightly run: announces what a business's rules end in two weeks, then a job for each
//! rule. A rule with much to do takes several jobs, so that none is taken for abandoned and
//! everything else that waits gets its turn.

use serde::{Deserialize, Serialize};

use super::queries;
use super::rules::{self, Place, Rule};
use crate::contacts::ending;
use crate::db::{self, Unscoped};
use crate::error::AppResult;
use crate::jobs::{Enqueue, Job};
use crate::privacy::{closing, holds};
use crate::services::Services;

/// Steps of one job.
const STEPS: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Retain {}

impl Job for Retain {
    const KIND: &'static str = "privacy.retain";

    async fn run(self, services: Services) -> AppResult<()> {
        ending::announce(&services).await?;
        closing::tell(&services).await?;
        holds::remind(&services).await?;
        holds::take_up_again(&services).await?;
        let (own, now) = (services.clone(), services.clock.now());
        let begin = move |conn: &mut _| {
            let rules: Vec<String> = rules::all(conn, &own.inventory)?.iter().map(Rule::name).collect();
            let mut db = Unscoped::new(conn, now);
            let run = queries::begin(&mut db, &rules)?;
            let carry_out = |rule: String| CarryOut { run, rule, place: (0, 0) };
            rules.into_iter().map(carry_out).try_for_each(|job| db.enqueue(&job))
        };
        services.db.write(begin).await
    }
}

/// One rule of a run, from a place on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CarryOut {
    run: i64,
    rule: String,
    place: Place,
}

impl Job for CarryOut {
    const KIND: &'static str = "privacy.carry_out_rule";

    async fn run(self, services: Services) -> AppResult<()> {
        let own = services.clone();
        let rules = services.db.read(move |conn| rules::all(conn, &own.inventory)).await?;
        let rule = rules.into_iter().find(|rule| rule.name() == self.rule);
        let mut place = self.place;
        let mut removed = 0;
        // A rule that this version does not know has nothing to do.
        if let Some(rule) = rule {
            for _ in 0..STEPS {
                let step = rule.step(&services, place).await?;
                removed += step.removed;
                self.count(&services, step.removed).await?;
                match step.next {
                    Some(next) => place = next,
                    None => return self.end(&services, removed).await,
                }
            }
            return self.go_on(&services, place).await;
        }
        self.end(&services, removed).await
    }
}

impl CarryOut {
    async fn count(&self, services: &Services, removed: usize) -> AppResult<()> {
        if removed == 0 {
            return Ok(());
        }
        let (own, now) = (self.clone(), services.clock.now());
        let add = move |conn: &mut _| queries::add(&mut Unscoped::new(conn, now), own.run, &own.rule, removed);
        services.db.write(add).await
    }

    async fn go_on(&self, services: &Services, place: Place) -> AppResult<()> {
        let (next, now) = (Self { place, ..self.clone() }, services.clock.now());
        services.db.write(move |conn| Unscoped::new(conn, now).enqueue(&next)).await
    }

    async fn end(self, services: &Services, removed: usize) -> AppResult<()> {
        let now = services.clock.now();
        let finish = move |conn: &mut _| queries::finish(&mut Unscoped::new(conn, now), self.run, &self.rule);
        services.db.write(finish).await?;
        if removed > 0 {
            services.db.read(db::checkpoint).await?;
        }
        Ok(())
    }
}
