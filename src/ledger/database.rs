//! The ledger in a database of its own, for several nodes. It must be no part of what a
//! backup of the main database restores.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::LedgerError;
use super::entry::{Act, Entry, Head};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS erasure_ledger (seq BIGINT PRIMARY KEY, line TEXT NOT NULL)";
/// One writer at a time; readers go on.
const LOCK: &str = "LOCK TABLE erasure_ledger IN EXCLUSIVE MODE";
/// Lines read at once.
const PAGE: usize = 1000;

pub(super) struct DatabaseLedger {
    url: String,
    conn: PgConnection,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl DatabaseLedger {
    pub(super) fn open(url: &str) -> Result<Self, LedgerError> {
        let place = || "in its database".to_owned();
        let unusable = |why: String| LedgerError::Unusable { place: place(), why };
        let mut conn = PgConnection::establish(url).map_err(|e| unusable(e.to_string()))?;
        conn.batch_execute(TABLE).map_err(|e| unusable(e.to_string()))?;
        let mut ledger = Self { url: url.to_owned(), conn };
        let mut head = Head::default();
        loop {
            let entries = ledger.after(head.seq, PAGE).map_err(|e| unusable(e.to_string()))?;
            let read = entries.len();
            for entry in entries {
                if !head.is_followed_by(&entry) {
                    return Err(LedgerError::Broken { place: place(), seq: head.seq + 1 });
                }
                head = entry.head();
            }
            if read < PAGE {
                return Ok(ledger);
            }
        }
    }

    pub(super) fn append(&mut self, at: Instant, acts: &[Act]) -> AppResult<i64> {
        self.turn(|conn| {
            conn.transaction(|conn| {
                conn.batch_execute(LOCK)?;
                let mut head = head(conn)?;
                for act in acts {
                    let entry = head.next(at, act)?;
                    diesel::sql_query("INSERT INTO erasure_ledger (seq, line) VALUES ($1, $2)")
                        .bind::<BigInt, _>(entry.seq)
                        .bind::<Text, _>(entry.to_line()?)
                        .execute(conn)?;
                    head = entry.head();
                }
                Ok(head.seq)
            })
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
            self.conn = PgConnection::establish(&self.url)
                .map_err(|_| AppError::internal("the database of the erasure ledger does not answer"))?;
        }
        turn(&mut self.conn)
    }
}

fn head(conn: &mut PgConnection) -> AppResult<Head> {
    let last: Option<Line> = diesel::sql_query("SELECT line FROM erasure_ledger ORDER BY seq DESC LIMIT 1")
        .get_result(conn)
        .optional()?;
    last.map_or(Ok(Head::default()), |found| Entry::of_line(&found.line).map(|entry| entry.head()))
}
