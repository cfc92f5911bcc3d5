//! The rules with a logic of their own. Whole people and businesses end through the ledger.

use super::queries;
use super::rules::{Place, Step};
use crate::clock::Instant;
use crate::contacts::ending::{self, Why};
use crate::contacts::queries::ending as endings;
use crate::db::{Unscoped, chain};
use crate::erasure;
use crate::error::AppResult;
use crate::holds;
use crate::ledger::{Act, Target};
use crate::privacy::closing;
use crate::services::Services;
use crate::signup::queries as signup;
use crate::text_enum;

/// Entries, or accounts, looked at in one step.
const STEP: i64 = 500;

text_enum! {
    pub enum Own {
        Closing = "closing",
        Unconfirmed = "unconfirmed",
        Trash = "trash",
        Inactive = "inactive",
        Archived = "archived",
        Activity = "activity",
    }
}

impl Own {
    pub const fn title(self) -> &'static str {
        match self {
            Self::Closing => "Businesses that closed",
            Self::Unconfirmed => "Accounts that nobody confirmed",
            Self::Trash => "Deleted clients",
            Self::Inactive => "Clients without activity",
            Self::Archived => "Archived clients",
            Self::Activity => "Entries of the record of activity",
        }
    }

    pub fn says(self) -> String {
        match self {
            Self::Closing => "when the time to export is over, with everything the business kept".into(),
            Self::Unconfirmed => format!("{} days after sign-up, with the empty business", signup::PATIENCE),
            Self::Trash => "30 days after the deletion, or sooner where the business says so".into(),
            Self::Inactive => "after the months that the business chose; never without two weeks’ notice".into(),
            Self::Archived => "after the months that the business chose; never without two weeks’ notice".into(),
            Self::Activity => "after the months that the business chose".into(),
        }
    }

    pub fn count(self, db: &mut Unscoped, at: Instant, workspace: Option<i64>) -> AppResult<i64> {
        match (self, self.why()) {
            (_, Some(why)) => endings::count(db, why, at, workspace),
            (Self::Activity, _) => queries::count_activity(db, at, workspace),
            (Self::Closing, _) => queries::count_closing(db, at, workspace),
            _ if workspace.is_some() => Ok(0),
            _ => Ok(signup::unconfirmed(db, at, 0, STEP)?.len() as i64),
        }
    }

    pub async fn step(self, services: &Services, place: Place) -> AppResult<Step> {
        match (self, self.why()) {
            (_, Some(why)) => clients(services, why, place).await,
            (Self::Activity, _) => activity(services, place).await,
            (Self::Closing, _) => closing::end_next(services, place).await,
            _ => unconfirmed(services, place).await,
        }
    }

    const fn why(self) -> Option<Why> {
        match self {
            Self::Trash => Some(Why::Trash),
            Self::Inactive => Some(Why::Inactive),
            Self::Archived => Some(Why::Archived),
            Self::Closing | Self::Unconfirmed | Self::Activity => None,
        }
    }
}

async fn clients(services: &Services, why: Why, place: Place) -> AppResult<Step> {
    Ok(match ending::step(services, why, place).await? {
        Some(gone) => Step { removed: gone.count, next: Some(gone.last) },
        None => Step { removed: 0, next: None },
    })
}

/// Each with its empty business.
async fn unconfirmed(services: &Services, place: Place) -> AppResult<Step> {
    let now = services.clock.now();
    let find = move |conn: &mut _| {
        let found = signup::unconfirmed(&mut Unscoped::new(conn, now), now, place.1, STEP)?;
        let last = found.last().map(|enrolled| (0, enrolled.user_id));
        let mut acts = Vec::new();
        for enrolled in found {
            let own = [Target::Workspace { key: enrolled.workspace_key }, Target::User { key: enrolled.user_key }];
            let mut held = false;
            for target in &own {
                held |= holds::queries::is_held(conn, target)?;
            }
            if !held {
                acts.extend(own.map(|target| Act::Erase { target, request: None }));
            }
        }
        Ok((acts, last))
    };
    let (acts, next) = services.db.read(find).await?;
    let removed = acts.len() / 2;
    erasure::promise(services, acts).await?;
    Ok(Step { removed, next })
}

/// The oldest entries of one business.
async fn activity(services: &Services, place: Place) -> AppResult<Step> {
    let now = services.clock.now();
    let step = move |conn: &mut _| {
        let Some((workspace, end)) = queries::next_activity(&mut Unscoped::new(conn, now), place.0)? else {
            return Ok(Step { removed: 0, next: None });
        };
        let held = holds::queries::held_pseudonyms(conn)?;
        let removed = chain::forget(conn, workspace, end, &held, STEP)?;
        // Fewer than asked for: this business is through.
        let next = if removed as i64 >= STEP { workspace } else { workspace + 1 };
        Ok(Step { removed, next: Some((next, 0)) })
    };
    services.db.write(step).await
}
