//! What a business is. Pure.

use crate::text::fold;

/// The fields of a new workspace.
#[derive(Debug, Clone)]
pub struct NewWorkspace {
    pub slug: String,
    pub name: String,
    pub industry: String,
    pub timezone: String,
    pub locale: String,
}

/// The kinds of business that the sign-up form offers: (stored word, label).
pub const INDUSTRIES: &[(&str, &str)] = &[
    ("salon", "Hair, beauty or spa"),
    ("consulting", "Consulting or coaching"),
    ("trade", "Trade or repair"),
    ("fitness", "Fitness or wellness"),
    ("education", "Lessons or tutoring"),
    ("creative", "Photography, design or events"),
    ("pets", "Pet care"),
    ("cleaning", "Cleaning or gardening"),
    ("legal", "Legal, tax or finance"),
    ("health", "Health care"),
    ("other", "Something else"),
];

const LONGEST_SLUG: usize = 40;

/// The address of a business from its name: `Café Ölmüller` → `cafe-olmuller`.
/// A name in another script gives "business".
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in fold::fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "business".into() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_ascii() {
        assert_eq!(slug_of("Café Ölmüller & Söhne"), "cafe-olmuller-sohne");
        assert_eq!(slug_of("  --  "), "business");
        assert_eq!(slug_of("美容室"), "business");
    }
}
