//! Every row of the route table, called as a visitor, as each role, and from
//! another workspace. A new route is covered the day it appears; one with `{id}`
//! asks for an id here.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use clientsync::access::{Permission, Role};
use clientsync::app;
use clientsync::requests::model::Kind;
use clientsync::web::access::Access;
use clientsync::web::routes::RouteRow;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::support::bookings::service;
use crate::support::{Actor, Answer, Browser, Shop, TestApp, canary};

/// A shop with one record of everything that a route may name.
pub(crate) struct World {
    ids: BTreeMap<&'static str, String>,
}

impl World {
    pub(crate) fn of(shop: &Shop) -> Self {
        let contact = id_in(&shop.post("/contacts", &[("name", "Mia Lund"), ("tags", "regular")]).location());
        shop.post(&format!("/contacts/{contact}/notes"), &[("body", "Prefers mornings.")]).assert_status(303);
        let due =
            [("title", "Call back"), ("due_on", "2030-01-01"), ("assigned_to", &shop.member_id.to_string())];
        shop.post(&format!("/contacts/{contact}/follow-ups"), &due).assert_status(303);
        shop.post("/contacts/fields", &[("label", "Shoe size"), ("kind", "text")]).assert_status(303);
        shop.post("/contacts/views", &[("name", "All"), ("query", "")]).assert_status(303);
        shop.post("/staff/invite", &[("email", "new@example.com"), ("role", "staff")]).assert_status(303);
        let second = id_in(&shop.post("/contacts", &[("name", "Gone Soon")]).location());
        shop.post(&format!("/contacts/{second}/delete"), &[]).assert_status(303);
        let restricted = id_in(&shop.post("/contacts", &[("name", "Kept Unused")]).location());
        shop.post(&format!("/contacts/{restricted}/restrict"), &[("why", "child_report")]).assert_status(303);
        let wrong = [("field", "name"), ("value", "Mia Lundt")];
        shop.post(&format!("/contacts/{contact}/correction"), &wrong).assert_status(303);
        shop.post("/workspace/export", &[]).assert_status(303);
        let request = super::requests_desk::filed(shop, Kind::Erasure, "");
        let whole = newest_id(shop, "export_bundles");
        shop.post(&format!("/contacts/{contact}/export"), &[("purpose", "access")]).assert_status(303);
        shop.app.run_jobs();
        shop.works(shop.member_id);
        let room = shop.has("Room", 1);
        let service = shop.offers(service("Cut").by(&[shop.member_id]).needs(room));
        shop.books(&[service], shop.at(2, 10, 0), |_| {});
        let (soon, what) = (shop.at(10, 12, 0).date().to_string(), service.to_string());
        let days = [("first_day", soon.as_str()), ("last_day", &soon), ("part", "any")];
        let wait = [[("service", what.as_str()), ("client", &contact)].as_slice(), &days].concat();
        shop.post("/bookings/waitlist", &wait).assert_status(303);
        let hours = format!("/staff/{}/hours", shop.member_id);
        shop.post(&format!("{hours}/time-off"), &[("first_day", "2030-01-01")]).assert_status(303);
        let other = [("day", "2030-02-01"), ("day_from", "09:00"), ("day_to", "10:00")];
        shop.post(&format!("{hours}/exceptions"), &other).assert_status(303);
        let twin = id_in(&shop.post("/contacts", &[("name", "Twin Berg")]).location());
        let other = id_in(&shop.post("/contacts", &[("name", "Berg Twin")]).location());
        let merge = [("other", other.as_str()), ("version", "1"), ("other_version", "1")];
        shop.post(&format!("/contacts/{twin}/merge"), &merge).assert_status(303);
        let hook = [("url", "https://example.com/hook"), ("contact", "on")];
        shop.post("/workspace/webhooks", &hook).assert_status(303);
        let token = [("name", "Sync"), ("role", "staff"), ("contacts", "on"), ("days", "30")];
        shop.post("/workspace/api", &token).assert_status(200);
        let newest = |table: &str| newest_id(shop, table);
        let ids = BTreeMap::from([
            ("/contacts/{id}", contact),
            ("/privacy/restricted/{id}", restricted),
            ("/privacy/corrections/{id}", newest("corrections")),
            ("/contacts/trash/{id}", second),
            ("/contacts/tags/{id}", newest("tags")),
            ("/contacts/fields/{id}", newest("custom_fields")),
            ("/contacts/views/{id}", newest("saved_views")),
            ("/contacts/undo/{id}", newest("undo_batches")),
            ("/contacts/merges/{id}", newest("contact_merges")),
            ("/contacts/import/{id}", import(shop)),
            ("/notes/{id}", newest("notes")),
            ("/follow-ups/{id}", newest("follow_ups")),
            ("/privacy/holds/{id}", hold(shop)),
            ("/privacy/queue/{id}", request.to_string()),
            ("/services/{id}", newest("services")),
            ("/resources/{id}", newest("resources")),
            ("/bookings/{id}", newest("bookings")),
            ("/bookings/waitlist/{id}", newest("waits")),
            ("/workspace/api/{id}", newest("api_tokens")),
            ("/workspace/webhooks/{id}", newest("webhooks")),
            ("/time-off/{id}", newest("time_off")),
            ("/hour-exceptions/{id}", newest("hour_exceptions")),
            ("/staff/{id}", shop.member_id.to_string()),
            ("/staff/invitations/{id}", newest("invitations")),
            ("/workspace/export/{id}", whole),
            ("/contacts/copies/{id}", newest("export_bundles")),
        ]);
        Self { ids }
    }

