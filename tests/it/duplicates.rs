//! Clients who are there twice: found, told apart, merged with all that hangs on them, and taken apart again.

use std::time::Instant;

use clientsync::access::Role;
use clientsync::ledger::{Act, Target};
use clientsync::outbox::Class;
use clientsync::outbox::choices::{self, Decision};
use clientsync::outbox::model::{Purpose, Source};
use clientsync::outbox::queries::subject_key;
use clientsync::requests::model::Kind;
use time::Duration;

use crate::outbox::{agrees, erase, has_a_postal_address, outcome};
use crate::support::bookings::service;
use crate::support::{Answer, Browser, Shop, TestApp, contact, count, execute};

fn groups(browser: &Browser, by: &str) -> Vec<String> {
    let page = browser.get(&format!("/contacts/duplicates?by={by}"));
    page.assert_status(200);
    page.all("section .rows__title")
}

fn version(shop: &Shop, id: i64) -> String {
    let sql = format!("FROM contacts WHERE id = {id}");
    shop.count(&format!("{sql} AND version > 0"));
    (1..100).find(|v| shop.count(&format!("{sql} AND version = {v}")) == 1).unwrap_or(0).to_string()
}

fn merge(shop: &Shop, stays: i64, goes: i64, chosen: &[(&str, &str)]) -> Answer {
    let (other, own, theirs) = (goes.to_string(), version(shop, stays), version(shop, goes));
    let mut form = vec![("other", other.as_str()), ("version", &own), ("other_version", &theirs)];
    form.extend(chosen);
    shop.post(&format!("/contacts/{stays}/merge"), &form)
}

fn newest_merge(shop: &Shop) -> i64 {
    let most = |n: i64| shop.count(&format!("FROM contact_merges WHERE id = {n}")) == 1;
    (1..50).rev().find(|n| most(*n)).unwrap()
}

fn undo(shop: &Shop) -> Answer {
    shop.post(&format!("/contacts/merges/{}/undo", newest_merge(shop)), &[])
}

fn key(shop: &Shop, id: i64) -> String {
    shop.inside(|db| subject_key(db, id))
}

#[test]
fn they_are_found_by_what_they_share() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    shop.get("/contacts/duplicates").assert_says("Nobody here twice");
    shop.keeps(contact("Mia Lund").email("mia@example.com"));
    shop.keeps(contact("M. L.").email("MIA@example.com"));
    shop.keeps(contact("Noah Berg").phone("(312) 867-5309"));
    shop.keeps(contact("N. B.").phone("+1 312 867 5309"));
    shop.keeps(contact("Katharina Brand").company("Oak & Co"));
    shop.keeps(contact("Brand, Catharina").company("oak & co"));
    shop.keeps(contact("Katharina Brand").company("Elm"));
    shop.keeps(contact("Tom Ray").email("tom@example.com"));
    shop.keeps(contact("tom ray"));
    shop.keeps(contact("Eva Lee").email("eva@example.com"));
    shop.keeps(contact("Eva Lee").email("lee@example.com"));
    other.keeps(contact("Mia Lund").email("mia@example.com"));
    assert_eq!(groups(&shop, "email"), ["Mia Lund", "M. L."]);
    assert_eq!(groups(&shop, "phone"), ["Noah Berg", "N. B."]);
    assert_eq!(groups(&shop, "name"), ["Katharina Brand", "Brand, Catharina"]);
    assert_eq!(groups(&shop, "bare"), ["Tom Ray", "tom ray"]);
    assert!(groups(&other, "email").is_empty());
    let trashed = shop.keeps(contact("Gone").email("tom@example.com"));
    shop.post(&format!("/contacts/{trashed}/delete"), &[]).assert_status(303);
    assert_eq!(groups(&shop, "email").len(), 2, "who is in the trash is not there twice");
    shop.get("/contacts").assert_says("Duplicates");
}

#[test]
fn a_long_list_is_walked_page_by_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    for n in 0..45 {
        for name in ["One", "Two"] {
            shop.keeps(contact(&format!("{name} {n}")).email(&format!("p{n:02}@example.com")));
        }
    }
    let (mut path, mut seen) = ("/contacts/duplicates?by=email".to_owned(), 0);
    for _ in 0..3 {
        let page = shop.get(&path);
        seen += page.all("section.card h2").len();
        let next = scraper::Selector::parse("a[rel=next]").unwrap();
        let Some(next) = page.html().select(&next).next().map(|a| a.attr("href").unwrap().to_owned()) else {
            break;
        };
        assert!(!next.contains("example"), "no address gets into a URL: {next}");
        path = next;
    }
    assert_eq!(seen, 45);
}

