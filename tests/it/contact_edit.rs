//! Editing contacts: history, two people at once, what a role may not see.

use clientsync::contacts::queries;
use clientsync::db::{Reach, Scoped};

use crate::contact_create::{add, attributes, count, edit_page, hide_from_staff};
use crate::support::{Actor, Answer, TestApp};

const MIA: &[(&str, &str)] = &[
    ("name", "Mia Lund"),
    ("company", "Lund Gardens"),
    ("email", "mia@example.com"),
    ("phone", "312 867 5309"),
];

/// What the edit page's form would send, with some fields typed anew.
fn typed(page: &Answer, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = Vec::new();
    for name in ["version", "name", "company", "email", "phone", "city", "assigned_to"] {
        let value =
            changes.iter().find(|(n, _)| *n == name).map_or_else(|| page.value(name), |(_, v)| (*v).into());
        form.push((name.to_owned(), value));
    }
    form
}

fn save(who: &Actor, id: i64, form: &[(String, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    who.post(&edit_page(id), &form)
}

/// The history as (field, old and new) for somebody of that reach.
fn history(app: &TestApp, reach: Reach, id: i64) -> Vec<(String, Option<(String, String)>)> {
    let now = app.services.clock.now();
    let read = |conn: &mut _| {
        let mut db = Scoped::new(conn, reach, now);
        let people = clientsync::staff::queries::people(&mut db)?;
        queries::changes(&mut db, id, None, 50, &people)
    };
    let changes = app.services.db.read_now(read).unwrap();
    changes.into_iter().map(|change| (change.field, change.values)).collect()
}

fn change(field: &str, old: &str, new: &str) -> (String, Option<(String, String)>) {
    (field.into(), Some((old.into(), new.into())))
}

#[test]
fn each_changed_field_is_in_the_history() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff("Ben");
    let id = add(&ann, MIA);
    let bens = ben.member_id.to_string();
    let form =
        typed(&ann.get(&edit_page(id)), &[("name", "Mia Berg"), ("city", "Oslo"), ("assigned_to", &bens)]);
    let saved = save(&ann, id, &form);
    assert_eq!((saved.status, saved.location()), (303, format!("/contacts/{id}")));
    let found = history(&app, Reach::system(ann.workspace_id), id);
    assert_eq!(
        found,
        [
            change("Assigned to", "", "Ben"),
            change("Address", "", "Oslo"),
            change("Name", "Mia Lund", "Mia Berg")
        ]
    );
    // Saving it again changes nothing, so nothing is noted.
    let form = typed(&ann.get(&edit_page(id)), &[]);
    save(&ann, id, &form).assert_status(303);
    assert_eq!(history(&app, Reach::system(ann.workspace_id), id).len(), 3);
}

#[test]
fn whoever_saves_second_sees_both_versions_and_loses_nothing() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff("Ben");
    let id = add(&ann, MIA);
    let (anns, bens) = (ann.get(&edit_page(id)), ben.get(&edit_page(id)));
    save(&ben, id, &typed(&bens, &[("company", "Berg & Sons"), ("city", "Oslo")])).assert_status(303);

    let conflict = save(&ann, id, &typed(&anns, &[("company", "Lund Nurseries"), ("phone", "312 555 0100")]));
    conflict.assert_status(409).assert_says("Ben saved changes");
    let theirs = conflict.all(".compare__side:first-child .compare__changed").join(" | ");
    let yours = conflict.all(".compare__side--yours .compare__changed").join(" | ");
    assert!(theirs.contains("Berg & Sons") && theirs.contains("Oslo"), "{theirs}");
    assert!(yours.contains("Lund Nurseries") && yours.contains("555"), "{yours}");
    assert_eq!(conflict.value("company"), "Lund Nurseries");
    assert_eq!(conflict.value("phone"), "312 555 0100");
    assert_eq!(ann.get(&edit_page(id)).value("company"), "Berg & Sons", "nothing is overwritten unasked");

    // The button "Save my version" sends the form with the version that is stored now.
    save(&ann, id, &typed(&conflict, &[])).assert_status(303);
    assert_eq!(ann.get(&edit_page(id)).value("company"), "Lund Nurseries");
    let history = history(&app, Reach::system(ann.workspace_id), id);
    assert!(history.contains(&change("Company", "Berg & Sons", "Lund Nurseries")));
}

#[test]
fn a_form_without_its_version_overwrites_nothing() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let id = add(&ann, MIA);
    ann.post(&edit_page(id), &[("name", "Nobody")]).assert_status(409);
    ann.post(&edit_page(id), &[("name", "Nobody"), ("version", "x")]).assert_status(409);
    assert_eq!(ann.get(&edit_page(id)).value("name"), "Mia Lund");
}

