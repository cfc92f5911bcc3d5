//! Mail over real SMTP: it arrives, a refusal is tried again later and later, and
//! in the end somebody is told.

use clientsync::config::MailTransport;
use clientsync::db::Unscoped;
use clientsync::egress::{self, Recipient};
use clientsync::error::AppResult;
use clientsync::jobs::{self, DeadJob, Job, Registry, State, Worker};
use clientsync::mail::Message;
use clientsync::services::Services;
use serde::{Deserialize, Serialize};

use crate::health::enqueue;
use crate::support::TestApp;
use crate::support::app::runtime;
use crate::support::smtp::SmtpServer;

#[derive(Serialize, Deserialize)]
struct Greet {}

impl Job for Greet {
    const KIND: &'static str = "test.greet";

    async fn run(self, services: Services) -> AppResult<()> {
        let message = Message {
            to_name: "Zoë".into(),
            to_email: "zoe@example.com".into(),
            subject: "Grüße".into(),
            text: "Hello Zoë, as text.".into(),
            html: "<p>Hello Zoë, as a page.</p>".into(),
            envelope: Default::default(),
        };
        egress::mail(&services, Recipient::NoAccount, &message).await
    }
}

fn start(server: &SmtpServer) -> TestApp {
    let url = server.url.clone();
    TestApp::start_with(|config| config.mail.transport = MailTransport::Smtp(url))
}

fn work(app: &TestApp) {
    let worker = Worker::new(app.services.clone(), Registry::default().on::<Greet>());
    runtime().block_on(worker.run_due()).unwrap();
}

fn count(app: &TestApp, state: State) -> i64 {
    let now = app.services.clock.now();
    let counts = app.services.db.read_now(|conn| jobs::counts(&mut Unscoped::new(conn, now))).unwrap();
    counts.iter().find(|c| c.state == state).map_or(0, |c| c.count)
}

fn dead(app: &TestApp) -> Vec<DeadJob> {
    let now = app.services.clock.now();
    app.services.db.read_now(|conn| jobs::dead(&mut Unscoped::new(conn, now))).unwrap()
}

#[test]
fn a_mail_arrives_once_and_whole() {
    let server = SmtpServer::start();
    let app = start(&server);
    enqueue(&app, &Greet {});
    work(&app);
    work(&app);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let mail = mail_parser::MessageParser::default().parse(mails[0].data.as_bytes()).unwrap();
    assert_eq!(mail.subject(), Some("Grüße"));
    assert_eq!(mail.from().unwrap().first().unwrap().address(), Some("no-reply@example.com"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("zoe@example.com"));
    assert_eq!(mail.body_text(0).unwrap().trim(), "Hello Zoë, as text.");
    assert_eq!(mail.body_html(0).unwrap().trim(), "<p>Hello Zoë, as a page.</p>");
    assert!(mail.message_id().is_some() && mail.date().is_some());
    assert!(mails[0].from.contains("no-reply@example.com") && mails[0].to[0].contains("zoe@example.com"));
    assert_eq!(count(&app, State::Done), 1);
}

#[test]
fn a_mail_that_is_refused_for_now_is_tried_again_later() {
    let server = SmtpServer::start();
    server.refuse_with("451 4.3.0 Try again");
    let app = start(&server);
    enqueue(&app, &Greet {});
    work(&app);
    assert_eq!((server.connections(), count(&app, State::Queued)), (1, 1));
    app.advance(time::Duration::seconds(25));
    work(&app);
    assert_eq!(server.connections(), 1, "not before its time");
    app.advance(time::Duration::seconds(10));
    work(&app);
    assert_eq!(server.connections(), 2);
    server.accept();
    app.advance(time::Duration::seconds(40));
    work(&app);
    assert_eq!(server.mails().len(), 0, "the second wait is twice as long");
    app.advance(time::Duration::seconds(30));
    work(&app);
    assert_eq!((server.mails().len(), count(&app, State::Done)), (1, 1));
}

#[test]
fn after_the_last_try_the_mail_is_given_up_where_it_can_be_seen() {
    let server = SmtpServer::start();
    server.refuse_with("550 5.1.1 <zoe@example.com> is not here");
    let app = start(&server);
    enqueue(&app, &Greet {});
    for _ in 0..20 {
        work(&app);
        app.advance(time::Duration::hours(2));
    }
    assert_eq!(server.connections(), 8);
    let dead = dead(&app);
    assert_eq!((dead.len(), dead[0].attempts), (1, 8));
    let why = dead[0].last_error.clone().unwrap();
    assert!(why.contains("550") && !why.contains('@'), "{why}");
    let health = app.visitor().get("/healthz").text();
    assert!(health.contains("1 was given up"), "{health}");
}

#[test]
fn a_mail_server_that_is_gone_is_tried_again() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let app =
        TestApp::start_with(|config| config.mail.transport = MailTransport::Smtp(format!("smtp://{gone}")));
    enqueue(&app, &Greet {});
    work(&app);
    assert_eq!(count(&app, State::Queued), 1);
}
