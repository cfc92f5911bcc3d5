//! The golden copy: what the documents say for a fixed installation. Code that changes a promise
//! fails here until it declares a version; `UPDATE_GOLDEN=1` then writes the copy anew.

use std::fs;
use std::path::PathBuf;

use clientsync::app;
use clientsync::config::{Config, Overrides};
use clientsync::privacy::policy::{
    Document, Facts, ProcessorLine, RELEASES, Release, Source, changes, last_release, render,
};
use clientsync::web::cookies::{Category, CookieRow};
use time::macros::date;

struct Copy {
    html: String,
    facts: Facts,
}

/// An installation whose values never change.
fn fixed() -> Source {
    let told = [
        ("CLIENTSYNC_BASE_URL", "https://clients.example"),
        ("CLIENTSYNC_CONTROLLER", "ClientSync"),
        ("CLIENTSYNC_CONTROLLER_ADDRESS", "1 Main Street, Fayetteville, AR 72701"),
        ("CLIENTSYNC_PRIVACY_EMAIL", "privacy@clients.example"),
        ("CLIENTSYNC_STORAGE_COUNTRY", "United States"),
        ("SMTP_URL", "smtp://mail.example"),
    ];
    let lookup = |name: &str| told.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
    let config = Config::read(Overrides::default(), lookup).unwrap();
    let processor = ProcessorLine {
        name: "Example Post".into(),
        purpose: "Delivers service mails".into(),
        data: "E-mail address, name, text of the mail".into(),
        countries: "United States".into(),
        safeguard: "Standard contractual clauses".into(),
        from: Some(date!(2026 - 01 - 01)),
        required: true,
    };
    Source::of(&config, true, app::inventory(), vec![processor])
}

fn drawn(document: Document, source: &Source) -> Copy {
    Copy { html: render(document, source, "").unwrap(), facts: Facts::of(document, source) }
}

fn paths(document: Document) -> (PathBuf, PathBuf) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    (folder.join(format!("{}.html", document.word())), folder.join(format!("{}.json", document.word())))
}

fn kept(document: Document) -> Option<Copy> {
    let (html, facts) = paths(document);
    let facts = serde_json::from_str(&fs::read_to_string(facts).ok()?).unwrap();
    Some(Copy { html: fs::read_to_string(html).ok()?, facts })
}

fn keep(document: Document, copy: &Copy) {
    let (html, facts) = paths(document);
    fs::create_dir_all(html.parent().unwrap()).unwrap();
    fs::write(html, &copy.html).unwrap();
    fs::write(facts, serde_json::to_string_pretty(&copy.facts).unwrap() + "\n").unwrap();
}

/// What is missing before the copy may be written anew.
fn missing(document: Document, kept: &Copy, now: &Copy, releases: &[Release]) -> Option<String> {
    let found = changes(&kept.facts, &now.facts);
    let material = found.iter().any(|change| change.material);
    let declared: Vec<_> =
        releases.iter().filter(|r| r.document == document && r.number > kept.facts.release).collect();
    if !declared.is_empty() && (!material || declared.iter().any(|r| r.material)) {
        return None;
    }
    let says: Vec<&str> = found.iter().map(|change| change.says.as_str()).collect();
    Some(format!(
        "{}: new policy version needed, material: {}. {}\nAdd release {} to RELEASES in \
         src/privacy/policy/releases.rs with its day and a sentence that people read, then run \
         `UPDATE_GOLDEN=1 cargo test --test it policy_golden` and commit tests/golden.\n(Before the first \
         published version: delete tests/golden and run the same.)",
        document.title(),
        if material { "yes" } else { "no, unless the wording changes a promise" },
        says.join(" "),
        kept.facts.release + 1,
    ))
}

#[test]
fn a_changed_promise_needs_a_new_version() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for document in Document::ALL.iter().copied() {
        let now = drawn(document, &fixed());
        match kept(document) {
            None if update => keep(document, &now),
            None => wrong.push(format!("{}: no golden copy; run with UPDATE_GOLDEN=1", document.title())),
            Some(kept) if kept.html == now.html && kept.facts == now.facts => {}
            Some(kept) => match missing(document, &kept, &now, RELEASES) {
                Some(why) => wrong.push(why),
                None if update => keep(document, &now),
                None => wrong.push(format!(
                    "{}: the golden copy is older than the release; run with UPDATE_GOLDEN=1",
                    document.title()
                )),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_new_cookie_needs_a_material_version() {
    let mut source = fixed();
    let kept = drawn(Document::Privacy, &source);
    source.cookies.push(CookieRow {
        name: "__Host-new",
        category: Category::Marketing,
        purpose: "Follows you.",
        set_when: "Always.",
        days: Some(400),
    });
    let now = drawn(Document::Privacy, &source);
    let release = |material| Release {
        document: Document::Privacy,
        number: last_release(Document::Privacy) + 1,
        on: date!(2027 - 01 - 01),
        material,
        summary: "A cookie.",
    };
    let why = missing(Document::Privacy, &kept, &now, RELEASES).unwrap();
    assert!(why.contains("new policy version needed, material: yes"), "{why}");
    assert!(why.contains("__Host-new"), "{why}");
    assert!(missing(Document::Privacy, &kept, &now, &[release(false)]).is_some());
    assert!(missing(Document::Privacy, &kept, &now, &[release(true)]).is_none());
}

#[test]
fn releases_count_up_and_say_what_changed() {
    for document in Document::ALL.iter().copied() {
        let own: Vec<_> = RELEASES.iter().filter(|r| r.document == document).collect();
        let numbers: Vec<u32> = own.iter().map(|r| r.number).collect();
        assert_eq!(numbers, (1..=own.len() as u32).collect::<Vec<_>>(), "{}", document.title());
        assert!(own.iter().all(|r| r.summary.ends_with('.')));
        assert!(own.windows(2).all(|two| two[0].on <= two[1].on), "days go up");
    }
}

#[test]
fn no_period_is_written_by_hand() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates/privacy/policy");
    let mut wrong = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()) {
        let text = without_expressions(&fs::read_to_string(&file).unwrap());
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        for two in words.windows(2) {
            if is_number(two[0]) && is_unit(two[1]) {
                wrong.push(format!("{}: {} {}", file.display(), two[0], two[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "draw these from the configuration or a register: {wrong:?}");
}

/// The template's own words; what is drawn becomes a word that is no number.
fn without_expressions(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        text.push_str(&rest[..at]);
        text.push_str(" drawn ");
        rest = rest[at..].split_once("}}").map_or("", |(_, after)| after);
    }
    text + rest
}

fn is_number(word: &str) -> bool {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "ten", "fourteen", "thirty", "sixty", "ninety",
    ];
    word.chars().all(|c| c.is_ascii_digit()) || WORDS.contains(&word.to_lowercase().as_str())
}

fn is_unit(word: &str) -> bool {
    ["day", "week", "month", "year"].iter().any(|unit| word.to_lowercase().starts_with(unit))
}

#[test]
fn every_category_of_the_inventory_has_words() {
    let source = fixed();
    let page = drawn(Document::Privacy, &source).html + &drawn(Document::Dpa, &source).html;
    assert!(page.contains("Name; e-mail address; phone number"), "the list of what an account holds");
    let unknown: Vec<&str> = source
        .inventory
        .iter()
        .map(|column| column.category)
        .filter(|category| {
            !category.starts_with("system.") && clientsync::privacy::policy::category(category).is_none()
        })
        .collect();
    assert!(unknown.is_empty(), "src/privacy/policy/words.rs lacks {unknown:?}");
}
