//! Adding contacts.

use clientsync::db::Engine;
use diesel::prelude::*;

use crate::support::{Actor, TestApp};

/// Adds a contact and returns its id.
pub fn add(who: &Actor, form: &[(&str, &str)]) -> i64 {
    let answer = who.post("/contacts", form);
    assert_eq!(answer.status, 303, "{}", answer.summary());
    answer.location().rsplit('/').next().unwrap().parse().unwrap()
}

pub fn edit_page(id: i64) -> String {
    format!("/contacts/{id}/edit")
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

pub fn count(app: &TestApp, sql: &str) -> i64 {
    app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result::<Count>(conn)?.n)).unwrap()
}

#[test]
fn names_of_any_script_are_kept_as_typed() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    for name in ["Mia Lund", "李小龍", "محمد العربي", "Ольга", "नमिता राव", "Zoë O’Brien-Ødegård", "X Æ A-12"]
    {
        let id = add(&ann, &[("name", name)]);
        assert_eq!(ann.get(&edit_page(id)).value("name"), name);
    }
}

#[test]
fn everything_typed_is_there_again() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let member = ann.member_id.to_string();
    let form = [
        ("name", "Mia Lund"),
        ("pronouns", "she/her"),
        ("company", "Lund Gardens"),
        ("email", "Mia@Example.com"),
        ("email_label", "Work"),
        ("email", "mia.lund@example.org"),
        ("email_label", ""),
        ("email", ""),
        ("email_label", ""),
        ("phone", "(312) 867-5309"),
        ("phone_label", "Mobile"),
        ("phone", "+33 6 28 23 04 55"),
        ("phone_label", ""),
        ("street", "1 Elm St"),
        ("city", "Chicago"),
        ("region", "IL"),
        ("postal_code", "60601"),
        ("country", "USA"),
        ("assigned_to", &member),
        ("source", "Walk-in"),
        ("tags", "Regular, VIP, regular"),
        ("preferred_channel", "sms"),
        ("language", "sv"),
    ];
    let page = ann.get(&edit_page(add(&ann, &form)));
    for (name, value) in
        form.iter().filter(|(n, _)| !["email", "email_label", "phone", "phone_label", "tags"].contains(n))
    {
        assert_eq!(page.value(name), *value, "{name}");
    }
    let values = |selector: &str| attributes(&page, selector, "value");
    assert_eq!(values("input[name=email]"), ["Mia@example.com", "mia.lund@example.org", ""]);
    assert_eq!(values("input[name=email_label]"), ["Work", "", ""]);
    assert_eq!(values("input[name=phone]"), ["(312) 867-5309", "+33 6 28 23 04 55", ""]);
    assert_eq!(values("input[type=checkbox][name=tags][checked]"), ["Regular", "VIP"]);
}

pub fn attributes(page: &crate::support::Answer, selector: &str, name: &str) -> Vec<String> {
    let wanted = scraper::Selector::parse(selector).unwrap();
    page.html().select(&wanted).map(|e| e.attr(name).unwrap_or_default().to_owned()).collect()
}

#[test]
fn phones_are_understood_where_the_business_is() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    for (number, typed) in
        ["312.867.5309", "(312) 867-5309", "+1 312 867 5309", "1-312-867-5309"].iter().enumerate()
    {
        let name = format!("Caller {number}");
        add(&ann, &[("name", &name), ("phone", typed), ("confirm_duplicate", "1")]);
    }
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contact_phones WHERE e164 = '+13128675309'"), 4);
    add(&ann, &[("name", "Inside line"), ("phone", "ext. 4711")]);
    assert_eq!(
        count(&app, "SELECT count(*) AS n FROM contact_phones WHERE e164 IS NULL AND digits = '4711'"),
        1
    );
}

#[test]
fn wrong_fields_are_named_and_what_was_typed_stays() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let page = ann.post(
        "/contacts",
        &[
            ("name", "  "),
            ("company", "Lund Gardens"),
            ("email", "good@example.com"),
            ("email_label", ""),
            ("email", "not an address"),
            ("email_label", "Work"),
            ("phone", "12"),
            ("phone_label", ""),
            ("assigned_to", "999999"),
            ("preferred_channel", "pigeon"),
            ("language", "xx"),
            ("tags", &"x".repeat(41)),
        ],
    );
    page.assert_status(422);
    assert_eq!(page.error("name"), "Enter a name.");
    assert_eq!(page.error("email"), "");
    assert!(page.error("email_1").contains("name@example.com"));
    assert!(page.error("phone").contains("at least 3 digits"));
    assert_eq!(page.error("assigned_to"), "Choose somebody who works here.");
    assert!(!page.error("preferred_channel").is_empty() && !page.error("language").is_empty());
    assert!(page.error("tags").contains("40"));
    assert_eq!(page.value("company"), "Lund Gardens");
    assert_eq!(attributes(&page, "input[name=email]", "value"), ["good@example.com", "not an address", ""]);
    assert_eq!(attributes(&page, "input[name=email_label]", "value"), ["", "Work", ""]);
    let ids = attributes(&page, "[id]", "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "an id comes twice: {ids:?}");
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
}

