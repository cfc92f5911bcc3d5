//! A list that speaks of clients who are there already: what it would change is shown, the owner
//! chooses, nothing is taken away, and it can be taken back field by field.

use time::Duration;

use crate::contact_export::{column, table};
use crate::imports::{added, brought, columns};
use crate::support::{Answer, Shop, TestApp, contact, count};

const LIST: &str = "Name,E-mail,Phone,Company,City,Tags\n\
    Mia L.,mia@example.com,+1 479 555 0101,Lund & Co,Fayetteville,New\n\
    ,zoe@example.com,,,Berlin,\n\
    Someone New,new@example.com,,,,\n";

fn planned(shop: &Shop, file: &str, existing: &str) -> (String, Answer) {
    let page = brought(shop, file.as_bytes());
    let columns = columns(&shop.get(&page));
    let mut form: Vec<(&str, &str)> = columns.iter().map(|column| ("column", column.as_str())).collect();
    form.push(("existing", existing));
    shop.post(&format!("{page}/columns"), &form).assert_status(303);
    shop.app.run_jobs();
    let plan = shop.get(&page);
    (page, plan)
}

fn cell(shop: &Shop, name: &str, wanted: &str) -> String {
    let table = table(&shop.get("/contacts/export.csv"));
    let at = column(&table, "Name").iter().position(|known| known == name);
    let at = at.unwrap_or_else(|| panic!("no {name} in {:?}", column(&table, "Name")));
    column(&table, wanted)[at].clone()
}

fn keep(shop: &Shop) -> i64 {
    shop.keeps(contact("Zoë Müller").email("zoe@example.com").company("Müller"));
    shop.keeps(
        contact("Mia Lund").email("mia@example.com").email("second@example.com").company("Lund").tag("VIP"),
    )
}

fn undone(shop: &Shop, page: &str) -> Answer {
    shop.post(&format!("{page}/undo"), &[]).assert_status(303);
    shop.app.run_jobs();
    shop.get(page)
}

#[test]
fn left_alone_unless_the_owner_says_otherwise() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    keep(&shop);
    let (page, plan) = planned(&shop, LIST, "leave");
    plan.assert_says("1 contact will be added.").assert_says("There already 2").assert_silent_on("updated.");
    added(&shop, &page);
    assert_eq!(cell(&shop, "Mia Lund", "Company"), "Lund");
}

#[test]
fn what_is_empty_is_filled_in_and_each_change_is_shown_before() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = keep(&shop);
    let (page, plan) = planned(&shop, LIST, "fill");
    plan.assert_says("1 contact will be added.").assert_says("2 contacts will be updated.");
    plan.assert_says("Mia Lund: same e-mail.").assert_says("Tags: VIP → New, VIP");
    plan.assert_says("Address: empty → Fayetteville").assert_silent_on("Company:");
    assert_eq!(count(&app, "contact_changes"), 0, "nothing is changed yet");

    added(&shop, &page).assert_says("Updated 2").assert_says("Added 1");
    assert_eq!(cell(&shop, "Mia Lund", "Company"), "Lund");
    assert_eq!(cell(&shop, "Mia Lund", "City"), "Fayetteville");
    assert_eq!(cell(&shop, "Mia Lund", "Email 2"), "second@example.com");
    assert_eq!(cell(&shop, "Mia Lund", "Phone 1"), "'+14795550101");
    assert_eq!(cell(&shop, "Zoë Müller", "City"), "Berlin");
    shop.get(&format!("/contacts/{mia}")).assert_says("Fayetteville");
    shop.get("/contacts?q=fayetteville").assert_says("Mia Lund");

    let (_, again) = planned(&shop, LIST, "fill");
    again.assert_says("None of these rows would be added.").assert_says("Nothing new is said.");
}

