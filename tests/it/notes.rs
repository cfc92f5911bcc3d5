//! Notes: written, pinned, changed with their history kept, deleted and brought back.

use time::Duration;

use crate::support::{Actor, Shop, TestApp, contact};

fn write(writer: &Actor, contact: i64, body: &str) {
    writer.post(&format!("/contacts/{contact}/notes"), &[("body", body)]).assert_status(303);
}

/// The number of the newest note that the contact page shows.
fn newest_note(reader: &Actor, contact: i64) -> i64 {
    let page = reader.get(&format!("/contacts/{contact}"));
    let html = page.text();
    let (_, rest) = html.split_once("id=\"note-").expect("a note on the page");
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

fn note_on(shop: &Shop, writer: &Actor, body: &str) -> (i64, i64) {
    let mia = shop.keeps(contact("Mia Lund"));
    write(writer, mia, body);
    (mia, newest_note(writer, mia))
}

#[test]
fn a_note_is_shown_as_markdown_and_signed() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben Ortiz");
    let (mia, _) = note_on(&shop, &ben, "Prefers **mornings**.");
    let page = shop.get(&format!("/contacts/{mia}"));
    page.assert_says("Ben Ortiz wrote a note");
    assert_eq!(page.all(".timeline .prose strong"), ["mornings"]);
}

#[test]
fn nothing_in_a_note_becomes_live_html() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let attack = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) \
                  ![i](https://evil.example/i.png) \"><svg onload=alert(1)>";
    let (mia, note) = note_on(&shop, &shop, attack);
    for path in
        [format!("/contacts/{mia}"), format!("/notes/{note}/history"), format!("/notes/{note}/delete")]
    {
        let page = shop.get(&path);
        page.assert_status(200);
        for selector in ["main script", "main img", "main [onerror]", "main [onload]", "a[href^=javascript]"]
        {
            assert!(page.all(selector).is_empty(), "{selector} on {path}");
        }
    }
    shop.get("/today").assert_silent_on("<img src=x");
}

#[test]
fn an_empty_note_is_refused_beside_the_field() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let answer = shop.post(&format!("/contacts/{mia}/notes"), &[("body", " \n "), ("pinned", "on")]);
    answer.assert_status(422).assert_says("Mia Lund");
    assert_eq!(answer.error("body"), "Write something first.");
}

#[test]
fn a_note_has_an_end() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia Lund"));
    let path = format!("/contacts/{mia}/notes");
    shop.post(&path, &[("body", &"é".repeat(20_000))]).assert_status(303);
    let answer = shop.post(&path, &[("body", &"é".repeat(20_001))]);
    answer.assert_status(422);
    assert_eq!(answer.error("body"), "Use at most 20000 characters.");
}

#[test]
fn a_card_number_is_never_stored() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, note) = note_on(&shop, &shop, "Pays by card.");
    let card = "Card: 4111 1111 1111 1111";
    let new = shop.post(&format!("/contacts/{mia}/notes"), &[("body", card)]);
    new.assert_status(422);
    assert!(new.error("body").contains("payment-card number"), "{}", new.summary());
    assert_eq!(new.value("body"), card, "what was typed is kept on the page");
    let edit = shop.post(&format!("/notes/{note}"), &[("body", card), ("version", "1")]);
    edit.assert_status(422);
    assert!(edit.error("body").contains("payment-card number"));
    shop.get(&format!("/contacts/{mia}")).assert_silent_on("4111");
    let stored = std::fs::read(app.data().join("clientsync.sqlite-wal")).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&stored).contains("4111 1111"));
}

#[test]
fn an_edit_keeps_the_earlier_text() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben Ortiz");
    let (mia, note) = note_on(&shop, &ben, "Likes tea.");
    let form = ben.get(&format!("/notes/{note}/edit"));
    assert_eq!((form.value("body"), form.value("version")), ("Likes tea.".into(), "1".into()));
    let page = shop.submit(&format!("/notes/{note}"), &[("body", "Likes coffee."), ("version", "1")]);
    page.assert_says("Likes coffee.").assert_silent_on("Likes tea.");
    page.assert_says("Edited");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let history = ben.get(&format!("/notes/{note}/history"));
    history.assert_says("Likes tea.").assert_says("Likes coffee.");
    assert_eq!(history.all("article strong"), ["Ann", "Ben Ortiz"]);
    assert_eq!(page.status, 200, "{mia}");
}

