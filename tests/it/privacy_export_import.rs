//! A business's copy, put into an empty business: equal, checked first, and nobody comes back.

use std::collections::BTreeMap;

use clientsync::bookings::book::Client;
use clientsync::inventory::Shape;
use clientsync::privacy::export::restore::STAYS_BEHIND;
use serde_json::{Map, Value};

use crate::support::actors::PASSWORD;
use crate::support::bookings::service;
use crate::support::bundle::{Unpacked, assert_sound};
use crate::support::copies::word;
use crate::support::{Answer, Shop, TestApp, contact};

/// A copy of the business as it is now.
fn copy_of(app: &TestApp, shop: &Shop) -> Vec<u8> {
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    let page = shop.get("/workspace/export");
    let text = page.assert_says("Ready").text();
    let download = text.split('"').find(|part| part.ends_with("/download")).unwrap();
    shop.get(download).assert_status(200).bytes.clone()
}

fn put_back(shop: &Shop, zip: &[u8], key: &str) -> Answer {
    let edge = "----edge";
    let mut body =
        format!("--{edge}\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n").into_bytes();
    body.extend(format!("--{edge}\r\nContent-Disposition: form-data; name=\"bundle\"; filename=\"copy.zip\"\r\nContent-Type: application/zip\r\n\r\n").bytes());
    body.extend(zip);
    body.extend(format!("\r\n--{edge}--\r\n").bytes());
    shop.post_body("/workspace/import-bundle", &format!("multipart/form-data; boundary={edge}"), &body)
}

