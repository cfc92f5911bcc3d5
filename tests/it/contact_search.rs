//! Finding a contact by any piece of what is known.

use crate::support::{Actor, TestApp, contact};

fn found(who: &Actor, q: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let answer = who.get(&format!("/contacts?q={q}"));
    answer.assert_status(200);
    answer.all("#contact-list tbody .person > span:last-child")
}

#[test]
fn pieces_of_names_are_found_without_case_or_accents() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["José Álvarez", "Søren Ødegård", "Straßer", "Joan Miró", "Иван Ёлкин"]);
    for (q, name) in [
        ("jose", "José Álvarez"),
        ("ALVA", "José Álvarez"),
        ("varez jo", "José Álvarez"),
        ("oren", "Søren Ødegård"),
        ("odegard", "Søren Ødegård"),
        ("strasse", "Straßer"),
        ("  miró  ", "Joan Miró"),
        ("елк", "Иван Ёлкин"),
    ] {
        assert_eq!(found(&shop, q), [name], "{q}");
    }
    assert_eq!(found(&shop, "jo"), ["Joan Miró", "José Álvarez"]);
    assert_eq!(found(&shop, "jo z"), ["José Álvarez"]);
    assert!(found(&shop, "jose miro").is_empty());
}

#[test]
fn a_single_character_of_another_script_is_found() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["山田 太郎", "東京 花子", "Mia Lund"]);
    assert_eq!(found(&shop, "山"), ["山田 太郎"]);
    assert_eq!(found(&shop, "太郎"), ["山田 太郎"]);
    assert_eq!(found(&shop, "東 花"), ["東京 花子"]);
}

#[test]
fn company_tag_address_and_notes_are_searched() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia =
        shop.keeps(contact("Mia").company("Lund Gärten").tag("Newsletter").email("m.lund+x@example.org"));
    shop.inside(|db| clientsync::contacts::queries::search_text::set_notes(db, mia, "Allergic to latex"));
    shop.keep_names(&["Noah"]);
    for q in ["garten", "newsl", "lund+x", "m.lund", "example.org", "LATEX", "mia latex newsletter"] {
        assert_eq!(found(&shop, q).len(), 1, "{q}");
    }
}

#[test]
fn a_phone_number_is_found_however_it_is_typed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia").phone("(312) 867-5309"));
    shop.keeps(contact("Luc").phone("+33 6 28 23 04 55"));
    shop.keeps(contact("Suite 123 Ltd"));
    for q in ["3128675309", "+1 312 867 5309", "867-5309", "(312)", "867 53"] {
        assert_eq!(found(&shop, q), ["Mia"], "{q}");
    }
    for q in ["06 28 23 04 55", "+33628230455", "0033 6 28", "28 23"] {
        assert_eq!(found(&shop, q), ["Luc"], "{q}");
    }
    assert_eq!(found(&shop, "123"), ["Suite 123 Ltd"]);
}

#[test]
fn what_is_typed_is_never_read_as_a_query_language() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["100% Wool", "Under_score", "O\"Neill", "back\\slash", "Plain"]);
    assert_eq!(found(&shop, "100%"), ["100% Wool"]);
    assert_eq!(found(&shop, "%"), ["100% Wool"]);
    assert_eq!(found(&shop, "_"), ["Under_score"]);
    assert_eq!(found(&shop, "r_s"), ["Under_score"]);
    assert_eq!(found(&shop, "o\"n"), ["O\"Neill"]);
    assert_eq!(found(&shop, "\\sl"), ["back\\slash"]);
    for q in [
        "\"",
        "pla OR und",
        "NEAR(",
        "general:plain",
        "pla*",
        "^plain",
        "-plain",
        "'; --",
        "plain)",
        "{notes}",
        "\u{0}",
    ] {
        let all = found(&shop, q);
        assert!(all.len() <= 1 || q == "\u{0}", "{q}: {all:?}");
    }
    found(&shop, &"x".repeat(5000));
    found(&shop, &"a b c ".repeat(300));
}

