//! Opting out: by the link in a message, or said to somebody at work. It holds at once, also
//! after the client's erasure, and nobody at work takes it back.

use clientsync::access::Role;
use clientsync::outbox::Class;

use crate::contact_create::{add, count};
use crate::outbox::{agrees, erase, has_a_postal_address, outcome};
use crate::support::{Shop, TestApp, contact};

/// A client who agreed to offers, and the link of the offer they got.
fn with_offer(shop: &Shop) -> (i64, String) {
    has_a_postal_address(shop);
    let mia = shop.keeps(contact("Mia Lund").email("mia@example.com"));
    agrees(shop, mia);
    assert_eq!(outcome(shop, mia, Class::Marketing), "sent");
    let mail = shop.app.services.mailer.take_sent().pop().unwrap();
    let path = mail.envelope.list_unsubscribe.split(":8080").nth(1).unwrap().to_owned();
    (mia, path)
}

fn suppressions(app: &TestApp) -> i64 {
    count(app, "SELECT count(*) AS n FROM suppressions")
}

const MULTIPART: &str = "multipart/form-data; boundary=x";
const MULTIPART_BODY: &str =
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";

#[test]
fn looking_changes_nothing_and_one_post_without_a_cookie_acts() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    let before = app.services.ledger.head().unwrap().seq;
    let looked = app.visitor().get(&path);
    looked
        .assert_status(200)
        .assert_says("Get no more e-mail from Ann’s Salon?")
        .assert_silent_on("mia@example.com");
    assert_eq!((suppressions(&app), app.services.ledger.head().unwrap().seq), (0, before));

    let stopped = app.visitor().post(&path, &[("List-Unsubscribe", "One-Click")]);
    stopped.assert_status(200);
    assert!(stopped.headers.get("location").is_none() && stopped.headers.get("set-cookie").is_none());
    assert_eq!((suppressions(&app), app.services.ledger.head().unwrap().seq), (1, before + 1));
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");
    assert_eq!(outcome(&ann, mia, Class::Service), "sent", "appointments were not asked about");
    ann.get(&format!("/contacts/{mia}")).assert_says("Opted out of e-mail offers");
    ann.get(&format!("/contacts/{mia}/choices")).assert_says("by the link in a message");
}

#[test]
fn either_encoding_acts_and_twice_is_once() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    for _ in 0..2 {
        app.visitor().post_body(&path, MULTIPART, MULTIPART_BODY.as_bytes()).assert_status(200);
    }
    app.visitor().post_body(&path, "", b"").assert_status(200);
    assert_eq!(suppressions(&app), 1);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");
    let rows = count(&app, "SELECT count(*) AS n FROM contact_choices WHERE NOT allowed");
    assert_eq!(rows, 1, "one no on the client's page");
}

#[test]
fn everything_can_be_stopped_and_not_only_offers() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    app.visitor().post(&path, &[("extent", "everything")]).assert_status(200);
    assert_eq!(outcome(&ann, mia, Class::Service), "suppressed");
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");
    assert_eq!(outcome(&ann, mia, Class::Rights), "sent");
    ann.get(&format!("/contacts/{mia}")).assert_says("Opted out of e-mail");
}

#[test]
fn a_link_that_nobody_made_is_not_there() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (_, path) = with_offer(&ann);
    let mut forged = path.clone().into_bytes();
    let last = forged.len() - 5;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for wrong in ["/u/x", "/u/AAAA", forged.as_str()] {
        app.visitor().get(wrong).assert_status(404);
        app.visitor().post(wrong, &[]).assert_status(404);
    }
    assert_eq!(suppressions(&app), 0);
}

#[test]
fn an_opt_out_outlives_the_erasure_and_holds_for_whoever_comes_back() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    erase(&ann, mia);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM contacts"), 0);
    app.visitor().post(&path, &[("extent", "everything")]).assert_status(200).assert_says("Done");
    assert_eq!(suppressions(&app), 1, "stored although the client is gone");

    let again = add(&ann, &[("name", "Mia Lund"), ("email", "MIA@example.com")]);
    assert_eq!(outcome(&ann, again, Class::Service), "suppressed");
    agrees(&ann, again);
    ann.get(&format!("/contacts/{again}/choices"));
}

#[test]
fn a_new_record_of_a_suppressed_address_shows_it() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    app.visitor().post(&path, &[("extent", "everything")]).assert_status(200);
    erase(&ann, mia);
    let again = add(&ann, &[("name", "Mia Again"), ("email", "mia@example.com")]);
    ann.get(&format!("/contacts/{again}")).assert_says("Opted out of e-mail");
    ann.get(&format!("/contacts/{again}/choices"))
        .assert_says("the address opted out before this record was made");
    assert_eq!(outcome(&ann, again, Class::Service), "suppressed");
}

#[test]
fn anybody_at_work_notes_a_no_and_nobody_takes_it_back() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    has_a_postal_address(&ann);
    let mia = ann.keeps(contact("Mia").email("mia@example.com"));
    agrees(&ann, mia);
    let page = format!("/contacts/{mia}/choices");
    let said = |allowed| [("purpose", "marketing"), ("channel", "email"), ("allowed", allowed)];
    let ben = ann.staff("Ben");
    ben.post(&page, &said("no")).assert_status(303);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");
    for role in [Role::Owner, Role::Manager, Role::Staff] {
        let who = ann.member_with("Kim", role, false);
        let answer = who.post(&page, &said("yes"));
        answer.assert_status(403).assert_says("Only the client can allow it");
    }
    ann.viewer("Vic").post(&page, &said("no")).assert_status(403);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");
    ann.get(&page).assert_says("told to the business");
}

#[test]
fn whoever_got_the_link_may_open_their_address_again_and_nothing_wider() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let (mia, path) = with_offer(&ann);
    let everything = [("extent", "everything")];
    app.visitor().post(&path, &[("extent", "marketing")]).assert_status(200);
    app.visitor().post(&path, &everything).assert_status(200);
    app.visitor().get(&path).assert_says("You get no more e-mail").assert_says("about my appointments again");

    let again = [("answer", "again"), ("extent", "everything")];
    app.visitor()
        .post(&path, &again)
        .assert_status(200)
        .assert_says("Mails about your appointments come again");
    assert_eq!(suppressions(&app), 1, "offers are still not wanted");
    assert_eq!(outcome(&ann, mia, Class::Service), "sent");
    assert_eq!(outcome(&ann, mia, Class::Marketing), "suppressed");

    app.visitor().get(&path).assert_says("no more news and offers");
    let again = [("answer", "again"), ("extent", "marketing")];
    app.visitor().post(&path, &again).assert_status(200).assert_says("News and offers come again");
    assert_eq!(suppressions(&app), 0);
    assert_eq!(outcome(&ann, mia, Class::Marketing), "sent");
    ann.get(&format!("/contacts/{mia}/choices")).assert_says("Words shown:");
    app.visitor().get(&path).assert_says("Get no more e-mail from Ann’s Salon?");
}

#[test]
fn one_business_s_opt_out_is_no_other_s() {
    let app = TestApp::start();
    let (ann, eve) = (app.shop("Ann"), app.shop("Eve"));
    let (_, path) = with_offer(&ann);
    app.visitor().post(&path, &[("extent", "everything")]).assert_status(200);
    let hers = eve.keeps(contact("Mia").email("mia@example.com"));
    assert_eq!(outcome(&eve, hers, Class::Service), "sent");
    eve.get(&format!("/contacts/{hers}")).assert_silent_on("Opted out");
}
