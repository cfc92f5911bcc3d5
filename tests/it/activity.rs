//! The record of who did what: whole, without names, and for owners only.

use std::fs;
use std::path::Path;

use clientsync::activity::words;
use clientsync::db::chain;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::contact_create::attributes;
use crate::support::contacts::contact;
use crate::support::{Shop, TestApp};

/// A day's work of an owner and a member of staff.
fn work(shop: &Shop) {
    let ben = shop.staff("Ben");
    let id = shop.keeps(contact("Mia Lund").email("mia@lund.example").phone("(555) 010-0177"));
    for number in 0..5 {
        let body = format!("Mia Lund called, number {number}");
        ben.post(&format!("/contacts/{id}/notes"), &[("body", &body)]).assert_status(303);
    }
    shop.post("/workspace/roles", &[("hide_phone_viewer", "on")]).assert_status(303);
    shop.post("/staff/invite", &[("email", "nia@example.com"), ("role", "staff")]).assert_status(303);
    shop.post(&format!("/staff/{}", ben.member_id), &[("role", "manager")]).assert_status(303);
    shop.post(&format!("/staff/{}/deactivate", ben.member_id), &[]).assert_status(303);
}

fn verified(shop: &Shop) -> Result<i64, i64> {
    shop.app.services.db.read_now(|conn| chain::verify(conn, shop.workspace_id)).unwrap()
}

fn execute(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}

#[test]
fn the_record_is_whole_after_many_acts() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    work(&shop);
    let count = verified(&shop).unwrap();
    assert!(count > 8, "{count}");
    shop.get("/activity?verify=1").assert_says(&format!("all {count} entries are there and unchanged"));
    shop.get("/activity").assert_silent_on("are there and unchanged");
}

#[test]
fn tampering_shows() {
    let app = TestApp::start();
    for tampering in [
        "UPDATE activity_entries SET actor = 'somebody' WHERE seq = 3",
        "UPDATE activity_entries SET target_id = 99 WHERE seq = 3",
        "UPDATE activity_entries SET detail = 'nothing' WHERE seq = 3",
        "DELETE FROM activity_entries WHERE seq = 3",
    ] {
        let shop = app.shop("Ann");
        work(&shop);
        execute(&app, &format!("{tampering} AND workspace_id = {}", shop.workspace_id));
        assert!(verified(&shop).is_err(), "{tampering}");
        shop.get("/activity?verify=1").assert_says("does not fit the one before it");
    }
    let shop = app.shop("Ann");
    work(&shop);
    let last = verified(&shop).unwrap();
    let at_the_end = format!("WHERE seq = {last} AND workspace_id = {}", shop.workspace_id);
    execute(&app, &format!("DELETE FROM activity_entries {at_the_end}"));
    assert_eq!(verified(&shop), Err(last), "a missing last entry shows by the head");
}

#[test]
fn the_record_names_nobody() {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let app = TestApp::start();
    let shop = app.shop("Ann");
    work(&shop);
    let sql =
        "SELECT actor || ' ' || action || ' ' || target_kind || ' ' || detail AS line FROM activity_entries";
    let rows: Vec<Row> = app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
    assert!(!rows.is_empty());
    for Row { line } in rows {
        for personal in ["Ann", "Ben", "Mia", "Lund", "@", "010-0177", "0100177", "nia"] {
            assert!(!line.contains(personal), "{personal} in {line}");
        }
    }
}

#[test]
fn people_are_shown_by_name_and_records_by_link() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    work(&shop);
    let page = shop.get("/activity");
    page.assert_says("Ben wrote a note").assert_says("Ann deactivated a member");
    assert!(page.all("main a[href^='/staff/']").contains(&"Ben".to_owned()));
}

