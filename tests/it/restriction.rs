//! Restriction: what is restricted is kept, and shown to nobody but those who answer for privacy.

use std::collections::BTreeMap;

use actix_web::http::Method;
use clientsync::outbox::Class;
use clientsync::web::access::Access;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::{World, fill, rows};
use crate::contact_create::{add, count};
use crate::outbox::outcome;
use crate::processors::sql;
use crate::support::{Actor, Answer, Shop, TestApp, contact};

const NAME: &str = "Zebrafinch Quillon";
const WORDS: [&str; 6] =
    [NAME, "Quillonworks", "zebrafinch@birds.example", "555-0177", "Sings at dawn", "Call the aviary"];

/// A client with something in every part of the program, restricted; and the ids of what is theirs.
fn restricted(shop: &Shop) -> (i64, BTreeMap<&'static str, String>) {
    let field = shop.post("/contacts/fields", &[("label", "Song"), ("kind", "text")]);
    field.assert_status(303);
    let id = shop.keeps(
        contact(NAME)
            .company("Quillonworks")
            .email("zebrafinch@birds.example")
            .phone("+1 479 555-0177")
            .tag("birds"),
    );
    let page = format!("/contacts/{id}");
    shop.post(&format!("{page}/notes"), &[("body", "Sings at dawn"), ("pinned", "on")]).assert_status(303);
    let due = shop.app.services.clock.now().date().to_string();
    let task = [
        ("title", "Call the aviary"),
        ("due_on", due.as_str()),
        ("assigned_to", &shop.member_id.to_string()),
    ];
    shop.post(&format!("{page}/follow-ups"), &task).assert_status(303);
    let newest = |table: &str| newest(shop, table);
    let ids = BTreeMap::from([
        ("/contacts/{id}", id.to_string()),
        ("/notes/{id}", newest("notes")),
        ("/follow-ups/{id}", newest("follow_ups")),
    ]);
    shop.post(&format!("{page}/restrict"), &[("why", "request")]).assert_status(303);
    (id, ids)
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

fn newest(shop: &Shop, table: &str) -> String {
    let sql = format!("SELECT max(id) AS id FROM {table} WHERE workspace_id = {}", shop.workspace_id);
    let row: Newest =
        shop.app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result(conn)?)).unwrap();
    row.id.to_string()
}

/// The pages that are there for those who answer for privacy.
fn is_the_privacy_room(path: &str) -> bool {
    let theirs = ["/contacts/{id}/erase", "/contacts/{id}/export"];
    path.starts_with("/privacy/") || theirs.contains(&path)
}

fn tells_nothing(answer: &Answer, path: &str) {
    let text = answer.text();
    for word in WORDS {
        assert!(!text.contains(word), "{path} tells \"{word}\"");
    }
}

/// Over every page that anybody at work can open, with the client's own ids and with others.
#[test]
fn a_restricted_client_is_on_no_page_and_in_no_file() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let world = World::of(&shop);
    let (id, own) = restricted(&shop);
    let everybody: [&Actor; 3] = [&shop, &shop.manager("Max"), &shop.staff("Ben")];
    let mut paths: Vec<String> = [
        "/contacts?q=zebrafi",
        "/contacts?q=quillonw&count=1",
        "/contacts?q=5550177",
        "/contacts?q=sings",
        "/contacts?archived=1",
        "/contacts?sort=-created",
        "/contacts?sort=-seen&assigned=none",
        "/contacts/export.csv?q=zebrafi",
        "/activity?group=contact",
    ]
    .map(str::to_owned)
    .into();
    paths.push(format!("/contacts?after={id}"));
    paths.push(format!("/contacts?tag={}", shop.tag_id("birds")));
    paths.push(format!("/contacts/bulk/delete?id={id}"));
    paths.push(format!("/contacts/trash/destroy?id={id}"));
    for row in rows().iter().filter(|row| row.method == Method::GET && !is_the_privacy_room(row.path)) {
        if matches!(row.access, Access::Operator | Access::Machine) {
            continue;
        }
        if row.path.contains('{') {
            let (prefix, rest) = row.path.split_once('{').unwrap();
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            if let Some(own) = own.get(format!("{prefix}{{id}}").as_str()) {
                paths.push(format!("{prefix}{own}{after}"));
            }
        }
        paths.push(fill(&world, row.path));
    }
    assert!(paths.len() > 60, "{}", paths.len());
    for who in everybody {
        for path in &paths {
            let answer = who.get(path);
            assert!(answer.status < 500, "{path}: {}", answer.summary());
            tells_nothing(&answer, path);
        }
    }
    for room in ["export", "erase"] {
        let page = format!("/contacts/{id}/{room}");
        shop.get(&page).assert_says(NAME);
        for who in &everybody[1..] {
            let answer = who.get(&page);
            assert!([403, 404].contains(&answer.status), "{page}: {}", answer.summary());
        }
    }
    let of_tag = format!("/contacts?tag={}&count=1", shop.tag_id("birds"));
    shop.get(&of_tag).assert_says("Nothing found");
}

