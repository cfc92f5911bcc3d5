//! `/healthz`: well, degraded, failing; and what it says about it.

use clientsync::db::Unscoped;
use clientsync::error::{AppError, AppResult};
use clientsync::jobs::{Enqueue, Job, Registry, Worker};
use clientsync::services::Services;
use diesel::connection::SimpleConnection;
use serde::{Deserialize, Serialize};

use crate::support::TestApp;
use crate::support::app::runtime;

#[derive(Serialize, Deserialize)]
pub struct Fails {}

impl Job for Fails {
    const KIND: &'static str = "test.fails";

    async fn run(self, _: Services) -> AppResult<()> {
        Err(AppError::internal("on purpose"))
    }
}

pub fn enqueue(app: &TestApp, job: &impl Job) {
    let now = app.services.clock.now();
    app.services.db.write_now(|conn| Unscoped::new(conn, now).enqueue(job)).unwrap();
}

/// Fails a job until it is given up.
pub fn dead_job(app: &TestApp) {
    enqueue(app, &Fails {});
    let worker = Worker::new(app.services.clone(), Registry::default().on::<Fails>());
    for _ in 0..8 {
        runtime().block_on(worker.run_due()).unwrap();
        app.advance(time::Duration::hours(3));
    }
}

fn health(app: &TestApp) -> (u16, serde_json::Value) {
    let answer = app.visitor().get("/healthz");
    (answer.status, serde_json::from_slice(&answer.bytes).unwrap())
}

#[test]
fn a_healthy_installation_says_so() {
    let app = TestApp::start();
    let (status, health) = health(&app);
    assert_eq!((status, health["status"].as_str()), (200, Some("ok")), "{health}");
    let names: Vec<_> = health["parts"].as_array().unwrap().iter().map(|part| &part["name"]).collect();
    assert_eq!(names, ["database read", "database write", "jobs", "disk", "mail"]);
}

#[test]
fn a_job_that_was_given_up_degrades_it() {
    let app = TestApp::start();
    dead_job(&app);
    let (status, health) = health(&app);
    assert_eq!((status, health["status"].as_str()), (200, Some("degraded")), "{health}");
    assert!(health.to_string().contains("1 was given up"), "{health}");
    assert!(!health.to_string().contains("on purpose"), "a job's error is for the operator: {health}");
}

#[test]
fn a_queue_that_nobody_works_through_degrades_it() {
    let app = TestApp::start();
    enqueue(&app, &Fails {});
    assert_eq!(health(&app).1["status"], "ok");
    app.advance(time::Duration::minutes(11));
    let (_, health) = health(&app);
    assert_eq!(health["status"], "degraded");
    assert!(health.to_string().contains("is a worker running?"), "{health}");
}

#[test]
fn a_disk_that_can_not_be_measured_degrades_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let app = TestApp::start_with(|config| config.data = data.clone());
    folder.close().unwrap();
    let (status, health) = health(&app);
    assert_eq!((status, health["status"].as_str()), (200, Some("degraded")), "{health}");
    assert!(
        !health.to_string().contains(data.to_str().unwrap()),
        "the folder is nobody’s business: {health}"
    );
}

#[test]
fn a_database_that_takes_no_writes_fails_it() {
    let app = TestApp::start();
    let elsewhere = clientsync::db::Db::open_beside(&app.services.config.database_url).unwrap();
    elsewhere
        .read_now(|conn| {
            conn.begin_write().unwrap();
            let lock = match app.services.db.engine() {
                clientsync::db::Engine::Sqlite(_) => "SELECT 1",
                clientsync::db::Engine::Postgres(_) => "LOCK TABLE jobs IN EXCLUSIVE MODE",
            };
            conn.batch_execute(lock).unwrap();
            let (status, health) = health(&app);
            conn.rollback().unwrap();
            assert_eq!((status, health["status"].as_str()), (503, Some("failing")), "{health}");
            assert!(health.to_string().contains("no answer within 5 seconds"), "{health}");
            Ok(())
        })
        .unwrap();
    assert_eq!(health(&app).0, 200);
}