    /// The route's path with an id of this world; `None` if it names no record of a workspace.
    fn record(&self, path: &str) -> Option<String> {
        let (prefix, rest) = path.split_once('{')?;
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        // What programs call is about the same records.
        let page = prefix.trim_start_matches("/api/v1");
        let id = self.ids.get(format!("{page}{{id}}").as_str())?;
        Some(format!("{prefix}{id}{after}"))
    }
}

/// Routes whose braces hold no record of a workspace: what to put there.
fn other_parameter(path: &str) -> Option<&'static str> {
    if path.starts_with("/workspace/reminders/") {
        return Some("reminder");
    }
    let known = [
        "/invitations/",
        "/password/reset/",
        "/verify-email/",
        "/workspace/logo/",
        "/dev/mail/",
        "/account/",
        "/operator/",
        "/workspace/processors/",
        "/workspaces/",
        "/login/",
        "/notices/",
        "/privacy/history/",
        "/w/",
        "/u/",
        "/r/",
        "/privacy/request/",
        "/b/",
        "/wait/",
    ];
    known.iter().any(|prefix| path.starts_with(prefix)).then_some("1")
}

pub(crate) fn fill(world: &World, path: &str) -> String {
    if !path.contains('{') {
        return path.to_owned();
    }
    if let Some(filled) = world.record(path) {
        return filled;
    }
    let stand_in = other_parameter(path).unwrap_or_else(|| panic!("{path}: give World an id for it"));
    let (prefix, rest) = path.split_once('{').unwrap();
    format!("{prefix}{stand_in}{}", rest.split_once('}').map_or("", |(_, after)| after))
}

fn call(browser: &Browser, row: &RouteRow, path: &str) -> Answer {
    if row.method == Method::GET { browser.get(path) } else { browser.post(path, &[]) }
}

fn id_in(location: &str) -> String {
    let id: String =
        location.trim_start_matches("/contacts/").chars().take_while(char::is_ascii_digit).collect();
    assert!(!id.is_empty(), "no id in {location}");
    id
}

/// A list that was read, without a row.
fn import(shop: &Shop) -> String {
    let sql = format!(
        "INSERT INTO imports (workspace_id, member_id, file_name, state, origin, basis, created_at) \
         VALUES ({}, {}, 'list.csv', 'planned', 'own_clients', 'contract', '2026-11-25 10:00:00')",
        shop.workspace_id, shop.member_id
    );
    shop.inside(|db| Ok(diesel::sql_query(sql).execute(&mut **db)?));
    newest_id(shop, "imports")
}

/// A hold on nobody.
fn hold(shop: &Shop) -> String {
    let sql = format!(
        "INSERT INTO legal_holds (hold_key, workspace_id, target, target_key, reason, owner, review_on, placed_at) \
         VALUES ('hold {0}', {0}, 'contact', 'nobody', 'A dispute', 'nobody', '2030-01-01', '2026-11-25 10:00:00')",
        shop.workspace_id
    );
    shop.inside(|db| Ok(diesel::sql_query(sql).execute(&mut **db)?));
    newest_id(shop, "legal_holds")
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub(crate) fn newest_id(shop: &Shop, table: &str) -> String {
    let sql = format!("SELECT max(id) AS id FROM {table} WHERE workspace_id = {}", shop.workspace_id);
    let row: Newest =
        shop.app.services.db.read_now(|conn| Ok(diesel::sql_query(sql).get_result(conn)?)).unwrap();
    row.id.to_string()
}

/// Every row of every table that a refused call must leave alone, as text.
pub fn contents(app: &TestApp) -> BTreeSet<String> {
    let moving =
        ["sessions", "jobs", "job_schedules", "known_devices", "sign_in_throttles", "passkey_challenges"];
    app.services.db.read_now(|conn| Ok(canary::contents(conn, &moving))).unwrap()
}

pub(crate) fn rows() -> Vec<RouteRow> {
    app::routes().rows()
}

/// Those for people; what programs may call is held by the tests of the API.
fn pages() -> Vec<RouteRow> {
    rows().into_iter().filter(|row| !row.path.starts_with("/api/v1/")).collect()
}

#[test]
fn no_route_is_mounted_twice() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(seen.insert((row.method.to_string(), row.path)), "{} {} twice", row.method, row.path);
    }
}

