//! The API: the same rules as the pages, for programs that hold a token.

use clientsync::access::Role;
use clientsync::api::openapi::{OPERATIONS, document};
use clientsync::civil::iso;
use clientsync::web::access::Access;
use clientsync::web::session::tokens::{PER_MINUTE, Scope};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use time::Duration;

use crate::access::{contents, rows};
use crate::support::bookings::{count, service};
use crate::support::{Actor, Answer, Browser, Shop, TestApp, contact};

/// A program that calls with a token.
struct Program(Browser);

impl Program {
    fn with(app: &TestApp, token: &str) -> Self {
        let browser = app.visitor();
        browser.headers.borrow_mut().push(("authorization".into(), format!("Bearer {token}")));
        Self(browser)
    }

    fn get(&self, path: &str) -> Answer {
        self.0.get(path)
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.0.post_json(path, body)
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.bytes).unwrap_or_else(|_| panic!("no JSON: {}", answer.text()))
}

fn problem(answer: &Answer, status: u16) -> Value {
    answer.assert_status(status);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    let problem = json_of(answer);
    assert_eq!(problem["status"], status, "{problem}");
    problem
}

fn made(actor: &Actor, form: &[(&str, &str)]) -> String {
    let page = actor.post("/workspace/api", form);
    page.assert_status(200);
    let token = page.html();
    let field = scraper::Selector::parse("#f-token").unwrap();
    token.select(&field).next().unwrap().attr("value").unwrap().to_owned()
}

fn program(shop: &Shop, role: Role, boxes: &[&str]) -> Program {
    let mut form = vec![("name", "Sync"), ("role", role.word()), ("days", "30")];
    form.extend(boxes.iter().map(|name| (*name, "on")));
    Program::with(shop.app, &made(shop, &form))
}

const ALL: [&str; 3] = ["contacts", "bookings", "writes"];

#[test]
fn a_token_is_shown_once_and_kept_as_a_digest() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let form = [("name", "Sync"), ("role", "staff"), ("contacts", "on"), ("days", "30")];
    let token = made(&shop, &form);
    assert!(token.starts_with("cs_") && token.len() == 43, "{token}");
    shop.get("/workspace/api").assert_says("Sync").assert_says("Not used yet").assert_silent_on(&token);
    assert_eq!(count(&app, &format!("FROM api_tokens WHERE token_hash = '{token}'")), 0);
    let program = Program::with(&app, &token);
    program.get("/api/v1/contacts").assert_status(200);
    shop.get("/workspace/api").assert_says("Used");

    let id = crate::access::newest_id(&shop, "api_tokens");
    shop.post(&format!("/workspace/api/{id}/revoke"), &[]).assert_status(303);
    let refused = program.get("/api/v1/contacts");
    problem(&refused, 401);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    for (field, value) in [("name", ""), ("role", "king"), ("days", "0"), ("days", "9999")] {
        let mut wrong: Vec<(&str, &str)> = form.into_iter().filter(|(name, _)| *name != field).collect();
        wrong.push((field, value));
        let page = shop.post("/workspace/api", &wrong);
        page.assert_status(422);
        assert!(!page.error(field).is_empty(), "{field}");
    }
    shop.post("/workspace/api", &form[..2]).assert_status(422).assert_says("Choose at least one.");
}

#[test]
fn a_token_ends_with_its_day_and_with_its_member() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let program = program(&shop, Role::Owner, &ALL);
    program.get("/api/v1/contacts").assert_status(200);
    app.advance(Duration::days(29));
    program.get("/api/v1/contacts").assert_status(200);
    app.advance(Duration::days(2));
    problem(&program.get("/api/v1/contacts"), 401);
}

#[test]
fn neither_a_cookie_nor_a_strange_token_opens_it_and_a_token_opens_nothing_else() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    problem(&shop.get("/api/v1/contacts"), 401);
    problem(&Program::with(&app, "cs_0000").get("/api/v1/contacts"), 401);
    let program = program(&shop, Role::Owner, &ALL);
    program.get("/contacts").assert_status(303);
    program.get("/workspace").assert_status(303);
    problem(&program.get("/api/v1/nothing"), 404);
}

