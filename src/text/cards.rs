//! Payment-card numbers in free text, so that a pasted card is refused instead of stored.
//!
//! Pure; uses [`super::fold`] for digits of other scripts. The text looked at is never
//! kept, returned or logged.
//!
//! A number counts when its digits form whole groups ("4242 4242 4242 4242", never part
//! of a longer unbroken number), its prefix and length belong to a card scheme and its
//! check digit fits. What could be a date, a price list, a phone number or an IBAN is let pass.

use super::fold::digit;

/// Whether the text holds something that looks like a payment-card number.
pub fn contains_card_number(s: &str) -> bool {
    let symbols: Vec<Symbol> = s.chars().map(Symbol::of).collect();
    runs(&symbols).iter().any(|run| holds_card(run))
}

const SHORTEST: usize = 13;
const LONGEST: usize = 19;
/// More characters between two groups than this, and they are two numbers in a table.
const WIDEST_GAP: usize = 5;
/// The most digits a phone number has after its plus sign (ITU E.164).
const LONGEST_PHONE: usize = 15;

#[derive(Clone, Copy, PartialEq)]
enum Symbol {
    Digit(u8),
    Separator(char),
    Plus,
    Letter(char),
    Other,
}

impl Symbol {
    fn of(c: char) -> Self {
        if let Some(value) = digit(c) {
            return Self::Digit(value);
        }
        match c {
            '+' => Self::Plus,
            ' ' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{202F}' | '\u{3000}' => Self::Separator(' '),
            '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => {
                Self::Separator('-')
            }
            '.' | '·' | '•' | '\u{FF0E}' => Self::Separator('.'),
            '/' | '\\' | '\u{FF0F}' => Self::Separator('/'),
            '_' => Self::Separator('_'),
            '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => Self::Separator(' '),
            c if c.is_alphabetic() => Self::Letter(c),
            _ => Self::Other,
        }
    }
}

/// Digits with nothing between them, and what stood before them.
#[derive(Default)]
struct Group {
    digits: Vec<u8>,
    gap: Vec<char>,
    after_plus: bool,
}

/// Groups that only separators keep apart, so that together they may be one number.
type Run = Vec<Group>;

fn runs(symbols: &[Symbol]) -> Vec<Run> {
    let mut runs = vec![Run::new()];
    let mut group = Group::default();
    let mut at = 0;
    while let Some(symbol) = symbols.get(at) {
        if let Some(length) = iban_length(symbols, at) {
            at += length;
            end_run(&mut runs, &mut group);
            continue;
        }
        match *symbol {
            Symbol::Digit(value) => group.digits.push(value),
            Symbol::Separator(c) => {
                end_group(&mut runs, &mut group);
                group.gap.push(c);
            }
            other => {
                end_run(&mut runs, &mut group);
                group.after_plus = other == Symbol::Plus;
            }
        }
        at += 1;
    }
    end_group(&mut runs, &mut group);
    runs
}

fn end_group(runs: &mut Vec<Run>, group: &mut Group) {
    if group.digits.is_empty() {
        return;
    }
    let group = std::mem::take(group);
    match runs.last_mut() {
        Some(run) if group.gap.len() <= WIDEST_GAP => run.push(group),
        _ => runs.push(vec![group]),
    }
}

fn end_run(runs: &mut Vec<Run>, group: &mut Group) {
    end_group(runs, group);
    *group = Group::default();
    runs.push(Run::new());
}

fn holds_card(run: &[Group]) -> bool {
    (0..run.len()).any(|start| starts_card(&run[start..]))
}

fn starts_card(groups: &[Group]) -> bool {
    let mut digits: Vec<u8> = Vec::with_capacity(LONGEST);
    for (index, group) in groups.iter().enumerate() {
        if digits.len() + group.digits.len() > LONGEST {
            return false;
        }
        digits.extend(&group.digits);
        let window = &groups[..=index];
        if digits.len() >= SHORTEST && is_card(&digits) && grouped_like_one_number(window) {
            return true;
        }
    }
    false
}

