//! Keys for comparing and searching text, and cleaning of what was typed.
//!
//! Pure; uses nothing else of this crate.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A key that ignores case, accents and runs of white space: "  José  ØRSTED" → "jose orsted".
///
/// Only marks that are accents in their script go. Vowel signs of Indic scripts and the
/// voicing marks of kana stay, because there they make another letter.
pub fn fold(s: &str) -> String {
    let mut key = String::with_capacity(s.len());
    let lowered = s.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase);
    for c in lowered.nfkd().filter(|c| !is_accent(*c) && !is_unwanted(*c)) {
        match plain_letters(c) {
            Some(letters) => key.push_str(letters),
            None => key.push(c),
        }
    }
    let composed: String = key.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Only the decimal digits, whatever script they were typed in, as ASCII.
pub fn digits(s: &str) -> String {
    s.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect()
}

/// The value of a decimal digit of any common script.
pub fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    if (MATHEMATICAL_ZERO..=MATHEMATICAL_ZERO + 49).contains(&code) {
        return u8::try_from((code - MATHEMATICAL_ZERO) % 10).ok();
    }
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// One or two letters that stand for a name where there is no picture.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let Some(first) = words.next() else {
        return "?".to_owned();
    };
    match words.next_back() {
        Some(last) => first + &last,
        None => first,
    }
}

/// One line of typed text: trimmed, without invisible control characters, line breaks as a space.
pub fn clean_line(s: &str) -> String {
    s.split(|c| is_line_break(c) || c == '\t')
        .map(without_unwanted)
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Typed text of several lines: as [`clean_line`], but line breaks (as `\n`) and tabs stay.
pub fn clean_text(s: &str) -> String {
    let lines: Vec<String> = s.replace("\r\n", "\n").split(is_line_break).map(without_unwanted).collect();
    lines.join("\n").trim().to_owned()
}

/// Whether a character is invisible and can only mislead or break: a control character,
/// a byte-order mark, or one that overrides the direction of the text around it.
pub fn is_unwanted(c: char) -> bool {
    let directional = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let control = c.is_control() && c != '\t' && !is_line_break(c);
    directional || control || c == '\u{FEFF}'
}

/// The zero of each script's digits, ascending.
const ZEROS: [u32; 20] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
    0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
];
/// Five alphabets of styled digits follow one another here.
const MATHEMATICAL_ZERO: u32 = 0x1D7CE;

fn without_unwanted(s: &str) -> String {
    s.chars().filter(|c| !is_unwanted(*c)).collect()
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
        // Hebrew points; Arabic short vowels and the stretching stroke.
        | '\u{0591}'..='\u{05BD}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}')
}

/// Letters that Unicode does not decompose, though people type them without the stroke.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// The first letter or digit of a word with the marks that belong to it, in upper case.
fn first_letter(word: &str) -> Option<String> {
    let mut rest = word.nfc().skip_while(|c| !c.is_alphanumeric());
    let letter = rest.next()?;
    let marks = rest.take_while(|c| is_combining_mark(*c));
    Some(letter.to_uppercase().chain(marks).collect())
}

/// With a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fold_ignores_case_and_accents() {
        for (typed, key) in [
            ("  José   ÁLVAREZ ", "jose alvarez"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("Søren Łukasz Đorđe", "soren lukasz dorde"),
            ("Æsop Œuvre", "aesop oeuvre"),
            ("İstanbul ısı", "istanbul isi"),
            ("Ａｎｎ", "ann"),
            ("Οδυσσεύς", "οδυσσευσ"),
            ("Ёлка", "елка"),
            ("東京\u{a0}太郎", "東京 太郎"),
            ("한국", "한국"),
            ("がん", "がん"),
            ("हिन्दी", "हिन्दी"),
            ("مُحَمَّد", "محمد"),
        ] {
            assert_eq!(fold(typed), key, "{typed}");
        }
    }

    #[test]
    fn digits_of_any_script() {
        assert_eq!(digits("+49 (0)30-1"), "490301");
        assert_eq!(digits("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(digits("۰۹ ０９ ०९ 𝟘𝟡"), "09090909");
        assert_eq!(digits("½ ² Ⅳ abc:/"), "");
    }

    #[test]
    fn zeros_ascend() {
        assert!(ZEROS.is_sorted());
    }

    #[test]
    fn initials_of_names() {
        for (name, expected) in [
            ("Ann Lee", "AL"),
            ("ann maria lee", "AL"),
            ("Ann", "A"),
            ("e\u{301}mile zola", "ÉZ"),
            ("山田 太郎", "山太"),
            ("山田太郎", "山"),
            ("محمد علي", "مع"),
            ("🎉 Ann", "A"),
            ("(Ann) \"Lee\"", "AL"),
            ("🎉", "?"),
            ("", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn clean_line_is_one_line() {
        assert_eq!(clean_line("  a\r\nb\tc\0d \u{202E}e\u{7}"), "a b cd e");
        assert_eq!(clean_line("a  b"), "a  b");
        assert_eq!(clean_line("\u{FEFF}Ann"), "Ann");
    }

    #[test]
    fn clean_text_keeps_lines_and_tabs() {
        assert_eq!(clean_text(" a\r\nb\rc\n\n\td\0\u{2066} \n"), "a\nb\nc\n\n\td");
    }

    #[test]
    fn joined_emoji_survive() {
        assert_eq!(clean_line("👩‍💻"), "👩‍💻");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(s in any::<String>()) {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn digits_are_ascii(s in any::<String>()) {
            prop_assert!(digits(&s).chars().all(|c| c.is_ascii_digit()));
        }

        #[test]
        fn cleaning_twice_changes_nothing(s in any::<String>()) {
            let line = clean_line(&s);
            prop_assert_eq!(clean_line(&line), line.clone());
            prop_assert!(!line.chars().any(char::is_control));
            let text = clean_text(&s);
            prop_assert_eq!(clean_text(&text), text.clone());
            prop_assert!(text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        }

        #[test]
        fn initials_are_short(s in "\\PC{0,40}") {
            prop_assert!(!initials(&s).is_empty());
        }
    }
}
