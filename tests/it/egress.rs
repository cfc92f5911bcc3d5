//! The way out: who may be called, who gets mail, and what is written down about it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::Ordering;

use clientsync::config::{MailTransport, Mode};
use clientsync::db::Unscoped;
use clientsync::egress::{self, About, Failure, Recipient, Refusal, Request};
use clientsync::mail::Message;
use clientsync::standing::Processor;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use time::Duration;

use crate::processors::{Operator, sql};
use crate::support::TestApp;
use crate::support::app::runtime;

const FOREIGN: &str = "smtp://mail.foreign.example:2525";

fn fetch(app: &TestApp, about: About, url: &str) -> Result<(u16, Vec<u8>), Failure> {
    let request = Request::get(url).body(Vec::new()).unwrap();
    let answer = runtime().block_on(egress::fetch(&app.services, about, request))?;
    Ok((answer.status().as_u16(), answer.into_body()))
}

/// A web server on this machine that answers every request alike.
fn web_server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let talk = move |mut stream: TcpStream| {
        let mut asked = [0; 4096];
        let _ = stream.read(&mut asked);
        let _ = stream.write_all(answer.as_bytes());
    };
    std::thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(talk));
    url
}

const HELLO: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";
const ELSEWHERE: &str = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// In the register of this process alone: what the pages do is tested with the pages.
fn stand(app: &TestApp, host: &str, change: impl FnOnce(&mut Processor)) {
    let today = app.services.clock.now().date();
    let mut processor = Processor {
        id: 1,
        name: "Somebody".into(),
        hosts: vec![host.into()],
        effective_on: Some(today),
        review_on: Some(today + Duration::days(90)),
        optional: false,
        baa: false,
    };
    change(&mut processor);
    app.services.standing.change(|facts| facts.processors = vec![processor]);
}

fn refusal(outcome: Result<(u16, Vec<u8>), Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn message() -> Message {
    Message {
        to_name: "Zoë".into(),
        to_email: "zoe@example.com".into(),
        subject: "Hello".into(),
        text: "Hello".into(),
        html: "<p>Hello</p>".into(),
        envelope: Default::default(),
    }
}

#[test]
fn a_host_outside_the_register_is_refused_and_counted() {
    let app = TestApp::start();
    let url = web_server(HELLO);
    let why = refusal(fetch(&app, About::Nobody, &url));
    assert_eq!(why, Refusal::Unknown("127.0.0.1".into()));
    assert_eq!(app.services.refusals.load(Ordering::Relaxed), 1);
    assert!(app.visitor().get("/metrics").text().contains("clientsync_egress_refused 1"));
    stand(&app, "127.0.0.1", |_| {});
    assert_eq!(fetch(&app, About::Nobody, &url).unwrap(), (200, b"hello".to_vec()));
}

#[test]
fn nothing_goes_out_before_the_day_or_after_a_review_that_was_missed() {
    let app = TestApp::start();
    let url = web_server(HELLO);
    let today = app.services.clock.now().date();
    stand(&app, "127.0.0.1", |p| p.effective_on = Some(today + Duration::days(30)));
    assert!(matches!(refusal(fetch(&app, About::Nobody, &url)), Refusal::NotYet { .. }));
    app.advance(Duration::days(31));
    assert!(fetch(&app, About::Nobody, &url).is_ok());
    app.advance(Duration::days(60));
    assert!(matches!(refusal(fetch(&app, About::Nobody, &url)), Refusal::ReviewOverdue(_)));
}

#[test]
fn no_call_leads_into_our_own_network_or_goes_in_the_clear() {
    let app = TestApp::start();
    for host in ["127.0.0.1", "169.254.169.254", "10.0.0.1", "localhost"] {
        stand(&app, host, |_| {});
        let outcome = fetch(&app, About::Nobody, &format!("https://{host}/"));
        assert!(
            matches!(&outcome, Err(Failure::NoAnswer(why)) if why.contains("open internet")),
            "{outcome:?}"
        );
    }
    stand(&app, "10.0.0.1", |_| {});
    let plain = fetch(&app, About::Nobody, "http://10.0.0.1/");
    assert!(matches!(plain, Err(Failure::NoAnswer(_))), "plain http reaches this machine alone: {plain:?}");
    assert!(matches!(refusal(fetch(&app, About::Nobody, "ftp://10.0.0.1/")), Refusal::Insecure(_)));
}

#[test]
fn production_calls_by_https_alone() {
    let app = TestApp::start_with(|config| {
        config.mode = Mode::Production;
        config.base_url = "https://clients.example.com".parse().unwrap();
    });
    stand(&app, "127.0.0.1", |_| {});
    assert!(matches!(refusal(fetch(&app, About::Nobody, &web_server(HELLO))), Refusal::Insecure(_)));
}

#[test]
fn a_redirect_is_not_followed() {
    let app = TestApp::start();
    stand(&app, "127.0.0.1", |_| {});
    assert_eq!(fetch(&app, About::Nobody, &web_server(ELSEWHERE)).unwrap().0, 302);
}

#[test]
fn a_mail_server_of_ours_needs_no_entry_and_another_one_does() {
    let app = TestApp::start_with(|config| config.mail.transport = MailTransport::Smtp(FOREIGN.into()));
    let send = || runtime().block_on(egress::mail(&app.services, Recipient::NoAccount, &message()));
    let why = send().unwrap_err().to_string();
    assert!(why.contains("register") && why.contains("mail.foreign.example"), "{why}");
    let health = app.visitor().get("/healthz").text();
    assert!(health.contains("mail to mail.foreign.example waits"), "{health}");
    assert!(health.contains("/operator/processors"), "{health}");
    stand(&app, "mail.foreign.example", |_| {});
    // The register lets it pass; there is no such server.
    let why = send().unwrap_err().to_string();
    assert!(why.contains("not reachable"), "{why}");
    assert!(!app.visitor().get("/healthz").text().contains("mail to"));
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Disclosed {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    times: i64,
}

fn disclosed(app: &TestApp, user_id: i64) -> Vec<Disclosed> {
    let wanted = format!("SELECT what, times FROM disclosures WHERE user_id = {user_id}");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(wanted).load(conn)?)).unwrap()
}