/// A business that uses everything there is.
fn lively(app: &TestApp, shop: &Shop) {
    shop.post("/contacts/fields", &[("label", "Shoe size"), ("kind", "text")]).assert_status(303);
    let field = word(app, "(SELECT max(id) FROM custom_fields)");
    let ben = shop.staff("Ben");
    let id = shop.keeps(
        contact("Mia Lund").email("mia@example.com").phone("+1 479 555 0199").tag("regular").tag("=vip"),
    );
    shop.keeps(contact("Zoë Nguyễn").company("Ray & Sons").tag("regular").assigned(ben.member_id));
    let gone = shop.keeps(contact("In The Trash"));
    shop.post(&format!("/contacts/{gone}/delete"), &[]).assert_status(303);
    ben.post(&format!("/contacts/{id}/notes"), &[("body", "Prefers mornings.\n**Really.**")])
        .assert_status(303);
    let note = word(app, "(SELECT max(id) FROM notes)");
    shop.post(&format!("/notes/{note}"), &[("body", "Prefers evenings."), ("version", "1")])
        .assert_status(303);
    let due =
        [("title", "Call back"), ("due_on", "2030-01-01"), ("assigned_to", &shop.member_id.to_string())];
    shop.post(&format!("/contacts/{id}/follow-ups"), &due).assert_status(303);
    let edit = shop.get(&format!("/contacts/{id}/edit"));
    let form = [
        ("version", edit.value("version")),
        ("name", "Mia Lund-Ray".to_owned()),
        (format!("cf_{field}").leak() as &str, "41".to_owned()),
        ("assigned_to", ben.member_id.to_string()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    shop.post(&format!("/contacts/{id}/edit"), &form).assert_status(303);
    let tag = shop.tag_id("regular");
    shop.post("/contacts/views", &[("name", "Regulars"), ("query", &format!("tag={tag}"))])
        .assert_status(303);
    shop.hides_from_staff(true, false);
    shop.works(ben.member_id);
    let chair = shop.has("Chair", 2);
    let (cut, class) =
        (shop.offers(service("Cut").by(&[ben.member_id]).needs(chair)), service("Class").seats(5));
    let class = shop.offers(class.by(&[ben.member_id]));
    shop.books(&[cut], shop.at(3, 10, 0), |draft| draft.client = Client::Contact(id));
    shop.books(&[class], shop.at(4, 11, 0), |draft| draft.client = Client::Contact(id));
    shop.books(&[class], shop.at(4, 11, 0), |_| {});
}

/// The rows of a copy with every number replaced by the place of what it names, so that two
/// copies of the same can be compared.
fn canonical(app: &TestApp, copy: &Unpacked, keys_too: bool) -> BTreeMap<String, Vec<Map<String, Value>>> {
    let shape = app.services.db.read_now(Shape::read).unwrap();
    let tables = copy.manifest["tables"].as_array().unwrap().iter();
    let names = tables.map(|table| table["name"].as_str().unwrap().to_owned());
    let put_back = names.filter(|name| !STAYS_BEHIND.iter().any(|(stays, _)| stays == name));
    let place = |table: &str, id: &Value| -> Value {
        if table == "members" {
            return "somebody".into();
        }
        copy.rows(table).iter().position(|row| row["id"] == *id).into()
    };
    let mut canonical = BTreeMap::new();
    for table in put_back {
        let mut rows = copy.rows(&table);
        for row in &mut rows {
            for (column, value) in row.iter_mut() {
                let parent = shape.points_at(&table, column).filter(|_| !value.is_null());
                if let Some(parent) = parent.filter(|parent| *parent != "workspaces") {
                    *value = place(parent, value);
                }
                // Numbers inside texts.
                if ["query", "field", "old_value", "new_value", "sitting", "party"].contains(&column.as_str())
                    && let Value::String(text) = value
                {
                    text.retain(|c| !c.is_ascii_digit());
                }
            }
            row.remove("workspace_id");
            row.remove("id");
            if !keys_too {
                shape.unique(&table).iter().for_each(|column| drop(row.remove(column)));
            }
            if table == "workspaces" {
                // The new business's own story.
                for own in ["created_at", "updated_at", "business_use_at", "dpa_version"] {
                    row.remove(own);
                }
            }
        }
        canonical.insert(table, rows);
    }
    canonical
}

#[test]
fn a_copy_put_into_an_empty_business_makes_an_equal_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    lively(&app, &shop);
    let png = include_bytes!("../../static/img/icon-192.png");
    upload_logo(&shop, png);
    let zip = copy_of(&app, &shop);
    assert_sound(&zip, &app.visitor().get("/.well-known/minisign.pub").text());
    let before = Unpacked::of(&zip);
    before.assert_digests();
    for table in [
        "contacts",
        "notes",
        "note_versions",
        "contact_changes",
        "saved_views",
        "role_rules",
        "members",
        "bookings",
        "booking_items",
        "occupancies",
        "service_staff",
        "staff_hours",
    ] {
        assert!(!before.rows(table).is_empty(), "{table}");
    }
    assert!(
        before.files.keys().any(|name| name.starts_with("files/workspaces-")),
        "{:?}",
        before.files.keys()
    );

    // Another installation with the same secret, as after a move: keys and address are kept.
    let elsewhere = TestApp::start();
    let new = elsewhere.shop("Zoe");
    put_back(&new, &zip, "").assert_status(303);
    let after = Unpacked::of(&copy_of(&elsewhere, &new));
    after.assert_digests();
    assert_eq!(canonical(&app, &before, true), canonical(&elsewhere, &after, true));

    // Beside the business that it was made of.
    let beside = app.shop("Eve");
    put_back(&beside, &zip, "").assert_status(303);
    let after = Unpacked::of(&copy_of(&app, &beside));
    assert_eq!(canonical(&app, &before, false), canonical(&app, &after, false));
    beside.get("/contacts?q=Mia").assert_says("Mia Lund-Ray");
    beside.get("/contacts?q=evenings").assert_says("Mia Lund-Ray");
    beside.get("/contacts").assert_says("regular");
    beside.get("/activity").assert_says("put a copy into the business");
    shop.get("/contacts").assert_says("Mia Lund-Ray");
}

fn upload_logo(shop: &Shop, png: &[u8]) {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
    body.extend(png);
    body.extend(b"\r\n--edge--\r\n");
    shop.post_body("/workspace/logo", "multipart/form-data; boundary=edge", &body).assert_status(303);
}

#[test]
fn only_an_empty_business_takes_a_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    lively(&app, &shop);
    let zip = copy_of(&app, &shop);
    put_back(&shop, &zip, "").assert_status(422).assert_says("can only be put into an empty one");
    let other = app.shop("Zoe");
    for member in [other.manager("Mo"), other.staff("Ben")] {
        member.get("/workspace/import-bundle").assert_status(403);
    }
    put_back(&other, b"", "").assert_status(422).assert_says("Choose the ZIP file");
    put_back(&other, b"no zip at all", "").assert_status(422).assert_says("not a copy of a business");
    assert_eq!(std::fs::read_dir(app.data().join("imports")).unwrap().count(), 0, "nothing is left lying");
    other.get("/contacts").assert_silent_on("Mia Lund");
}

