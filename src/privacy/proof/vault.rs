//! The checks that look at the erasure ledger, the backups and the restore drill. What they say
//! is public: counts and days, no path.

use time::Duration;

use super::checks::{Verdict, verdict};
use crate::civil::format_utc;
use crate::db::Unscoped;
use crate::erasure;
use crate::error::AppResult;
use crate::ledger::counted;
use crate::services::Services;
use crate::vault::{self, Holdings};

/// What is done every night is late after two.
const LATE: Duration = Duration::days(2);
/// The erasure of a large business takes its time; longer than this, something is wrong.
const UNDER_WAY: Duration = Duration::hours(1);

pub(super) fn ledger_applied(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let applied = erasure::state(db)?;
    let next = services.ledger.after(applied.seq, 1)?;
    let late = match next.first() {
        Some(entry) => entry.moment()? + UNDER_WAY < db.now,
        None => false,
    };
    Ok(match late {
        true => verdict(false, "an erasure was promised more than an hour ago and is not carried out"),
        false => verdict(true, format!("{}, carried out to the last", counted(applied.seq))),
    })
}

/// As it lies there now, and that it is the one this database has followed.
fn whole(services: &Services, db: &mut Unscoped) -> AppResult<Result<i64, String>> {
    let applied = erasure::state(db)?;
    if let Err(why) = erasure::refuse_other_than(&services.ledger, &applied) {
        tracing::error!(%why, "the erasure ledger");
        return Ok(Err("the record of erasures is not the one that this installation has followed".into()));
    }
    match vault::ledger_is_whole(&services.ledger) {
        Ok(head) => Ok(Ok(head.seq)),
        Err(why) => {
            tracing::error!(%why, "the erasure ledger");
            Ok(Err("the record of erasures does not fit together".into()))
        }
    }
}

pub(super) fn ledger_chain(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    Ok(match whole(services, db)? {
        Ok(entries) => verdict(true, format!("{}, without a gap", counted(entries))),
        Err(says) => verdict(false, says),
    })
}

fn holdings(services: &Services, db: &mut Unscoped) -> AppResult<Holdings> {
    let now = db.now;
    Holdings::of(db, &services.config, services.db.engine(), now)
}

pub(super) fn backups(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let now = db.now;
    let days = services.config.installation.backup_days;
    // The nightly work destroys them; one may wait for it that long after its end.
    let found = Holdings::of(db, &services.config, services.db.engine(), now - LATE)?;
    if !found.past_their_end.is_empty() {
        let many = found.past_their_end.len();
        return Ok(verdict(
            false,
            format!("{many} should have been destroyed after {days} days and still exist"),
        ));
    }
    let made_here = services.config.backup.folder.is_some();
    Ok(match (found.oldest, found.newest) {
        (_, None) if made_here => verdict(false, "backups are to be made every night, and there is none"),
        (_, Some(newest)) if made_here && now - newest > LATE => verdict(
            false,
            format!("backups are to be made every night, and the last is of {}", newest.date()),
        ),
        (None, _) => {
            verdict(true, "the program keeps none itself, and can’t see those that are made otherwise")
        }
        (Some(oldest), _) => {
            let age = (now - oldest).whole_days();
            verdict(
                true,
                format!(
                    "the oldest of {} is {age} days old; each is destroyed after {days} days",
                    found.count
                ),
            )
        }
    })
}

pub(super) fn encryption(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    let found = holdings(services, db)?;
    let sealed = services.config.backup.key.is_some();
    Ok(match (found.count, found.unsealed) {
        (0, _) if services.config.backup.folder.is_none() => {
            verdict(true, "the program keeps no backups itself")
        }
        (_, 0) => verdict(sealed, if sealed { "on: every backup is" } else { "off" }),
        (count, unsealed) => verdict(false, format!("{unsealed} of {count} are not")),
    })
}

pub(super) fn drill(services: &Services, db: &mut Unscoped) -> AppResult<Verdict> {
    if !services.config.backup.drill {
        return Ok(verdict(false, "restores are not tried here"));
    }
    let now = db.now;
    Ok(match vault::last_drill(db)? {
        None => verdict(false, "none was tried yet"),
        Some(last) if now - last.at > LATE => {
            verdict(false, format!("the last one was tried on {}", last.at.date()))
        }
        Some(last) => {
            let seconds = last.took_ms as f64 / 1000.0;
            verdict(last.passed, format!("{}, in {seconds:.1} seconds: {}", format_utc(last.at), last.detail))
        }
    })
}
