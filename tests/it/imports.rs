//! Bringing clients in: what a file says is understood, every row's fate is shown before anything
//! is added, nothing is added twice, and it can be taken back.

use clientsync::access::Role;
use scraper::Selector;
use time::Duration;

use crate::outbox::erase;
use crate::support::{Answer, Shop, TestApp, contact, count, execute};

const MULTIPART: &str = "multipart/form-data; boundary=xXx";

/// Sends a file, and follows to the page of the import.
pub fn send(shop: &Shop, origin: &str, name: &str, file: &[u8]) -> Answer {
    let mut body = format!(
        "--xXx\r\nContent-Disposition: form-data; name=\"origin\"\r\n\r\n{origin}\r\n--xXx\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--xXx--\r\n");
    shop.post_body("/contacts/import", MULTIPART, &body)
}

/// The page of an import of our own clients, read.
pub fn brought(shop: &Shop, file: &[u8]) -> String {
    let sent = send(shop, "own_clients", "list.csv", file);
    assert_eq!(sent.status, 303, "{}", sent.summary());
    shop.app.run_jobs();
    sent.location()
}

/// The chosen field of each column.
pub fn columns(page: &Answer) -> Vec<String> {
    let chosen = Selector::parse("select[name=column] option[selected]").unwrap();
    page.html().select(&chosen).map(|option| option.attr("value").unwrap().to_owned()).collect()
}

/// Takes the columns as they were guessed, or as given, and lets every row be looked at.
pub fn planned(shop: &Shop, page: &str, columns: &[String]) -> Answer {
    let fields: Vec<(&str, &str)> = columns.iter().map(|column| ("column", column.as_str())).collect();
    shop.post(&format!("{page}/columns"), &fields).assert_status(303);
    shop.app.run_jobs();
    shop.get(page)
}

pub fn added(shop: &Shop, page: &str) -> Answer {
    shop.post(&format!("{page}/run"), &[]).assert_status(303);
    shop.app.run_jobs();
    shop.get(page)
}

fn contacts(app: &TestApp) -> i64 {
    count(app, "contacts WHERE deleted_at IS NULL")
}

const LIST: &str = "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Organization Name,Labels,Notes,Cheese\n\
    Ann,Lee,ann@example.com ::: ann.lee@example.org,+1 479 555 0101,Lee & Co,* myContacts ::: VIP,\"Likes tea\nno milk\",Brie\n\
    Zoë,Müller,zoe@example.com,,,,,\n\
    Mia,Lund,MIA@example.com,,,,,\n\
    Ann,Again,ann@example.com,,,,,\n\
    Bad,Mail,not an address,,,,,\n\
    Card,Holder,card@example.com,,,,4242 4242 4242 4242,\n\
    ,,,,,,,\n";

#[test]
fn every_row_is_shown_before_anything_is_added_and_then_it_is_as_shown() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let page = brought(&shop, LIST.as_bytes());
    let matching = shop.get(&page);
    let mut columns_of = columns(&matching);
    assert_eq!(columns_of, ["first_name", "last_name", "email", "phone", "company", "tags", "note", ""]);
    matching.assert_says("Brie");
    columns_of[7] = "new".into();
    let plan = planned(&shop, &page, &columns_of);
    plan.assert_says("2 contacts will be added.").assert_says("same e-mail").assert_says("The same as row 1");
    plan.assert_says("payment-card").assert_says("Refused 2").assert_says("There already 2");
    assert_eq!(contacts(&app), 1, "nothing is added yet");

    added(&shop, &page).assert_says("Added 2").assert_says("Take it back");
    assert_eq!(contacts(&app), 3);
    shop.get("/contacts?q=ann.lee@example.org").assert_says("Ann Lee").assert_says("VIP");
    shop.get("/contacts?q=no+milk").assert_says("Ann Lee");
    shop.get("/contacts?q=muller").assert_says("Zoë Müller");
    let refused = shop.get(&format!("{page}/refused.csv"));
    for part in ["Row,Why,First Name", "not an address", "same e-mail", "E-mail:"] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    assert!(
        !app.services.config.data.join("imports").read_dir().is_ok_and(|mut files| files.next().is_some())
    );
    shop.get("/activity").assert_says("brought in a list of contacts");
    // The same list once more brings nobody.
    let again = brought(&shop, LIST.as_bytes());
    let guesses = columns(&shop.get(&again));
    assert_eq!(guesses[7], columns(&shop.get(&again))[7]);
    assert!(guesses[7].starts_with("cf_"), "the field is known now: {guesses:?}");
    planned(&shop, &again, &guesses).assert_says("None of these rows would be added.");
}