/// Dates ("30.11.2026 4.12.2026") and price lists ("40.00 45.00") mix short groups or
/// separators; somebody who spreads out one number does it evenly.
fn grouped_like_one_number(groups: &[Group]) -> bool {
    let Some((first, rest)) = groups.split_first() else {
        return false;
    };
    let total: usize = groups.iter().map(|group| group.digits.len()).sum();
    if first.after_plus && total <= LONGEST_PHONE {
        return false;
    }
    let Some((_, middle)) = rest.split_last() else {
        return true;
    };
    let size = first.digits.len();
    if size >= 3 {
        return middle.iter().all(|group| group.digits.len() >= 3);
    }
    let even = middle.iter().all(|group| group.digits.len() == size);
    even && (size == 1 || one_separator(rest))
}

fn one_separator(groups: &[Group]) -> bool {
    let mut gaps = groups.iter().flat_map(|group| &group.gap);
    let Some(first) = gaps.next() else {
        return true;
    };
    gaps.all(|other| other == first)
}

fn is_card(digits: &[u8]) -> bool {
    belongs_to_scheme(digits) && check_digit_fits(digits)
}

/// Shorter Maestro and UnionPay numbers are out of use, and would catch Asian phone numbers.
fn belongs_to_scheme(digits: &[u8]) -> bool {
    let length = digits.len();
    let prefix = digits.iter().take(4).fold(0_u16, |sum, d| sum * 10 + u16::from(*d));
    match prefix {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        3600..=3699 | 3800..=3899 | 3000..=3059 => matches!(length, 14 | 16..=19),
        // JCB; Discover, UnionPay and Maestro, whose ranges run into one another.
        3528..=3589 | 5000..=5099 | 5600..=6999 => (16..=19).contains(&length),
        _ => false,
    }
}

/// The Luhn check.
fn check_digit_fits(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// How many symbols a valid bank account number (IBAN) takes up from here, if there is one.
fn iban_length(symbols: &[Symbol], start: usize) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|at| symbols.get(at));
    if matches!(before, Some(Symbol::Letter(_) | Symbol::Digit(_))) {
        return None;
    }
    let country = [letter(symbols.get(start)?)?, letter(symbols.get(start + 1)?)?];
    let mut values: Vec<u32> = Vec::with_capacity(34);
    let mut length = None;
    for (offset, symbol) in symbols[start + 2..].iter().enumerate() {
        match symbol {
            Symbol::Digit(value) => values.push(u32::from(*value)),
            Symbol::Letter(_) if values.len() >= 2 => values.push(letter(symbol)?),
            Symbol::Separator(' ') => continue,
            _ => break,
        }
        if values.len() > 32 {
            break;
        }
        let next = symbols.get(start + 2 + offset + 1);
        let ends = !matches!(next, Some(Symbol::Digit(_) | Symbol::Letter(_)));
        if ends && values.len() >= 13 && iban_checks(country, &values) {
            length = Some(2 + offset + 1);
        }
    }
    length
}

fn letter(symbol: &Symbol) -> Option<u32> {
    match symbol {
        Symbol::Letter(c) if c.is_ascii() => c.to_digit(36),
        _ => None,
    }
}

