//! Custom fields: defined by an owner, filled in a contact's form.

use crate::contact_create::{add, attributes, count, edit_page};
use crate::support::{Actor, TestApp};

const HOME: &str = "/contacts/fields";

/// Defines a field and returns the name of its input.
fn define(who: &Actor, label: &str, kind: &str, choices: &str) -> String {
    who.post(HOME, &[("label", label), ("kind", kind), ("choices", choices)]).assert_status(303);
    attributes(&who.get("/contacts/new"), "[name^=cf_]", "name").pop().unwrap()
}

fn id_of(input: &str) -> &str {
    input.strip_prefix("cf_").unwrap()
}

#[test]
fn every_kind_is_asked_for_checked_and_kept() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let text = define(&ann, "Remark", "text", "");
    let number = define(&ann, "Dogs", "number", "");
    let date = define(&ann, "Birthday", "date", "");
    let choice = define(&ann, "Coat", "choice", "Short\nLong\nShort");
    let yes_no = define(&ann, "Newsletter", "yes_no", "");
    let wrong = ann.post(
        "/contacts",
        &[
            ("name", "Mia"),
            (&text, "fine"),
            (&number, "two"),
            (&date, "3 Nov"),
            (&choice, "Medium"),
            (&yes_no, "maybe"),
        ],
    );
    wrong.assert_status(422);
    for field in [&number, &date, &choice, &yes_no] {
        assert!(!wrong.error(field).is_empty(), "{field}");
    }
    assert_eq!((wrong.error(&text), wrong.value(&text)), (String::new(), "fine".into()));

    let right = [
        (&text, "tea", "tea"),
        (&number, "2,50", "2.5"),
        (&date, "2026-11-03", "2026-11-03"),
        (&choice, "Long", "Long"),
        (&yes_no, "yes", "yes"),
    ];
    let mut form = vec![("name", "Mia")];
    form.extend(right.iter().map(|(name, typed, _)| (name.as_str(), *typed)));
    let page = ann.get(&edit_page(add(&ann, &form)));
    for (name, _, kept) in right {
        assert_eq!(page.value(name), kept);
    }
}

#[test]
fn a_field_in_use_keeps_its_kind_and_a_contact_its_choice() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let coat = define(&ann, "Coat", "choice", "Short\nLong");
    let contact = add(&ann, &[("name", "Mia"), (&coat, "Long")]);
    let field = format!("{HOME}/{}", id_of(&coat));
    ann.get(&field).assert_status(200).assert_silent_on("name=\"kind\"");
    ann.post(&field, &[("label", "Fur"), ("kind", "number"), ("choices", "Short\nCurly")]).assert_status(303);
    assert_eq!(
        count(&app, "SELECT count(*) AS n FROM custom_fields WHERE kind = 'choice' AND label = 'Fur'"),
        1
    );

    let page = ann.get(&edit_page(contact));
    assert_eq!(page.value(&coat), "Long");
    let version = page.value("version");
    let form = [("name", "Mia"), ("version", version.as_str()), (coat.as_str(), "Long")];
    ann.post(&edit_page(contact), &form).assert_status(303);
    ann.post("/contacts", &[("name", "Tom"), (&coat, "Long")]).assert_status(422);
}

#[test]
fn an_archived_field_leaves_the_form_and_keeps_its_values() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let coat = define(&ann, "Coat", "text", "");
    let contact = add(&ann, &[("name", "Mia"), (&coat, "Long")]);
    ann.post(&format!("{HOME}/{}/archive", id_of(&coat)), &[]).assert_status(303);
    let page = ann.get(&edit_page(contact));
    page.assert_silent_on("cf_");
    ann.post(&edit_page(contact), &[("name", "Mia"), ("version", &page.value("version"))]).assert_status(303);
    ann.post(&format!("{HOME}/{}/restore", id_of(&coat)), &[]).assert_status(303);
    assert_eq!(ann.get(&edit_page(contact)).value(&coat), "Long");
}

