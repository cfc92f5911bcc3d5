//! People: what an owner may change about them, and what holds for the last owner.

use clientsync::access::Role;
use clientsync::mail::Message;

use crate::support::actors::{PASSWORD, signed_in};
use crate::support::contacts::contact;
use crate::support::{Actor, Answer, Shop, TestApp};

fn set_role(owner: &Actor, of: &Actor, role: &str) -> Answer {
    owner.post(&format!("/staff/{}", of.member_id), &[("role", role)])
}

fn transfer(owner: &Actor, to: &Actor, afterwards: &str, password: &str) -> Answer {
    let id = to.member_id.to_string();
    let form = [("member", id.as_str()), ("afterwards", afterwards), ("current_password", password)];
    owner.post("/staff/transfer", &form)
}

#[test]
fn everybody_sees_who_works_here_but_only_owners_can_act() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let page = ben.get("/staff");
    page.assert_status(200).assert_says("Ann").assert_says("Owner").assert_silent_on(&shop.email);
    assert!(page.all("a[href='/staff/invite'], a[href='/staff/transfer']").is_empty());
    let page = shop.get("/staff");
    page.assert_says("Ben").assert_says(&ben.email).assert_says("last seen");
    assert_eq!(page.all("a[href='/staff/invite']").len(), 1);
}

#[test]
fn no_other_role_may_act_on_people() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let target = shop.viewer("Vic");
    let id = target.member_id;
    for who in [shop.manager("Mia"), shop.staff("Ben"), shop.viewer("Val")] {
        who.get("/staff/invite").assert_status(403);
        who.post("/staff/invite", &[("email", "x@example.com"), ("role", "staff")]).assert_status(403);
        who.get(&format!("/staff/{id}")).assert_status(403);
        set_role(&who, &target, "manager").assert_status(403);
        for act in ["deactivate", "reactivate", "reset-second-factor"] {
            who.post(&format!("/staff/{id}/{act}"), &[]).assert_status(403);
        }
        transfer(&who, &target, "manager", PASSWORD).assert_status(403);
        // A member who is not an owner never learns what another may see.
        who.get(&format!("/staff/permissions?member={id}")).assert_silent_on("No limits beyond the role.");
    }
    target.get("/staff").assert_status(200);
}

#[test]
fn people_of_another_business_are_not_there() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let zoe = app.shop("Zoe");
    let ben = shop.staff("Ben");
    let id = ben.member_id;
    zoe.get(&format!("/staff/{id}")).assert_status(404);
    zoe.get(&format!("/staff/permissions?member={id}")).assert_status(404);
    set_role(&zoe, &ben, "viewer").assert_status(404);
    for act in ["deactivate", "reactivate", "reset-second-factor"] {
        zoe.post(&format!("/staff/{id}/{act}"), &[]).assert_status(404);
    }
    transfer(&zoe, &ben, "manager", PASSWORD).assert_status(404);
    ben.get("/staff").assert_status(200);
}

#[test]
fn a_change_of_role_ends_the_sessions_and_holds_after() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = ben.member_id.to_string();
    let form = [("role", "manager"), ("privacy_contact", "on")];
    shop.post(&format!("/staff/{id}"), &form).assert_status(303);
    ben.get("/staff").assert_status(303);
    let page = signed_in(&app, &ben.email).get("/staff");
    page.assert_says("Manager").assert_says("Privacy contact");
    shop.get("/activity").assert_says("role from staff to manager, privacy contact");
}

#[test]
fn nobody_changes_their_own_role() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.manager("Mia");
    transfer(&shop, &mia, "owner", PASSWORD).assert_status(303);
    let answer = set_role(&shop, &shop, "manager");
    answer.assert_status(422).assert_says("your own role");
    shop.post(&format!("/staff/{}/deactivate", shop.member_id), &[]).assert_status(422);
    shop.get("/workspace").assert_status(200);
}

#[test]
fn ownership_needs_the_password() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    let by_form = set_role(&shop, &ben, "owner");
    by_form.assert_status(422);
    assert!(by_form.error("role").contains("with your password"));
    let wrong = transfer(&shop, &ben, "manager", "correct horse battery stapler");
    wrong.assert_status(422);
    assert_eq!(wrong.error("current_password"), "This is not your current password. Try again.");
    let nobody = shop.post("/staff/transfer", &[("current_password", PASSWORD)]);
    assert!(!nobody.error("member").is_empty() && !nobody.error("afterwards").is_empty());

    transfer(&shop, &ben, "manager", PASSWORD).assert_status(303);
    shop.get("/workspace").assert_status(403);
    shop.get("/staff").assert_says("Manager");
    ben.get("/staff").assert_status(303);
    let ben = signed_in(&app, &ben.email);
    ben.get("/workspace").assert_status(200);
    ben.get("/staff").assert_silent_on("Own clients only");
}

