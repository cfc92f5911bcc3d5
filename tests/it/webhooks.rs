//! Webhooks: what is recorded is told once, signed, tried again, and never with anybody's data.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use clientsync::webhooks::model::{Area, signature};
use time::Duration;

use crate::support::bookings::count;
use crate::support::{Shop, TestApp, contact};

/// A business's own system: takes messages and answers as it is told.
struct Receiver {
    url: String,
    got: Arc<Mutex<Vec<Got>>>,
    status: Arc<AtomicU16>,
}

#[derive(Clone)]
struct Got {
    headers: Vec<(String, String)>,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn event(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body["type"].as_str().unwrap().to_owned()
    }
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (got, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(204)));
        let (into, answer) = (got.clone(), status.clone());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut lines = Vec::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    match line.trim() {
                        "" => break,
                        line => lines.push(line.to_owned()),
                    }
                }
                let pair = |line: &String| {
                    line.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))
                };
                let headers: Vec<(String, String)> = lines.iter().filter_map(pair).collect();
                let length = headers.iter().find(|(n, _)| n == "content-length").map_or("0", |(_, v)| v);
                let mut body = vec![0; length.parse().unwrap()];
                reader.read_exact(&mut body).unwrap();
                into.lock().unwrap().push(Got { headers, body: String::from_utf8(body).unwrap() });
                let status = answer.load(Ordering::SeqCst);
                let head = format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(head.as_bytes()).unwrap();
            }
        });
        Self { url, got, status }
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What came since the last look.
    fn taken(&self) -> Vec<Got> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    fn events(&self) -> Vec<String> {
        self.taken().iter().map(Got::event).collect()
    }
}

fn hook(shop: &Shop, receiver: &Receiver, areas: &[&str]) -> String {
    let mut form = vec![("url", receiver.url.as_str())];
    form.extend(areas.iter().map(|area| (*area, "on")));
    let added = shop.post("/workspace/webhooks", &form);
    added.assert_status(303);
    added.location()
}

/// The next look, with what follows from it.
fn look(app: &TestApp) {
    app.advance(Duration::minutes(1));
    app.run_jobs();
}

#[test]
fn a_change_is_told_once_signed_and_without_anybody_s_data() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.post("/contacts", &[("name", "Before")]).assert_status(303);
    let receiver = Receiver::start();
    let path = hook(&shop, &receiver, &["contact"]);
    let id = shop.post("/contacts", &[("name", "Mia Lund"), ("email", "mia@example.com")]).location();
    look(&app);
    let got = receiver.taken();
    assert_eq!(got.iter().map(Got::event).collect::<Vec<_>>(), ["contact.created"]);
    let told: serde_json::Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!(told["data"]["kind"], "contact");
    assert_eq!(format!("/contacts/{}", told["data"]["id"]), id);
    assert!(!got[0].body.contains("Mia") && !got[0].body.contains("example.com"), "{}", got[0].body);

    let page = shop.get(&path);
    let secret = page.all("code").into_iter().find(|code| code.starts_with("whsec_")).unwrap();
    let sent_at = got[0].header("webhook-timestamp").parse().unwrap();
    let expected = signature(&secret, got[0].header("webhook-id"), sent_at, &got[0].body);
    assert_eq!(got[0].header("webhook-signature"), expected);
    assert_eq!(got[0].header("content-type"), "application/json");
    page.assert_says("Delivered").assert_says("answered 204");

    look(&app);
    assert!(receiver.events().is_empty(), "told once");
    shop.post(&format!("{id}/notes"), &[("body", "Hello")]).assert_status(303);
    shop.get(&id).assert_status(200);
    look(&app);
    assert!(receiver.events().is_empty(), "neither another area nor a look is told");
}

#[test]
fn what_is_not_taken_is_tried_again_with_growing_pauses() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let receiver = Receiver::start();
    let path = hook(&shop, &receiver, &["contact"]);
    receiver.answers(500);
    shop.keeps(contact("Mia"));
    shop.post("/contacts", &[("name", "Ben")]).assert_status(303);
    look(&app);
    let first = receiver.taken();
    assert!(!first.is_empty());
    shop.get(&path).assert_says("answered 500").assert_says("Tries again").assert_says("next ");
    receiver.answers(200);
    app.advance(Duration::minutes(2));
    app.run_jobs();
    let second = receiver.taken();
    assert_eq!(second[0].header("webhook-id"), first[0].header("webhook-id"), "the same message");
    for _ in 0..20 {
        look(&app);
    }
    assert_eq!(count(&app, "FROM webhook_deliveries WHERE state <> 'delivered'"), 0);
    shop.get(&path).assert_says("At work").assert_says("2 tries");
}

