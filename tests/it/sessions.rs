//! Devices, and the businesses that a session can be at.

use clientsync::access::Role;
use clientsync::db::{Reach, Unscoped};
use clientsync::staff::model::NewMember;

use crate::support::actors::signed_in;
use crate::support::{Actor, TestApp};

#[test]
fn the_list_names_this_device() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    signed_in(&app, &shop.email);
    let page = shop.get("/account/sessions");
    assert_eq!(page.all(".rows__row").len(), 2);
    let this: Vec<_> = page.all(".rows__row").into_iter().filter(|row| row.contains("This device")).collect();
    assert_eq!(this.len(), 1);
    assert!(this[0].contains("Firefox on Linux") && this[0].contains("127.0.0.0/24"), "{this:?}");
}

/// The address of the first button that ends another device.
fn end_link(person: &Actor) -> String {
    let html = person.get("/account/sessions").html();
    let form = scraper::Selector::parse("form[action$='/end']").unwrap();
    html.select(&form).next().unwrap().attr("action").unwrap().to_owned()
}

#[test]
fn one_device_is_signed_out_at_once() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (first, second) = (signed_in(&app, &shop.email), signed_in(&app, &shop.email));
    shop.submit(&end_link(&shop), &[]).assert_says("That device is signed out.");
    shop.get("/account").assert_status(200);
    let mut left = [first.get("/account").status, second.get("/account").status];
    left.sort_unstable();
    assert_eq!(left, [200, 303]);
}

#[test]
fn nobody_ends_another_person_s_session() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    signed_in(&app, &shop.email);
    ben.post(&end_link(&shop), &[]).assert_status(404);
    ben.post("/account/sessions/end-others", &[]).assert_status(303);
    ben.post("/account/sessions/end-all", &[]).assert_status(303);
    shop.get("/account").assert_status(200);
    assert_eq!(shop.get("/account/sessions").all(".rows__row").len(), 2);
}

#[test]
fn every_other_device_or_every_device() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let other = signed_in(&app, &shop.email);
    shop.submit("/account/sessions/end-others", &[]).assert_says("Every other device is signed out.");
    other.get("/account").assert_status(303);
    shop.get("/account").assert_status(200);
    let again = signed_in(&app, &shop.email);
    assert_eq!(shop.post("/account/sessions/end-all", &[]).assert_status(303).location(), "/login");
    for browser in [&*shop.owner, &again] {
        browser.get("/account").assert_status(303);
    }
}

/// Makes a person a member of a second business.
fn join(app: &TestApp, person: &Actor, workspace_id: i64, role: Role) {
    let now = app.services.clock.now();
    let member = NewMember { user_id: person.user_id, role, privacy_contact: false, own_only: false };
    app.services
        .db
        .write_now(|conn| {
            let mut db = Unscoped::new(conn, now);
            clientsync::staff::queries::insert_member(&mut db.scoped(Reach::system(workspace_id)), &member)
        })
        .unwrap();
}

#[test]
fn a_member_of_two_businesses_moves_between_them() {
    let app = TestApp::start();
    let (first, second) = (app.shop("Ann"), app.shop("Bea"));
    let id = second.workspace_id.to_string();
    first.post("/workspace/switch", &[("workspace_id", &id)]).assert_status(404);
    join(&app, &first, second.workspace_id, Role::Staff);
    first.get("/workspaces").assert_says("Bea’s Salon Staff").assert_says("Ann’s Salon You are here");
    first.post("/workspace/switch", &[("workspace_id", &id)]).assert_status(303);
    first.get("/workspaces").assert_says("Bea’s Salon You are here");
    for nonsense in ["", "x", "999999"] {
        first.post("/workspace/switch", &[("workspace_id", nonsense)]).assert_status(404);
    }
}

