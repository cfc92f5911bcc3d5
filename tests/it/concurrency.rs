//! Many at once: nothing is lost, nothing answers 500.

use std::collections::BTreeSet;
use std::time::Duration;

use clientsync::error::AppError;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;

use crate::support::TestApp;

#[test]
fn sixty_four_writers_at_once_all_succeed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|n| {
                let browser = shop.copy();
                scope.spawn(move || {
                    let answer = browser.post("/contacts", &[("name", &format!("Writer {n:02}"))]);
                    (answer.status, answer.location())
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|(status, _)| *status == 303), "{answers:?}");
    let records: BTreeSet<_> = answers.iter().map(|(_, to)| to.clone()).collect();
    assert_eq!(records.len(), 64);
    for (n, (_, to)) in answers.iter().enumerate() {
        shop.get(to).assert_status(200).assert_says(&format!("Writer {n:02}"));
    }
    let verified =
        app.services.db.read_now(|conn| clientsync::db::chain::verify(conn, shop.workspace_id)).unwrap();
    assert!(verified.is_ok(), "the activity chain breaks at {verified:?}");
}

#[test]
fn readers_are_served_while_many_write() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    std::thread::scope(|scope| {
        for n in 0..16 {
            let (reader, writer) = (shop.copy(), shop.copy());
            scope.spawn(move || {
                for i in 0..10 {
                    writer.post("/contacts", &[("name", &format!("Person {n} {i}"))]).assert_status(303);
                }
            });
            scope.spawn(move || {
                for _ in 0..10 {
                    reader.get("/contacts").assert_status(200);
                }
            });
        }
    });
}

/// Of many writes that come at once, one that fails takes back
/// only its own.
#[test]
fn a_failed_write_leaves_those_beside_it_alone() {
    let app = TestApp::start();
    let db = app.services.db.clone();
    db.write_now(|conn| Ok(conn.batch_execute("CREATE TABLE tried (n INTEGER NOT NULL)")?)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let succeeded = runtime.block_on(async {
        let tasks: Vec<_> = (0..40)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    let step = db.write(move |conn| {
                        // Long enough that the others gather behind it.
                        std::thread::sleep(Duration::from_millis(2));
                        conn.batch_execute(&format!("INSERT INTO tried VALUES ({n})"))?;
                        if n % 3 == 0 { Err(AppError::NotFound) } else { Ok(n) }
                    });
                    step.await.ok()
                })
            })
            .collect();
        let mut succeeded = BTreeSet::new();
        for task in tasks {
            succeeded.extend(task.await.unwrap());
        }
        succeeded
    });
    assert_eq!(succeeded, (0..40).filter(|n| n % 3 != 0).collect());
    let count: i64 = db
        .read_now(|conn| Ok(sql_query("SELECT count(*) AS n FROM tried").get_result::<Count>(conn)?.n))
        .unwrap();
    assert_eq!(count, succeeded.len() as i64);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