#[test]
fn two_owners_and_then_one() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.manager("Mia");
    transfer(&shop, &mia, "owner", PASSWORD).assert_status(303);
    let mia_again = signed_in(&app, &mia.email);
    let demote = |id: i64| mia_again.post(&format!("/staff/{id}"), &[("role", "staff")]);
    demote(shop.member_id).assert_status(303);
    // Mia is the last owner now, and stays it.
    let ann = signed_in(&app, &shop.email);
    ann.get("/workspace").assert_status(403);
    mia_again.post(&format!("/staff/{}/deactivate", mia.member_id), &[]).assert_status(422);
    mia_again.get("/workspace").assert_status(200);
}

/// Two owners who deactivate each other at once must not leave a business without one.
#[test]
fn a_race_leaves_an_owner() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.manager("Mia");
    transfer(&shop, &mia, "owner", PASSWORD).assert_status(303);
    let mia_browser = signed_in(&app, &mia.email);
    let (ann_id, mia_id) = (shop.member_id, mia.member_id);
    let ann_browser = shop.copy();
    std::thread::scope(|scope| {
        scope.spawn(move || ann_browser.post(&format!("/staff/{mia_id}/deactivate"), &[]));
        scope.spawn(move || mia_browser.post(&format!("/staff/{ann_id}/deactivate"), &[]));
    });
    assert_eq!(active_owners(&shop), 1);
}

fn active_owners(shop: &Shop) -> i64 {
    use clientsync::db::{Reach, Scoped};
    let now = shop.app.services.clock.now();
    let workspace = shop.workspace_id;
    shop.app
        .services
        .db
        .read_now(|conn| {
            clientsync::staff::queries::count_owners(&mut Scoped::new(conn, Reach::system(workspace), now))
        })
        .unwrap()
}

#[test]
fn a_deactivated_member_is_out_at_once_and_stays_by_name() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = ben.member_id;
    let contact_id = shop.keeps(contact("Mia Lund").assigned(id));
    shop.get(&format!("/staff/{id}/deactivate")).assert_says("1 contact stays assigned to them");
    shop.post(&format!("/staff/{id}/deactivate"), &[]).assert_status(303);
    ben.get("/staff").assert_status(303);
    let again = signed_in(&app, &ben.email);
    again.get("/staff").assert_status(303);
    shop.get("/staff").assert_says("Deactivated").assert_says("Ben");
    shop.get(&format!("/contacts/{contact_id}")).assert_says("Ben");
    set_role(&shop, &ben, "manager").assert_status(422);
    transfer(&shop, &ben, "manager", PASSWORD).assert_status(422);

    shop.post(&format!("/staff/{id}/reactivate"), &[]).assert_status(303);
    signed_in(&app, &ben.email).get("/staff").assert_status(200);
}

fn give_second_factor(app: &TestApp, user_id: i64) {
    let sql = format!(
        "UPDATE users SET totp_secret = {{}}, totp_confirmed_at = CURRENT_TIMESTAMP WHERE id = {user_id}"
    );
    let blob = if std::env::var("TEST_DATABASE_URL").is_ok() { "'\\x00'::bytea" } else { "x'00'" };
    use diesel::connection::SimpleConnection;
    app.services.db.write_now(|conn| Ok(conn.batch_execute(&sql.replace("{}", blob))?)).unwrap();
}

#[test]
fn an_owner_resets_a_lost_second_factor() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let path = format!("/staff/{}/reset-second-factor", ben.member_id);
    shop.post(&path, &[]).assert_status(422).assert_says("has no second factor");
    give_second_factor(&app, ben.user_id);
    shop.get(&path).assert_says("Their recovery codes.");
    shop.post(&path, &[]).assert_status(303);
    ben.get("/staff").assert_status(303);
    signed_in(&app, &ben.email).get("/staff").assert_status(200);
    let told =
        |mail: &Message| mail.to_email == ben.email && mail.subject.contains("second factor was reset");
    assert!(app.mails().iter().any(told));
}

#[test]
fn the_second_factor_of_somebody_who_works_elsewhere_is_theirs() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let zoe = app.shop("Zoe");
    let ben = shop.staff("Ben");
    give_second_factor(&app, ben.user_id);
    join(&app, zoe.workspace_id, ben.user_id);
    let path = format!("/staff/{}/reset-second-factor", ben.member_id);
    shop.post(&path, &[]).assert_status(422).assert_says("also works in another business");
    ben.get("/staff").assert_status(200);
}