#[test]
fn whose_data_went_to_whom_is_written_down() {
    let app = TestApp::start_with(|config| config.mail.transport = MailTransport::Smtp(FOREIGN.into()));
    let operator = Operator::of(&app);
    operator.in_force(&[("name", "Mailers"), ("hosts", "mail.foreign.example")]);
    let shop = app.shop("Ann");
    for _ in 0..2 {
        let to = Recipient::User(shop.user_id);
        let _ = runtime().block_on(egress::mail(&app.services, to, &message()));
    }
    assert_eq!(
        disclosed(&app, shop.user_id),
        [Disclosed { what: "name and e-mail address".into(), times: 2 }]
    );
}

#[test]
fn what_a_person_switched_off_gets_nothing_about_them() {
    let app = TestApp::start();
    let operator = Operator::of(&app);
    let id = operator.in_force(&[("name", "Errors"), ("hosts", "127.0.0.1"), ("required", "no")]);
    let (url, shop) = (web_server(HELLO), app.shop("Ann"));
    let about = About::User { id: shop.user_id, what: "page visited" };
    assert!(fetch(&app, about, &url).is_ok());
    sql(
        &app,
        &format!(
            "INSERT INTO privacy_choices (user_id, purpose, allowed, at) VALUES ({}, 'processor:{id}', FALSE, '2026-11-22 00:00:00')",
            shop.user_id
        ),
    );
    assert!(matches!(refusal(fetch(&app, about, &url)), Refusal::SwitchedOff(_)));
    assert!(fetch(&app, About::Nobody, &url).is_ok(), "others are not concerned");
    assert_eq!(disclosed(&app, shop.user_id).iter().map(|d| d.times).sum::<i64>(), 1);
    let now = app.services.clock.now();
    let allows = |conn: &mut _| egress::user_allows(&mut Unscoped::new(conn, now), shop.user_id, id);
    assert!(!app.services.db.read_now(allows).unwrap());
}