#[test]
fn an_edit_that_changes_nothing_makes_no_version() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (_, note) = note_on(&shop, &shop, "Likes tea.");
    let page = shop.submit(&format!("/notes/{note}"), &[("body", "Likes tea."), ("version", "1")]);
    page.assert_silent_on("Edited");
}

#[test]
fn the_second_of_two_editors_sees_both_texts() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let meg = shop.manager("Meg Ray");
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    let path = format!("/notes/{note}");
    meg.post(&path, &[("body", "Likes coffee."), ("version", "1")]).assert_status(303);
    let told = shop.post(&path, &[("body", "Likes cocoa."), ("version", "1")]);
    told.assert_status(409).assert_says("Meg Ray changed this note").assert_says("Likes coffee.");
    assert_eq!((told.value("body"), told.value("version")), ("Likes cocoa.".into(), "2".into()));
    shop.get(&format!("/contacts/{mia}")).assert_says("Likes coffee.");
    // Having seen both, the writer may go on.
    let page = shop.submit(&path, &[("body", "Likes cocoa."), ("version", "2")]);
    page.assert_says("Likes cocoa.");
    shop.get(&format!("{path}/history")).assert_says("Likes coffee.");
}

#[test]
fn staff_change_their_own_notes_only() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (ben, meg) = (shop.staff("Ben"), shop.manager("Meg"));
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    for path in ["edit", "delete"] {
        ben.get(&format!("/notes/{note}/{path}")).assert_status(403);
    }
    ben.post(&format!("/notes/{note}"), &[("body", "Hates tea."), ("version", "1")]).assert_status(403);
    ben.post(&format!("/notes/{note}/delete"), &[]).assert_status(403);
    let page = ben.get(&format!("/contacts/{mia}"));
    page.assert_says("Likes tea.").assert_silent_on(&format!("/notes/{note}/edit"));
    meg.post(&format!("/notes/{note}"), &[("body", "Likes mint tea."), ("version", "1")]).assert_status(303);
    ben.post(&format!("/notes/{note}/restore"), &[]).assert_status(404);
}

#[test]
fn a_viewer_writes_nothing() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let vic = shop.viewer("Vic");
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    vic.post(&format!("/contacts/{mia}/notes"), &[("body", "Hello")]).assert_status(403);
    for act in ["pin", "unpin", "delete", "restore"] {
        vic.post(&format!("/notes/{note}/{act}"), &[]).assert_status(403);
    }
    vic.post(&format!("/notes/{note}"), &[("body", "Hello"), ("version", "1")]).assert_status(403);
    let page = vic.get(&format!("/contacts/{mia}"));
    page.assert_status(200).assert_says("Likes tea.");
    assert!(page.all("main form").is_empty(), "a viewer has no form on the contact page");
}

#[test]
fn the_newest_pin_is_on_top() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, first) = note_on(&shop, &shop, "Allergic to latex.");
    shop.post(&format!("/contacts/{mia}/notes"), &[("body", "Rings the back door."), ("pinned", "on")])
        .assert_status(303);
    app.advance(Duration::minutes(1));
    let page = shop.submit(&format!("/notes/{first}/pin"), &[]);
    assert_eq!(page.all(".note--pinned .prose"), ["Allergic to latex.", "Rings the back door."]);
    let page = shop.submit(&format!("/notes/{first}/unpin"), &[]);
    assert_eq!(page.all(".note--pinned .prose"), ["Rings the back door."]);
}

