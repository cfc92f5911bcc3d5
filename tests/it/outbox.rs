//! Messages of a business to its clients: nothing goes past the gate, and what goes carries the
//! way out.

use std::path::Path;

use clientsync::config::MailTransport;
use clientsync::ledger::Channel;
use clientsync::outbox::choices::{self, Decision};
use clientsync::outbox::model::{Purpose, Source};
use clientsync::outbox::{self, Class, Content, Instructed, Message, To};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp};

use crate::processors::sql;
use crate::support::smtp::SmtpServer;
use crate::support::{Shop, TestApp, contact};

/// A message about an appointment, or another of its class.
pub fn message(contact: i64, class: Class) -> Message {
    Message {
        class,
        channel: Channel::Email,
        to: To::Contact(contact),
        instructed_by: Instructed::Member(1),
        about: "booking.confirmed",
        content: Content {
            subject: "See you on Friday".into(),
            body: "Your appointment is on Friday at nine.\n\nBring the blue folder.".into(),
            link: Some(("Change it".into(), "https://shop.example/b/1".into())),
        },
    }
}

pub fn post(shop: &Shop, contact: i64, class: Class) {
    shop.inside(|db| outbox::post(db, &message(contact, class)).map(drop));
}

#[derive(QueryableByName, Debug)]
pub struct Row {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub refusal: String,
    #[diesel(sql_type = Text)]
    pub instructed_by: String,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub carried_by: String,
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub decided_at: Option<time::PrimitiveDateTime>,
}

pub fn rows(app: &TestApp) -> Vec<Row> {
    let sql =
        "SELECT state, refusal, instructed_by, subject, body, carried_by, decided_at FROM outbox ORDER BY id";
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap()
}

/// Posts a message and tells what became of it: "sent", or why not.
pub fn outcome(shop: &Shop, contact: i64, class: Class) -> String {
    post(shop, contact, class);
    shop.app.run_jobs();
    let last = rows(shop.app).pop().unwrap();
    if last.state == "sent" { last.state } else { last.refusal }
}

/// The client agreed to offers.
pub fn agrees(shop: &Shop, contact: i64) {
    let decision = Decision {
        purpose: Purpose::Marketing,
        channel: Channel::Email,
        source: Source::Form,
        wording_hash: "0".repeat(64),
    };
    shop.inside(|db| choices::note(db, contact, &decision, true));
}

pub fn has_a_postal_address(shop: &Shop) {
    sql(
        shop.app,
        &format!("UPDATE workspaces SET address = '1 Elm St, Chicago' WHERE id = {}", shop.workspace_id),
    );
}

#[test]
fn every_message_says_who_wanted_it_and_carries_the_way_out() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    for class in [Class::Rights, Class::Service] {
        assert_eq!(outcome(&ann, mia, class), "sent");
        let mail = app.services.mailer.take_sent().pop().unwrap();
        assert_eq!(
            (mail.to_email.as_str(), mail.envelope.from_name.as_str()),
            ("mia@example.com", "Ann’s Salon")
        );
        for part in [&mail.text, &mail.html] {
            for must in
                ["Ann’s Salon", "/w/ann-s-salon/privacy", "/u/", "Bring the blue folder.", "shop.example/b/1"]
            {
                assert!(part.replace("&#8217;", "’").contains(must), "{must}: {part}");
            }
        }
        assert_eq!(mail.envelope.list_unsubscribe, "", "only advertising has the header");
    }
    for row in rows(&app) {
        assert_eq!((row.instructed_by.as_str(), row.state.as_str()), ("member:1", "sent"));
        assert!(row.decided_at.is_some());
    }
}

