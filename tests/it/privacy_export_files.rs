//! The files of copies: who may fetch them, until when they are kept, what deletes them, and
//! how a request is answered by one.

use clientsync::bundles::model::Purpose;
use clientsync::db::{Unscoped, ids};
use clientsync::ledger::Target;
use clientsync::privacy::export::{self, Order};
use clientsync::requests;
use clientsync::requests::model::{Door, Filed, Kind, NewRequest, Scope, Verified};
use time::Duration;

use crate::support::actors::PASSWORD;
use crate::support::bundle::Unpacked;
use crate::support::copies::{address, contact_copy, files, mia, own_copy, run, step_up, word};
use crate::support::{Shop, TestApp};

#[test]
fn only_who_may_see_all_of_a_client_makes_their_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let path = format!("/contacts/{id}/export");
    contact_copy(&app, &shop, id, "access");
    let download = address(&shop.get(&path), "/download");
    for member in [shop.staff("Ben"), shop.viewer("Vi")] {
        for path in [path.as_str(), download.as_str(), "/workspace/export"] {
            member.get(path).assert_status(403);
        }
        member.post(&path, &[("purpose", "access")]).assert_status(403);
        member.post("/workspace/export", &[]).assert_status(403);
    }
    let manager = shop.manager("Mo");
    manager.get(&path).assert_status(200);
    manager.get("/workspace/export").assert_status(403);
    shop.manager_with_own_clients("Max").get(&path).assert_status(404);
    shop.hides_from(clientsync::access::Role::Manager, true, false);
    manager.get(&path).assert_status(403);
    manager.get(&download).assert_status(403);

    let other = app.shop("Zoe");
    for path in [&path, &download] {
        other.get(path).assert_status(404);
    }
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    let whole = address(&shop.get("/workspace/export"), "/download");
    other.get(&whole).assert_status(404);
    let own = own_copy(&app, &shop, "access");
    step_up(&other);
    other.get(&address(&own, "/download")).assert_status(404);
}

#[test]
fn a_file_goes_a_day_after_it_was_fetched_or_after_a_week() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let page = contact_copy(&app, &shop, id, "access");
    contact_copy(&app, &shop, id, "portability");
    assert_eq!(files(&app).len(), 2);
    shop.get(&address(&page, "/download")).assert_status(200);
    app.advance(Duration::hours(23));
    shop.sign_in_again();
    app.run_jobs();
    assert_eq!(files(&app).len(), 2);
    app.advance(Duration::hours(2));
    shop.get(&address(&page, "/download")).assert_status(404);
    app.run_jobs();
    assert_eq!(files(&app).len(), 1, "the one that nobody fetched stays");
    app.advance(Duration::days(6));
    shop.sign_in_again();
    app.run_jobs();
    assert_eq!(files(&app), Vec::<String>::new());
    shop.get(&format!("/contacts/{id}/export")).assert_says("The file is gone.");
}

#[test]
fn files_are_for_the_program_alone() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::start();
    let shop = app.shop("Ann");
    own_copy(&app, &shop, "access").assert_says("Ready");
    let folder = app.data().join("exports");
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    for file in files(&app) {
        assert_eq!(std::fs::metadata(folder.join(file)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_erased_client_s_copies_go_too() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    contact_copy(&app, &shop, id, "access");
    shop.post("/workspace/export", &[]).assert_status(303);
    app.run_jobs();
    own_copy(&app, &shop, "access").assert_says("Ready");
    assert_eq!(files(&app).len(), 3);
    let page = shop.get(&format!("/contacts/{id}/erase"));
    let digest = page.assert_status(200).value("digest");
    let form = [("digest", digest.as_str()), ("current_password", PASSWORD)];
    shop.post(&format!("/contacts/{id}/erase"), &form).assert_status(303);
    assert_eq!(files(&app).len(), 1, "the client's copy and that of the business are gone");
    assert_eq!(word(&app, "(SELECT count(*) FROM export_bundles)"), "1");
}

fn request(app: &TestApp, shop: &Shop, contact: i64, kind: Kind, verified: Verified) -> Filed {
    let subject_key = word(app, &format!("(SELECT subject_key FROM contacts WHERE id = {contact})"));
    let now = app.services.clock.now();
    let new = NewRequest {
        scope: Scope::Workspace,
        workspace_id: Some(shop.workspace_id),
        subject_key: subject_key.clone(),
        kind,
        door: Door::Business,
        place: "Germany".into(),
        reply_to: "mia@example.com".into(),
        address_digest: String::new(),
        wording: String::new(),
        shared_address: false,
        verified,
        received_at: now,
    };
    let workspace =
        word(app, &format!("(SELECT ledger_key FROM workspaces WHERE id = {})", shop.workspace_id));
    app.services
        .db
        .write_now(|conn| {
            let db = &mut Unscoped::new(conn, now);
            let filed = requests::queries::file(db, &new, "system")?;
            let subject = Target::Contact { workspace, key: subject_key };
            let order = Order { subject, request_id: Some(filed.id), purpose: Purpose::Access };
            let first = export::order(db, &order)?;
            assert_eq!(export::order(db, &order)?, first, "one copy a request");
            assert_eq!(export::ready_for(db, filed.id)?, None);
            Ok(filed)
        })
        .unwrap()
}

#[test]
fn a_request_is_answered_by_its_copy() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let filed = request(&app, &shop, id, Kind::Access, Verified::Address);
    app.run_jobs();
    let state = |id: i64| word(&app, &format!("(SELECT state FROM privacy_requests WHERE id = {id})"));
    assert_eq!(state(filed.id), "fulfilled");
    let now = app.services.clock.now();
    let ready =
        app.services.db.read_now(|conn| export::ready_for(&mut Unscoped::new(conn, now), filed.id)).unwrap();
    assert!(ready.is_some_and(|ready| ready.bytes > 1000));
    let answer = app.visitor().get(&format!("/r/{}/export", filed.code));
    let copy = Unpacked::of(&answer.assert_status(200).bytes);
    assert_eq!(copy.manifest["request"], filed.id);
    assert_eq!(copy.rows("contacts")[0]["name"], "Mia Lund");
    app.visitor().get(&format!("/r/{}/export", ids::random_key().unwrap())).assert_status(404);

    let unproven = request(&app, &shop, id, Kind::Access, Verified::None);
    let both = request(&app, &shop, id, Kind::AccessThenErasure, Verified::Address);
    app.run_jobs();
    app.visitor().get(&format!("/r/{}/export", unproven.code)).assert_status(404);
    app.visitor().get(&format!("/r/{}/export", both.code)).assert_status(200);
    assert_ne!(state(both.id), "fulfilled", "the erasure is still to come");
    let steps = word(
        &app,
        &format!(
            "(SELECT count(*) FROM privacy_request_events WHERE request_id = {} AND step = 'exported')",
            both.id
        ),
    );
    assert_eq!(steps, "1");
}

#[test]
fn a_copy_can_be_deleted_before_its_time() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = own_copy(&app, &shop, "portability");
    assert_eq!(files(&app).len(), 1);
    shop.post(&address(&page, "/delete"), &[]).assert_status(303);
    assert_eq!(files(&app).len(), 0);
    shop.get(&address(&page, "/download")).assert_status(404);
    run(&app, "DELETE FROM export_bundles");
    shop.get("/account/privacy/export").assert_says("No copies yet");
}