/// Every operation with every role and scope: what the table of permissions says, and no more.
#[test]
fn every_role_and_scope_gets_what_the_table_says() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let world = crate::access::World::of(&shop);
    for role in Role::ALL {
        for bits in 1..8 {
            let boxes: Vec<&str> =
                ALL.iter().enumerate().filter(|(n, _)| bits & (1 << n) > 0).map(|(_, b)| *b).collect();
            if boxes == ["writes"] {
                continue;
            }
            let scope = Scope {
                contacts: boxes.contains(&"contacts"),
                bookings: boxes.contains(&"bookings"),
                writes: boxes.contains(&"writes"),
            };
            let program = program(&shop, *role, &boxes);
            // The first call is written down as the token's use.
            problem(&program.get("/api/v1/nothing"), 404);
            for row in rows().iter().filter(|row| row.path.starts_with("/api/v1/")) {
                let Access::Can(permission) = row.access else { panic!("{}", row.path) };
                let page = row.path.trim_start_matches("/api/v1");
                let path = format!("/api/v1{}", crate::access::fill(&world, page));
                let may = role.may(permission) && scope.covers(permission);
                let before = (!may).then(|| contents(&app));
                let answer = match row.method == actix_web::http::Method::GET {
                    true => program.get(&path),
                    false => program.post(&path, &json!({ "nonsense": 1 })),
                };
                let what = format!("{role:?} {boxes:?} {} {path}: {}", row.method, answer.text());
                assert!(answer.status < 500, "{what}");
                assert_eq!(answer.status == 403, !may, "{what}");
                if let Some(before) = before {
                    problem(&answer, 403);
                    assert_eq!(contents(&app), before, "{what}: a refused call changed something");
                }
                if path.ends_with("/trash") && may {
                    let id = page_id(&path);
                    shop.post("/contacts/trash/restore", &[("id", &id)]);
                }
            }
        }
    }
}

fn page_id(path: &str) -> String {
    path.split('/')
        .find(|part| part.chars().all(|c| c.is_ascii_digit()) && !part.is_empty())
        .unwrap()
        .to_owned()
}

#[test]
fn another_business_s_records_do_not_exist() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Eve"));
    let world = crate::access::World::of(&shop);
    let program = program(&other, Role::Owner, &ALL);
    for row in rows().iter().filter(|row| row.path.starts_with("/api/v1/") && row.path.contains("{id}")) {
        let path = format!("/api/v1{}", crate::access::fill(&world, row.path.trim_start_matches("/api/v1")));
        let body = json!({ "start": "2030-01-01T10:00:00Z", "body": "x", "version": 1 });
        let body = match row.path {
            path if path.ends_with("/move") => json!({ "start": body["start"] }),
            path if path.ends_with("/notes") => json!({ "body": "x" }),
            path if path.ends_with("/cancel") => json!({}),
            _ => json!({ "version": 1 }),
        };
        let answer = if row.method == actix_web::http::Method::GET {
            program.get(&path)
        } else {
            program.post(&path, &body)
        };
        problem(&answer, 404);
    }
    assert_eq!(json_of(&program.get("/api/v1/contacts"))["data"], json!([]));
}

