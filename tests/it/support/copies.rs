//! Ordering, making and finding copies of data.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::actors::{Actor, PASSWORD, Shop};
use super::app::TestApp;
use super::client::Answer;
use super::contacts::contact;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

pub fn word(app: &TestApp, sql: &str) -> String {
    let sql = format!("SELECT CAST({sql} AS TEXT) AS word");
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Word>(conn)?)).unwrap().word
}

pub fn run(app: &TestApp, sql: &str) {
    app.services.db.write_now(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).unwrap();
}

/// The newest copy's file, read from the disk.
pub fn newest_file(app: &TestApp) -> Vec<u8> {
    let file = word(app, "(SELECT file FROM export_bundles WHERE state = 'ready' ORDER BY id DESC LIMIT 1)");
    std::fs::read(app.data().join("exports").join(file)).unwrap()
}

pub fn files(app: &TestApp) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(app.data().join("exports")) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

pub fn key(app: &TestApp) -> String {
    let answer = app.visitor().get("/.well-known/minisign.pub");
    answer.assert_status(200).text()
}

pub fn step_up(actor: &Actor) {
    actor.post("/account/privacy/export/open", &[("current_password", PASSWORD)]).assert_status(303);
}

/// Orders a copy of the account and has it made.
pub fn own_copy(app: &TestApp, actor: &Actor, purpose: &str) -> Answer {
    step_up(actor);
    actor.post("/account/privacy/export", &[("purpose", purpose)]).assert_status(303);
    app.run_jobs();
    actor.get("/account/privacy/export")
}

/// The first link or form of a page whose address ends like this.
pub fn address(page: &Answer, ending: &str) -> String {
    let text = page.text();
    let addresses = text.split('"').filter(|part| part.starts_with('/') && part.ends_with(ending));
    addresses.map(str::to_owned).next().unwrap_or_else(|| panic!("no …{ending} on {}", page.words()))
}

pub fn contact_copy(app: &TestApp, shop: &Shop, id: i64, purpose: &str) -> Answer {
    shop.post(&format!("/contacts/{id}/export"), &[("purpose", purpose)]).assert_status(303);
    app.run_jobs();
    shop.get(&format!("/contacts/{id}/export"))
}

/// A client with something of everything.
pub fn mia(shop: &Shop) -> i64 {
    let id = shop.keeps(
        contact("Mia Lund")
            .email("mia@example.com")
            .phone("+1 479 555 0199")
            .company("=HYPERLINK(\"http://evil\")")
            .tag("regular"),
    );
    shop.post(&format!("/contacts/{id}/notes"), &[("body", "=1+1; prefers mornings\nand coffee")])
        .assert_status(303);
    let due = [
        ("title", "Call back, again"),
        ("due_on", "2030-01-01"),
        ("assigned_to", &shop.member_id.to_string()),
    ];
    shop.post(&format!("/contacts/{id}/follow-ups"), &due).assert_status(303);
    id
}