#[test]
fn fields_are_put_in_order() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let first = define(&ann, "First", "text", "");
    let second = define(&ann, "Second", "text", "");
    let order = || attributes(&ann.get("/contacts/new"), "[name^=cf_]", "name");
    assert_eq!(order(), [first.clone(), second.clone()]);
    ann.post(&format!("{HOME}/{}/up", id_of(&second)), &[]).assert_status(303);
    assert_eq!(order(), [second.clone(), first.clone()]);
    ann.post(&format!("{HOME}/{}/up", id_of(&second)), &[]).assert_status(303);
    ann.post(&format!("{HOME}/{}/down", id_of(&second)), &[]).assert_status(303);
    assert_eq!(order(), [first, second]);
}

#[test]
fn a_wrong_definition_is_explained() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    define(&ann, "Coat", "text", "");
    let wrong = |form: &[(&str, &str)], field: &str| {
        let page = ann.post(HOME, form);
        page.assert_status(422);
        page.error(field)
    };
    assert!(wrong(&[("label", ""), ("kind", "text")], "label").contains("Enter"));
    assert!(wrong(&[("label", "CÓAT"), ("kind", "text")], "label").contains("already"));
    assert!(!wrong(&[("label", "Fur"), ("kind", "colour")], "kind").is_empty());
    assert!(wrong(&[("label", "Fur"), ("kind", "choice"), ("choices", "One")], "choices").contains("two"));
    assert!(wrong(&[("label", "4242 4242 4242 4242"), ("kind", "text")], "label").contains("payment-card"));
}

#[test]
fn only_those_who_may_define_fields_do_and_only_their_own() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let olga = app.shop("Olga");
    let ben = ann.staff("Ben");
    let mo = ann.manager("Mo");
    let coat = define(&mo, "Coat", "text", "");
    let field = format!("{HOME}/{}", id_of(&coat));
    ben.get(HOME).assert_status(403);
    ben.post(HOME, &[("label", "X"), ("kind", "text")]).assert_status(403);
    olga.get(&field).assert_status(404);
    olga.post(&field, &[("label", "Mine"), ("kind", "text")]).assert_status(404);
    for verb in ["up", "down", "archive", "restore"] {
        olga.post(&format!("{field}/{verb}"), &[]).assert_status(404);
        ben.post(&format!("{field}/{verb}"), &[]).assert_status(403);
    }
    // A value for a field of another business goes nowhere.
    add(&olga, &[("name", "Mia"), (&coat, "stray")]);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contact_values"), 0);
    assert_eq!(
        count(&app, "SELECT count(*) AS n FROM custom_fields WHERE label = 'Coat' AND archived_at IS NULL"),
        1
    );
}

#[test]
fn values_are_shown_the_way_the_business_writes() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let number = define(&ann, "Size", "number", "");
    let date = define(&ann, "Birthday", "date", "");
    let regular = define(&ann, "Regular", "yes_no", "");
    let fields = |size, born| [(number.as_str(), size), (date.as_str(), born), (regular.as_str(), "yes")];
    let mut form = vec![("name", "Mia")];
    form.extend(fields("38.5", "1996-09-28"));
    let contact = add(&ann, &form);
    let mut changed = vec![("name", "Mia"), ("version", "1")];
    changed.extend(fields("39", "1996-09-29"));
    ann.post(&edit_page(contact), &changed).assert_status(303);

    let page = ann.get(&format!("/contacts/{contact}"));
    page.assert_says("Sep 29, 1996").assert_silent_on("1996-09");
    assert_eq!(page.all(".history del"), ["38.5", "Sep 28, 1996"]);
    let facts = page.all(".columns__side .facts dd");
    assert!(facts.ends_with(&["39".into(), "Sep 29, 1996".into(), "Yes".into()]), "{facts:?}");
    assert_eq!(ann.get(&edit_page(contact)).value(&date), "1996-09-29", "a form keeps what it sends");

    let mut stale = vec![("name", "Mia"), ("version", "1")];
    stale.extend(fields("39", "1990-01-02"));
    let conflict = ann.post(&edit_page(contact), &stale);
    conflict.assert_status(409);
    let compared = conflict.all(".compare__changed dd");
    assert_eq!(compared, ["Sep 29, 1996", "Jan 2, 1990"]);
}
