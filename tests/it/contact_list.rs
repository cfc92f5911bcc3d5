//! The contact list: order, pages, filters, what a role sees of it.

use time::Duration;

use crate::support::actors::signed_in;
use crate::support::{Answer, Shop, TestApp, contact};

fn names(answer: &Answer) -> Vec<String> {
    answer.assert_status(200);
    answer.all("#contact-list tbody .person > span:last-child")
}

fn link(answer: &Answer, rel: &str) -> Option<String> {
    let wanted = scraper::Selector::parse(&format!(".pagination a[rel={rel}]")).unwrap();
    answer.html().select(&wanted).next().map(|a| a.attr("href").unwrap().to_owned())
}

fn numbered(shop: &Shop, count: usize) {
    for n in 1..=count {
        shop.keeps(contact(&format!("Client {n:03}")));
    }
}

#[test]
fn an_empty_list_says_what_to_do() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let viewer = shop.viewer("Vic");
    let own = shop.staff_with_own_clients("Olga");
    shop.get("/contacts").assert_status(200).assert_says("No contacts yet");
    assert_eq!(shop.get("/contacts").all(".empty a"), ["Add contact"]);
    assert!(viewer.get("/contacts").all(".empty a").is_empty());
    own.get("/contacts").assert_says("assigned to you appear here");
    shop.keep_names(&["Mia Lund"]);
    shop.get("/contacts?q=zzz").assert_says("Nothing found").assert_says("Show all contacts");
}

#[test]
fn the_order_ignores_case_and_accents() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Zoë", "álvaro", "Émile", "ben", "Dora"]);
    assert_eq!(names(&shop.get("/contacts")), ["álvaro", "ben", "Dora", "Émile", "Zoë"]);
    assert_eq!(names(&shop.get("/contacts?sort=-name")), ["Zoë", "Émile", "Dora", "ben", "álvaro"]);
}

#[test]
fn each_order_is_that_of_its_column() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keeps(contact("Cleo").company("Yarrow"));
    app.advance(Duration::hours(1));
    shop.keeps(contact("Abel").company("Zinnia"));
    app.advance(Duration::hours(1));
    let ben = shop.keeps(contact("Ben").company("Aster"));
    assert_eq!(names(&shop.get("/contacts?sort=company")), ["BenAster", "CleoYarrow", "AbelZinnia"]);
    assert_eq!(names(&shop.get("/contacts?sort=-created")), ["BenAster", "AbelZinnia", "CleoYarrow"]);
    assert_eq!(names(&shop.get("/contacts?sort=seen")), ["CleoYarrow", "AbelZinnia", "BenAster"]);
    assert_eq!(names(&shop.get("/contacts?sort=-updated"))[0], "BenAster");
    shop.get("/contacts?sort=-created").assert_says("Added");
    shop.get(&format!("/contacts?sort=-created&after={ben}")).assert_silent_on("Aster");
}

#[test]
fn pages_meet_without_a_gap_in_both_directions() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    numbered(&shop, 60);
    for sort in ["name", "-name", "company", "-created", "seen", "-updated"] {
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let mut page = shop.get(&format!("/contacts?sort={sort}"));
        assert!(link(&page, "prev").is_none());
        loop {
            there.push(names(&page));
            match link(&page, "next") {
                Some(next) => page = shop.get(&next),
                None => break,
            }
        }
        loop {
            back.insert(0, names(&page));
            match link(&page, "prev") {
                Some(previous) => page = shop.get(&previous),
                None => break,
            }
        }
        assert_eq!(there.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10], "{sort}");
        let mut all = there.concat();
        assert_eq!(all, back.concat(), "{sort}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 60, "{sort}");
    }
}

#[test]
fn a_page_goes_on_after_a_contact_that_was_deleted_meanwhile() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    numbered(&shop, 30);
    let next = link(&shop.get("/contacts"), "next").unwrap();
    let last = next.rsplit('=').next().unwrap();
    shop.post(&format!("/contacts/{last}/delete"), &[]).assert_status(303);
    assert_eq!(names(&shop.get(&next))[0], "Client 026");
    assert_eq!(names(&shop.get("/contacts?after=999999")).len(), 25);
}

#[test]
fn no_name_or_address_gets_into_a_paging_link() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    numbered(&shop, 26);
    let next = link(&shop.get("/contacts"), "next").unwrap();
    assert!(next.strip_prefix("/contacts?after=").unwrap().parse::<i64>().is_ok(), "{next}");
}