#[test]
fn two_people_of_one_name_are_both_added_if_something_tells_them_apart() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let list = "Name,Email,Company\n\
        Ann Lee,ann@example.com,\n\
        Ann Lee,other.ann@example.com,\n\
        ann lee,,\n\
        Ben Ray,ben@example.com,Acme\n\
        Ben Ray,ben.ray@example.com,Acme\n";
    let page = brought(&shop, list.as_bytes());
    let guesses = columns(&shop.get(&page));
    let plan = planned(&shop, &page, &guesses);
    plan.assert_says("3 contacts will be added.")
        .assert_says("The same as row 1")
        .assert_says("The same as row 4");
    added(&shop, &page).assert_says("Added 3");
    assert_eq!(contacts(&app), 3);
    // The same list again is nobody new, by address or by name and company.
    let again = brought(&shop, list.as_bytes());
    planned(&shop, &again, &guesses).assert_says("None of these rows would be added.");
}

#[test]
fn an_import_can_be_taken_back_but_not_what_was_changed_since() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = brought(&shop, b"Name,Email\nOne,one@example.com\nTwo,two@example.com\n");
    planned(&shop, &page, &columns(&shop.get(&page)));
    added(&shop, &page);
    let edit = "UPDATE contacts SET version = 2 WHERE name = 'Two'";
    execute(&app, edit);
    shop.get("/activity/undo").assert_says("Imported list.csv");
    shop.viewer("Vic").post(&format!("{page}/undo"), &[]).assert_status(403);
    shop.post(&format!("{page}/undo"), &[]).assert_status(303);
    app.run_jobs();
    shop.get(&page).assert_says("Taken back 1").assert_says("Changed since, so it stays.");
    assert_eq!(contacts(&app), 1);
    shop.post(&format!("{page}/undo"), &[]).assert_status(409);

    let late = brought(&shop, b"Name,Email\nTen,ten@example.com\n");
    planned(&shop, &late, &columns(&shop.get(&late)));
    added(&shop, &late);
    app.advance(Duration::days(31));
    shop.sign_in_again();
    app.run_jobs();
    shop.post(&format!("{late}/undo"), &[]).assert_status(409);
    assert_eq!(count(&app, "import_rows"), 0, "the rows are gone after their month");
}

#[test]
fn whoever_opted_out_stays_so_and_a_child_s_birthday_is_refused() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    shop.post(
        &format!("/contacts/{mia}/choices"),
        &[("purpose", "service"), ("channel", "email"), ("allowed", "no")],
    )
    .assert_status(303);
    erase(&shop, mia);
    let field = [("label", "Birthday"), ("kind", "date"), ("is_birth_date", "on")];
    shop.post("/contacts/fields", &field).assert_status(303);
    execute(&app, "UPDATE custom_fields SET is_birth_date = TRUE");
    let file = b"Name,Email,Birthday\nMia,mia@example.com,\nKid,kid@example.com,3/4/2020\nOld,old@example.com,4/30/1960\n";
    let page = brought(&shop, file);
    let plan = planned(&shop, &page, &columns(&shop.get(&page)));
    plan.assert_says("New, opted out 1")
        .assert_says("stays opted out")
        .assert_says("Refused 1")
        .assert_says("under 13");
    added(&shop, &page);
    shop.get("/contacts?q=mia").assert_says("Mia");
    let id = count_id(&app, "Mia");
    shop.get(&format!("/contacts/{id}/choices")).assert_says("Opted out");
    assert_eq!(count(&app, "contact_values WHERE value = '1960-04-30'"), 1);
}

