//! Whether a change of what a document promises is material, and what to call it. Pure.

use std::collections::BTreeMap;

use super::facts::{Facts, PurposeFact};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub material: bool,
    pub says: String,
}

fn material(says: String) -> Change {
    Change { material: true, says }
}

fn minor(says: String) -> Change {
    Change { material: false, says }
}

/// What changed between two versions, as sentences.
pub fn changes(before: &Facts, after: &Facts) -> Vec<Change> {
    let mut found = Vec::new();
    head(before, after, &mut found);
    cookies(before, after, &mut found);
    processors(before, after, &mut found);
    purposes(before, after, &mut found);
    for right in before.rights.difference(&after.rights) {
        found.push(material(format!("A right is no longer offered: {right}.")));
    }
    for right in after.rights.difference(&before.rights) {
        found.push(minor(format!("A right is offered: {right}.")));
    }
    found
}

fn head(before: &Facts, after: &Facts, found: &mut Vec<Change>) {
    if before.controller != after.controller {
        found.push(material(format!("The controller is now {}.", after.controller)));
    }
    if before.storage_country != after.storage_country {
        found.push(material(format!("Data is now stored in {}.", after.storage_country)));
    }
    if before.notice_days != after.notice_days {
        let shorter = after.notice_days < before.notice_days;
        let says = format!("Material changes are announced {} days ahead.", after.notice_days);
        found.push(Change { material: shorter, says });
    }
    if before.backup_days != after.backup_days {
        let longer = after.backup_days > before.backup_days;
        found.push(Change {
            material: longer,
            says: format!("Backups are destroyed after {} days.", after.backup_days),
        });
    }
}

fn cookies(before: &Facts, after: &Facts, found: &mut Vec<Change>) {
    for (name, cookie) in &after.cookies {
        match before.cookies.get(name) {
            None => found.push(material(format!("New cookie: {name} ({}).", cookie.category.to_lowercase()))),
            Some(old) if old.category != cookie.category => {
                found
                    .push(material(format!("The cookie {name} is now in the category {}.", cookie.category)));
            }
            Some(old) if old.days != cookie.days => {
                let longer = cookie.days.unwrap_or_default() > old.days.unwrap_or_default();
                found.push(Change {
                    material: longer,
                    says: format!("The cookie {name} lives {}.", if longer { "longer" } else { "shorter" }),
                });
            }
            Some(_) => {}
        }
    }
    for name in gone(&before.cookies, &after.cookies) {
        found.push(minor(format!("The cookie {name} is no longer used.")));
    }
}

fn processors(before: &Facts, after: &Facts, found: &mut Vec<Change>) {
    for (name, countries) in &after.processors {
        match before.processors.get(name) {
            None => found.push(material(format!("New processor: {name} ({countries})."))),
            Some(old) if old != countries => {
                found.push(material(format!("{name} processes data in other countries: {countries}.")));
            }
            Some(_) => {}
        }
    }
    for name in gone(&before.processors, &after.processors) {
        found.push(minor(format!("The processor {name} is no longer used.")));
    }
}

fn purposes(before: &Facts, after: &Facts, found: &mut Vec<Change>) {
    for (purpose, fact) in &after.purposes {
        match before.purposes.get(purpose) {
            None => found.push(material(format!("New purpose: {}.", lower(purpose)))),
            Some(old) => purpose_changes(purpose, old, fact, found),
        }
    }
    for purpose in gone(&before.purposes, &after.purposes) {
        found.push(minor(format!("Purpose given up: {}.", lower(purpose))));
    }
}

fn purpose_changes(purpose: &str, old: &PurposeFact, new: &PurposeFact, found: &mut Vec<Change>) {
    let purpose = lower(purpose);
    if old.basis != new.basis {
        found.push(material(format!("The legal basis for “{purpose}” is now {}.", new.basis)));
    }
    for category in new.categories.difference(&old.categories) {
        found.push(material(format!("New kind of data for “{purpose}”: {}.", lower(category))));
    }
    for category in old.categories.difference(&new.categories) {
        found.push(minor(format!("No longer held for “{purpose}”: {}.", lower(category))));
    }
    match (old.days, new.days) {
        (Some(before), Some(after)) if after < before => {
            found.push(minor(format!("Kept shorter: {purpose}.")));
        }
        (None, Some(_)) => found.push(minor(format!("Now with a fixed end: {purpose}."))),
        (before, after) if before != after => found.push(material(format!("Kept longer: {purpose}."))),
        _ => {}
    }
}

fn gone<'b, T>(
    before: &'b BTreeMap<String, T>,
    after: &'b BTreeMap<String, T>,
) -> impl Iterator<Item = &'b String> {
    before.keys().filter(|name| !after.contains_key(*name))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::facts::CookieFact;
    use super::*;

    fn facts() -> Facts {
        let cookie = CookieFact { category: "Essential".into(), days: Some(10) };
        let purpose = PurposeFact { basis: "contract".into(), days: Some(30), ..PurposeFact::default() };
        Facts {
            cookies: [("__Host-id".to_owned(), cookie)].into(),
            processors: [("Post".to_owned(), "US".to_owned())].into(),
            purposes: [("Signing in".to_owned(), purpose)].into(),
            rights: ["Access".to_owned()].into(),
            ..Facts::default()
        }
    }

    fn is_material(change: impl FnOnce(&mut Facts)) -> bool {
        let mut after = facts();
        change(&mut after);
        let found = changes(&facts(), &after);
        assert!(!found.is_empty(), "the change was not seen");
        found.iter().any(|c| c.material)
    }

    #[test]
    fn nothing_changed_is_nothing_to_say() {
        assert!(changes(&facts(), &facts()).is_empty());
    }

    #[test]
    fn what_takes_more_from_people_is_material() {
        let analytics = CookieFact { category: "Analytics".into(), days: None };
        assert!(is_material(|f| _ = f.cookies.insert("__Host-an".into(), analytics)));
        assert!(is_material(|f| f.cookies.get_mut("__Host-id").unwrap().days = Some(11)));
        assert!(is_material(|f| _ = f.processors.insert("Cloud".into(), "DE".into())));
        assert!(is_material(|f| _ = f.processors.insert("Post".into(), "DE".into())));
        assert!(is_material(|f| _ = f.purposes.insert("Advertising".into(), PurposeFact::default())));
        assert!(is_material(|f| f.purposes.get_mut("Signing in").unwrap().days = Some(31)));
        assert!(is_material(|f| f.purposes.get_mut("Signing in").unwrap().days = None));
        assert!(is_material(|f| f.purposes.get_mut("Signing in").unwrap().basis = "consent".into()));
        assert!(is_material(
            |f| _ = f.purposes.get_mut("Signing in").unwrap().categories.insert("Name".into())
        ));
        assert!(is_material(|f| f.rights.clear()));
        assert!(is_material(|f| f.backup_days = 90));
    }

    #[test]
    fn what_takes_less_is_not() {
        assert!(!is_material(|f| f.cookies.clear()));
        assert!(!is_material(|f| f.cookies.get_mut("__Host-id").unwrap().days = Some(9)));
        assert!(!is_material(|f| f.processors.clear()));
        assert!(!is_material(|f| f.purposes.clear()));
        assert!(!is_material(|f| f.purposes.get_mut("Signing in").unwrap().days = Some(29)));
        assert!(!is_material(|f| _ = f.rights.insert("Portability".into())));
    }
}