fn join(app: &TestApp, workspace_id: i64, user_id: i64) {
    use clientsync::db::{Reach, Scoped};
    use clientsync::staff::model::NewMember;
    let now = app.services.clock.now();
    let member = NewMember { user_id, role: Role::Staff, privacy_contact: false, own_only: false };
    app.services
        .db
        .write_now(|conn| {
            let mut scoped = Scoped::new(conn, Reach::system(workspace_id), now);
            clientsync::staff::queries::insert_member(&mut scoped, &member)
        })
        .unwrap();
}

#[test]
fn the_permission_page_is_drawn_from_the_table() {
    use clientsync::access::Permission;
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = shop.viewer("Vic").get("/staff/permissions");
    for permission in Permission::ALL {
        page.assert_says(permission.label());
    }
    page.assert_says("POST /staff/invite");
    let row = page.all(".matrix__table tr").into_iter().find(|row| row.starts_with("POST /staff/invite"));
    assert_eq!(row.as_deref(), Some("POST /staff/inviteYesNoNoNo"));
}

#[test]
fn an_owner_sees_what_a_member_may_see() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    shop.post("/workspace/roles", &[("hide_email_staff", "on"), ("require_second_factor_staff", "on")])
        .assert_status(303);
    let page = shop.get(&format!("/staff/permissions?member={}", ben.member_id));
    page.assert_says("Only the contacts assigned to them")
        .assert_says("No e-mail addresses of contacts.")
        .assert_says("Nothing until they set up a second factor.")
        .assert_silent_on("No phone numbers of contacts.");
}

#[test]
fn an_owner_sees_the_list_as_a_member_gets_it() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    let id = ben.member_id;
    shop.keeps(contact("Mia Lund").email("mia@lund.example").assigned(id));
    shop.keeps(contact("Omar Reyes"));
    shop.post("/workspace/roles", &[("hide_email_staff", "on")]).assert_status(303);
    let path = format!("/staff/{id}/view");
    shop.get(&path)
        .assert_says("Ben sees 1 of 2 contacts.")
        .assert_says("Mia Lund")
        .assert_silent_on("Omar Reyes")
        .assert_silent_on("mia@lund.example");
    shop.manager("Max").get(&path).assert_status(403);
    app.shop("Zoe").get(&path).assert_status(404);
    shop.post(&format!("/staff/{id}/deactivate"), &[]).assert_status(303);
    shop.get(&path).assert_status(404);
}

#[test]
fn who_leaves_can_hand_their_work_over() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, may, vic) = (shop.staff("Ben"), shop.staff_with_own_clients("May"), shop.viewer("Vic"));
    let theirs = shop.keeps(contact("Mia Lund").assigned(ben.member_id));
    let not_theirs = shop.keeps(contact("Tom Berg"));
    for (id, title) in [(theirs, "Call about the colour"), (not_theirs, "Send the offer")] {
        let assignee = ben.member_id.to_string();
        let form = [("title", title), ("due_on", "2099-01-01"), ("assigned_to", assignee.as_str())];
        shop.post(&format!("/contacts/{id}/follow-ups"), &form).assert_status(303);
    }
    let path = format!("/staff/{}/deactivate", ben.member_id);
    let page = shop.get(&path);
    page.assert_says("1 contact stays assigned to them").assert_says("2 open follow-ups stay");
    let offered = page.all("select[name=hand_to] option");
    assert_eq!(offered, ["Nobody for now", "Ann", "May"]);
    for wrong in [ben.member_id, vic.member_id, 999_999] {
        let answer = shop.post(&path, &[("hand_to", &wrong.to_string())]);
        answer.assert_status(422);
        assert!(answer.error("hand_to").contains("works here"), "{}", answer.summary());
    }
    ben.get("/staff").assert_status(200);

    shop.post(&path, &[("hand_to", &may.member_id.to_string())]).assert_status(303);
    ben.get("/staff").assert_status(303);
    may.get(&format!("/contacts/{theirs}")).assert_says("Call about the colour").assert_says("Assigned to");
    // May sees only her own clients, so the other follow-up would be lost on her.
    may.get("/today").assert_silent_on("Send the offer");
    shop.get(&format!("/contacts/{not_theirs}")).assert_says("Send the offer");
    shop.get("/activity").assert_says("1 contacts, 1 follow-ups");
    shop.get(&format!("/staff/{}/deactivate", may.member_id)).assert_says("1 open follow-up stays");
}