#[test]
fn leaving_moves_on_or_out() {
    let app = TestApp::start();
    let (first, second) = (app.shop("Ann"), app.shop("Bea"));
    let ben = first.staff("Ben");
    join(&app, &ben, second.workspace_id, Role::Staff);
    let leave = |shop: &Actor| format!("/workspaces/{}/leave", shop.workspace_id);
    ben.get(&leave(&first)).assert_says("Leave Ann’s Salon?").assert_says("What you wrote stays there");
    ben.submit(&leave(&first), &[])
        .assert_says("You have left Ann’s Salon.")
        .assert_says("Bea’s Salon You are here");
    ben.post(&leave(&first), &[]).assert_status(404);
    ben.post("/workspace/switch", &[("workspace_id", &first.workspace_id.to_string())]).assert_status(404);
    ben.submit(&leave(&second), &[]).assert_says("You belong to no business");
}

#[test]
fn the_last_owner_can_not_leave() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let leave = format!("/workspaces/{}/leave", shop.workspace_id);
    shop.get(&leave).assert_says("You are the last owner");
    shop.post(&leave, &[]).assert_status(422).assert_says("You are the last owner");
    shop.get("/workspaces").assert_says("You are here");
    let bea = app.shop("Bea");
    join(&app, &bea, shop.workspace_id, Role::Owner);
    shop.submit(&leave, &[]).assert_says("You have left Ann’s Salon.");
    bea.post("/workspace/switch", &[("workspace_id", &shop.workspace_id.to_string())]).assert_status(303);
    bea.post(&leave, &[]).assert_status(422);
}

#[test]
fn signing_in_leads_to_the_business_used_last() {
    let app = TestApp::start();
    let (first, second) = (app.shop("Ann"), app.shop("Bea"));
    app.advance(time::Duration::minutes(1));
    join(&app, &first, second.workspace_id, Role::Staff);
    let here = |business: &str| {
        let browser = signed_in(&app, &first.email);
        browser.get("/workspaces").assert_says(&format!("{business} You are here"));
        browser
    };
    let browser = here("Bea’s Salon");
    app.advance(time::Duration::minutes(1));
    let id = first.workspace_id.to_string();
    browser.post("/workspace/switch", &[("workspace_id", &id)]).assert_status(303);
    browser.post("/logout", &[]).assert_status(303);
    here("Ann’s Salon");
}

/// Every row of every table as text, and the database's files.
fn whole_database(app: &TestApp) -> String {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        row: String,
    }
    if let clientsync::db::Engine::Sqlite(path) = app.services.db.engine() {
        let log = format!("{}-wal", path.display());
        let bytes = [std::fs::read(path).unwrap(), std::fs::read(log).unwrap_or_default()].concat();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let tables: std::collections::BTreeSet<_> =
        clientsync::app::inventory().iter().map(|column| column.table).collect();
    let read = |table: &&str| {
        let sql = format!("SELECT CAST(t AS TEXT) AS row FROM {table} t");
        let rows = |conn: &mut _| Ok(diesel::sql_query(&sql).load::<Row>(conn)?);
        app.services.db.read_now(rows).unwrap().into_iter().map(|r| r.row).collect::<String>()
    };
    tables.iter().map(read).collect()
}

#[test]
fn no_whole_network_address_is_kept() {
    let app = TestApp::start_with(|config| config.trusted_proxies = 1);
    let shop = app.shop("Ann");
    let visitor = app.visitor();
    visitor.headers.borrow_mut().push(("x-forwarded-for".into(), "198.51.100.77".into()));
    let sign_in = |password: &str| visitor.post("/login", &[("email", &shop.email), ("password", password)]);
    sign_in("not the password").assert_status(422);
    sign_in(crate::support::actors::PASSWORD).assert_status(303);
    visitor.post("/password/forgot", &[("email", &shop.email)]).assert_status(303);
    visitor.post("/contacts", &[("name", "Mia Lund")]).assert_status(303);
    app.run_jobs();
    let kept = whole_database(&app);
    assert!(kept.contains("198.51.100.0/24"), "the network is kept");
    assert!(!kept.contains("198.51.100.77"), "the whole address is kept");
}
