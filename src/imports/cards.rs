//! Address books (vCard 2.1, 3.0 and 4.0) as rows with the columns of a list. Pictures and what a
//! contact has no place for are left out.

use calcard::vcard::{VCard, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

use super::table::{Table, cell};

const HEADER: [&str; 13] = [
    "Name",
    "First name",
    "Middle name",
    "Last name",
    "E-mail",
    "Phone",
    "Company",
    "Street",
    "City",
    "Region",
    "Postal code",
    "Country",
    "Notes",
];
const TAGS: &str = "Tags";
/// More cards than this without an end in sight is no address book.
const MOST_FAULTS: usize = 1000;

pub fn looks_like_cards(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().to_ascii_uppercase().starts_with("BEGIN:VCARD")
}

pub fn of_cards(text: &str) -> Result<Table, String> {
    let mut parser = Parser::new(text);
    let (mut rows, mut faults) = (Vec::new(), 0);
    loop {
        match parser.entry() {
            Entry::VCard(card) => rows.push(row(&card)),
            Entry::Eof => break,
            _ => {
                faults += 1;
                if faults > MOST_FAULTS {
                    break;
                }
            }
        }
    }
    if rows.is_empty() {
        return Err("No card in this file can be read.".into());
    }
    let header = HEADER.iter().chain([&TAGS]).map(|name| (*name).to_owned()).collect();
    Ok(Table { header, rows })
}

fn row(card: &VCard) -> Vec<String> {
    let all = |property: VCardProperty| {
        card.entries.iter().filter(move |entry| entry.name == property).map(|entry| parts(&entry.values))
    };
    let joined =
        |property| all(property).filter_map(|parts| parts.into_iter().next()).collect::<Vec<_>>().join("\n");
    let first = |property| all(property).next().unwrap_or_default();
    let name = first(VCardProperty::N);
    let address = first(VCardProperty::Adr);
    let part = |parts: &[String], n: usize| parts.get(n).cloned().unwrap_or_default();
    let phone = |number: String| number.trim_start_matches("tel:").to_owned();
    let phones = all(VCardProperty::Tel).filter_map(|parts| parts.into_iter().next()).map(phone);
    let full = part(&first(VCardProperty::Fn), 0);
    let has_parts = name.iter().any(|part| !part.is_empty());
    let values = [
        if has_parts { String::new() } else { full },
        part(&name, 1),
        part(&name, 2),
        part(&name, 0),
        joined(VCardProperty::Email),
        phones.collect::<Vec<_>>().join("\n"),
        part(&first(VCardProperty::Org), 0),
        part(&address, 2),
        part(&address, 3),
        part(&address, 4),
        part(&address, 5),
        part(&address, 6),
        joined(VCardProperty::Note),
    ];
    let tags: Vec<String> = all(VCardProperty::Categories).flatten().collect();
    values.into_iter().chain([tags.join(",")]).map(|text| cell(&text)).collect()
}

fn parts(values: &[VCardValue]) -> Vec<String> {
    let part = |value: &VCardValue| match value {
        VCardValue::Component(parts) => vec![parts.join(" ")],
        other => vec![other.as_text().unwrap_or_default().to_owned()],
    };
    values.iter().flat_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_three_versions_are_read() {
        let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nN:Lee;Ann;;;\r\nitem1.EMAIL;type=INTERNET:ann@example.com\r\nTEL;type=CELL:+1 479 555 0100\r\nORG:Lee & Co;Sales\r\nADR;type=HOME:;;1 Elm St;Chicago;IL;60601;USA\r\nCATEGORIES:VIP,Regular\r\nNOTE:Likes tea\\, not coffee\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\nEND:VCARD\r\n\
            BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Only A Name\r\nTEL;VALUE=uri:tel:+44-20-7946-0000\r\nEND:VCARD\r\n\
            BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\r\nEND:VCARD\r\n";
        assert!(looks_like_cards(text));
        let table = of_cards(text).unwrap();
        assert_eq!(table.rows.len(), 3, "{table:?}");
        let ann = &table.rows[0];
        assert_eq!(ann[1..7], ["Ann", "", "Lee", "ann@example.com", "+1 479 555 0100", "Lee & Co"]);
        assert_eq!(
            ann[7..14],
            ["1 Elm St", "Chicago", "IL", "60601", "USA", "Likes tea, not coffee", "VIP,Regular"]
        );
        assert_eq!(
            (table.rows[1][0].as_str(), table.rows[1][5].as_str()),
            ("Only A Name", "+44-20-7946-0000")
        );
        assert_eq!((table.rows[2][1].as_str(), table.rows[2][3].as_str()), ("Jürgen", "Müller"));
        assert!(of_cards("nothing of the kind").is_err());
    }
}
