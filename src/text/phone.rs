//! Phone numbers as contacts give them, and fragments of them as people search.
//!
//! Pure; uses `text::fold` and the `phonenumber` library, whose tables load at first use or by `prepare`.

use super::fold::{clean_line, digit, digits};
use phonenumber::{Mode, PhoneNumber, country};

/// A number as typed, and as much as could be understood of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    /// What was typed, tidied.
    pub typed: String,
    /// The international form, such as `+33628230455`, when the number is a valid one.
    pub e164: Option<String>,
    /// What a search looks in: the digits of `e164`, or else those typed.
    pub digits: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("Enter a phone number.")]
    Missing,
    #[error("Enter a phone number of at least {FEWEST} digits.")]
    TooShort,
    #[error("Enter a phone number of at most {MOST} digits.")]
    TooLong,
}

const FEWEST: usize = 3;
const MOST: usize = 20;
/// Room for spaces, brackets and an extension; more is not a phone number.
const LONGEST_TYPED: usize = 60;

/// Understands a number of any common format. Without a leading `+` or `00` it is one of the
/// given country (ISO code, such as `US`). A number we cannot make sense of is kept as typed.
pub fn parse(typed: &str, default_country: Option<&str>) -> Result<Phone, PhoneError> {
    let typed = clean_line(typed);
    if typed.is_empty() {
        return Err(PhoneError::Missing);
    }
    let typed_digits = digits(&typed);
    if typed_digits.len() < FEWEST {
        return Err(PhoneError::TooShort);
    }
    if typed.chars().count() > LONGEST_TYPED {
        return Err(PhoneError::TooLong);
    }
    let country = default_country.and_then(|iso| iso.to_ascii_uppercase().parse().ok());
    if let Some(number) = understood(&typed, country) {
        let e164 = international(&number);
        return Ok(Phone { digits: digits(&e164), e164: Some(e164), typed });
    }
    if typed_digits.len() > MOST {
        return Err(PhoneError::TooLong);
    }
    Ok(Phone { typed, e164: None, digits: typed_digits })
}

/// The number as people of any country can read and dial it.
pub fn pretty(phone: &Phone) -> String {
    phone
        .e164
        .as_deref()
        .and_then(|e164| phonenumber::parse(None, e164).ok())
        .map_or_else(|| phone.typed.clone(), |number| number.format().mode(Mode::International).to_string())
}

/// Loads the tables now; otherwise the first page that shows or looks for a number would wait.
pub fn prepare() {
    let _ = phonenumber::parse(Some(country::Id::US), "2015550123");
}

/// What to look for in [`Phone::digits`] when a query looks like a phone number.
///
/// Country and trunk prefixes go, so that "06 28 23" and "+33 6 28 23 04 55" both find
/// the same person, however the number was typed.
pub fn search_digits(query: &str) -> Option<String> {
    let query = query.trim();
    // Asked for each list, most of which search for nothing.
    if query.is_empty() {
        return None;
    }
    let written_like_one = |c: char| digit(c).is_some() || c.is_whitespace() || "+()-./".contains(c);
    if query.chars().count() > LONGEST_TYPED || !query.chars().all(written_like_one) {
        return None;
    }
    let significant = match understood(query, None) {
        Some(number) => number.national().value().to_string(),
        None => digits(&query.replace("(0)", "")),
    };
    let significant = significant.trim_start_matches('0');
    (significant.len() >= FEWEST).then(|| significant.to_owned())
}

/// A valid number. The library is strict about two habits: "00" for the plus sign where it is
/// not dialled so, and the "(0)" that is only dialled inside the country.
fn understood(typed: &str, country: Option<country::Id>) -> Option<PhoneNumber> {
    let typed: String = typed.chars().map(plain).collect();
    let international = typed.trim_start().strip_prefix("00").map(|rest| format!("+{rest}"));
    let without_trunk = international.as_deref().unwrap_or(&typed).replacen("(0)", "", 1);
    let readings = [Some(typed.as_str()), international.as_deref(), Some(&without_trunk)];
    readings
        .into_iter()
        .flatten()
        .filter_map(|reading| phonenumber::parse(country, reading).ok())
        .find(PhoneNumber::is_valid)
}

/// The library reads ASCII digits only.
fn plain(c: char) -> char {
    digit(c).map_or(c, |value| char::from(b'0' + value))
}