/// Every form with a place in the address, sent with the client's ids.
#[test]
fn nobody_can_change_a_restricted_client() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (id, own) = restricted(&shop);
    let states = |app: &TestApp| -> Vec<i64> {
        let of = |sql: &str| count(app, sql);
        vec![
            of(&format!("SELECT count(*) AS n FROM contacts WHERE id = {id} AND deleted_at IS NULL")),
            of(&format!("SELECT version AS n FROM contacts WHERE id = {id}")
                .replace("version AS n", "CAST(version AS BIGINT) AS n")),
            of(&format!("SELECT count(*) AS n FROM notes WHERE contact_id = {id} AND deleted_at IS NULL")),
            of(&format!("SELECT count(*) AS n FROM follow_ups WHERE contact_id = {id} AND done_at IS NULL")),
            of(&format!("SELECT count(*) AS n FROM contact_tags WHERE contact_id = {id}")),
            of(&format!("SELECT count(*) AS n FROM contact_choices WHERE contact_id = {id}")),
            of(&format!("SELECT count(*) AS n FROM corrections WHERE contact_id = {id}")),
        ]
    };
    let before = states(&app);
    let form = [
        ("name", "Other"),
        ("body", "Other"),
        ("title", "Other"),
        ("version", "1"),
        ("purpose", "service"),
        ("channel", "email"),
        ("allowed", "no"),
        ("field", "name"),
        ("value", "Other"),
        ("due_on", "2030-01-01"),
        ("why", "request"),
    ];
    let mut tried = 0;
    for row in rows().iter().filter(|row| row.method == Method::POST && !is_the_privacy_room(row.path)) {
        let Some((prefix, rest)) = row.path.split_once('{') else { continue };
        let Some(own) = own.get(format!("{prefix}{{id}}").as_str()) else { continue };
        let path = format!("{prefix}{own}{}", rest.split_once('}').map_or("", |(_, after)| after));
        shop.post(&path, &form).assert_status(404);
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
    for action in ["archive", "tag", "assign"] {
        let tag = shop.tag_id("birds").to_string();
        let many =
            [("id", id.to_string()), ("action", action.into()), ("tag", tag), ("assigned_to", "none".into())];
        let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (*name, value.as_str())).collect();
        shop.post("/contacts/bulk", &many).assert_status(303);
    }
    shop.post("/contacts/bulk/delete", &[("id", &id.to_string())]).assert_status(303);
    assert_eq!(states(&app), before);
}

#[test]
fn whoever_answers_for_privacy_reads_them_and_the_look_is_on_record() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (id, _) = restricted(&shop);
    let page = format!("/privacy/restricted/{id}");
    shop.get("/privacy/restricted").assert_says(NAME).assert_says("They asked for it");
    let shown = shop.get(&page);
    for word in WORDS {
        shown.assert_says(word);
    }
    assert!(shown.all("main form").is_empty(), "nothing to change on it");
    assert_eq!(count(&app, "SELECT count(*) AS n FROM activity_entries WHERE action = 'contact.read'"), 1);
    assert_eq!(shop.get(&format!("/contacts/{id}")).location(), page, "an old link leads there");
    shop.get("/activity").assert_says(&format!("Contact {id} (restricted)")).assert_silent_on(NAME);

    let ben = shop.staff("Ben");
    ben.get("/privacy/restricted").assert_status(403);
    ben.get(&format!("/contacts/{id}")).assert_status(404);
    sql(&app, &format!("UPDATE members SET privacy_contact = TRUE WHERE id = {}", ben.member_id));
    ben.get(&page).assert_status(200).assert_says(NAME);
    app.shop("Eve").get(&page).assert_status(404);
}

#[test]
fn the_person_is_told_before_the_restriction_ends() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (id, _) = restricted(&shop);
    let page = format!("/privacy/restricted/{id}");
    let asked = shop.post(&format!("{page}/lift"), &[("note", " ")]);
    assert!(!asked.assert_status(422).error("note").is_empty());
    shop.post(&format!("{page}/lift"), &[("note", "You asked us to use it again.")]).assert_status(303);
    shop.get(&page).assert_says("The restriction ends when the person has been told.");
    shop.post(&format!("{page}/lift"), &[("note", "Again")]).assert_status(409);
    let mail = app.mail_to("zebrafinch@birds.example");
    assert!(mail.text.contains("You asked us to use it again."), "{}", mail.text);
    shop.get(&page).assert_status(404);
    shop.get(&format!("/contacts/{id}")).assert_status(200).assert_says(NAME);
    shop.get("/privacy/restricted").assert_says("Nobody is restricted");
}

#[test]
fn a_second_record_is_warned_of_and_is_no_way_around() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    restricted(&shop);
    let same = [("name", "Somebody New"), ("email", "Zebrafinch@birds.example")];
    let warned = shop.post("/contacts", &same);
    warned.assert_status(422).assert_says("A contact that can’t be shown").assert_silent_on("Quillon");
    let second = add(&shop, &[same[0], same[1], ("confirm_duplicate", "1")]);
    assert_eq!(outcome(&shop, second, Class::Service), "restricted");
    let ben = shop.staff_with_own_clients("Ben");
    add(&ben, &[("name", "Of Ben"), ("email", "zebrafinch@birds.example")]);
}

#[test]
fn what_is_restricted_is_not_emptied_with_the_trash() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (id, _) = restricted(&shop);
    sql(&app, &format!("UPDATE contacts SET deleted_at = '2026-01-01 00:00:00' WHERE id = {id}"));
    tells_nothing(&shop.get("/contacts/trash"), "/contacts/trash");
    app.advance(time::Duration::days(40));
    app.run_jobs();
    assert_eq!(count(&app, &format!("SELECT count(*) AS n FROM contacts WHERE id = {id}")), 1);
}
