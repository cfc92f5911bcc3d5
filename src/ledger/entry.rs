//! What an entry says, and the chain between entries. Pure.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::macros::format_description;

use crate::civil;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::text_enum;

text_enum! {
    /// A way to reach somebody.
    pub enum Channel {
        #[serde(rename = "email")]
        Email = "email",
        #[serde(rename = "sms")]
        Sms = "sms",
    }
}

/// What a hold protects, or an erasure removes: named by a random key that a restored copy
/// of the database still knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "snake_case")]
pub enum Target {
    User { key: String },
    Contact { workspace: String, key: String },
    Workspace { key: String },
}

/// Who decides: the operator about accounts, or one business, by its key, about its clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum Scope {
    Operator,
    Workspace { workspace: String },
}

/// One thing that must stay true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// `request` is the receipt's digest, where somebody asked for it.
    Erase {
        #[serde(flatten)]
        target: Target,
        request: Option<String>,
    },
    /// Nothing of the target is deleted until it is released or the day has come.
    Hold {
        #[serde(flatten)]
        target: Target,
        hold: String,
    },
    Release {
        hold: String,
    },
    /// The address, as a keyed digest, gets nothing more from this controller by this channel.
    Suppress {
        #[serde(flatten)]
        scope: Scope,
        channel: Channel,
        address: String,
        reason: String,
    },
    /// The person asked to be written to again.
    Lift {
        #[serde(flatten)]
        scope: Scope,
        channel: Channel,
        address: String,
    },
    /// A person with an account took a permission back; `purpose` as their choices keep it.
    Withdraw {
        user: String,
        purpose: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts up by one, from 1.
    pub seq: i64,
    /// UTC, `2026-11-25T10:00:00Z`.
    pub at: String,
    #[serde(flatten)]
    pub act: Act,
    pub prev_hash: String,
    pub hash: String,
}

/// The last entry; number 0 and no hash for an empty ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

impl Head {
    pub fn next(&self, at: Instant, act: &Act) -> AppResult<Entry> {
        let mut entry = Entry {
            seq: self.seq + 1,
            at: civil::iso(at),
            act: act.clone(),
            prev_hash: self.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.digest()?;
        Ok(entry)
    }

    /// Whether `entry` is the one that comes next.
    pub fn is_followed_by(&self, entry: &Entry) -> bool {
        entry.seq == self.seq + 1
            && entry.prev_hash == self.hash
            && entry.digest().is_ok_and(|digest| digest == entry.hash)
    }
}

/// The entries that write these acts down after `head`.
pub fn chain(head: &Head, at: Instant, acts: &[Act]) -> AppResult<Vec<Entry>> {
    let mut last = head.clone();
    let mut next = |act: &Act| {
        let entry = last.next(at, act)?;
        last = entry.head();
        Ok(entry)
    };
    acts.iter().map(&mut next).collect()
}

/// Whether each entry is the one that comes next, the first one after `head`.
pub fn follow(head: &Head, entries: &[Entry]) -> bool {
    let mut last = head.clone();
    entries.iter().all(|entry| {
        let follows = last.is_followed_by(entry);
        last = entry.head();
        follows
    })
}

impl Entry {
    /// When the act was written down.
    pub fn moment(&self) -> AppResult<Instant> {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        Instant::parse(&self.at, form).map_err(|_| AppError::internal("an entry of the ledger has no moment"))
    }

    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }

    pub fn to_line(&self) -> AppResult<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }

    pub fn of_line(line: &str) -> AppResult<Self> {
        serde_json::from_str(line).map_err(|_| AppError::internal("a line of the ledger can't be read"))
    }

    /// Over everything but the hash itself.
    fn digest(&self) -> AppResult<String> {
        let bare = Self { hash: String::new(), ..self.clone() };
        Ok(hex::encode(Sha256::digest(bare.to_line()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn act() -> Act {
        let target = Target::Contact { workspace: "w".into(), key: "c".into() };
        Act::Erase { target, request: Some("r".into()) }
    }

    #[test]
    fn an_entry_survives_its_line() {
        let entry = Head::default().next(datetime!(2026-11-25 10:00), &act()).unwrap();
        let line = entry.to_line().unwrap();
        assert_eq!(Entry::of_line(&line).unwrap(), entry);
        assert_eq!(entry.moment().unwrap(), datetime!(2026-11-25 10:00));
        for part in [r#""kind":"erase""#, r#""target":"contact""#, r#""workspace":"w""#, r#""key":"c""#] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }

    #[test]
    fn a_changed_entry_does_not_follow() {
        let first = Head::default().next(datetime!(2026-11-25 10:00), &act()).unwrap();
        let mut second = first.head().next(datetime!(2026-11-25 11:00), &act()).unwrap();
        assert!(first.head().is_followed_by(&second));
        second.at = "2026-11-25T12:00:00Z".into();
        assert!(!first.head().is_followed_by(&second));
        assert!(!Head::default().is_followed_by(&second));
    }
}