#[test]
fn advertising_carries_both_headers_the_link_and_the_postal_address() {
    let server = SmtpServer::start();
    let url = server.url.clone();
    let app = TestApp::start_with(|config| config.mail.transport = MailTransport::Smtp(url));
    let ann = app.shop("Ann");
    has_a_postal_address(&ann);
    let mia = ann.keeps(contact("Mia Lund").email("mia@example.com"));
    agrees(&ann, mia);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "sent");
    let data = server.mails().pop().unwrap().data;
    let head = data.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
    let header = |name: &str| -> Vec<String> {
        let own = format!("{name}: ");
        head.lines().filter_map(|line| line.strip_prefix(&own)).map(|value| value.trim().to_owned()).collect()
    };
    assert_eq!(header("List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
    let one_click = header("List-Unsubscribe");
    assert_eq!(one_click.len(), 1, "{head}");
    assert!(
        one_click[0].starts_with("<http://127.0.0.1:8080/u/") && one_click[0].ends_with('>'),
        "{one_click:?}"
    );
    assert!(data.contains("1 Elm St"), "{data}");
    assert_eq!(rows(&app)[0].carried_by, "", "our own mail server is nobody else");
}

#[test]
fn each_refusal_has_its_code() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let of = |name: &str| ann.keeps(contact(name).email(&format!("{}@example.com", name.to_lowercase())));
    let (mia, tom, zoe) = (of("Mia"), of("Tom"), of("Zoe"));
    assert_eq!(outcome(&ann, mia, Class::Marketing), "no_consent");
    assert_eq!(outcome(&ann, mia, Class::Service), "sent", "a booking needs no consent");
    agrees(&ann, mia);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "no_postal_address");
    has_a_postal_address(&ann);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "sent");
    let close = |at: &str| {
        sql(&app, &format!("UPDATE workspaces SET closes_at = {at} WHERE id = {}", ann.workspace_id))
    };
    close("'2030-01-01 00:00:00'");
    assert_eq!(outcome(&ann, mia, Class::Marketing), "closing");
    assert_eq!(outcome(&ann, mia, Class::Service), "sent", "appointments are kept until the end");
    close("NULL");
    let nobody = ann.keeps(contact("Without Address"));
    assert_eq!(outcome(&ann, nobody, Class::Service), "no_address");
    ann.post(&format!("/contacts/{tom}/delete"), &[]).assert_status(303);
    assert_eq!(outcome(&ann, tom, Class::Service), "in_trash");
    ann.post(&format!("/contacts/{zoe}/restrict"), &[("why", "request")]).assert_status(303);
    assert_eq!(outcome(&ann, zoe, Class::Service), "restricted");
    assert_eq!(outcome(&ann, zoe, Class::Rights), "sent", "the law wants it said");
    ann.post(&format!("/contacts/{mia}/restrict"), &[("why", "child_report")]).assert_status(303);
    assert_eq!(outcome(&ann, mia, Class::Rights), "child_report");
    let by_text = Message { channel: Channel::Sms, ..message(zoe, Class::Service) };
    ann.post(&format!("/contacts/{zoe}/restrict"), &[("why", "request")]).assert_status(404);
    let phone = ann.keeps(contact("By Phone").phone("+1 479 555 0142"));
    ann.inside(|db| outbox::post(db, &Message { to: To::Contact(phone), ..by_text.clone() }).map(drop));
    app.run_jobs();
    assert_eq!(rows(&app).pop().unwrap().refusal, "sender_unverified");
}

#[test]
fn the_gate_decides_when_the_message_goes_not_when_it_was_written() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia").email("mia@example.com"));
    post(&ann, mia, Class::Service);
    ann.post(&format!("/contacts/{mia}/restrict"), &[("why", "objection")]).assert_status(303);
    app.run_jobs();
    let row = rows(&app).pop().unwrap();
    assert_eq!((row.state.as_str(), row.refusal.as_str()), ("refused", "restricted"));
    assert!(app.services.mailer.take_sent().is_empty());
}

#[test]
fn after_an_erasure_the_row_stays_without_its_text() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = ann.keeps(contact("Mia").email("mia@example.com"));
    assert_eq!(outcome(&ann, mia, Class::Service), "sent");
    post(&ann, mia, Class::Service);
    erase(&ann, mia);
    let kept = rows(&app);
    assert_eq!(kept.len(), 2);
    for row in &kept {
        assert_eq!((row.subject.as_str(), row.body.as_str()), ("", ""));
    }
    app.services.mailer.take_sent();
    app.run_jobs();
    assert_eq!(rows(&app).pop().unwrap().refusal, "erased", "what waited does not go");
    assert!(app.services.mailer.take_sent().is_empty());
}

/// Erases a client through the ledger, as every way to an erasure does.
pub fn erase(shop: &Shop, contact: i64) {
    use clientsync::erasure;
    use clientsync::ledger::{Act, Target};
    use clientsync::outbox::{queries::subject_key, suppression::queries::workspace_key};
    let target = shop
        .inside(|db| Ok(Target::Contact { workspace: workspace_key(db)?, key: subject_key(db, contact)? }));
    let act = Act::Erase { target, request: None };
    crate::support::app::runtime().block_on(erasure::promise(&shop.app.services, vec![act])).unwrap();
}

/// One function is the way to clients; whoever reads contacts can't mail by themselves.
#[test]
fn only_the_outbox_writes_to_clients() {
    let mut wrong = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let place = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().to_owned();
            let in_egress = place.starts_with("src/egress/") || place.starts_with("src/mail/");
            let in_outbox = place.starts_with("src/outbox/");
            if code.contains("ClientOf(") && !in_egress && !in_outbox {
                wrong.push(format!("{place} writes to clients"));
            }
            if code.contains("mailer.send(") && !in_egress {
                wrong.push(format!("{place} reaches the mailer"));
            }
            let reads_contacts = code.contains("contact_emails") || code.contains("crate::contacts");
            if code.contains("egress::mail(") && reads_contacts && !in_outbox {
                wrong.push(format!("{place} reads contacts and mails"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