#[test]
fn a_visitor_gets_to_public_pages_only() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let world = World::of(&shop);
    let before = contents(&app);
    for row in pages().iter().filter(|r| !matches!(r.access, Access::Public | Access::Machine)) {
        let answer = call(&app.visitor(), row, &fill(&world, row.path));
        assert_eq!(answer.status, 303, "{} {}: {}", row.method, row.path, answer.summary());
        assert!(
            answer.location().starts_with("/login"),
            "{} {} → {}",
            row.method,
            row.path,
            answer.location()
        );
    }
    assert_eq!(contents(&app), before, "a refused call changed something");
}

#[test]
fn a_role_gets_exactly_what_the_table_says() {
    let app = TestApp::start();
    for role in Role::ALL {
        let shop = app.shop("Ann");
        let actor: &Actor = &match role {
            Role::Owner => shop.member_with("Olga", Role::Owner, false),
            role => shop.member_with("Ben", *role, false),
        };
        let world = World::of(&shop);
        for row in pages() {
            let Access::Can(permission) = row.access else { continue };
            let path = fill(&world, row.path);
            let before = (!role.may(permission)).then(|| contents(&app));
            let answer = call(actor, &row, &path);
            let what = format!("{role:?} {} {path}: {}", row.method, answer.summary());
            assert!(answer.status < 500, "{what}");
            match before {
                Some(before) => {
                    assert_eq!(answer.status, 403, "{what}");
                    assert_eq!(contents(&app), before, "{what}: a refused call changed something");
                }
                None => {
                    let sent_away = answer.status == 303 && answer.location().starts_with("/login");
                    assert!(!sent_away, "{what}");
                    assert!(answer.status != 403 || is_rule_of_the_record(row.path), "{what}");
                }
            }
        }
    }
}

/// Routes that a role may call but whose record says no (the last owner, somebody else's note).
fn is_rule_of_the_record(path: &str) -> bool {
    path.starts_with("/workspace/processors")
        || path.starts_with("/staff/")
        || path.starts_with("/notes/")
        || path.starts_with("/time-off/")
        || path.starts_with("/hour-exceptions/")
        || path.starts_with("/contacts/views/")
}

#[test]
fn another_workspace_s_records_do_not_exist() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = app.shop("Eve");
    let world = World::of(&shop);
    let own = World::of(&other);
    let before = contents(&app);
    for row in pages() {
        let (Some(foreign), Access::Can(_)) = (world.record(row.path), row.access) else { continue };
        assert!(own.record(row.path).is_some());
        let answer = call(&other, &row, &foreign);
        assert_eq!(answer.status, 404, "{} {foreign}: {}", row.method, answer.summary());
    }
    assert_eq!(contents(&app), before, "a refused call changed something");
}

#[test]
fn the_operator_s_console_does_not_exist_for_others() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let world = World::of(&shop);
    for row in pages().iter().filter(|r| r.access == Access::Operator) {
        call(&shop, row, &fill(&world, row.path)).assert_status(404);
    }
}

#[test]
fn every_page_draws_for_who_may_see_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let world = World::of(&shop);
    for row in pages()
        .iter()
        .filter(|r| r.method == Method::GET && matches!(r.access, Access::Can(_) | Access::SignedIn))
    {
        let path = fill(&world, row.path);
        let answer = shop.get(&path);
        let gone = answer.status == 404 && other_parameter(row.path).is_some() && row.path.contains('{');
        assert!(answer.status == 200 || answer.status == 303 || gone, "{path}: {}", answer.summary());
        if answer.status == 200 && answer.header("content-type").starts_with("text/html") {
            assert_eq!(answer.all("h1").len(), 1, "{path}: headings {:?}", answer.all("h1"));
            assert_eq!(answer.all("main").len(), 1, "{path}");
        }
    }
}

/// The matrix in words; a change of who may do what shows here first.
#[test]
fn the_matrix_is_the_one_we_mean() {
    let may = |role: Role| Permission::ALL.iter().filter(|p| role.may(**p)).count();
    assert_eq!([may(Role::Owner), may(Role::Manager), may(Role::Staff), may(Role::Viewer)], [19, 12, 6, 3]);
    assert!(Role::Owner.may(Permission::TransferOwnership));
    assert!(!Role::Manager.may(Permission::ManageStaff));
    assert!(!Role::Staff.may(Permission::ExportContacts));
}
