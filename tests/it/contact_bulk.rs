//! Acts on several contacts at once, and taking them back.

use crate::support::actors::signed_in;
use crate::support::{Actor, Answer, Browser, Shop, TestApp, contact};

fn names(browser: &Browser, query: &str) -> Vec<String> {
    let answer = browser.get(&format!("/contacts?{query}"));
    answer.assert_status(200);
    answer.all("#contact-list tbody .person > span:last-child")
}

/// Where the Undo button of the message leads.
fn undo_of(answer: &Answer) -> String {
    let form = scraper::Selector::parse(".flash form").unwrap();
    answer.html().select(&form).next().expect("an undo button").attr("action").unwrap().to_owned()
}

fn bulk(who: &Actor, action: &str, ids: &[i64], more: (&str, &str)) -> Answer {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let mut form = vec![("action", action), more];
    form.extend(ids.iter().map(|id| ("id", id.as_str())));
    who.submit("/contacts/bulk", &form)
}

fn three(shop: &Shop) -> [i64; 3] {
    ["Abel", "Ben", "Cleo"].map(|name| shop.keeps(contact(name)))
}

fn version(shop: &Shop, id: i64) -> i32 {
    shop.inside(|db| clientsync::contacts::queries::find(db, id)).version
}

#[test]
fn a_tag_is_added_and_the_undo_takes_it_only_from_those_who_got_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let [abel, ben, _] = three(&shop);
    let had = shop.keeps(contact("Dora").tag("Regular"));
    let tag = shop.tag_id("Regular").to_string();
    let page = bulk(&shop, "tag", &[abel, ben, had], ("tag", &tag));
    page.assert_says("Added the tag Regular to 2 contacts.");
    assert_eq!(names(&shop, &format!("tag={tag}")), ["Abel", "Ben", "Dora"]);
    assert_eq!(names(&shop, "q=regular"), ["Abel", "Ben", "Dora"]);
    let page = shop.submit(&undo_of(&page), &[]);
    page.assert_says("Undone for 2 contacts.");
    assert_eq!(names(&shop, &format!("tag={tag}")), ["Dora"]);
    assert_eq!(names(&shop, "q=regular"), ["Dora"]);
}

#[test]
fn a_removed_tag_comes_back() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = ["Abel", "Ben"].map(|name| shop.keeps(contact(name).tag("VIP")));
    let tag = shop.tag_id("VIP").to_string();
    let page = bulk(&shop, "untag", &ids, ("tag", &tag));
    page.assert_says("Removed the tag VIP from 2 contacts.");
    assert!(names(&shop, "q=vip").is_empty());
    shop.submit(&undo_of(&page), &[]);
    assert_eq!(names(&shop, "q=vip"), ["Abel", "Ben"]);
}

#[test]
fn assigning_is_undone_only_where_nobody_reassigned_since() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, cleo) = (shop.staff("Ben"), shop.staff("Cleo"));
    let ids = three(&shop);
    let (b, c) = (ben.member_id.to_string(), cleo.member_id.to_string());
    let before = version(&shop, ids[0]);
    let page = bulk(&shop, "assign", &ids, ("assigned_to", &b));
    page.assert_says("Assigned 3 contacts.");
    assert!(version(&shop, ids[0]) > before, "an open edit form must be told");
    assert_eq!(names(&shop, &format!("assigned={b}")), ["Abel", "Ben", "Cleo"]);
    bulk(&shop, "assign", &ids[..1], ("assigned_to", &c));
    shop.submit(&undo_of(&page), &[])
        .assert_says("Undone for 2 of 3 contacts; the others have changed since.");
    assert_eq!(names(&shop, "assigned=none"), ["Ben", "Cleo"]);
    assert_eq!(names(&shop, &format!("assigned={c}")), ["Abel"]);
}

#[test]
fn archiving_and_its_undo() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = three(&shop);
    let page = bulk(&shop, "archive", &ids[1..], ("back", "q=e"));
    page.assert_says("Archived 2 contacts.");
    assert_eq!(names(&shop, ""), ["Abel"]);
    shop.submit(&undo_of(&page), &[]).assert_says("Undone for 2 contacts.");
    assert_eq!(names(&shop, "").len(), 3);
    shop.submit(&undo_of(&page), &[]).assert_says("undone already");
    let page = bulk(&shop, "archive", &ids, ("back", ""));
    bulk(&shop, "unarchive", &ids, ("back", "archived=1")).assert_says("Took 3 contacts out of the archive.");
    shop.submit(&undo_of(&page), &[]).assert_says("all of it has changed since");
}

