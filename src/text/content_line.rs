//! The lines that vCard (RFC 6350) and iCalendar (RFC 5545) are written in: folded, and with
//! what would be taken for structure escaped.
//!
//! Pure; uses nothing else of this crate.

/// RFC 6350, 3.2, and RFC 5545, 3.1: a line has at most 75 octets, without its end.
pub const LONGEST: usize = 75;

/// Adds `name:value`; the value is escaped already where it is a text.
pub fn push(text: &mut String, name: &str, value: &str) {
    let mut room = LONGEST;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if c.len_utf8() > room {
            text.push_str("\r\n ");
            room = LONGEST - 1;
        }
        text.push(c);
        room -= c.len_utf8();
    }
    text.push_str("\r\n");
}

pub fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ',' | ';' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => {}
            c => text.push(c),
        }
    }
    text
}