#[test]
fn an_endpoint_that_takes_nothing_is_stopped_and_the_owner_told() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let receiver = Receiver::start();
    let path = hook(&shop, &receiver, &["contact"]);
    receiver.answers(410);
    for n in 0..5 {
        shop.post("/contacts", &[("name", &format!("Client {n}"))]).assert_status(303);
    }
    app.mails();
    for _ in 0..5 {
        for hours in [0, 1, 1, 1, 3, 9, 25] {
            app.advance(Duration::hours(hours));
            look(&app);
            look(&app);
        }
    }
    let mail = app.mail_to(&shop.email);
    assert!(mail.subject.contains("was stopped"), "{}", mail.subject);
    shop.sign_in_again();
    shop.get(&path).assert_says("Stopped").assert_says("Failed");
    receiver.taken();
    shop.post("/contacts", &[("name", "Meanwhile")]).assert_status(303);
    look(&app);
    assert!(receiver.events().is_empty());
    receiver.answers(200);
    shop.post(&format!("{path}/resume"), &[]).assert_status(303);
    shop.post("/contacts", &[("name", "After")]).assert_status(303);
    look(&app);
    assert_eq!(receiver.events(), ["contact.created"], "only what came after");
}

#[test]
fn a_test_and_a_message_once_more_are_sent_at_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let receiver = Receiver::start();
    let path = hook(&shop, &receiver, &["booking"]);
    shop.post(&format!("{path}/test"), &[]).assert_status(303);
    app.run_jobs();
    assert_eq!(receiver.events(), ["webhook.test"]);
    let delivery = crate::access::newest_id(&shop, "webhook_deliveries");
    shop.post(&format!("{path}/again"), &[("delivery", &delivery)]).assert_status(303);
    app.run_jobs();
    assert_eq!(receiver.events(), ["webhook.test"]);
    shop.post(&format!("{path}/again"), &[("delivery", "999999")]).assert_status(404);
    shop.post(&format!("{path}/again"), &[]).assert_status(404);

    let before = shop.get(&path).all("code");
    shop.post(&format!("{path}/secret"), &[]).assert_status(303);
    assert_ne!(shop.get(&path).all("code"), before);
    shop.post(&format!("{path}/remove"), &[]).assert_status(303);
    shop.get(&path).assert_status(404);
    assert_eq!(count(&app, "FROM webhook_deliveries"), 0);
}

#[test]
fn a_wrong_address_is_refused_beside_the_field() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for url in ["", "example.com", "ftp://example.com", "https://a:b@example.com/", "http://example.com/"] {
        let page = shop.post("/workspace/webhooks", &[("url", url), ("contact", "on")]);
        page.assert_status(422);
        assert!(!page.error("url").is_empty(), "{url}");
        assert_eq!(page.value("url"), url);
    }
    let page = shop.post("/workspace/webhooks", &[("url", "https://example.com/")]);
    page.assert_status(422);
    assert_eq!(page.error("areas"), "Choose at least one.");
    // A name that leads inside is refused when it is called.
    let inside = [("url", "https://10.0.0.1/"), ("contact", "on")];
    let path = shop.post("/workspace/webhooks", &inside).location();
    shop.post(&format!("{path}/test"), &[]).assert_status(303);
    app.run_jobs();
    shop.get(&path).assert_says("its address is not on the open internet");
    for n in 0..9 {
        let url = format!("https://example.com/{n}");
        shop.post("/workspace/webhooks", &[("url", &url), ("contact", "on")]).assert_status(303);
    }
    shop.post("/workspace/webhooks", &[("url", "https://example.com/"), ("contact", "on")])
        .assert_status(422)
        .assert_says("There can be ten webhooks.");
}

#[test]
fn what_can_be_told_is_what_is_recorded() {
    for area in Area::ALL {
        for event in area.events() {
            assert!(clientsync::activity::words::is_known(event), "{event}");
            assert!(event.starts_with(&format!("{}.", area.word())), "{event}");
        }
    }
}
