//! A contact as a vCard 4.0 (RFC 6350), for address books. Pure.

use super::model::{ContactEmail, ContactPhone, PreferredChannel};
use super::queries::export::{Exported, Plan};
use crate::text::content_line::{self, escaped};

/// What is no property of a vCard goes along under this name: what it is called, a line break, the
/// value. Address books pass over it; our own import reads it.
pub const FURTHER: &str = "X-CLIENTSYNC-FIELD";

/// For an address book, or for the person themselves.
pub fn card(row: &Exported) -> String {
    written(row, &[])
}

/// With everything the business has noted, so that it can be brought back.
pub fn whole(plan: &Plan, row: &Exported) -> String {
    let contact = &row.contact;
    let channel = match contact.preferred_channel {
        PreferredChannel::None => "",
        chosen => chosen.label(),
    };
    let assigned = contact.assigned_to.map_or("", |id| plan.people.name(Some(id)));
    let fixed = [("Assigned to", assigned), ("Source", &contact.source), ("Preferred channel", channel)];
    let own = plan.fields.iter().filter_map(|field| {
        row.values.get(&field.id).map(|value| (field.label.as_str(), field.shown(value)))
    });
    let filled: Vec<(&str, &str)> =
        fixed.into_iter().chain(own).filter(|(_, value)| !value.is_empty()).collect();
    written(row, &filled)
}

fn written(row: &Exported, further: &[(&str, &str)]) -> String {
    let contact = &row.contact;
    let mut card = Card::default();
    card.line("BEGIN", "VCARD");
    card.line("VERSION", "4.0");
    card.line("UID", &format!("urn:uuid:{}", uuid(&contact.subject_key)));
    card.line("FN", &escaped(&contact.name));
    // A name is one field here, of any script: it is not cut into parts.
    card.line("N", &format!(";{};;;", escaped(&contact.name)));
    card.filled("PRONOUNS", &[&contact.pronouns]);
    card.filled("ORG", &[&contact.company]);
    for email in &row.emails {
        card.email(email);
    }
    for phone in &row.phones {
        card.phone(phone);
    }
    let address = [&contact.street, &contact.city, &contact.region, &contact.postal_code, &contact.country];
    if address.iter().any(|part| !part.is_empty()) {
        let parts: Vec<String> = address.iter().map(|part| escaped(part)).collect();
        card.line("ADR", &format!(";;{}", parts.join(";")));
    }
    card.filled("LANG", &[&contact.language]);
    let tags: Vec<&String> = row.tags.iter().collect();
    card.filled("CATEGORIES", &tags);
    for (name, value) in further {
        card.line(FURTHER, &escaped(&format!("{name}\n{value}")));
    }
    card.line("END", "VCARD");
    card.text
}

/// Somebody of whom no more is known than how they are called and reached.
pub fn person(key: &str, name: &str, email: &str, phone: &str) -> String {
    let mut card = Card::default();
    card.line("BEGIN", "VCARD");
    card.line("VERSION", "4.0");
    card.line("UID", &format!("urn:uuid:{}", uuid(key)));
    card.line("FN", &escaped(name));
    card.line("N", &format!(";{};;;", escaped(name)));
    card.filled("EMAIL", &[&email.to_owned()]);
    if !phone.is_empty() {
        card.line("TEL;VALUE=text", &escaped(phone));
    }
    card.line("END", "VCARD");
    card.text
}

#[derive(Default)]
struct Card {
    text: String,
    groups: usize,
}

impl Card {
    fn line(&mut self, name: &str, value: &str) {
        content_line::push(&mut self.text, name, value);
    }

    /// A list of texts, if there is one in it.
    fn filled(&mut self, name: &str, values: &[&String]) {
        let values: Vec<String> = values.iter().filter(|v| !v.is_empty()).map(|v| escaped(v)).collect();
        if !values.is_empty() {
            self.line(name, &values.join(","));
        }
    }

    fn email(&mut self, email: &ContactEmail) {
        self.labelled("EMAIL", &email.label, &escaped(&email.email));
    }

    fn phone(&mut self, phone: &ContactPhone) {
        match &phone.e164 {
            Some(e164) => self.labelled("TEL;VALUE=uri", &phone.label, &format!("tel:{e164}")),
            None => self.labelled("TEL;VALUE=text", &phone.label, &escaped(&phone.typed)),
        }
    }

    /// The two labels that vCard knows are types; others go along as address books write them.
    fn labelled(&mut self, name: &str, label: &str, value: &str) {
        let known = ["home", "work"].into_iter().find(|known| label.eq_ignore_ascii_case(known));
        let name = known.map_or_else(|| name.to_owned(), |kind| format!("{name};TYPE={kind}"));
        if label.is_empty() || known == Some(label) {
            return self.line(&name, value);
        }
        self.groups += 1;
        let group = format!("item{}", self.groups);
        self.line(&format!("{group}.{name}"), value);
        self.line(&format!("{group}.X-ABLabel"), &escaped(label));
    }
}

/// The contact's random key in the form that address books expect.
fn uuid(key: &str) -> String {
    let cuts = [0, 8, 12, 16, 20, 32];
    let parts: Vec<&str> = cuts.windows(2).filter_map(|cut| key.get(cut[0]..cut[1])).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_line(value: &str) -> String {
        let mut card = Card::default();
        card.line("NOTE", &escaped(value));
        card.text
    }

    /// What a reader of the card makes of the value again.
    fn read(card: &str) -> String {
        let unfolded = card.replace("\r\n ", "");
        let value = unfolded.strip_prefix("NOTE:").unwrap().strip_suffix("\r\n").unwrap();
        let mut text = String::new();
        let mut letters = value.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next().unwrap() {
                    'n' => text.push('\n'),
                    c => text.push(c),
                },
                c => text.push(c),
            }
        }
        text
    }

    #[test]
    fn keys_become_uuids() {
        assert_eq!(uuid("0123456789abcdef0123456789abcdef"), "01234567-89ab-cdef-0123-456789abcdef");
    }

    #[test]
    fn structure_cannot_be_smuggled_in() {
        let line = one_line("a;b,c\\d\nBEGIN:VCARD\r\nEND:VCARD");
        assert_eq!(line, "NOTE:a\\;b\\,c\\\\d\\nBEGIN:VCARD\\nEND:VCARD\r\n");
    }

    proptest! {
        #[test]
        fn folded_lines_are_short_and_read_back_the_same(value in "[\\PC\\n]{0,200}") {
            let line = one_line(&value);
            prop_assert!(line.trim_end().split("\r\n").all(|part| part.len() <= content_line::LONGEST));
            prop_assert_eq!(read(&line), value);
        }
    }
}