/// Names are joined when the page is drawn: the record has numbers only, and keeps them.
#[test]
fn records_are_shown_by_the_names_of_today() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").tag("Regular"));
    let tom = shop.keeps(contact("Tom Reed"));
    let me = shop.member_id.to_string();
    let task = [("title", "Call"), ("due_on", "2030-01-01"), ("assigned_to", me.as_str())];
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Tea")]).assert_status(303);
    shop.post(&format!("/contacts/{mia}/follow-ups"), &task).assert_status(303);
    shop.post("/contacts/fields", &[("label", "Birthday"), ("kind", "date")]).assert_status(303);
    for id in [mia, tom] {
        let form = [("name", if id == mia { "Mia Berg" } else { "Tom" }), ("version", "1")];
        shop.post(&format!("/contacts/{id}/edit"), &form).assert_status(303);
    }
    shop.post(&format!("/contacts/{tom}/delete"), &[]).assert_status(303);
    let page = shop.get("/activity");
    let links = page.all("main .rows__note a");
    for shown in ["Mia Berg", "Note on Mia Berg", "Follow-up on Mia Berg", "Custom field: Birthday"] {
        assert!(links.iter().any(|link| link == shown), "{shown} in {links:?}");
    }
    page.assert_says(&format!("Contact {tom} (deleted)")).assert_silent_on("Tom").assert_silent_on("Lund");
    for path in attributes(&page, "main .rows__note a", "href") {
        shop.get(&path).assert_status(200);
    }
}

#[test]
fn filters_narrow_the_record() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    work(&shop);
    let count = |query: &str| shop.get(&format!("/activity?{query}")).all("main ol.rows > li").len();
    assert_eq!(count("group=note"), 5);
    assert_eq!(count("kind=invitation"), 1);
    assert_eq!(count(&format!("member={}&group=note", shop.member_id)), 0);
    assert_eq!(count("from=2100-01-01"), 0);
    assert!(count("to=2100-01-01") > 8);
    let wrong = shop.get("/activity?from=yesterdayish");
    wrong.assert_status(422);
    assert!(!wrong.error("from").is_empty());
    assert_eq!(wrong.value("from"), "yesterdayish");
    shop.get("/activity?group=nonsense").assert_status(422);
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for number in 0..60 {
        let rule: &[(&str, &str)] = if number % 2 == 0 { &[("hide_phone_staff", "on")] } else { &[] };
        shop.post("/workspace/roles", rule).assert_status(303);
    }
    let mut seen: Vec<String> = Vec::new();
    let mut path = "/activity?group=workspace".to_owned();
    loop {
        let page = shop.get(&path);
        seen.extend(page.all("main ol.rows > li > .numeric"));
        let html = page.html();
        let older = scraper::Selector::parse("a[rel=next]").unwrap();
        match html.select(&older).next() {
            Some(link) => path = link.attr("href").unwrap().to_owned(),
            None => break,
        }
        assert!(path.contains("group=workspace"), "{path}");
    }
    let numbers: Vec<i64> = seen.iter().map(|n| n.parse().unwrap()).collect();
    assert_eq!(numbers.len(), 62);
    assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn only_owners_read_it_and_only_their_own() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    work(&shop);
    for who in [shop.manager("Mia"), shop.staff_with_own_clients("Bea"), shop.viewer("Vic")] {
        who.get("/activity").assert_status(403);
        assert!(who.get("/staff").all("a[href='/activity']").is_empty());
    }
    app.shop("Zoe").get("/activity").assert_silent_on("Ben");
}

/// Every action the program records has words on the page.
#[test]
fn every_recorded_action_has_words() {
    let mut unknown = Vec::new();
    let mut found = 0;
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |text| {
        for call in [".record(", "own_act("] {
            for (at, _) in text.match_indices(call) {
                let words = recorded(&text[at..]);
                found += words.len();
                unknown.extend(words.into_iter().filter(|word| !words::is_known(word)));
            }
        }
    });
    assert!(found > 20, "{found}");
    assert!(unknown.is_empty(), "add these to src/activity/words.rs: {unknown:?}");
}

/// The literals like "contact.created" up to the end of the statement.
fn recorded(call: &str) -> Vec<String> {
    let statement = call.split(';').next().unwrap_or_default();
    let is_action = |word: &&str| {
        word.split_once('.').is_some_and(|(group, act)| !group.is_empty() && !act.is_empty())
            && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
    };
    statement.split('"').skip(1).step_by(2).filter(is_action).map(str::to_owned).collect()
}

fn visit(folder: &Path, look: &mut dyn FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, look);
        } else if path.extension().is_some_and(|e| e == "rs") {
            look(&fs::read_to_string(&path).unwrap());
        }
    }
}