/// ISO 13616: country and check digits go to the end, letters count as two digits, modulo 97 is 1.
fn iban_checks(country: [u32; 2], values: &[u32]) -> bool {
    let (check, account) = values.split_at(2);
    let rearranged = account.iter().chain(&country).chain(check);
    1 == rearranged.fold(0, |rest, value| {
        let shift = if *value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_cards() {
        for text in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "4242-4242-4242-4242",
            "4242.4242.4242.4242",
            "4.2.4.2.4.2.4.2.4.2.4.2.4.2.4.2",
            "4 2 4 2  4 2 4 2  4 2 4 2  4 2 4 2",
            "42 42 42 42 42 42 42 42",
            "4242/4242/4242/4242",
            "4242_4242_4242_4242",
            "4242  4242   4242 4242",
            "4242 - 4242 - 4242 - 4242",
            "4242\u{a0}4242\u{202f}4242\u{2009}4242",
            "4242–4242—4242‑4242",
            "4242\u{200b}4242\u{200b}4242\u{200b}4242",
            "424242 4242424242",
            "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢",
            "４２４２４２４２４２４２４２４２",
            "card 4242 4242 4242 4242 exp 12/27 cvc 123",
            "4242 4242 4242 4242 12/27 123",
            "4242424242424242 12/27 123",
            "12 4242 4242 4242 4242",
            "Her card:4242424242424242.",
            "x4242424242424242y",
            "+4242 4242 4242 4242",
            "line one\n5555 5555 5555 4444\nline three",
            "2223003122003222",
            "3782 822463 10005",
            "371449635398431",
            "6011111111111117",
            "3056 930902 5904",
            "3622 720627 1667",
            "3566 0020 2036 0505",
            "6200 0000 0000 0005",
            "6759649826438453",
            "4222222222222",
            "4000 0000 0000 0000 006",
            "6304 0000 0000 0000",
        ] {
            assert!(contains_card_number(text), "{text}");
        }
    }

    #[test]
    fn lets_other_numbers_pass() {
        for text in [
            "",
            "4242 4242 4242 4241",
            "1234 5678 9012 3456",
            "0000 0000 0000 0000",
            "9242 4242 4242 4242",
            "+49 1512 3456789",
            "+49 151 23456780 / +49 30 1234567",
            "0049 30 901820, 030 90182-0",
            "+1 (312) 555-0199",
            "+62 812 3456 78901",
            "tel 06 28 23 04 55",
            "2026-11-03 14:30 - 2026-11-04 15:30",
            "30.01.2026 - 5.2.2026",
            "30.11.2026 4.12.2026",
            "40.00 45.00 50.00 55.00 60.00",
            "20261103T143000Z",
            "DE89 3704 0044 0532 0130 00",
            "GB29 NWBK 6016 1331 9268 19",
            "FR14 2004 1010 0505 0001 3M02 606",
            "NL91ABNA0417164300",
            "CH93 0076 2011 6238 5295 7",
            "ISBN 978-3-16-148410-0",
            "EAN 4006381333931 x2", // 13 digits, but no Luhn check digit
            "550e8400-e29b-41d4-a716-446655440000",
            "14242424242424242",    // part of a longer unbroken number
            "42424242424242424242", // twenty digits
            "4242 4242, 4242 4242",
            "4242 4242\n4242 4242",
            "4242          4242          4242          4242",
            "room 12, 34 guests, 5600 sq ft",
        ] {
            assert!(!contains_card_number(text), "{text}");
        }
    }

    #[test]
    fn an_iban_does_not_hide_a_card() {
        assert!(contains_card_number("DE89 3704 0044 0532 0130 00, 4242 4242 4242 4242"));
        assert!(contains_card_number("DE89 3704 0044 0532 0130 01 4242 4242 4242 4242"));
        assert!(contains_card_number("no 4242 4242 4242 4242"));
    }

    /// Ends any digits so that the Luhn check holds.
    fn with_check_digit(mut digits: Vec<u8>) -> Vec<u8> {
        digits.push(0);
        let end = digits.len() - 1;
        while !check_digit_fits(&digits) {
            digits[end] += 1;
        }
        digits
    }

    fn visa() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(0_u8..10, 14).prop_map(|tail| with_check_digit([vec![4], tail].concat()))
    }

    fn written(digits: &[u8], size: usize, separator: &str) -> String {
        digits
            .chunks(size)
            .map(|chunk| chunk.iter().map(|d| char::from(b'0' + d)).collect::<String>())
            .collect::<Vec<_>>()
            .join(separator)
    }

    proptest! {
        #[test]
        fn every_even_grouping_is_found(
            digits in visa(), size in 1_usize..17,
            separator in prop_oneof![Just(" "), Just("-"), Just("."), Just("/"), Just("_"), Just("  ")],
            before in "[a-z]{3} [,:;(]?", after in "[,;)]? [a-z]{0,9}",
        ) {
            let text = format!("{before}{}{after}", written(&digits, size, separator));
            prop_assert!(contains_card_number(&text), "{}", text);
        }

        #[test]
        fn a_wrong_check_digit_passes(mut digits in visa(), size in prop_oneof![Just(4_usize), Just(16)]) {
            let last = digits.len() - 1;
            digits[last] = (digits[last] + 1) % 10;
            prop_assert!(!contains_card_number(&written(&digits, size, " ")));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            contains_card_number(&text);
        }

        #[test]
        fn phone_numbers_pass(text in "\\+[1-9][0-9]{0,2}[ -]?[0-9]{2,4}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}") {
            prop_assert!(!contains_card_number(&text), "{}", text);
        }
    }
}
