//! Tags: made while typing, kept in order on their own page.

use crate::contact_create::{add, attributes, count, edit_page};
use crate::support::{Actor, TestApp};

const HOME: &str = "/contacts/tags";

fn tag_of(who: &Actor, name: &str) -> String {
    let page = who.get(HOME);
    let (names, links) = (page.all(".rows .tag"), attributes(&page, ".rows .button", "href"));
    let at = names.iter().position(|n| n == name).unwrap_or_else(|| panic!("no tag {name} in {names:?}"));
    links[at].clone()
}

fn tags_of(who: &Actor, contact: i64) -> Vec<String> {
    attributes(&who.get(&edit_page(contact)), "input[type=checkbox][name=tags][checked]", "value")
}

fn searched(app: &TestApp, word: &str) -> i64 {
    count(app, &format!("SELECT count(*) AS n FROM contact_search WHERE general LIKE '%{word}%'"))
}

#[test]
fn case_and_accents_make_no_second_tag() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    add(&ann, &[("name", "Mia"), ("tags", "Café, VIP")]);
    let tom = add(&ann, &[("name", "Tom"), ("tags", "CAFE"), ("tags", "vip，New one")]);
    assert_eq!(tags_of(&ann, tom), ["Café", "New one", "VIP"]);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM tags"), 3);
}

#[test]
fn a_renamed_tag_is_found_by_its_new_name() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = add(&ann, &[("name", "Mia"), ("tags", "Regular, VIP")]);
    let tag = tag_of(&ann, "Regular");
    let taken = ann.post(&tag, &[("name", "vip"), ("colour", "3")]);
    taken.assert_status(422);
    assert!(taken.error("name").contains("Merge"));
    ann.post(&tag, &[("name", "Faithful"), ("colour", "9")]).assert_status(422);
    ann.post(&tag, &[("name", "A, B"), ("colour", "3")]).assert_status(422);
    ann.post(&tag, &[("name", "Faithful"), ("colour", "3")]).assert_status(303);
    assert_eq!(tags_of(&ann, mia), ["Faithful", "VIP"]);
    app.run_jobs();
    assert_eq!((searched(&app, "faithful"), searched(&app, "regular")), (1, 0));
}

#[test]
fn merging_gives_everybody_the_other_tag_once() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let both = add(&ann, &[("name", "Mia"), ("tags", "Dog, Hound")]);
    let one = add(&ann, &[("name", "Tom"), ("tags", "Hound")]);
    let (dog, hound) = (tag_of(&ann, "Dog"), tag_of(&ann, "Hound"));
    let into = dog.rsplit('/').next().unwrap();
    let ask = ann.get(&format!("{hound}/merge?into={into}"));
    ask.assert_status(200).assert_says("2 contacts");
    ann.post(&format!("{hound}/merge"), &[("into", into)]).assert_status(303);
    assert_eq!((tags_of(&ann, both), tags_of(&ann, one)), (vec!["Dog".into()], vec!["Dog".into()]));
    assert_eq!(count(&app, "SELECT count(*) AS n FROM tags"), 1);
    app.run_jobs();
    assert_eq!((searched(&app, "dog"), searched(&app, "hound")), (2, 0));
    ann.post(&format!("{dog}/merge"), &[("into", into)]).assert_status(404);
}

#[test]
fn deleting_says_what_will_be_gone_first() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let mia = add(&ann, &[("name", "Mia"), ("tags", "Dog")]);
    let dog = tag_of(&ann, "Dog");
    ann.get(&format!("{dog}/delete")).assert_status(200).assert_says("1 contact");
    assert_eq!(tags_of(&ann, mia), ["Dog"]);
    ann.post(&format!("{dog}/delete"), &[]).assert_status(303);
    assert!(tags_of(&ann, mia).is_empty());
    app.run_jobs();
    assert_eq!(searched(&app, "dog"), 0);
    ann.get(&dog).assert_status(404);
}

#[test]
fn tags_belong_to_one_business_and_to_those_who_keep_them() {
    let app = TestApp::start();
    let ann = app.shop("Ann");
    let olga = app.shop("Olga");
    let ben = ann.staff("Ben");
    add(&ann, &[("name", "Mia"), ("tags", "Dog")]);
    add(&olga, &[("name", "Igor"), ("tags", "Dog")]);
    let (anns, olgas) = (tag_of(&ann, "Dog"), tag_of(&olga, "Dog"));
    assert_ne!(anns, olgas);
    let foreign = anns.rsplit('/').next().unwrap();
    olga.get(&anns).assert_status(404);
    olga.post(&anns, &[("name", "Cat"), ("colour", "1")]).assert_status(404);
    olga.post(&format!("{anns}/delete"), &[]).assert_status(404);
    olga.post(&format!("{olgas}/merge"), &[("into", foreign)]).assert_status(404);
    olga.get(&format!("{olgas}/merge?into={foreign}")).assert_status(404);
    ben.get(HOME).assert_status(403);
    ben.post(&format!("{anns}/delete"), &[]).assert_status(403);
    assert_eq!(count(&app, "SELECT count(*) AS n FROM tags WHERE name = 'Dog'"), 2);
}