#[test]
fn a_changed_copy_or_a_foreign_one_is_refused() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    lively(&app, &shop);
    let zip = copy_of(&app, &shop);
    let other = app.shop("Zoe");
    let changed = |name: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| rezipped(&zip, name, change);
    let with_more = |content: Vec<u8>| [content, b" ".to_vec()].concat();
    put_back(&other, &changed("manifest.json", &with_more), "")
        .assert_status(422)
        .assert_says("The signature does not fit");
    put_back(&other, &changed("data/contacts.json", &with_more), "")
        .assert_status(422)
        .assert_says("data/contacts.json is not as it was");
    let bomb = |_| vec![b' '; 50_000_000];
    put_back(&other, &changed("data/contacts.json", &bomb), "")
        .assert_status(422)
        .assert_says("is not as it was");

    let elsewhere = TestApp::start_with(|config| config.secret = Some("fedcba9876543210".repeat(4)));
    let new = elsewhere.shop("Eve");
    put_back(&new, &zip, "").assert_status(422).assert_says("The signature does not fit");
    put_back(&new, &zip, "no key").assert_status(422).assert_says("not a public key");
    let key = app.visitor().get("/.well-known/minisign.pub").text();
    put_back(&new, &zip, key.lines().nth(1).unwrap()).assert_status(303);
    new.get("/contacts").assert_says("Mia Lund-Ray");
}

/// The same ZIP with one file changed.
fn rezipped(zip: &[u8], name: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    use std::io::Write;
    let copy = Unpacked::of(zip);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (file, content) in copy.files {
        writer.start_file(&file, zip::write::SimpleFileOptions::default()).unwrap();
        let content = if file == name { change(content) } else { content };
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn whoever_was_erased_or_stopped_mail_stays_so() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    lively(&app, &shop);
    let zoe = word(&app, "(SELECT max(id) FROM contacts WHERE name LIKE 'Zo%')");
    shop.keeps(contact("Tom Ray").email("Tom@example.com"));
    stop_mail(&app, &shop, "tom@example.com");
    let zip = copy_of(&app, &shop);
    let page = shop.get(&format!("/contacts/{zoe}/erase"));
    let digest = page.assert_status(200).value("digest");
    let form = [("digest", digest.as_str()), ("current_password", PASSWORD)];
    shop.post(&format!("/contacts/{zoe}/erase"), &form).assert_status(303);

    let other = app.shop("Eve");
    put_back(&other, &zip, "").assert_status(303);
    app.run_jobs();
    let page = other.get("/contacts");
    page.assert_says("Mia Lund-Ray").assert_silent_on("Nguyễn");
    let stopped = word(
        &app,
        &format!("(SELECT count(*) FROM suppressions WHERE workspace_id = {})", other.workspace_id),
    );
    assert_eq!(stopped, "1", "the address gets nothing from the new business either");
}

fn stop_mail(app: &TestApp, shop: &Shop, address: &str) {
    use clientsync::ledger::Channel;
    use clientsync::outbox::suppression::{self, Controller};
    let controller = shop.inside(Controller::of_workspace);
    let act = suppression::stop(&app.services, &controller, Channel::Email, address, "asked");
    crate::support::app::runtime().block_on(clientsync::erasure::promise(&app.services, vec![act])).unwrap();
}