#[test]
fn a_deleted_note_can_be_brought_back_for_thirty_days() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    shop.get(&format!("/notes/{note}/delete")).assert_status(200).assert_says("Likes tea.");
    let page = shop.submit(&format!("/notes/{note}/delete"), &[]);
    page.assert_says("Note deleted").assert_silent_on("Likes tea.");
    assert_eq!(page.all(".flash__action"), ["Undo"]);
    shop.get(&format!("/notes/{note}/history")).assert_status(404);
    app.advance(Duration::days(10));
    app.run_jobs();
    shop.sign_in_again();
    shop.submit(&format!("/notes/{note}/restore"), &[]).assert_says("Likes tea.");
    shop.post(&format!("/notes/{note}/delete"), &[]).assert_status(303);
    app.advance(Duration::days(30));
    shop.sign_in_again();
    shop.post(&format!("/notes/{note}/restore"), &[]).assert_status(404);
    assert_eq!(rows(&shop, "notes"), 1);
    app.run_jobs();
    assert_eq!(rows(&shop, "notes"), 0, "gone for good");
    shop.get(&format!("/contacts/{mia}")).assert_status(200);
}

fn rows(shop: &Shop, table: &str) -> i64 {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let sql = format!("SELECT count(*) AS n FROM {table}");
    shop.inside(|db| Ok(diesel::sql_query(sql).get_result::<Count>(&mut **db)?.n))
}

#[test]
fn who_sees_only_their_own_clients_reaches_only_their_notes() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff_with_own_clients("Ben");
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    ben.post(&format!("/contacts/{mia}/notes"), &[("body", "Hello")]).assert_status(404);
    for act in ["edit", "history", "delete"] {
        ben.get(&format!("/notes/{note}/{act}")).assert_status(404);
    }
    for act in ["pin", "unpin", "delete", "restore"] {
        ben.post(&format!("/notes/{note}/{act}"), &[]).assert_status(404);
    }
    ben.post(&format!("/notes/{note}"), &[("body", "Hello"), ("version", "1")]).assert_status(404);
    let own = shop.keeps(contact("Zoë").assigned(ben.member_id));
    write(&ben, own, "Mine.");
    shop.get(&format!("/contacts/{own}")).assert_says("Mine.");
}

#[test]
fn notes_of_another_business_do_not_exist() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Eve"));
    let (mia, note) = note_on(&shop, &shop, "Likes tea.");
    other.post(&format!("/contacts/{mia}/notes"), &[("body", "Hello")]).assert_status(404);
    other.get(&format!("/notes/{note}/edit")).assert_status(404);
    other.get(&format!("/notes/{note}/history")).assert_status(404);
    other.post(&format!("/notes/{note}"), &[("body", "Hello"), ("version", "1")]).assert_status(404);
    other.post(&format!("/notes/{note}/delete"), &[]).assert_status(404);
    shop.get(&format!("/contacts/{mia}")).assert_says("Likes tea.");
}

#[test]
fn what_a_note_says_is_in_the_search_text_while_it_lives() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (mia, note) = note_on(&shop, &shop, "Käse und Brot");
    write(&shop, mia, "Likes tea.");
    let text = || search_text(&shop, mia);
    assert!(text().contains("kase und brot") && text().contains("likes tea"), "{}", text());
    shop.post(&format!("/notes/{note}"), &[("body", "Nur Brot"), ("version", "1")]).assert_status(303);
    assert!(!text().contains("kase") && text().contains("nur brot"));
    shop.post(&format!("/notes/{note}/delete"), &[]).assert_status(303);
    assert!(!text().contains("brot") && text().contains("likes tea"));
    shop.post(&format!("/notes/{note}/restore"), &[]).assert_status(303);
    assert!(text().contains("nur brot"));
}

fn search_text(shop: &Shop, contact: i64) -> String {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Text {
        #[diesel(sql_type = diesel::sql_types::Text)]
        notes: String,
    }
    let sql = format!("SELECT notes FROM contact_search WHERE contact_id = {contact}");
    shop.inside(|db| Ok(diesel::sql_query(sql).get_result::<Text>(&mut **db)?.notes))
}
