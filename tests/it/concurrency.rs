//! Many at once: nothing is lost, nothing answers 500.

use std::collections::BTreeSet;

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