#[test]
fn what_the_list_says_is_taken_and_nothing_is_taken_away() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    keep(&shop);
    let (page, plan) = planned(&shop, LIST, "overwrite");
    plan.assert_says("Name: Mia Lund → Mia L.").assert_says("Company: Lund → Lund & Co");
    added(&shop, &page).assert_says("Updated 2");
    assert_eq!(cell(&shop, "Mia L.", "Company"), "Lund & Co");
    assert_eq!(cell(&shop, "Mia L.", "Email 2"), "second@example.com");
    assert_eq!(cell(&shop, "Mia L.", "Tags"), "New, VIP");
    assert_eq!(cell(&shop, "Zoë Müller", "Company"), "Müller", "a name in its place is no name");
}

#[test]
fn it_is_taken_back_field_by_field_around_what_was_changed_since() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = keep(&shop);
    let before = shop.get("/contacts/export.json").text();
    let (page, _) = planned(&shop, LIST, "overwrite");
    added(&shop, &page).assert_says("what was updated is as it was");
    let edit = shop.get(&format!("/contacts/{mia}/edit"));
    let mut form: Vec<(String, String)> = ["name", "version", "company", "tags"]
        .iter()
        .map(|name| ((*name).to_owned(), edit.value(name)))
        .collect();
    form.push(("email".into(), "mia@example.com".into()));
    form.push(("email".into(), "third@example.com".into()));
    form.push(("city".into(), "Springdale".into()));
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    shop.post(&format!("/contacts/{mia}/edit"), &pairs).assert_status(303);

    shop.get("/activity/undo").assert_says("Imported list.csv");
    let page = undone(&shop, &page);
    page.assert_says("Taken back 3").assert_says("What was changed since stays.");
    assert_eq!(cell(&shop, "Mia Lund", "Company"), "Lund");
    assert_eq!(cell(&shop, "Mia Lund", "City"), "Springdale", "changed since");
    assert_eq!(cell(&shop, "Mia Lund", "Email 2"), "third@example.com", "added since");
    assert_eq!(cell(&shop, "Zoë Müller", "City"), "");
    assert_eq!(count(&app, "contacts WHERE deleted_at IS NOT NULL"), 1);
    assert!(before.contains("\"company\":\"Lund\""));
    assert_eq!(count(&app, "activity_entries WHERE action = 'contact.deleted'"), 0, "one entry for all");
    assert_eq!(count(&app, "activity_entries WHERE action = 'import.undone'"), 1);
}

#[test]
fn our_own_file_finds_its_contacts_by_key() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("Nameless Key"));
    let file = shop.get("/contacts/export.csv").text().replace("Nameless Key", "Renamed Later");
    let (page, plan) = planned(&shop, &file, "overwrite");
    plan.assert_says("same key").assert_says("Name: Nameless Key → Renamed Later");
    added(&shop, &page).assert_says("Updated 1");
    shop.get(&format!("/contacts/{id}")).assert_says("Renamed Later");
}

#[test]
fn a_row_that_fits_two_contacts_is_refused_and_restricted_ones_are_left() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("One").email("one@example.com"));
    shop.keeps(contact("Two").email("two@example.com"));
    let kept = shop.keeps(contact("Kept Unused").email("kept@example.com"));
    shop.post(&format!("/contacts/{kept}/restrict"), &[("why", "child_report")]).assert_status(303);
    let file = "Name,E-mail,Company\nBoth,one@example.com ::: two@example.com,X\nKept,kept@example.com,X\n\
        First,one@example.com,X\nSecond,one@example.com,Y\n";
    let (page, plan) = planned(&shop, file, "overwrite");
    plan.assert_says("This fits more than one contact: One, Two.").assert_says("Refused 1");
    plan.assert_says("A contact that can’t be shown").assert_silent_on("Kept Unused");
    plan.assert_says("The same as row 3 of this list.").assert_says("1 contact will be updated.");
    added(&shop, &page).assert_says("Updated 1");
    assert_eq!(count(&app, "contacts WHERE company = 'X'"), 1);
}

#[test]
fn an_update_that_somebody_came_before_is_looked_at_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = keep(&shop);
    let (page, _) = planned(&shop, LIST, "fill");
    shop.post(&format!("/contacts/{mia}/delete"), &[]).assert_status(303);
    app.advance(Duration::minutes(1));
    added(&shop, &page).assert_says("Updated 1").assert_says("Added 2");
}