#[test]
fn card_numbers_are_refused_everywhere_and_reach_no_file() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    ann.post("/contacts/fields", &[("label", "Remark"), ("kind", "text")]).assert_status(303);
    let field = attributes(&ann.get("/contacts/new"), "input[name^=cf_]", "name").remove(0);
    let card = "4242 4242 4242 4242";
    for name in [
        "name",
        "pronouns",
        "company",
        "email",
        "email_label",
        "phone",
        "phone_label",
        "street",
        "city",
        "region",
        "country",
        "source",
        "tags",
        field.as_str(),
    ] {
        let mut form = vec![(name, card)];
        if name.starts_with("email") {
            form.extend([("email", "a@example.com"), ("email_label", card)]);
        }
        if name.starts_with("phone") {
            form.extend([("phone", "312 867 5309"), ("phone_label", card)]);
        }
        if name != "name" {
            form.push(("name", "Mia"));
        }
        let page = ann.post("/contacts", &form);
        page.assert_status(422);
        assert!(page.words().contains("payment-card number"), "{name}: {}", page.summary());
    }
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
    if let Engine::Sqlite(path) = app.services.db.engine() {
        for ending in ["", "-wal"] {
            let file = format!("{}{ending}", path.display());
            let bytes = std::fs::read(&file).unwrap_or_default();
            for digits in [card.as_bytes(), b"4242424242424242"] {
                assert!(
                    !bytes.windows(digits.len()).any(|part| part == digits),
                    "a card number is in {file}"
                );
            }
        }
    }
}

#[test]
fn several_contacts_may_share_an_address_after_a_warning() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mother = add(&ann, &[("name", "Mia Lund"), ("email", "family@example.com")]);
    let child = [("name", "Tom Lund"), ("email", "Family@EXAMPLE.com"), ("company", "Lund & Co")];
    let warning = ann.post("/contacts", &child);
    warning.assert_status(422).assert_says("Is it one of these?").assert_says("same e-mail");
    assert_eq!(attributes(&warning, "#duplicates a", "href"), [format!("/contacts/{mother}")]);
    assert_eq!(warning.value("company"), "Lund & Co");
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 1);

    let mut anyway = child.to_vec();
    anyway.push(("confirm_duplicate", "1"));
    add(&ann, &anyway);
    assert_eq!(
        count(&app, "SELECT count(*) AS n FROM contact_emails WHERE email_key = 'family@example.com'"),
        2
    );
}

#[test]
fn the_same_phone_or_name_is_warned_of_too() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    add(&ann, &[("name", "José Núñez"), ("phone", "(312) 867-5309"), ("company", "Taller")]);
    ann.post("/contacts", &[("name", "Pepe"), ("phone", "+1 312 867 5309")])
        .assert_status(422)
        .assert_says("same phone");
    ann.post("/contacts", &[("name", "jose nunez"), ("company", "TALLER")])
        .assert_status(422)
        .assert_says("same name");
    // One name, two companies: two people.
    add(&ann, &[("name", "José Núñez"), ("company", "Bufete")]);
}

#[test]
fn a_warning_tells_nothing_that_a_list_would_hide() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let other = app.shop("Olga");
    let ben = ann.staff_with_own_clients("Ben");
    add(&ann, &[("name", "Mia Lund"), ("email", "mia@example.com"), ("phone", "312 867 5309")]);
    let same = [("name", "Mia Lund"), ("email", "mia@example.com"), ("phone", "312 867 5309")];
    add(&ben, &same);
    add(&other, &same);
}

#[test]
fn own_clients_are_assigned_to_the_one_who_adds_them() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff_with_own_clients("Ben");
    ben.get("/contacts/new").assert_silent_on("assigned_to");
    let anns = ann.member_id.to_string();
    let id = add(&ben, &[("name", "Mia"), ("assigned_to", &anns)]);
    assert_eq!(ann.get(&edit_page(id)).value("assigned_to"), ben.member_id.to_string());
    ben.get(&edit_page(id)).assert_status(200);
}

#[test]
fn only_those_who_may_write_add_contacts() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let vic = ann.viewer("Vic");
    vic.get("/contacts/new").assert_status(403);
    vic.post("/contacts", &[("name", "Mia")]).assert_status(403);
    assert_eq!(app.visitor().post("/contacts", &[("name", "Mia")]).status, 303);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
}

#[test]
fn somebody_of_another_business_is_no_assignee() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let olga = app.shop("Olga").member_id.to_string();
    ann.get("/contacts/new").assert_silent_on("Olga");
    ann.post("/contacts", &[("name", "Mia"), ("assigned_to", &olga)]).assert_status(422);
}

#[test]
fn a_hidden_channel_is_neither_asked_for_nor_taken() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff("Ben");
    hide_from_staff(&ann, "hide_email");
    ben.get("/contacts/new").assert_silent_on("name=\"email\"").assert_says("Phone");
    add(&ben, &[("name", "Mia"), ("email", "mia@example.com")]);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contact_emails"), 0);
}

/// Hides a channel from the role staff, as the owner does on the page of the business.
pub fn hide_from_staff(owner: &Actor, channel: &str) {
    owner.post("/workspace/roles", &[(&format!("{channel}_staff"), "on")]).assert_status(303);
}
