//! Backups that end, and restores that bring nobody back. A backup is a whole and consistent
//! copy of the database, sealed if there is a key, with a label beside it that says what it
//! is and when it is destroyed. A restore proves a backup before it replaces anything and
//! carries out the erasure ledger on it before anybody can connect; a nightly drill does the
//! same with a copy nobody uses. Knows the ledger and how it is followed, and no feature.
//! Owns `backup_runs` and `restore_drills`.

mod aside;
mod copy;
mod drill;
mod erased;
mod folder;
mod inventory;
mod jobs;
mod label;
mod postgres_tool;
mod queries;
mod restore;
mod seal;
mod secret;
mod standing;

use crate::jobs::Registry;

pub use copy::{Order, take};
pub use inventory::INVENTORY;
pub use jobs::{Drill, NightlyBackup};
pub use label::Label;
pub use queries::{BackupRun, LastDrill, backup_done, backup_runs, drills, last_drill};
pub use restore::{Restore, Restored, replay};
pub use secret::{OtherSecret, accept_secret, refuse_other_secret};
pub use standing::{Holdings, ledger_is_whole};

/// What goes wrong here is said to the person at the terminal, or noted by a job.
type Done<T> = anyhow::Result<T>;

pub fn jobs(registry: Registry) -> Registry {
    // In this order: the drill comes after the night's backup.
    registry.every(time::Duration::DAY, NightlyBackup {}).every(time::Duration::DAY, Drill {})
}