#[test]
fn what_is_missing_is_said_and_the_list_stays() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let [abel, ..] = three(&shop);
    bulk(&shop, "archive", &[], ("back", "q=ab")).assert_says("Select the contacts first.");
    bulk(&shop, "tag", &[abel], ("tag", "")).assert_says("Choose a tag first.");
    bulk(&shop, "assign", &[abel], ("assigned_to", "")).assert_says("Choose who to assign to first.");
    bulk(&shop, "explode", &[abel], ("x", "")).assert_says("Choose what to do");
    bulk(&shop, "unarchive", &[abel], ("x", "")).assert_says("Nothing to change");
    let away = shop.post("/contacts/bulk", &[("action", "archive"), ("back", "//evil.example/?q=a")]);
    assert!(away.location().starts_with("/contacts"));
}

#[test]
fn a_viewer_changes_nothing_and_staff_delete_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, vic) = (shop.staff("Ben"), shop.viewer("Vic"));
    let [abel, ..] = three(&shop).map(|id| id.to_string());
    vic.post("/contacts/bulk", &[("action", "archive"), ("id", &abel)]).assert_status(403);
    ben.post("/contacts/bulk/delete", &[("id", &abel)]).assert_status(403);
    ben.post(&format!("/contacts/{abel}/delete"), &[]).assert_status(403);
    ben.get(&format!("/contacts/bulk/delete?id={abel}")).assert_status(403);
    ben.get("/contacts").assert_silent_on("Delete…");
    assert_eq!(names(&shop, "").len(), 3);
}

#[test]
fn nobody_reaches_contacts_of_others_by_their_number() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let olga = shop.staff_with_own_clients("Olga");
    let foreign = other.keeps(contact("Foreign").tag("Theirs"));
    let unassigned = shop.keeps(contact("Abel"));
    let own = shop.keeps(contact("Own").assigned(olga.member_id));
    bulk(&shop, "archive", &[foreign], ("x", "")).assert_says("Nothing to change");
    bulk(&olga, "archive", &[unassigned, foreign], ("x", "")).assert_says("Nothing to change");
    let theirs = other.tag_id("Theirs").to_string();
    let own_id = own.to_string();
    shop.post("/contacts/bulk", &[("action", "tag"), ("tag", &theirs), ("id", &own_id)]).assert_status(404);
    let them = other.member_id.to_string();
    shop.post("/contacts/bulk", &[("action", "assign"), ("assigned_to", &them), ("id", &own_id)])
        .assert_status(404);
    olga.post("/contacts/bulk", &[("action", "assign"), ("assigned_to", "none"), ("id", &own_id)])
        .assert_status(403);
    shop.get(&format!("/contacts/{foreign}/delete")).assert_status(404);
    shop.post(&format!("/contacts/{foreign}/delete"), &[]).assert_status(404);
    assert_eq!(names(&other, ""), ["Foreign"]);
    assert_eq!(names(&shop, ""), ["Abel", "Own"]);
}

#[test]
fn a_batch_is_undone_by_who_did_it_or_a_manager() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let (ben, cleo) = (shop.staff("Ben"), shop.staff("Cleo"));
    let ids = three(&shop);
    let undo = undo_of(&bulk(&ben, "archive", &ids, ("x", "")));
    cleo.post(&undo, &[]).assert_status(404);
    other.post(&undo, &[]).assert_status(404);
    shop.submit(&undo, &[]).assert_says("Undone for 3 contacts.");
    ben.submit(&undo, &[]).assert_says("undone already");
}

#[test]
fn an_undo_of_own_only_staff_keeps_to_their_clients() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let olga = shop.staff_with_own_clients("Olga");
    let ids = ["Abel", "Ben"].map(|name| shop.keeps(contact(name).assigned(olga.member_id)));
    let undo = undo_of(&bulk(&olga, "archive", &ids, ("x", "")));
    bulk(&shop, "assign", &ids[..1], ("assigned_to", "none"));
    olga.submit(&undo, &[]).assert_says("Undone for 1 of 2 contacts");
    assert_eq!(names(&shop, "archived=1"), ["Abel"]);
}

#[test]
fn after_thirty_days_there_is_no_undo() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let undo = undo_of(&bulk(&shop, "archive", &three(&shop), ("x", "")));
    app.advance(time::Duration::days(31));
    signed_in(&app, &shop.email).post(&undo, &[]).assert_status(404);
}

#[test]
fn the_history_and_the_record_tell_of_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = [shop.keeps(contact("Abel").tag("Old")), shop.keeps(contact("Ben"))];
    shop.keeps(contact("Cleo").tag("VIP"));
    let tag = shop.tag_id("VIP").to_string();
    bulk(&shop, "tag", &ids, ("tag", &tag));
    let changes = shop.inside(|db| {
        let people = clientsync::staff::queries::people(db)?;
        clientsync::contacts::queries::changes(db, ids[0], None, 10, &people)
    });
    assert_eq!(changes[0].field, "Tags");
    assert_eq!(changes[0].values, Some(("Old".into(), "Old, VIP".into())));
    assert_eq!(changes[0].who, "Ann");
}