#[test]
fn a_contact_is_made_read_changed_and_trashed_by_the_rules_of_its_form() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let program = program(&shop, Role::Owner, &ALL);
    let new = json!({
        "name": "Mia Lund", "company": "Lund & Co", "tags": ["VIP"],
        "emails": [{ "email": "mia@example.com", "label": "Work" }],
        "phones": [{ "phone": "(312) 867-5309" }],
    });
    let created = program.post("/api/v1/contacts", &new);
    created.assert_status(201);
    let mia = json_of(&created);
    let path = created.location();
    assert_eq!(path, format!("/api/v1/contacts/{}", mia["id"]));
    assert_eq!(mia["emails"], json!([{ "email": "mia@example.com", "label": "Work" }]));
    assert_eq!(mia["phones"][0]["e164"], "+13128675309");
    assert_eq!(json_of(&program.get(&path)), mia);
    shop.get(&format!("/contacts/{}", mia["id"])).assert_says("Mia Lund").assert_says("VIP");

    let twice = problem(&program.post("/api/v1/contacts", &new), 409);
    assert_eq!(twice["duplicates"][0]["id"], mia["id"]);
    let mut meant = new.clone();
    meant["allow_duplicate"] = json!(true);
    program.post("/api/v1/contacts", &meant).assert_status(201);

    let changed = program.post(&path, &json!({ "version": mia["version"], "city": "Fayetteville" }));
    changed.assert_status(200);
    let after = json_of(&changed);
    assert_eq!(
        (&after["city"], &after["company"], &after["tags"]),
        (&json!("Fayetteville"), &mia["company"], &mia["tags"])
    );
    assert_eq!(after["emails"], mia["emails"]);
    problem(&program.post(&path, &json!({ "version": mia["version"], "city": "Elsewhere" })), 409);
    problem(&program.post(&path, &json!({ "city": "Elsewhere" })), 422);

    for (wrong, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "A", "emails": [{ "email": "nobody" }] }), "email"),
        (json!({ "name": "A", "nonsense": 1 }), "nonsense"),
        (json!({ "name": "A", "emails": "a@example.com" }), "emails"),
        (json!({ "name": "A", "fields": [{ "id": 99999, "value": "x" }] }), "fields"),
        (json!({ "name": "4242 4242 4242 4242" }), "name"),
        (json!({ "name": ["A"] }), "name"),
    ] {
        let refused = problem(&program.post("/api/v1/contacts", &wrong), 422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    for broken in ["", "[]", "{", "null"] {
        let answer = program.0.post_body("/api/v1/contacts", "application/json", broken.as_bytes());
        problem(&answer, 400);
    }
    program.post(&format!("{path}/trash"), &json!({})).assert_status(204);
    problem(&program.get(&path), 404);
    shop.get("/contacts/trash").assert_says("Mia Lund");
}

#[test]
fn a_list_is_read_page_by_page_and_nobody_is_missed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for n in 0..25 {
        shop.keeps(contact(&format!("Client {n:02}")));
    }
    let program = program(&shop, Role::Viewer, &["contacts"]);
    let (mut seen, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = json_of(&program.get(&format!("/api/v1/contacts?limit=10&cursor={cursor}")));
        for one in page["data"].as_array().unwrap() {
            assert!(seen.insert(one["id"].as_i64().unwrap()));
        }
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 25);
    let found = json_of(&program.get("/api/v1/contacts?q=client+07"));
    assert_eq!(found["data"][0]["name"], "Client 07");
    problem(&program.get("/api/v1/contacts?limit=0"), 422);
    problem(&program.get("/api/v1/contacts?cursor=x"), 422);
}

#[test]
fn what_a_role_may_not_see_is_not_in_the_answer() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("Mia").email("mia@example.com").phone("+1 312 555 0100"));
    shop.hides_from_staff(true, true);
    let mia = json_of(&program(&shop, Role::Staff, &["contacts"]).get(&format!("/api/v1/contacts/{id}")));
    assert!(mia.get("emails").is_none() && mia.get("phones").is_none(), "{mia}");
    let all = json_of(&program(&shop, Role::Owner, &["contacts"]).get(&format!("/api/v1/contacts/{id}")));
    assert_eq!(all["emails"][0]["email"], "mia@example.com");
}

#[test]
fn notes_are_written_and_read() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("Mia"));
    let program = program(&shop, Role::Staff, &["contacts", "writes"]);
    let path = format!("/api/v1/contacts/{id}/notes");
    for n in 0..3 {
        let note = program.post(&path, &json!({ "body": format!("Note {n}"), "pinned": n == 0 }));
        note.assert_status(201);
    }
    let page = json_of(&program.get(&format!("{path}?limit=2")));
    assert_eq!((&page["data"][0]["body"], page["data"].as_array().unwrap().len()), (&json!("Note 2"), 2));
    let rest = json_of(&program.get(&format!("{path}?cursor={}", page["next"].as_str().unwrap())));
    assert_eq!((&rest["data"][0]["pinned"], &rest["next"]), (&json!(true), &Value::Null));
    assert_eq!(problem(&program.post(&path, &json!({ "body": " " })), 422)["errors"][0]["field"], "body");
    problem(&program.get("/api/v1/contacts/999999/notes"), 404);
    shop.get(&format!("/contacts/{id}")).assert_says("Note 2");
}

