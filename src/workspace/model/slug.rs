//! The part of an address that names a business. Pure.

use crate::text::fold;

const SHORTEST: usize = 3;
const LONGEST: usize = 40;

/// Words that the program's own addresses use or may come to use, and names that
/// could pass for the people who run it.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "admin",
    "api",
    "app",
    "assets",
    "billing",
    "blog",
    "book",
    "clientsync",
    "contact",
    "contacts",
    "demo-admin",
    "dev",
    "docs",
    "help",
    "home",
    "login",
    "logout",
    "mail",
    "new",
    "operator",
    "privacy",
    "public",
    "root",
    "security",
    "settings",
    "signup",
    "static",
    "status",
    "support",
    "system",
    "terms",
    "today",
    "www",
];

/// The address of a business from its name: `Café Ölmüller` → `cafe-olmuller`.
/// A name that gives no usable address (another script, a reserved word) gives "business".
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in fold::fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-');
    if valid_slug(slug).is_ok() { slug.to_owned() } else { "business".into() }
}

pub fn valid_slug(typed: &str) -> Result<String, &'static str> {
    if typed.is_empty() {
        return Err("Enter an address.");
    }
    if !(SHORTEST..=LONGEST).contains(&typed.chars().count()) {
        return Err("Use 3 to 40 characters.");
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !typed.chars().all(allowed) {
        return Err("Use small letters a to z, digits and hyphens.");
    }
    if typed.starts_with('-') || typed.ends_with('-') || typed.contains("--") {
        return Err("Put a hyphen only between letters or digits.");
    }
    if RESERVED.contains(&typed) {
        return Err("This address is reserved. Choose another one.");
    }
    Ok(typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_ascii() {
        assert_eq!(slug_of("Café Ölmüller & Söhne"), "cafe-olmuller-sohne");
        assert_eq!(slug_of("  --  "), "business");
        assert_eq!(slug_of("美容室"), "business");
        assert_eq!(slug_of("Admin"), "business");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for typed in ["", "ab", "Ann", "ann lee", "-ann", "ann-", "a--b", "admin", "café", &"a".repeat(41)] {
            assert!(valid_slug(typed).is_err(), "{typed}");
        }
        for typed in ["ann", "ann-lee", "24-7-plumbers", &"a".repeat(40)] {
            assert!(valid_slug(typed).is_ok(), "{typed}");
        }
    }
}
