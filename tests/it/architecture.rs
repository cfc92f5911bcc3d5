//! The house keeps its shape: floors, where the schema may be named, file
//! lengths, words at the top of each module, and what the documents promise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first, as `lib.rs` lists them; modules of one row stand on the same floor.
const FLOORS: &[&[&str]] = &[
    &["config", "error", "schema", "clock"],
    &["text", "civil", "db"],
    &["secrets", "inventory", "access", "mail", "standing", "hits", "places", "ledger"],
    &["services"],
    &["egress"],
    &["jobs"],
    &["web"],
    &["requests"],
    &["consent", "analytics", "faults"],
    &["account"],
    &["workspace"],
    &["staff"],
    &["notices"],
    &["processors"],
    &["signup"],
    &["outbox", "holds", "bundles"],
    &["erasure"],
    &["vault"],
    &["contacts"],
    &["notes", "follow_ups"],
    &["bookings"],
    &["imports"],
    &["duplicates"],
    &["timeline", "leaving", "activity", "webhooks", "api"],
    &["privacy"],
    &["operator"],
    &["app"],
    &["demo"],
    &["commands"],
];

const LONGEST_FILE: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The code of a file without its unit tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

/// The room a source file belongs to: `src/contacts/forms.rs` → `contacts`.
fn room(path: &Path) -> String {
    let name = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    name.trim_end_matches(".rs").to_owned()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

/// The rooms named by `crate::room` in a piece of code, also inside `use crate::{a, b::c}`.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && c != ',' {
                    word.push(c);
                }
                if depth == 0 && c == ',' {
                    used.insert(first_name(&word));
                    word.clear();
                }
            }
            used.insert(first_name(&word));
        } else {
            used.insert(first_name(rest));
        }
    }
    used
}

fn first_name(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn a_module_uses_only_floors_below_its_own() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs") {
        let own = room(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let Some(here) = floor(&own) else {
            wrong.push(format!(
                "{} is on no floor: add it to FLOORS and docs/ARCHITECTURE.md",
                path.display()
            ));
            continue;
        };
        for used in rooms_used(code(&text)) {
            let Some(there) = floor(&used) else { continue };
            if used != own && there >= here && !same_floor_is_fine(here, &own, &used) {
                wrong.push(format!("{} uses {used}, which stands higher or beside", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What businesses keep is used for nothing else: neither counted about the installation nor
/// told to a tracker.
#[test]
fn analytics_know_no_contact() {
    let businesses_own = ["contacts", "notes", "follow_ups", "timeline", "workspace", "staff", "account"];
    let tables = ["contact", "notes", "follow_ups", "tags", "custom_fields", "members", "users"];
    for (path, text) in files("src", "rs") {
        if !["analytics", "places", "hits"].contains(&room(&path).as_str()) {
            continue;
        }
        let used = rooms_used(code(&text));
        assert!(!businesses_own.iter().any(|room| used.contains(*room)), "{}: {used:?}", path.display());
        let imports = code(&text).lines().filter(|line| line.contains("schema::"));
        for import in imports {
            assert!(!tables.iter().any(|t| import.contains(t)), "{}: {import}", path.display());
        }
    }
}

/// The lowest floors are one foundation; rooms above them stand side by side.
fn same_floor_is_fine(floor: usize, own: &str, used: &str) -> bool {
    let foundation = floor <= 2;
    foundation && self::floor(own) == self::floor(used)
}

#[test]
fn the_schema_is_named_only_where_queries_live() {
    let wrong: Vec<_> = files("src", "rs")
        .into_iter()
        .filter(|(path, text)| {
            let place = path.to_str().unwrap();
            let allowed = place.contains("queries") || place.starts_with("src/db/") || place == "src/lib.rs";
            !allowed && code(text).contains("schema::")
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "schema:: outside queries: {wrong:?}");
}

#[test]
fn no_file_is_too_long() {
    let all = files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("benches", "rs"));
    let wrong: Vec<_> = all
        .filter(|(_, text)| text.lines().count() > LONGEST_FILE)
        .map(|(path, text)| format!("{}: {}", path.display(), text.lines().count()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let all = files("src", "rs").into_iter().chain(files("tests", "rs"));
    let wrong: Vec<_> = all
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "no //! on top: {wrong:?}");
}

#[test]
fn the_program_never_panics_by_choice() {
    let forbidden = [".unwrap()", ".expect(", "todo!(", "unimplemented!(", "panic!("];
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs") {
        for word in forbidden {
            if code(&text).contains(word) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The engines differ in a handful of places; each is listed here.
#[test]
fn the_engines_are_told_apart_in_few_places() {
    let allowed =
        ["src/db/", "src/inventory/", "src/contacts/queries/search.rs", "src/demo/", "src/commands/"];
    let wrong: Vec<_> = files("src", "rs")
        .into_iter()
        .filter(|(path, text)| {
            let place = path.to_str().unwrap();
            !allowed.iter().any(|a| place.starts_with(a)) && code(text).contains("AnyConnection::")
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn templates_hold_neither_style_nor_script_nor_foreign_addresses() {
    let mut wrong = Vec::new();
    for (path, text) in files("templates", "html") {
        let in_mail = path.starts_with("templates/mail");
        for word in
            [" style=\"", "<script>", " onclick=", " onchange=", " onsubmit=", "src=\"http", "url(http"]
        {
            let found = text.match_indices(word).any(|(at, _)| !is_macro_argument(&text[..at]));
            if found && !(in_mail && word == " style=\"") {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Whether the text breaks off inside `{{ … }}` or `{% … %}`.
fn is_macro_argument(before: &str) -> bool {
    let opened = before.rfind("{{").max(before.rfind("{%"));
    let closed = before.rfind("}}").max(before.rfind("%}"));
    opened > closed
}

#[test]
fn every_promise_is_held_by_tests_that_exist() {
    let text = fs::read_to_string(root().join("docs/promises.md")).unwrap();
    let tests: String =
        files("tests", "rs").into_iter().chain(files("src", "rs")).map(|(_, text)| text).collect();
    let browser: String = files("tests/browser", "js").into_iter().map(|(_, text)| text).collect();
    let mut promises = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in text.lines().filter(|l| l.starts_with("| A") || l.starts_with("| B")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        promises.insert(cells[1].to_owned());
        for name in cells[3].split('`').skip(1).step_by(2) {
            let (place, exists) = match name.split_once(": ") {
                Some(("browser", title)) => (title, browser.contains(title)),
                _ => (name, tests.contains(&format!("fn {}(", name.rsplit("::").next().unwrap()))),
            };
            if !exists {
                wrong.push(format!("{}: no test {place}", cells[1]));
            }
        }
    }
    let expected: BTreeSet<String> =
        (1..=36).map(|n| format!("A{n}")).chain((1..=21).map(|n| format!("B{n}"))).collect();
    assert_eq!(promises, expected);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