fn count_id(app: &TestApp, name: &str) -> i64 {
    use clientsync::schema::contacts as c;
    use diesel::prelude::*;
    let id = |conn: &mut _| Ok(c::table.filter(c::name.eq(name)).select(c::id).first(conn)?);
    app.services.db.read_now(id).unwrap()
}

#[test]
fn what_can_t_be_taken_says_why() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    send(&shop, "purchased", "l.csv", b"Name\nAnn\n")
        .assert_status(422)
        .assert_says("were bought are not taken");
    send(&shop, "", "l.csv", b"Name\nAnn\n").assert_status(422).assert_says("Say where the list comes from.");
    send(&shop, "own_clients", "", b"").assert_status(422).assert_says("Choose a file.");
    for (file, why) in [
        (&b"%PDF-1.7 ..."[..], "This is a PDF"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Name,Email\n", "There is no row below"),
        (b"\n\n", "empty"),
    ] {
        let page = brought(&shop, file);
        shop.get(&page).assert_says("Could not be read").assert_says(why);
        shop.post(&format!("{page}/run"), &[]).assert_status(409);
    }
    assert_eq!(contacts(&app), 0);
    let page = brought(&shop, b"Name,Email\nAnn,ann@example.com\n");
    shop.post(&format!("{page}/columns"), &[("column", ""), ("column", "")]).assert_status(303);
    shop.get(&page).assert_says("Match a column with a name");
}

#[test]
fn only_who_sees_every_client_brings_lists_and_only_into_their_business() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = brought(&shop, b"Name,Email\nAnn,ann@example.com\n");
    shop.staff_with_own_clients("Ben").get("/contacts/import").assert_status(403);
    let eve = shop.staff("Eve");
    eve.get(&page).assert_status(200);
    shop.hides_from(Role::Staff, true, false);
    eve.get(&page).assert_status(403);
    let other = app.shop("Zed");
    other.get(&page).assert_status(404);
    for step in ["columns", "again", "run", "cancel", "undo"] {
        let answer = other.post(&format!("{page}/{step}"), &[("column", "name")]);
        assert_eq!(answer.status, 404, "{step}: {}", answer.summary());
    }
}

#[test]
fn a_run_that_was_cut_off_goes_on_and_doubles_nobody() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let rows: String = (0..250).map(|n| format!("Client {n},c{n}@example.com\n")).collect();
    let page = brought(&shop, format!("Name,Email\n{rows}").as_bytes());
    planned(&shop, &page, &columns(&shop.get(&page)));
    shop.post(&format!("{page}/run"), &[]).assert_status(303);
    app.run_jobs();
    assert_eq!(contacts(&app), 250);
    // As if the process had died after it had written the rows, before the job was marked done.
    execute(&app, "UPDATE imports SET state = 'running'");
    execute(&app, "UPDATE jobs SET state = 'queued' WHERE kind = 'imports.run'");
    app.run_jobs();
    shop.get(&page).assert_says("Added 250").assert_says("Done");
    assert_eq!(contacts(&app), 250);
}

#[test]
fn an_address_book_and_a_spreadsheet_are_lists_too() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\nEMAIL:ann@example.com\r\nPHOTO;ENCODING=b:/9j/\r\nEND:VCARD\r\n";
    let page = brought(&shop, cards.as_bytes());
    planned(&shop, &page, &columns(&shop.get(&page))).assert_says("1 contact will be added.");
    added(&shop, &page);
    shop.get("/contacts?q=ann").assert_says("Ann Lee");

    let page = brought(&shop, &workbook());
    let plan = planned(&shop, &page, &columns(&shop.get(&page)));
    plan.assert_says("1 contact will be added.").assert_says("Ben Ray");
    added(&shop, &page);
    shop.get("/contacts?q=4795550123").assert_says("Ben Ray");
}

/// A workbook of one sheet: a name, a number that is a phone, and a formula with its last result.
fn workbook() -> Vec<u8> {
    use std::io::Write;
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Clients" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Phone</t></is></c><c r="C1" t="inlineStr"><is><t>Email</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Ben Ray</t></is></c><c r="B2"><v>4795550123</v></c><c r="C2" t="str"><f>CONCAT("ben","@example.com")</f><v>ben@example.com</v></c></row></sheetData></worksheet>"#,
        ),
    ];
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}
