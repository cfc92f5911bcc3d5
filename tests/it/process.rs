//! The process as a whole: it ends when asked, after finishing what it began, and
//! loses nothing that it answered when it is ended by force.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use clientsync::error::AppResult;
use clientsync::jobs::{Job, Registry, Worker};
use clientsync::services::Services;
use serde::{Deserialize, Serialize};

use crate::health::enqueue;
use crate::support::TestApp;
use crate::support::actors::PASSWORD;
use crate::support::app::runtime;
use crate::support::program::{Program, command};

#[test]
fn on_a_stop_the_request_that_is_being_sent_is_answered_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve(&folder.path().join("data"));
    let mut slow = TcpStream::connect(program.address()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let body = "email=nobody%40example.com&password=wrong";
    let kind = "content-type: application/x-www-form-urlencoded";
    let head = format!("POST /login HTTP/1.1\r\nhost: x\r\n{kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    slow.write_all(head.as_bytes()).unwrap();
    slow.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.signal("TERM");
    std::thread::sleep(Duration::from_millis(500));
    assert!(program.is_running(), "it waits for the rest");
    assert!(TcpStream::connect(program.address()).is_err() || answers_nothing(program.address()));
    slow.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 422");
    drop(slow);
    let (code, log) = program.ended();
    assert_eq!(code, Some(0), "{log}");
}

fn answers_nothing(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return true };
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    !matches!(stream.read(&mut [0; 1]), Ok(1))
}

static BEGUN: AtomicBool = AtomicBool::new(false);
static FINISHED: AtomicU32 = AtomicU32::new(0);

#[derive(Serialize, Deserialize)]
struct TakesAWhile {}

impl Job for TakesAWhile {
    const KIND: &'static str = "test.takes_a_while";

    async fn run(self, _: Services) -> AppResult<()> {
        BEGUN.store(true, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(400)).await;
        FINISHED.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn on_a_stop_the_running_job_is_finished_and_no_other_begun() {
    let app = TestApp::start();
    enqueue(&app, &TakesAWhile {});
    enqueue(&app, &TakesAWhile {});
    let worker = Worker::new(app.services.clone(), Registry::default().on::<TakesAWhile>());
    runtime().block_on(async move {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(async move { worker.run(stopped).await });
        while !BEGUN.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.send(true).unwrap();
        working.await.unwrap();
    });
    assert_eq!(FINISHED.load(Ordering::SeqCst), 1);
    let metrics = app.visitor().get("/metrics").text();
    assert!(
        metrics.contains("jobs{state=\"done\"} 1") && metrics.contains("jobs{state=\"queued\"} 1"),
        "{metrics}"
    );
}

#[test]
fn ended_by_force_it_has_lost_nothing_that_it_answered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let program = Program::start(command(&data, &["demo", "--contacts", "3"]));
    let sign_in = |program: &Program| {
        let browser = program.browser();
        let form = [("email", "owner@demo.example"), ("password", PASSWORD)];
        assert_eq!(browser.post("/login", &form).status, 303);
        browser
    };
    let owner = sign_in(&program);
    let until = Instant::now() + Duration::from_millis(1500);
    let answered: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let browser = owner.copy();
                scope.spawn(move || {
                    let mut made = Vec::new();
                    for n in 0.. {
                        let name = format!("Made {writer} {n}");
                        match browser.try_post("/contacts", &[("name", &name)]) {
                            Some(answer) if answer.status == 303 => made.push(name),
                            Some(answer) => panic!("{}", answer.summary()),
                            None => return made,
                        }
                    }
                    made
                })
            })
            .collect();
        std::thread::sleep(until - Instant::now());
        program.signal("KILL");
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(answered.len() > 10, "only {} were made", answered.len());
    drop(program);
    Program::serve(&data).stop();
    let kept = names(&data.join("clientsync.sqlite"));
    let lost: Vec<_> = answered.iter().filter(|name| !kept.contains(*name)).collect();
    assert!(lost.is_empty(), "of {} answered {lost:?} are lost", answered.len());
}

fn names(database: &std::path::Path) -> std::collections::HashSet<String> {
    use clientsync::schema::contacts;
    use diesel::prelude::*;
    let mut conn = diesel::SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    contacts::table.select(contacts::name).load(&mut conn).unwrap().into_iter().collect()
}
