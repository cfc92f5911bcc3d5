//! The page of a contact: everything at a glance, and its time below.

use clientsync::contacts::actions;
use clientsync::contacts::model::{NewContact, PreferredChannel};
use clientsync::contacts::queries;
use time::Duration;

use crate::support::{Answer, Shop, TestApp, contact};

fn mia(shop: &Shop) -> i64 {
    shop.keeps(
        contact("Mia Lund")
            .company("Lund Gardens")
            .email("mia@example.com")
            .phone("(312) 867-5309")
            .tag("Regular")
            .with(|mia| {
                mia.pronouns = "she/her".into();
                mia.source = "Fair".into();
                mia.address.city = "Chicago".into();
                mia.preferred_channel = PreferredChannel::Sms;
            }),
    )
}

/// Changes the contact as the program would for its form.
fn change(shop: &Shop, id: i64, edit: impl FnOnce(&mut NewContact)) {
    let reach = clientsync::db::Reach {
        member_id: Some(shop.member_id),
        ..clientsync::db::Reach::system(shop.workspace_id)
    };
    let now = shop.app.services.clock.now();
    shop.app
        .services
        .db
        .write_now(|conn| {
            let mut db = clientsync::db::Scoped::new(conn, reach, now);
            let contact = queries::find(&mut db, id)?;
            let mut new = NewContact::named(contact.name);
            edit(&mut new);
            actions::update(&mut db, id, contact.version, &new).map(|_| ())
        })
        .unwrap();
}

fn page(shop: &Shop, id: i64) -> Answer {
    let page = shop.get(&format!("/contacts/{id}"));
    page.assert_status(200);
    page
}

#[test]
fn everything_is_there_at_a_glance() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let page = page(&shop, mia(&shop));
    assert_eq!(page.all("h1"), ["Mia Lund"]);
    assert_eq!(page.all(".profile .avatar"), ["ML"]);
    for words in ["she/her · Lund Gardens", "Regular", "Fair", "Chicago", "Nobody", "added this contact"] {
        page.assert_says(words);
    }
    assert_eq!(page.all(".rows a[href='mailto:mia@example.com']"), ["mia@example.com"]);
    assert_eq!(page.all(".rows a[href='tel:+13128675309']").len(), 1);
    assert_eq!(page.all(".profile a[href='tel:+13128675309']"), ["Call: +1 312-867-5309"]);
    page.assert_says("Prefers text messages");
}

#[test]
fn what_a_client_is_called_stays_text() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("<b>Mia</b>").company("\"><script>alert(1)</script>").tag("<i>x</i>"));
    let page = page(&shop, id);
    assert_eq!(page.all("h1"), ["<b>Mia</b>"]);
    assert!(page.all("main script, main h1 b, main .tag i").is_empty());
    shop.get("/today").assert_silent_on("<b>Mia</b>");
}

#[test]
fn channels_hidden_from_a_role_are_nowhere_on_the_page() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    let id = mia(&shop);
    change(&shop, id, |mia| mia.company = "Lund".into());
    page(&shop, id).assert_says("mia@example.com").assert_says("867-5309");
    shop.hides_from_staff(true, true);
    let page = ben.get(&format!("/contacts/{id}"));
    page.assert_silent_on("mia@example.com").assert_silent_on("867-5309").assert_silent_on("8675309");
    page.assert_says("E-mail addresses and phone numbers are hidden for your role.");
    page.assert_says("Hidden for your role");
}

#[test]
fn the_buttons_follow_the_role() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let path = format!("/contacts/{id}");
    let links = |answer: &Answer, end: &str| answer.all(&format!("main a[href='{path}{end}']")).len();
    let owner = shop.get(&path);
    assert_eq!([links(&owner, "/edit"), links(&owner, "/delete")], [1, 1]);
    let staff = shop.staff("Ben").get(&path);
    assert_eq!([links(&staff, "/edit"), links(&staff, "/delete")], [1, 0]);
    let viewer = shop.viewer("Vic").get(&path);
    assert_eq!([links(&viewer, "/edit"), links(&viewer, "/delete")], [0, 0]);
}

#[test]
fn changes_of_one_edit_are_one_line() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("Mia Lund").company("Lund Gardens"));
    app.advance(Duration::minutes(1));
    change(&shop, id, |mia| {
        mia.company = "Lund & Daughters".into();
        mia.pronouns = "she/her".into();
    });
    let page = page(&shop, id);
    let heads = page.all(".timeline__head");
    assert_eq!(heads.len(), 2, "{heads:?}");
    assert!(heads[0].starts_with("Ann changed Pronouns and Company"), "{heads:?}");
    assert!(heads[1].starts_with("ClientSync added this contact"), "{heads:?}");
    assert_eq!(page.all(".history del"), ["Lund Gardens"]);
    assert_eq!(page.all(".history ins"), ["she/her", "Lund & Daughters"]);
}

#[test]
fn the_timeline_is_paged_and_loses_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = shop.keeps(contact("Mia Lund"));
    let mut written: Vec<String> = Vec::new();
    for number in 0..30 {
        app.advance(Duration::seconds(1));
        let body = format!("Note {number:02}.");
        shop.post(&format!("/contacts/{id}/notes"), &[("body", &body)]).assert_status(303);
        written.push(body);
        if number % 2 == 0 {
            change(&shop, id, |mia| mia.company = format!("Company {number}"));
        }
    }
    written.reverse();
    let mut path = format!("/contacts/{id}");
    let (mut seen, mut changes, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = shop.get(&path);
        seen.extend(page.all(".timeline .prose"));
        changes += page.all(".history ins").len();
        pages += 1;
        let html = page.text();
        let Some((_, rest)) = html.split_once("rel=\"next\" href=\"") else {
            page.assert_says("added this contact");
            break;
        };
        page.assert_silent_on("added this contact");
        let (href, _) = rest.split_once(['#', '"']).unwrap();
        path = href.to_owned();
    }
    assert_eq!((seen, changes, pages), (written, 15, 3));
    shop.get(&format!("/contacts/{id}?before=nonsense")).assert_status(200);
    shop.get(&format!("/contacts/{id}?before=999999.1")).assert_status(404);
}

#[test]
fn a_contact_out_of_reach_does_not_exist() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Eve"));
    let ben = shop.staff_with_own_clients("Ben");
    let id = mia(&shop);
    for path in [format!("/contacts/{id}"), format!("/contacts/{id}?before=1.1")] {
        other.get(&path).assert_status(404);
        ben.get(&path).assert_status(404);
    }
    shop.get("/contacts/0").assert_status(404);
    shop.get("/contacts/99999999999999999999").assert_status(404);
    let own = shop.keeps(contact("Zoë").assigned(ben.member_id));
    ben.get(&format!("/contacts/{own}")).assert_status(200);
}

#[test]
fn a_note_means_the_client_was_seen() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let id = mia(&shop);
    let seen = || shop.inside(|db| Ok(queries::find(db, id)?.last_seen_at));
    let before = seen();
    app.advance(Duration::hours(2));
    shop.post(&format!("/contacts/{id}/notes"), &[("body", "Came by.")]).assert_status(303);
    assert!(seen() - before >= Duration::hours(2));
}
