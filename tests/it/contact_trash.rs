//! Deleting, bringing back, and what happens when nobody does.

use time::Duration;

use clientsync::error::AppResult;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use crate::support::actors::signed_in;
use crate::support::{Browser, Shop, TestApp, contact};

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn rows(shop: &Shop, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table} WHERE workspace_id = {}", shop.workspace_id);
    shop.inside(|db| -> AppResult<i64> { Ok(diesel::sql_query(sql).get_result::<Count>(&mut **db)?.n) })
}

fn trash(browser: &Browser) -> Vec<String> {
    let answer = browser.get("/contacts/trash");
    answer.assert_status(200);
    answer.all("tbody .person > span:last-child")
}

#[test]
fn a_deleted_contact_says_what_goes_and_comes_back_by_undo() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let page = shop.get(&format!("/contacts/{mia}/delete"));
    page.assert_status(200).assert_says("Delete Mia Lund?").assert_says("Mia Lund").assert_says("30 days");
    assert_eq!(trash(&shop).len(), 0, "looking changes nothing");
    let page = shop.submit(&format!("/contacts/{mia}/delete"), &[]);
    page.assert_says("Deleted 1 contact.").assert_says("Undo");
    shop.get(&format!("/contacts/{mia}/delete")).assert_status(404);
    assert_eq!(trash(&shop), ["Mia Lund"]);
    shop.get("/contacts?q=mia").assert_silent_on("Mia Lund");
    let undo = scraper::Selector::parse(".flash form").unwrap();
    let undo = page.html().select(&undo).next().unwrap().attr("action").unwrap().to_owned();
    shop.submit(&undo, &[]).assert_says("Undone for 1 contact.").assert_says("Mia Lund");
    assert!(trash(&shop).is_empty());
}

#[test]
fn several_are_deleted_after_a_page_that_counts_what_goes_along() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = ["Abel", "Ben", "Cleo"].map(|name| shop.keeps(contact(name)));
    shop.post(&format!("/contacts/{}/notes", ids[0]), &[("body", "Likes tea")]).assert_status(303);
    let page = shop.get(&format!("/contacts/bulk/delete?id={}&id={}&back=q%3De", ids[0], ids[1]));
    page.assert_says("Delete 2 contacts?").assert_says("Abel").assert_says("1 note").assert_silent_on("Cleo");
    let (a, b) = (ids[0].to_string(), ids[1].to_string());
    let answer = shop.post("/contacts/bulk/delete", &[("id", &a), ("id", &b), ("back", "q=e")]);
    assert_eq!(answer.location(), "/contacts?q=e");
    assert_eq!(trash(&shop).len(), 2);
    shop.get("/contacts/bulk/delete").assert_status(303);
}

#[test]
fn the_trash_gives_back_what_is_selected() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = ["Abel", "Ben"].map(|name| shop.keeps(contact(name).tag("VIP").email("a@example.org")));
    for id in ids {
        shop.post(&format!("/contacts/{id}/delete"), &[]).assert_status(303);
    }
    shop.submit("/contacts/trash/restore", &[]).assert_says("Select the contacts first.");
    shop.submit("/contacts/trash/restore", &[("id", &ids[0].to_string())])
        .assert_says("Brought back 1 contact.");
    assert_eq!(trash(&shop), ["Ben"]);
    shop.get("/contacts?q=vip").assert_says("Abel").assert_says("a@example.org");
}

#[test]
fn deleting_for_good_asks_first_and_leaves_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia").email("mia@example.org").phone("(312) 867-5309").tag("VIP"));
    let alive = shop.keeps(contact("Noah"));
    shop.post(&format!("/contacts/{mia}/delete"), &[]).assert_status(303);
    let mia = mia.to_string();
    shop.get(&format!("/contacts/trash/destroy?id={mia}"))
        .assert_says("for good?")
        .assert_says("can’t be undone");
    shop.submit("/contacts/trash/destroy", &[("id", &mia), ("id", &alive.to_string())])
        .assert_says("Deleted 1 contact for good.");
    for table in ["contact_emails", "contact_phones", "contact_tags", "contact_changes", "undo_items"] {
        assert_eq!(rows(&shop, table), 0, "{table}");
    }
    assert_eq!((rows(&shop, "contacts"), rows(&shop, "contact_search")), (1, 1));
    shop.get("/contacts").assert_says("Noah");
}

#[test]
fn after_thirty_days_the_trash_empties_itself() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let mia = shop.keeps(contact("Mia"));
    let theirs = other.keeps(contact("Theirs"));
    shop.keep_names(&["Noah"]);
    shop.post(&format!("/contacts/{mia}/delete"), &[]).assert_status(303);
    other.post(&format!("/contacts/{theirs}/delete"), &[]).assert_status(303);
    app.advance(Duration::days(29));
    app.run_jobs();
    assert_eq!(rows(&shop, "contacts"), 2);
    assert_eq!(rows(&shop, "undo_batches"), 1);
    app.advance(Duration::days(2));
    app.run_jobs();
    assert_eq!((rows(&shop, "contacts"), rows(&other, "contacts")), (1, 0));
    assert_eq!(rows(&shop, "undo_batches"), 0);
    signed_in(&app, &shop.email).get("/contacts").assert_says("Noah");
}

#[test]
fn the_trash_lists_what_can_be_undone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, olga) = (shop.staff("Ben"), shop.staff_with_own_clients("Olga"));
    let mia = shop.keeps(contact("Mia")).to_string();
    let noah = shop.keeps(contact("Noah"));
    ben.submit("/contacts/bulk", &[("action", "archive"), ("id", &mia)]);
    shop.post(&format!("/contacts/{noah}/delete"), &[]).assert_status(303);
    shop.get("/contacts/trash").assert_says("Archived 1 contact.").assert_says("Deleted 1 contact.");
    let bens = ben.get("/contacts/trash");
    bens.assert_says("Archived 1 contact.").assert_silent_on("Noah").assert_silent_on("Deleted 1 contact");
    olga.get("/contacts/trash").assert_says("Nothing to undo");
    shop.viewer("Vic").get("/contacts/trash").assert_status(403);
    ben.post("/contacts/trash/restore", &[("id", &noah.to_string())]).assert_status(403);
    ben.post("/contacts/trash/destroy", &[("id", &noah.to_string())]).assert_status(403);
}

#[test]
fn another_business_has_its_own_trash() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let theirs = other.keeps(contact("Theirs"));
    other.post(&format!("/contacts/{theirs}/delete"), &[]).assert_status(303);
    let theirs = theirs.to_string();
    shop.submit("/contacts/trash/restore", &[("id", &theirs)]).assert_says("Select the contacts first.");
    shop.submit("/contacts/trash/destroy", &[("id", &theirs)]).assert_says("Select the contacts first.");
    shop.get("/contacts/trash").assert_silent_on("Theirs");
    assert_eq!(trash(&other), ["Theirs"]);
}

#[test]
fn a_full_trash_has_pages() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids: Vec<String> =
        (0..60).map(|n| shop.keeps(contact(&format!("Client {n:02}"))).to_string()).collect();
    let form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    shop.post("/contacts/bulk/delete", &form).assert_status(303);
    assert_eq!(trash(&shop).len(), 50);
    let next = shop.get("/contacts/trash");
    let link = scraper::Selector::parse(".pagination a[rel=next]").unwrap();
    let next = next.html().select(&link).next().unwrap().attr("href").unwrap().to_owned();
    assert_eq!(shop.get(&next).all("tbody .person > span:last-child").len(), 10);
}