#[test]
fn who_is_told_apart_is_not_asked_about_again() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ids = ["Mia", "Noah", "Ole"].map(|name| shop.keeps(contact(name).email("family@example.com")));
    let [a, b, c] = ids.map(|id| id.to_string());
    shop.post("/contacts/duplicates/apart", &[("id", &a)]).assert_status(303);
    shop.submit("/contacts/duplicates/apart", &[("id", &a), ("id", &b), ("by", "email")])
        .assert_says("You won’t be asked again");
    assert_eq!(groups(&shop, "email").len(), 3, "the third may still be one of them");
    shop.post("/contacts/duplicates/apart", &[("id", &a), ("id", &b), ("id", &c)]).assert_status(303);
    shop.post("/contacts/duplicates/apart", &[("id", &a), ("id", &c)]).assert_status(303);
    assert!(groups(&shop, "email").is_empty());
}

#[test]
fn both_stand_side_by_side_and_each_field_is_chosen() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").company("Oak").email("mia@example.com").tag("VIP"));
    let twin = shop
        .keeps(contact("M. Lund").company("Elm").email("m@example.com").phone("(312) 867-5309").tag("New"));
    shop.get(&format!("/contacts/{mia}/merge")).assert_status(200).assert_says("Merge with another contact");
    shop.get(&format!("/contacts/{mia}/merge?q=lund")).assert_says("M. Lund");
    let page = shop.get(&format!("/contacts/{mia}/merge?with={twin}"));
    page.assert_status(200)
        .assert_says("Mia Lund")
        .assert_says("M. Lund")
        .assert_says("Oak")
        .assert_says("Elm");
    merge(&shop, mia, twin, &[("company", "goes"), ("tags", "both")]).assert_status(303);
    let page = shop.get(&format!("/contacts/{mia}"));
    for word in ["Mia Lund", "Elm", "mia@example.com", "m@example.com", "867", "VIP", "New"] {
        page.assert_says(word);
    }
    page.assert_silent_on("M. Lund");
    assert_eq!(shop.get(&format!("/contacts/{twin}")).location(), format!("/contacts/{mia}"));
    shop.get("/contacts?q=m@example.com").assert_says("Mia Lund");
    shop.get("/activity").assert_says("merged two contacts");
}

#[test]
fn everything_that_hangs_on_a_client_moves_and_comes_back() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia L").email("twin@example.com").tag("New"));
    shop.post(&format!("/contacts/{twin}/notes"), &[("body", "Likes goldfinches")]).assert_status(303);
    let due =
        [("title", "Call back"), ("due_on", "2030-01-01"), ("assigned_to", &shop.member_id.to_string())];
    shop.post(&format!("/contacts/{twin}/follow-ups"), &due).assert_status(303);
    shop.works(shop.member_id);
    let cut = shop.offers(service("Cut").by(&[shop.member_id]));
    shop.books(&[cut], shop.at(2, 10, 0), |draft| {
        draft.client = clientsync::bookings::book::Client::Contact(twin)
    });
    assert_eq!(outcome(&shop, twin, Class::Service), "sent");
    let of = |table: &str, id: i64| shop.count(&format!("FROM {table} WHERE contact_id = {id}"));
    let sent = |id: i64| shop.count(&format!("FROM outbox WHERE subject_key = '{}'", key(&shop, id)));
    let letters = sent(twin);
    merge(&shop, mia, twin, &[]).assert_status(303);
    for table in ["notes", "follow_ups", "bookings"] {
        assert_eq!((of(table, mia), of(table, twin)), (1, 0), "{table}");
    }
    assert_eq!((sent(mia), of("contact_emails", mia), of("contact_emails", twin)), (letters, 2, 0));
    shop.get("/contacts?q=goldfinches").assert_says("Mia Lund");
    shop.get("/activity/undo").assert_says("Merged another contact into Mia Lund.");
    let twin_again = undo(&shop).assert_status(303).location();
    assert_eq!(twin_again, format!("/contacts/{twin}"));
    for table in ["notes", "follow_ups", "bookings", "contact_emails", "contact_tags"] {
        assert_eq!(of(table, twin), 1, "{table}");
    }
    assert_eq!(
        (sent(mia), sent(twin), of("contact_emails", mia), of("contact_tags", mia)),
        (0, letters, 1, 0)
    );
    shop.get(&twin_again).assert_says("Likes goldfinches").assert_says("twin@example.com").assert_says("Cut");
    shop.get("/contacts?q=goldfinches").assert_says("Mia L").assert_silent_on("Mia Lund");
    shop.post("/contacts/merges/1/undo", &[]).assert_status(404);
    assert_eq!(shop.count("FROM merge_copies WHERE workspace_id = {}"), 0);
}