#[test]
fn nothing_is_found_across_two_fields() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Mia").company("Lund"));
    assert!(found(&shop, "mialund").is_empty());
    assert_eq!(found(&shop, "mia lund").len(), 1);
}

fn keep_many(app: &TestApp, shop: &Actor, names: impl Iterator<Item = String>) {
    let now = app.services.clock.now();
    let reach = clientsync::db::Reach::system(shop.workspace_id);
    app.services
        .db
        .write_now(|conn| {
            let mut db = clientsync::db::Scoped::new(conn, reach, now);
            for name in names {
                let new = clientsync::contacts::model::NewContact::named(name);
                clientsync::contacts::actions::create(&mut db, &new)?;
            }
            Ok(())
        })
        .unwrap();
}

/// Common among the first that the index names, and yet not where the list begins.
#[test]
fn many_hits_at_the_end_of_the_list_are_all_found() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let walnuts = (0..510).rev().map(|n| format!("Z{n:03} walnut"));
    keep_many(&app, &shop, walnuts.chain((0..1010).map(|n| format!("A{n:04} other"))));
    for (q, first) in [("walnut", "Z000 walnut"), ("wa", "Z000 walnut"), ("walnut 9", "Z009 walnut")] {
        let names = found(&shop, q);
        assert_eq!((names[0].as_str(), names.len()), (first, 25), "{q}");
    }
    let counted = shop.get("/contacts?q=walnut&count=1").text();
    assert!(counted.contains("510 contacts"), "{counted}");
    assert_eq!(found(&shop, "walnut 509"), ["Z509 walnut"]);
}

#[test]
fn a_search_with_many_hits_keeps_the_order_and_pages() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    // Names that run against the order of their ids; every third is no hit.
    let kind = |n| if n % 3 == 0 { "other" } else { "walnut" };
    keep_many(&app, &shop, (0..1800).rev().map(|n| format!("{n:04} {}", kind(n))));
    let page = shop.get("/contacts?q=walnut");
    let names = page.all("#contact-list tbody .person > span:last-child");
    assert_eq!((names[0].as_str(), names[24].as_str(), names.len()), ("0001 walnut", "0037 walnut", 25));
    let last = shop.get("/contacts?q=walnut&sort=-name").all("#contact-list tbody .person > span:last-child");
    assert_eq!(last[0], "1799 walnut");
    let mut count = 0;
    let mut address = "/contacts?q=walnut".to_owned();
    let next = scraper::Selector::parse(".pagination a[rel=next]").unwrap();
    loop {
        let page = shop.get(&address);
        count += page.all("#contact-list tbody .person").len();
        match page.html().select(&next).next() {
            Some(a) => address = a.attr("href").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(count, 1200);
}

#[test]
fn hidden_channels_are_not_searched() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.keeps(contact("Mia").email("secret.box@example.org").phone("(312) 867-5309"));
    for q in ["secret.box", "se", "3128675309", "5309", "secret mia"] {
        assert_eq!(found(&ben, q).len(), 1, "{q}");
    }
    shop.hides_from_staff(true, true);
    for q in ["secret.box", "se", "3128675309", "5309", "secret mia"] {
        assert!(found(&ben, q).is_empty(), "{q}");
    }
    assert_eq!(found(&ben, "mia").len(), 1);
    assert_eq!(found(&shop, "secret.box").len(), 1);
}

#[test]
fn a_search_keeps_to_own_clients_and_to_what_is_not_deleted() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let olga = shop.staff_with_own_clients("Olga");
    shop.keeps(contact("Walnut One").assigned(olga.member_id));
    let two = shop.keeps(contact("Walnut Two"));
    assert_eq!(found(&olga, "walnut"), ["Walnut One"]);
    assert_eq!(found(&shop, "walnut"), ["Walnut One", "Walnut Two"]);
    shop.post(&format!("/contacts/{two}/delete"), &[]).assert_status(303);
    assert_eq!(found(&shop, "walnut"), ["Walnut One"]);
}