#[test]
fn filters_narrow_the_list_and_show_as_chips() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.keeps(contact("Early").tag("Regular").assigned(ben.member_id));
    app.advance(Duration::days(70));
    shop.keeps(contact("Middle").tag("VIP").tag("Regular"));
    app.advance(Duration::days(20));
    shop.keeps(contact("Late").assigned(shop.member_id));
    let (regular, vip) = (shop.tag_id("Regular"), shop.tag_id("VIP"));
    let ann = signed_in(&app, &shop.email);
    let list = |query: &str| names(&ann.get(&format!("/contacts?{query}")));
    assert_eq!(list(&format!("tag={regular}")), ["Early", "Middle"]);
    assert_eq!(list(&format!("tag={vip}")), ["Middle"]);
    assert_eq!(list(&format!("assigned={}", ben.member_id)), ["Early"]);
    assert_eq!(list("assigned=none"), ["Middle"]);
    assert_eq!(list("assigned=me"), ["Late"]);
    assert_eq!(list("created=30"), ["Late", "Middle"]);
    assert_eq!(list("created=7"), ["Late"]);
    assert_eq!(list("not_seen=8"), ["Early"]);
    assert_eq!(list(&format!("not_seen=2&tag={regular}&q=mid")), ["Middle"]);
    let chips =
        ann.get(&format!("/contacts?tag={regular}&not_seen=8&assigned={}", ben.member_id)).all(".chip");
    assert_eq!(chips, ["Tag: Regular, remove", "Assigned to Ben, remove", "Not seen for 8 weeks, remove"]);
    assert_eq!(list("tag=x&assigned=y&created=z&sort=w&after=v"), ["Early", "Late", "Middle"]);
}

#[test]
fn the_archive_is_a_list_of_its_own() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let mia = shop.keeps(contact("Mia")).to_string();
    shop.keep_names(&["Noah"]);
    shop.submit("/contacts/bulk", &[("action", "archive"), ("id", &mia)]);
    assert_eq!(names(&shop.get("/contacts")), ["Noah"]);
    let archive = shop.get("/contacts?archived=1");
    assert_eq!(names(&archive), ["Mia"]);
    archive.assert_says("Take out of the archive");
}

#[test]
fn another_business_is_never_seen() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    other.keep_names(&["Hidden Person"]);
    let theirs = other.keeps(contact("Hidden Two").tag("Secret"));
    let tag = other.tag_id("Secret");
    shop.keep_names(&["Mine"]);
    for query in ["".to_owned(), "?q=hidden".into(), format!("?tag={tag}"), format!("?after={theirs}")] {
        shop.get(&format!("/contacts{query}"))
            .assert_status(200)
            .assert_silent_on("Hidden")
            .assert_silent_on("Secret");
    }
}

#[test]
fn staff_with_own_clients_see_only_those() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let olga = shop.staff_with_own_clients("Olga");
    shop.keeps(contact("Theirs").assigned(olga.member_id).tag("Regular"));
    shop.keeps(contact("Foreign").assigned(shop.member_id).tag("Regular"));
    let tag = shop.tag_id("Regular");
    for query in ["", "?q=e", "?q=eig", "?sort=-seen", "?assigned=none", &format!("?tag={tag}")] {
        olga.get(&format!("/contacts{query}")).assert_status(200).assert_silent_on("Foreign");
    }
    assert_eq!(names(&olga.get("/contacts")), ["Theirs"]);
    assert_eq!(names(&olga.get(&format!("/contacts?assigned={}", shop.member_id))), Vec::<String>::new());
}

#[test]
fn a_viewer_gets_no_buttons_that_change_something() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    shop.keep_names(&["Mia"]);
    let viewer = shop.viewer("Vic").get("/contacts");
    assert!(viewer.all(".bulk").is_empty());
    viewer.assert_silent_on("/contacts/new").assert_silent_on("export.csv");
    shop.get("/contacts").assert_says("Add contact");
}

#[test]
fn channels_hidden_from_a_role_are_not_in_its_list() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.keeps(contact("Mia").email("mia@example.org").phone("(312) 867-5309"));
    ben.get("/contacts").assert_says("mia@example.org").assert_says("867-5309");
    shop.hides_from_staff(true, true);
    ben.get("/contacts")
        .assert_silent_on("mia@example.org")
        .assert_silent_on("5309")
        .assert_silent_on("E-mail");
    shop.get("/contacts").assert_says("mia@example.org").assert_says("867-5309");
}

#[test]
fn a_list_of_several_pages_is_counted_for_who_asks() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let own = shop.staff_with_own_clients("Olga");
    numbered(&shop, 27);
    for n in 0..26 {
        shop.keeps(contact(&format!("Olga’s {n}")).assigned(own.member_id));
    }
    let ask = |who: &crate::support::Actor, path: &str| {
        let page = who.get(path);
        assert_eq!(page.all(".filters a.small"), ["Count them all"], "{path}");
        let link = scraper::Selector::parse(".filters a.small").unwrap();
        let href = page.html().select(&link).next().unwrap().attr("href").unwrap().to_owned();
        who.get(&href).all(".filters [role=status]").join("")
    };
    assert_eq!(ask(&shop, "/contacts"), "53 contacts");
    assert_eq!(ask(&shop, "/contacts?q=client"), "27 contacts");
    assert_eq!(ask(&own, "/contacts"), "26 contacts");
    assert!(shop.get("/contacts").all(".filters [role=status]").is_empty(), "nothing is counted unasked");
}
