//! E-mail addresses as contacts give them.
//!
//! Pure; uses `text::fold`. Whether somebody reads the mail is another question: this
//! only refuses what cannot be an address, and what mail servers will not take.

use super::fold::is_unwanted;
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use url::Host;

/// An address with its domain in the form the network uses: lower case, IDNA-encoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("Enter an e-mail address.")]
    Missing,
    #[error("This e-mail address is too long.")]
    TooLong,
    #[error("Enter an e-mail address like name@example.com.")]
    Malformed,
}

impl Email {
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let typed: String = typed.trim().nfc().collect();
        if typed.is_empty() {
            return Err(EmailError::Missing);
        }
        if typed.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = typed.split_once('@').ok_or(EmailError::Malformed)?;
        if !is_mailbox(local) {
            return Err(EmailError::Malformed);
        }
        let domain = network_form(domain).ok_or(EmailError::Malformed)?;
        let address = format!("{local}@{domain}");
        if local.len() > LONGEST_MAILBOX || address.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        Ok(Self(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain, in the form the network uses.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two addresses are compared by. No mail server in use tells letter case apart.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Addresses are personal data: they must not reach a log by way of `{:?}`.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// RFC 5321, 4.5.3.1, with the erratum that counts the angle brackets.
const LONGEST: usize = 254;
const LONGEST_MAILBOX: usize = 64;

/// The part before the `@`, in any script; quoted forms are valid on paper only.
fn is_mailbox(local: &str) -> bool {
    let allowed = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !is_unwanted(c)
            && !r#"()<>[]:;@\,""#.contains(c)
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}')
    };
    local.split('.').all(|part| !part.is_empty() && part.chars().all(allowed))
}

fn network_form(domain: &str) -> Option<String> {
    // The URL parser would decode these; in an address they are a typing error.
    if domain.contains('%') {
        return None;
    }
    let Host::Domain(domain) = Host::parse(domain).ok()? else {
        return None;
    };
    let labels = domain.split('.');
    let several = labels.clone().count() > 1;
    (several && labels.clone().all(is_label)).then_some(domain)
}

fn is_label(label: &str) -> bool {
    let outer = |c: char| c.is_ascii_alphanumeric();
    label.len() <= 63
        && label.starts_with(outer)
        && label.ends_with(outer)
        && label.chars().all(|c| outer(c) || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_kept_with_a_lower_case_domain() {
        for (typed, kept) in [
            ("ann@example.com", "ann@example.com"),
            ("  Ann.Lee+crm@EXAMPLE.Com \n", "Ann.Lee+crm@example.com"),
            ("ann@müller.example", "ann@xn--mller-kva.example"),
            ("андрей@пример.рф", "андрей@xn--e1afmkfd.xn--p1ai"),
            ("用户@例え.jp", "用户@xn--r8jz45g.jp"),
            ("o'neill_-!#$&*/=?^{|}~@a-b.example", "o'neill_-!#$&*/=?^{|}~@a-b.example"),
            ("ann@ｅｘａｍｐｌｅ.com", "ann@example.com"),
        ] {
            assert_eq!(Email::parse(typed).map(|e| e.0), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for typed in [
            "ann",
            "ann@",
            "@example.com",
            "a@b@example.com",
            "ann lee@example.com",
            "ann@exam ple.com",
            "ann@localhost",
            "ann@1.2.3.4",
            "ann@[::1]",
            "ann@.com",
            "ann@example..com",
            "ann@example.com.",
            "ann@-a.com",
            "ann@a_b.com",
            ".ann@example.com",
            "ann.@example.com",
            "a..b@example.com",
            "<ann@example.com>",
            "\"ann\"@example.com",
            "ann,ben@example.com",
            "ann@example.com, ben@example.com",
            "ann\0@example.com",
            "ann@exa%6Dple.com",
            "a\u{202e}b@example.com",
            "a\u{200b}b@example.com",
            "ann@example.com\r\nBcc: ben@example.com",
            "ann@example.com/x",
            "ann@example.com?x",
        ] {
            assert_eq!(Email::parse(typed), Err(EmailError::Malformed), "{typed:?}");
        }
        assert_eq!(Email::parse(" "), Err(EmailError::Missing));
    }

    #[test]
    fn lengths_are_limited() {
        let long = format!("{}@example.com", "a".repeat(65));
        assert_eq!(Email::parse(&long), Err(EmailError::TooLong));
        let longer = format!("a@{}com", "abcdefgh.".repeat(40));
        assert_eq!(Email::parse(&longer), Err(EmailError::TooLong));
    }

    #[test]
    fn keys_ignore_case() {
        let key = |typed| Email::parse(typed).unwrap().key();
        assert_eq!(key("ANN@Example.com"), key("ann@example.COM"));
        assert_eq!(key("e\u{301}mile@example.com"), key("Émile@example.com"));
    }

    #[test]
    fn debug_hides_the_address() {
        assert!(!format!("{:?}", Email::parse("ann@example.com")).contains("ann"));
    }

    proptest! {
        #[test]
        fn parsing_its_own_output_changes_nothing(typed in "[\\PC]{1,20}@[\\PC]{1,20}\\.[a-z]{2,5}") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert!(email.domain().is_ascii());
            }
        }

        #[test]
        fn never_panics(typed in any::<String>()) {
            let _ = Email::parse(&typed);
        }
    }
}
