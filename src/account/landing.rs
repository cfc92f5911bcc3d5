//! Where to go after signing in: an address of this program, never another site's.

use crate::web::address;

const HOME: &str = "/today";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing(Option<String>);

impl Landing {
    /// From the `next` parameter; anything but an own address counts as absent.
    pub fn of(next: &str) -> Self {
        Self(address::own(next))
    }

    pub fn path(&self) -> &str {
        self.0.as_deref().unwrap_or(HOME)
    }

    /// For the hidden field of a form: empty when the start page will do.
    pub fn next(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// `path`, carrying the landing along.
    pub fn after(&self, path: &str) -> String {
        match &self.0 {
            None => path.to_owned(),
            Some(next) => {
                let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
                format!("{path}?next={next}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn own_addresses_are_kept() {
        for next in ["/contacts", "/contacts/4?tab=history", "/contacts?q=a&tag=4"] {
            assert_eq!(Landing::of(next).path(), next);
        }
        assert_eq!(Landing::of("/a b").path(), "/a%20b");
    }

    #[test]
    fn other_sites_are_not() {
        for next in [
            "",
            "today",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/..//evil.example",
            "/./\\evil.example",
            " //evil.example",
        ] {
            assert_eq!(Landing::of(next).path(), HOME, "{next:?}");
        }
    }

    #[test]
    fn it_travels_in_an_address() {
        assert_eq!(
            Landing::of("/a?b=c&d").after("/login/second-factor"),
            "/login/second-factor?next=%2Fa%3Fb%3Dc%26d"
        );
        assert_eq!(Landing::of("").after("/login/second-factor"), "/login/second-factor");
    }

    proptest! {
        #[test]
        fn it_never_leaves(next in "[/\\\\.\t\n a-z:@#?]{0,12}") {
            let page = Url::parse("https://shop.example/login").unwrap();
            let target = page.join(Landing::of(&next).path()).unwrap();
            prop_assert_eq!(target.origin(), page.origin());
        }
    }
}