#[test]
fn a_booking_takes_its_time_moves_and_is_cancelled() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    let program = program(&shop, Role::Staff, &["bookings", "writes"]);
    let services = json_of(&program.get("/api/v1/services"));
    assert_eq!((&services["data"][0]["id"], &services["data"][0]["minutes"]), (&json!(cut), &json!(30)));
    let day = shop.at(3, 12, 0).date();
    let free = json_of(&program.get(&format!("/api/v1/free-times?service={cut}&from={day}&until={day}")));
    assert!(
        free["data"].as_array().unwrap().iter().any(|slot| slot["start"] == iso(shop.at(3, 10, 0))),
        "{free}"
    );

    program.0.headers.borrow_mut().push(("idempotency-key".into(), "order-7".into()));
    let wanted =
        json!({ "services": [cut], "start": iso(shop.at(3, 10, 0)), "contact": mia, "note": "First" });
    let booked = program.post("/api/v1/bookings", &wanted);
    booked.assert_status(201);
    let booking = json_of(&booked);
    assert_eq!((&booking["status"], &booking["contact"]), (&json!("confirmed"), &json!(mia)));
    assert_eq!(json_of(&program.post("/api/v1/bookings", &wanted))["id"], booking["id"], "once");
    program.0.headers.borrow_mut().pop();
    let taken = problem(&program.post("/api/v1/bookings", &wanted), 409);
    assert!(!taken["free_times"].as_array().unwrap().is_empty(), "{taken}");
    assert!(
        app.mails()
            .iter()
            .any(|mail| mail.to_email == "mia@example.com" && mail.subject.starts_with("Booked"))
    );

    let path = booked.location();
    let moved = program.post(&format!("{path}/move"), &json!({ "start": iso(shop.at(3, 11, 0)) }));
    moved.assert_status(200);
    assert_eq!(json_of(&program.get(&path))["start"], iso(shop.at(3, 11, 0)));
    let listed = json_of(&program.get(&format!("/api/v1/bookings?from={day}&until={day}")));
    assert_eq!(listed["data"][0]["id"], booking["id"]);
    for _ in 0..2 {
        let cancelled = program.post(&format!("{path}/cancel"), &json!({ "reason": "Rain" }));
        assert_eq!(json_of(&cancelled)["status"], "cancelled");
    }
    for (wrong, field) in [
        (json!({ "services": [], "start": iso(shop.at(3, 10, 0)) }), "services"),
        (json!({ "services": [cut], "start": "soon" }), "start"),
        (json!({ "services": ["cut"], "start": "soon" }), "services"),
    ] {
        assert_eq!(problem(&program.post("/api/v1/bookings", &wrong), 422)["errors"][0]["field"], field);
    }
    let unknown = json!({ "services": [99_999], "start": iso(shop.at(3, 10, 0)) });
    problem(&program.post("/api/v1/bookings", &unknown), 404);
    problem(&program.get("/api/v1/bookings?from=2026-01-01&until=2027-01-01"), 422);
    problem(&program.get("/api/v1/free-times"), 422);
}

#[test]
fn too_many_calls_are_told_when_to_come_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let program = program(&shop, Role::Viewer, &["bookings"]);
    let over =
        (0..PER_MINUTE * 2).map(|_| program.get("/api/v1/services")).find(|a| a.status == 429).unwrap();
    problem(&over, 429);
    assert!(over.header("retry-after").parse::<u32>().unwrap() >= 1);
}

#[test]
fn the_description_names_every_route_and_only_them() {
    let described: BTreeSet<String> =
        OPERATIONS.iter().map(|op| format!("{} {}", op.method, op.path)).collect();
    let served: BTreeSet<String> = rows()
        .iter()
        .filter(|row| row.path.starts_with("/api/v1/"))
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    assert_eq!(described, served);
    let app = TestApp::start();
    let document_served = json_of(&app.visitor().get("/api/openapi.json"));
    assert_eq!(document_served["openapi"], "3.1.0");
    // Every name that is pointed at is there.
    let whole = document("https://example.com");
    let text = whole.to_string();
    for (at, _) in text.match_indices("#/components/schemas/") {
        let name: String = text[at + 21..].chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(whole["components"]["schemas"].get(&name).is_some(), "{name}");
    }
}