#[test]
fn what_was_changed_since_stays_when_a_merge_is_undone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia L").company("Elm").email("twin@example.com"));
    merge(&shop, mia, twin, &[]).assert_status(303);
    let own = version(&shop, mia);
    let edit = [
        ("version", own.as_str()),
        ("name", "Mia Lund-Berg"),
        ("company", "Elm"),
        ("email", "mia@example.com"),
        ("email", "twin@example.com"),
        ("email", "new@example.com"),
    ];
    shop.post(&format!("/contacts/{mia}/edit"), &edit).assert_status(303);
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Written later")]).assert_status(303);
    let location = undo(&shop).location();
    let page = shop.get(&location);
    page.assert_says("What was changed since the merge stays").assert_says("Mia Lund-Berg");
    page.assert_says("new@example.com").assert_says("Written later");
    assert_eq!(shop.count(&format!("FROM contact_emails WHERE contact_id = {mia}")), 2);
    shop.get(&format!("/contacts/{twin}")).assert_says("Elm").assert_says("twin@example.com");
}

#[test]
fn a_second_submit_and_a_stale_page_change_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let [a, b] = ["Mia", "Mia L"].map(|name| shop.keeps(contact(name)));
    let form = [("other", b.to_string()), ("version", "1".into()), ("other_version", "7".into())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    shop.post(&format!("/contacts/{a}/merge"), &form).assert_status(409).assert_says("Nothing was merged");
    assert_eq!(shop.count("FROM contacts WHERE workspace_id = {}"), 2);
    merge(&shop, a, b, &[]).assert_status(303);
    merge(&shop, a, b, &[]).assert_status(409).assert_says("merged already");
    merge(&shop, a, a, &[]).assert_status(404);
    assert_eq!(shop.count("FROM contact_merges WHERE workspace_id = {}"), 1);
}

#[test]
fn one_who_was_merged_on_is_taken_apart_from_the_last_merge_on() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let [a, b, c] = ["Mia A", "Mia B", "Mia C"].map(|name| shop.keeps(contact(name)));
    shop.post(&format!("/contacts/{a}/notes"), &[("body", "From the first")]).assert_status(303);
    merge(&shop, b, a, &[]).assert_status(303);
    let first = newest_merge(&shop);
    merge(&shop, c, b, &[]).assert_status(303);
    assert_eq!(shop.get(&format!("/contacts/{a}")).location(), format!("/contacts/{c}"));
    shop.post(&format!("/contacts/merges/{first}/undo"), &[]).assert_status(409).assert_says("merged again");
    undo(&shop).assert_status(303);
    shop.post(&format!("/contacts/merges/{first}/undo"), &[]).assert_status(303);
    for (id, name) in [(a, "Mia A"), (b, "Mia B"), (c, "Mia C")] {
        shop.get(&format!("/contacts/{id}")).assert_status(200).assert_says(name);
    }
    shop.get(&format!("/contacts/{a}")).assert_says("From the first");
}

