//! The ledger in a database of its own, for several nodes. It must be no part of what a
//! backup of the main database restores.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::entry::{Entry, Head, follow};
use super::{LedgerError, PAGE, UNWRITABLE};
use crate::error::{AppError, AppResult};

pub(super) const PLACE: &str = "in its database";
/// Two nodes that start together must not make it together.
const TABLE: &str = "SELECT pg_advisory_xact_lock(7310978); \
    CREATE TABLE IF NOT EXISTS erasure_ledger (seq BIGINT PRIMARY KEY, line TEXT NOT NULL)";
/// One writer at a time, readers go on; and acknowledged means on disk, whatever the server's default.
const LOCK: &str = "SET LOCAL synchronous_commit = on; LOCK TABLE erasure_ledger IN EXCLUSIVE MODE";

pub(super) struct DatabaseLedger {
    url: String,
    conn: PgConnection,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

impl DatabaseLedger {
    pub(super) fn open(url: &str) -> Result<Self, LedgerError> {
        let unusable = |why: String| LedgerError::Unusable { place: PLACE.into(), why };
        let mut conn = PgConnection::establish(url).map_err(|e| unusable(e.to_string()))?;
        if is_main_database(&mut conn).map_err(|e| unusable(e.to_string()))? {
            return Err(LedgerError::Inside);
        }
        conn.batch_execute(TABLE).map_err(|e| unusable(e.to_string()))?;
        let mut ledger = Self { url: url.to_owned(), conn };
        let mut head = Head::default();
        loop {
            let entries = ledger.after(head.seq, PAGE).map_err(|e| unusable(e.to_string()))?;
            for entry in &entries {
                if !head.is_followed_by(entry) {
                    return Err(LedgerError::Broken { place: PLACE.into(), seq: head.seq + 1 });
                }
                head = entry.head();
            }
            if entries.len() < PAGE {
                return Ok(ledger);
            }
        }
    }

    /// Adds what `entries` makes of the last entry; nothing at all if that fails.
    pub(super) fn add(&mut self, entries: impl FnOnce(&Head) -> AppResult<Vec<Entry>>) -> AppResult<i64> {
        let written = self.turn(|conn| {
            conn.transaction(|conn| {
                conn.batch_execute(LOCK)?;
                let mut head = head(conn)?;
                let entries = entries(&head)?;
                if !follow(&head, &entries) {
                    return Err(AppError::internal("an entry does not follow"));
                }
                for entry in entries {
                    diesel::sql_query("INSERT INTO erasure_ledger (seq, line) VALUES ($1, $2)")
                        .bind::<BigInt, _>(entry.seq)
                        .bind::<Text, _>(entry.to_line()?)
                        .execute(conn)?;
                    head = entry.head();
                }
                Ok(head.seq)
            })
        });
        written.map_err(|error| match error {
            AppError::Database(why) => {
                tracing::error!(error = %why, "the erasure ledger can't be written");
                AppError::Unavailable(UNWRITABLE)
            }
            other => other,
        })
    }

    pub(super) fn after(&mut self, seq: i64, limit: usize) -> AppResult<Vec<Entry>> {
        self.turn(|conn| {
            let lines: Vec<Line> =
                diesel::sql_query("SELECT line FROM erasure_ledger WHERE seq > $1 ORDER BY seq LIMIT $2")
                    .bind::<BigInt, _>(seq)
                    .bind::<BigInt, _>(limit as i64)
                    .load(conn)?;
            lines.iter().map(|found| Entry::of_line(&found.line)).collect()
        })
    }

    pub(super) fn head(&mut self) -> AppResult<Head> {
        self.turn(head)
    }

    /// A connection that broke since the last turn is made anew.
    fn turn<T>(&mut self, turn: impl FnOnce(&mut PgConnection) -> AppResult<T>) -> AppResult<T> {
        if self.conn.batch_execute("SELECT 1").is_err() {
            self.conn = PgConnection::establish(&self.url).map_err(|_| {
                tracing::error!("the database of the erasure ledger does not answer");
                AppError::Unavailable(UNWRITABLE)
            })?;
        }
        turn(&mut self.conn)
    }
}

/// Addresses can be written in many ways; what is in the database can't.
fn is_main_database(conn: &mut PgConnection) -> QueryResult<bool> {
    let found: Found =
        diesel::sql_query("SELECT to_regclass('ledger_state') IS NOT NULL AS found").get_result(conn)?;
    Ok(found.found)
}

fn head(conn: &mut PgConnection) -> AppResult<Head> {
    let last: Option<Line> = diesel::sql_query("SELECT line FROM erasure_ledger ORDER BY seq DESC LIMIT 1")
        .get_result(conn)
        .optional()?;
    last.map_or(Ok(Head::default()), |found| Entry::of_line(&found.line).map(|entry| entry.head()))
}
