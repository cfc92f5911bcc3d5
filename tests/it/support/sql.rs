//! The database asked, or changed, behind the program's back.

use clientsync::db::AnyConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::TestApp;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many rows: `contacts WHERE name = 'Mia'`.
pub fn count(app: &TestApp, from: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {from}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Count>(conn)?.n)).unwrap()
}

pub fn execute(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn: &mut AnyConnection| Ok(conn.batch_execute(sql)?)).unwrap();
}