/// Without the extension, which nobody can send a message to; it stays in what was typed.
fn international(number: &PhoneNumber) -> String {
    format!("+{}{}", number.code().value(), number.national())
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn e164(typed: &str, country: Option<&str>) -> Option<String> {
        parse(typed, country).unwrap().e164
    }

    #[test]
    fn common_formats_are_understood() {
        for (typed, country, expected) in [
            ("+33 6 28 23 04 55", None, "+33628230455"),
            ("06 28 23 04 55", Some("FR"), "+33628230455"),
            ("06.28.23.04.55", Some("fr"), "+33628230455"),
            ("0033 6 28 23 04 55", Some("FR"), "+33628230455"),
            ("0033 6 28 23 04 55", None, "+33628230455"),
            ("0033 6 28 23 04 55", Some("US"), "+33628230455"),
            ("+33 (0)6 28 23 04 55", Some("US"), "+33628230455"),
            ("(312) 867-5309", Some("US"), "+13128675309"),
            ("1-312-867-5309", Some("US"), "+13128675309"),
            ("312.867.5309 ext. 12", Some("US"), "+13128675309"),
            ("+1 312 867 5309", Some("DE"), "+13128675309"),
            ("030 901820", Some("DE"), "+4930901820"),
            ("+49 (0)30 901820", None, "+4930901820"),
            ("+39 06 6982", None, "+39066982"),
            ("020 7946 0018", Some("GB"), "+442079460018"),
            ("tel:+442079460018", None, "+442079460018"),
            ("\u{202a}+44 20 7946 0018\u{202c}", None, "+442079460018"),
            ("+٤٤ ٢٠ ٧٩٤٦ ٠٠١٨", None, "+442079460018"),
        ] {
            assert_eq!(e164(typed, country).as_deref(), Some(expected), "{typed} {country:?}");
        }
    }

    #[test]
    fn other_numbers_are_kept_as_typed() {
        for (typed, country, kept) in [
            ("06 28 23 04 55", None, "0628230455"),
            ("555-0199", Some("US"), "5550199"),
            ("123", Some("US"), "123"),
            ("12345678901234567890", Some("US"), "12345678901234567890"),
            ("ask for Ann, 867 5309", Some("XX"), "8675309"),
        ] {
            let phone = parse(typed, country).unwrap();
            assert_eq!((phone.e164.as_deref(), phone.digits.as_str()), (None, kept), "{typed}");
            assert_eq!(pretty(&phone), typed);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(parse("  ", None), Err(PhoneError::Missing));
        assert_eq!(parse("n/a", Some("US")), Err(PhoneError::TooShort));
        assert_eq!(parse("12", Some("US")), Err(PhoneError::TooShort));
        assert_eq!(parse("123456789012345678901", None), Err(PhoneError::TooLong));
        assert_eq!(parse(&"1 ".repeat(500), None), Err(PhoneError::TooLong));
    }

    #[test]
    fn numbers_are_shown_internationally() {
        let shown = |typed, country| pretty(&parse(typed, Some(country)).unwrap());
        assert_eq!(shown("0628230455", "FR"), "+33 6 28 23 04 55");
        assert_eq!(shown("3128675309", "US"), "+1 312-867-5309");
    }

    #[test]
    fn every_way_of_writing_finds_every_other() {
        let ways = [
            "06 28 23 04 55",
            "0628230455",
            "+33628230455",
            "+33 6 28 23 04 55",
            "0033 6 28 23 04 55",
            "+33 (0)6 28 23 04 55",
            "06.28.23.04.55",
            "06-28-23-04-55",
            "٠٦ ٢٨ ٢٣ ٠٤ ٥٥",
        ];
        for stored in ways {
            for country in [None, Some("FR")] {
                let phone = parse(stored, country).unwrap();
                for query in ways {
                    let wanted = search_digits(query).unwrap();
                    assert!(phone.digits.contains(&wanted), "{stored} {query} {wanted}");
                }
            }
        }
    }

    #[test]
    fn fragments_are_searched() {
        for (query, wanted) in [
            ("628", Some("628")),
            ("06 28", Some("628")),
            ("(312) 867", Some("312867")),
            ("+33 6", Some("336")),
            ("+49 (0) 30", Some("4930")),
            ("12", None),
            ("00012", None),
            ("", None),
            ("ann", None),
            ("ann 628", None),
            ("62 8?", None),
        ] {
            assert_eq!(search_digits(query).as_deref(), wanted, "{query}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(typed in any::<String>()) {
            let _ = parse(&typed, Some("US"));
            let _ = search_digits(&typed);
        }

        #[test]
        fn number_like_text_never_panics(typed in "[+0-9 ()x.;#*/ext:-]{0,40}") {
            for country in [None, Some("US"), Some("DE"), Some("IT")] {
                if let Ok(phone) = parse(&typed, country) {
                    prop_assert!(!pretty(&phone).is_empty());
                    prop_assert!(phone.digits.bytes().all(|b| b.is_ascii_digit()));
                }
            }
            let _ = search_digits(&typed);
        }
    }
}