#[test]
fn of_many_who_save_at_once_one_wins() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let id = add(&ann, MIA);
    let form = typed(&ann.get(&edit_page(id)), &[]);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|number| {
                let mut form = form.clone();
                form[2].1 = format!("Company {number}");
                let browser = ann.copy();
                scope.spawn(move || {
                    let form: Vec<(&str, &str)> =
                        form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                    browser.post(&edit_page(id), &form).status
                })
            })
            .collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|s| **s == 303).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|s| **s == 409).count(), 7, "{statuses:?}");
}

#[test]
fn wrong_fields_keep_what_was_typed_and_the_version() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let id = add(&ann, MIA);
    let page = save(&ann, id, &typed(&ann.get(&edit_page(id)), &[("name", ""), ("email", "nonsense")]));
    page.assert_status(422);
    assert_eq!(page.error("name"), "Enter a name.");
    assert!(!page.error("email").is_empty());
    assert_eq!((page.value("email"), page.value("version")), ("nonsense".into(), "1".into()));
    let card = save(&ann, id, &typed(&ann.get(&edit_page(id)), &[("company", "4242 4242 4242 4242")]));
    card.assert_status(422).assert_says("payment-card number");
}

#[test]
fn a_channel_that_the_role_may_not_see_is_neither_shown_nor_changed() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff("Ben");
    let id = add(&ann, MIA);
    let form = typed(&ann.get(&edit_page(id)), &[("email", "mia@example.org")]);
    save(&ann, id, &form).assert_status(303);
    hide_from_staff(&ann, "hide_email");

    let page = ben.get(&edit_page(id));
    page.assert_status(200).assert_silent_on("mia@example");
    // Even a form that names the field does not reach it.
    let form = typed(&page, &[("email", "ben@example.com"), ("city", "Oslo")]);
    save(&ben, id, &form).assert_status(303);
    assert_eq!(ann.get(&edit_page(id)).value("email"), "mia@example.org");
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts WHERE email = 'mia@example.org'"), 1);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contact_search WHERE emails = 'mia@example.org'"), 1);

    // Nor do the two versions or the history tell.
    let stale = typed(&page, &[("city", "Bergen")]);
    save(&ben, id, &stale).assert_status(409).assert_silent_on("mia@example");
    let reach = Reach { sees_email: false, ..Reach::system(ann.workspace_id) };
    let seen = history(&app, reach, id);
    assert!(seen.contains(&("E-mail".into(), None)) && seen.contains(&change("Address", "", "Oslo")));
}

#[test]
fn what_is_out_of_reach_is_not_there() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let olga = app.shop("Olga");
    let ben = ann.staff_with_own_clients("Ben");
    let vic = ann.viewer("Vic");
    let id = add(&ann, MIA);
    let form = typed(&ann.get(&edit_page(id)), &[("name", "Taken over")]);
    for stranger in [&*olga, &ben] {
        stranger.get(&edit_page(id)).assert_status(404);
        save(stranger, id, &form).assert_status(404);
    }
    vic.get(&edit_page(id)).assert_status(403);
    save(&vic, id, &form).assert_status(403);
    ann.get(&edit_page(987_654)).assert_status(404);
    ann.get("/contacts/abc/edit").assert_status(404);
    assert_eq!(ann.get(&edit_page(id)).value("name"), "Mia Lund");
}

#[test]
fn own_clients_stay_with_the_one_who_edits_them() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let ben = ann.staff_with_own_clients("Ben");
    let id = add(&ben, MIA);
    let anns = ann.member_id.to_string();
    let form = typed(&ben.get(&edit_page(id)), &[("assigned_to", &anns), ("name", "Mia Berg")]);
    save(&ben, id, &form).assert_status(303);
    assert_eq!(ann.get(&edit_page(id)).value("assigned_to"), ben.member_id.to_string());
}

#[test]
fn the_search_text_follows_every_change() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let id = add(&ann, MIA);
    let found = |text: &str| {
        count(
            &app,
            &format!(
                "SELECT count(*) AS n FROM contact_search WHERE general LIKE '%{text}%' OR phones LIKE '%{text}%'"
            ),
        )
    };
    assert_eq!((found("lund gardens"), found("3128675309")), (1, 1));
    let mut form = typed(&ann.get(&edit_page(id)), &[("company", "Ærø Køkken"), ("phone", "")]);
    form.push(("tags".into(), "Zürich".into()));
    save(&ann, id, &form).assert_status(303);
    assert_eq!((found("lund gardens"), found("3128675309")), (0, 0));
    assert_eq!(found("zurich"), 1);
    assert_eq!(attributes(&ann.get(&edit_page(id)), "input[name=phone]", "value"), [""]);
}