#[test]
fn an_opt_out_of_either_holds_for_both() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    has_a_postal_address(&shop);
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia L").email("twin@example.com"));
    let refuses = |id: i64| {
        let decision = Decision {
            purpose: Purpose::Marketing,
            channel: clientsync::ledger::Channel::Email,
            source: Source::Staff,
            wording_hash: String::new(),
        };
        shop.inside(|db| choices::note(db, id, &decision, false));
    };
    refuses(twin);
    agrees(&shop, mia);
    // The agreement is the later word, and of the one that stays.
    merge(&shop, mia, twin, &[]).assert_status(303);
    assert_ne!(outcome(&shop, mia, Class::Marketing), "sent");
    undo(&shop).assert_status(303);
    assert_eq!(outcome(&shop, mia, Class::Marketing), "sent", "their own word counts again");
    assert_ne!(outcome(&shop, twin, Class::Marketing), "sent");

    // The other way round, and an opt-out that was said while they were one.
    agrees(&shop, twin);
    merge(&shop, twin, mia, &[]).assert_status(303);
    refuses(twin);
    undo(&shop).assert_status(303);
    for id in [mia, twin] {
        assert_ne!(outcome(&shop, id, Class::Marketing), "sent");
    }
}

#[test]
fn erasing_who_stays_erases_who_became_part_of_them() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let twin = shop.keeps(contact("Goldfinch Lund").email("goldfinch@example.com"));
    let keys = [mia, twin].map(|id| key(&shop, id));
    merge(&shop, mia, twin, &[]).assert_status(303);
    assert!(shop.count("FROM merge_copies WHERE content LIKE '%oldfinch%'") > 0);
    erase(&shop, mia);
    for table in ["contacts", "contact_merges", "merge_copies"] {
        assert_eq!(shop.count(&format!("FROM {table} WHERE workspace_id = {{}}")), 0, "{table}");
    }
    let entries = app.services.ledger.after(0, 100).unwrap();
    let erased: Vec<String> = entries
        .into_iter()
        .filter_map(|entry| match entry.act {
            Act::Erase { target: Target::Contact { key, .. }, .. } => Some(key),
            _ => None,
        })
        .collect();
    assert_eq!(erased, keys, "a backup from before the merge brings neither back");
}

#[test]
fn messages_and_erasures_by_the_old_key_find_who_stays() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia L"));
    let old = key(&shop, twin);
    merge(&shop, mia, twin, &[]).assert_status(303);
    let person = shop.inside(|db| clientsync::outbox::queries::person(db, &old)).unwrap();
    assert_eq!(person.contact, Some(mia));
    let found =
        app.services.db.read_now(|conn| clientsync::erasure::contact_of(conn, &old)).unwrap().unwrap();
    assert_eq!(found.1.subject_key(), key(&shop, mia));
}

#[test]
fn only_who_may_edit_and_delete_merges_and_only_whom_they_reach() {
    let app = TestApp::start();
    let (shop, eve) = (app.shop("Ann"), app.shop("Eve"));
    let max = shop.manager_with_own_clients("Max");
    let mine = shop.keeps(contact("Mia").email("mia@example.com").assigned(max.member_id));
    let second = shop.keeps(contact("Mia L").email("mia@example.com").assigned(max.member_id));
    let foreign = shop.keeps(contact("Mia X").email("mia@example.com"));
    let staff = shop.staff("Ben");
    staff.get("/contacts/duplicates").assert_status(403);
    staff.post(&format!("/contacts/{mine}/merge"), &[]).assert_status(403);
    assert_eq!(groups(&max, "email"), ["Mia", "Mia L"]);
    max.get(&format!("/contacts/{mine}/merge?with={foreign}")).assert_status(404);
    let of =
        |other: i64| [("other", other.to_string()), ("version", "1".into()), ("other_version", "1".into())];
    let post = |who: &Browser, id: i64, other: i64| {
        let form = of(other);
        who.post(&format!("/contacts/{id}/merge"), &form.each_ref().map(|(n, v)| (*n, v.as_str())))
    };
    post(&max, mine, foreign).assert_status(404);
    post(&eve, mine, second).assert_status(404);
    let own = eve.keeps(contact("Own"));
    post(&eve, own, second).assert_status(404);
    post(&max, mine, second).assert_status(303);
    eve.post(&format!("/contacts/merges/{}/undo", newest_merge(&shop)), &[]).assert_status(404);
}

