//! Filters kept under a name.

use crate::support::{Actor, TestApp, contact};

fn tabs(who: &Actor) -> Vec<String> {
    who.get("/contacts").all(".tabs__tab")
}

/// The number of the view that is looked at, from the form that changes it.
fn view_at(who: &Actor, path: &str) -> Option<String> {
    let form = scraper::Selector::parse("form[action^='/contacts/views/']").unwrap();
    let action = who.get(path).html().select(&form).next()?.attr("action")?.to_owned();
    Some(action.trim_end_matches("/delete").to_owned())
}

#[test]
fn a_filter_is_kept_as_a_tab_of_ones_own() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let ben = shop.staff("Ben");
    shop.keeps(contact("Mia Walnut"));
    shop.keep_names(&["Noah"]);
    let page = ben.submit("/contacts/views", &[("name", "Nuts"), ("query", "q=walnut&sort=-seen&after=4")]);
    page.assert_says("View saved.").assert_says("Mia Walnut").assert_silent_on("Noah");
    assert_eq!(tabs(&ben), ["All", "Nuts", "Archived"]);
    assert_eq!(tabs(&shop), ["All", "Archived"]);
    assert_eq!(ben.get("/contacts?q=walnut&sort=-seen").all("[aria-current=page].tabs__tab"), ["Nuts"]);
}

#[test]
fn owners_and_managers_share_views_and_staff_cannot() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let (may, ben) = (shop.manager("May"), shop.staff("Ben"));
    may.submit("/contacts/views", &[("name", "Sleeping"), ("query", "not_seen=12"), ("shared", "on")]);
    ben.submit("/contacts/views", &[("name", "Bens"), ("query", "q=b"), ("shared", "on")]);
    assert_eq!(tabs(&ben), ["All", "Bens", "Sleeping", "Archived"]);
    assert_eq!(tabs(&shop), ["All", "Sleeping", "Archived"]);
    let shared = view_at(&shop, "/contacts?not_seen=12").unwrap();
    assert!(view_at(&ben, "/contacts?not_seen=12").is_none());
    ben.post(&shared, &[("name", "Mine now")]).assert_status(403);
    ben.post(&format!("{shared}/delete"), &[]).assert_status(403);
    shop.submit(&shared, &[("name", "Not seen lately"), ("shared", "on")]);
    assert_eq!(tabs(&may), ["All", "Not seen lately", "Archived"]);
    shop.submit(&format!("{shared}/delete"), &[]).assert_says("View removed.");
    assert_eq!(tabs(&may), ["All", "Archived"]);
}

#[test]
fn a_private_view_of_somebody_else_is_not_there() {
    let app = TestApp::start();
    let (shop, other) = (app.shop("Ann"), app.shop("Zed"));
    let ben = shop.staff("Ben");
    ben.submit("/contacts/views", &[("name", "Bens"), ("query", "q=b")]);
    let view = view_at(&ben, "/contacts?q=b").unwrap();
    for who in [&*shop, &*other] {
        who.post(&view, &[("name", "X")]).assert_status(404);
        who.post(&format!("{view}/delete"), &[]).assert_status(404);
    }
    assert_eq!(tabs(&ben), ["All", "Bens", "Archived"]);
}

#[test]
fn a_view_needs_a_name_and_there_is_an_end_to_them() {
    let app = TestApp::start();
    let shop = app.shop("Ann");
    let empty = shop.post("/contacts/views", &[("name", " "), ("query", "q=b")]);
    empty.assert_status(422);
    assert_eq!(empty.error("name"), "Enter a name for the view.");
    let long = "x".repeat(61);
    let answer = shop.post("/contacts/views", &[("name", &long), ("query", "q=b")]);
    answer.assert_status(422);
    assert_eq!((answer.error("name").as_str(), answer.value("name")), ("Use at most 60 characters.", long));
    for n in 0..30 {
        shop.post("/contacts/views", &[("name", &format!("V{n}")), ("query", &format!("q={n}"))])
            .assert_status(303);
    }
    let full = shop.post("/contacts/views", &[("name", "More"), ("query", "q=b")]);
    full.assert_status(422).assert_says("as many views as fit");
}