#[test]
fn what_a_role_may_not_see_stays_hidden_and_is_kept_all_the_same() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let max = shop.manager("Max");
    shop.hides_from(Role::Manager, true, true);
    let mia = shop.keeps(contact("Mia").company("Oak").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia").company("Oak").email("twin@example.com").phone("(312) 867-5309"));
    let page = max.get("/contacts/duplicates?by=email");
    page.assert_silent_on("Same e-mail").assert_silent_on("mia@").assert_says("Similar name");
    let page = max.get(&format!("/contacts/{mia}/merge?with={twin}"));
    page.assert_status(200).assert_silent_on("mia@").assert_silent_on("twin@").assert_silent_on("867");
    let form = [("other", twin.to_string()), ("version", "1".into()), ("other_version", "1".into())];
    let form = form.each_ref().map(|(n, v)| (*n, v.as_str()));
    max.post(&format!("/contacts/{mia}/merge"), &form).assert_status(303);
    shop.get(&format!("/contacts/{mia}"))
        .assert_says("mia@example.com")
        .assert_says("twin@example.com")
        .assert_says("867");
}

#[test]
fn a_request_or_a_hold_keeps_two_apart() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia").email("mia@example.com"));
    let twin = shop.keeps(contact("Mia L").email("twin@example.com"));
    crate::requests_desk::filed(&shop, Kind::Access, "twin@example.com");
    shop.get(&format!("/contacts/{mia}/merge?with={twin}")).assert_says("privacy request");
    merge(&shop, mia, twin, &[]).assert_status(409).assert_says("privacy request");
    execute(&app, "UPDATE privacy_requests SET closed_at = received_at");
    let hold = format!(
        "INSERT INTO legal_holds (hold_key, workspace_id, target, target_key, reason, owner, review_on, placed_at) \
         VALUES ('h', {}, 'contact', '{}', 'A dispute', 'nobody', '2030-01-01', '2026-11-25 10:00:00')",
        shop.workspace_id,
        key(&shop, twin)
    );
    execute(&app, &hold);
    merge(&shop, mia, twin, &[]).assert_status(409).assert_says("hold");
    merge(&shop, twin, mia, &[]).assert_status(303);
}

#[test]
fn after_thirty_days_a_merge_is_final_and_its_copies_are_gone() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let [a, b] =
        ["Mia", "Mia L"].map(|name| shop.keeps(contact(name).email(&format!("x@{}.com", name.len()))));
    merge(&shop, a, b, &[]).assert_status(303);
    app.advance(Duration::days(31));
    app.run_jobs();
    assert_eq!(count(&app, "merge_copies"), 0);
    assert_eq!(count(&app, "contact_merges"), 1, "the old key still leads to who stays");
    shop.sign_in_again();
    undo(&shop).assert_status(404);
    shop.get("/activity/undo").assert_silent_on("Merged another");
}

#[test]
fn every_table_about_a_client_is_moved_or_united() {
    use clientsync::duplicates::queries::rows::{UNITED, moving};
    use clientsync::inventory::{Link, Subject, tables};
    let inventory = clientsync::app::inventory();
    let moved: Vec<&str> = moving(&inventory).iter().map(|moving| moving.table).collect();
    for table in tables(&inventory) {
        let has_id = table.columns.iter().any(|column| column.column == "id");
        let leads = matches!(table.link, Link::Direct(_)) && table.subject == Subject::Contact;
        let handled = UNITED.contains(&table.name) || table.name == "duplicate_dismissals";
        assert!(
            !leads || handled || moved.contains(&table.name) && has_id,
            "{}: move it or unite it",
            table.name
        );
    }
}

/// Not a measurement, a guard: what is shared is found in an index, whatever the number of clients.
#[test]
fn a_large_list_is_looked_through_quickly() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (w, many) = (shop.workspace_id, 20_000);
    let series = match app.services.db.engine() {
        clientsync::db::Engine::Sqlite { .. } => format!(
            "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many}) SELECT n FROM s)"
        ),
        _ => format!("(SELECT generate_series(1, {many}) AS n)"),
    };
    execute(
        &app,
        &format!(
            "INSERT INTO contacts (workspace_id, subject_key, name, name_key, created_at, updated_at, last_seen_at) \
         SELECT {w}, 'k' || n, 'N' || n, 'n' || n, '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM {series} AS t; \
         INSERT INTO contact_emails (workspace_id, contact_id, position, email, email_key) \
         SELECT {w}, id, 0, name_key || '@x.org', name_key || '@x.org' FROM contacts WHERE workspace_id = {w}"
        ),
    );
    let began = Instant::now();
    for by in ["email", "phone", "name", "bare"] {
        assert!(groups(&shop, by).is_empty());
    }
    assert!(began.elapsed().as_secs() < 4, "{:?}", began.elapsed());
}
