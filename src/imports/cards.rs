//! Address books (vCard 2.1, 3.0 and 4.0) as rows with the columns of a list. Pictures and what a
//! contact has no place for are left out.

use calcard::vcard::{
    VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardType, VCardValue,
};
use calcard::{Entry, Parser};

use super::table::{Table, cell};
use crate::contacts::export_vcf::FURTHER;

const HEADER: [&str; 18] = [
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
    "Tags",
    "E-mail label",
    "Phone label",
    "Pronouns",
    "Language",
];
/// More cards than this without an end in sight is no address book.
const MOST_FAULTS: usize = 1000;
/// Own fields beyond what a list may have columns are left out.
const MOST_FURTHER: usize = 100;

pub fn looks_like_cards(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().to_ascii_uppercase().starts_with("BEGIN:VCARD")
}

pub fn of_cards(text: &str) -> Result<Table, String> {
    let mut parser = Parser::new(text);
    let (mut rows, mut further, mut faults) = (Vec::new(), Vec::new(), 0);
    loop {
        match parser.entry() {
            Entry::VCard(card) => rows.push(row(&card, &mut further)),
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
    let header = HEADER.iter().map(|name| (*name).to_owned()).chain(further).collect();
    Ok(Table { header, rows })
}

/// The columns beyond the header that a card has are added to `further`.
fn row(card: &VCard, further: &mut Vec<String>) -> Vec<String> {
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
    let tags: Vec<String> = all(VCardProperty::Categories).flatten().collect();
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
        tags.join(","),
    ];
    let mut cells: Vec<String> = values.iter().map(|text| cell(text)).collect();
    cells.extend([labels(card, &VCardProperty::Email), labels(card, &VCardProperty::Tel)]);
    let rest = [VCardProperty::Pronouns, VCardProperty::Lang].map(|property| part(&first(property), 0));
    cells.extend(rest.iter().map(|text| cell(text)));
    add_further(card, further, &mut cells);
    cells
}

/// One line for each address, empty where it has no label, so that they stay side by side.
fn labels(card: &VCard, property: &VCardProperty) -> String {
    let of = card.entries.iter().filter(|entry| entry.name == *property);
    of.map(|entry| cell(&label(card, entry)).replace('\n', " ")).collect::<Vec<_>>().join("\n")
}

/// The label that an address book wrote beside it, else the two kinds that vCard knows.
fn label(card: &VCard, entry: &VCardEntry) -> String {
    let beside = entry.group.as_ref().and_then(|group| {
        let in_group = card.entries.iter().filter(|other| other.group.as_ref() == Some(group));
        in_group.filter(|other| is_called(other, "X-ABLabel")).find_map(|other| parts(&other.values).pop())
    });
    // Apple's own words stand in a bracket of theirs.
    let plain = |label: String| label.trim_start_matches("_$!<").trim_end_matches(">!$_").to_owned();
    beside.map(plain).or_else(|| kind(entry)).unwrap_or_default()
}

fn kind(entry: &VCardEntry) -> Option<String> {
    let types = entry.params.iter().filter(|param| param.name == VCardParameterName::Type);
    types
        .filter_map(|param| match &param.value {
            VCardParameterValue::Type(VCardType::Home) => Some("home"),
            VCardParameterValue::Type(VCardType::Work) => Some("work"),
            _ => None,
        })
        .next()
        .map(str::to_owned)
}

fn is_called(entry: &VCardEntry, name: &str) -> bool {
    matches!(&entry.name, VCardProperty::Other(known) if known.eq_ignore_ascii_case(name))
}

/// What our own cards carry beyond the properties of vCard: a column each.
fn add_further(card: &VCard, further: &mut Vec<String>, cells: &mut Vec<String>) {
    for entry in card.entries.iter().filter(|entry| is_called(entry, FURTHER)) {
        let text = parts(&entry.values).join(",");
        let Some((name, value)) = text.split_once('\n') else { continue };
        let name = cell(name);
        let known = further.iter().position(|known| *known == name);
        if known.is_none() && further.len() == MOST_FURTHER {
            continue;
        }
        let place = HEADER.len() + known.unwrap_or(further.len());
        if known.is_none() {
            further.push(name);
        }
        if cells.len() <= place {
            cells.resize(place + 1, String::new());
        }
        if let Some(free) = cells.get_mut(place) {
            *free = cell(value);
        }
    }
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
    fn labels_and_own_fields_are_read() {
        let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nEMAIL:a@example.com\r\nEMAIL;TYPE=work:b@example.com\r\n\
            item1.TEL;VALUE=uri;TYPE=home:tel:+14795550100\r\nitem1.X-ABLabel:_$!<Other>!$_\r\nPRONOUNS:she/her\r\nLANG:de\r\n\
            X-CLIENTSYNC-FIELD:Coat\\n-long\\, red\\; old\r\nEND:VCARD\r\n\
            BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben\r\nX-CLIENTSYNC-FIELD:Size\\n4\r\nEND:VCARD\r\n";
        let table = of_cards(text).unwrap();
        assert_eq!(table.header[18..], ["Coat", "Size"]);
        assert_eq!(table.rows[0][14..], ["\nwork", "Other", "she/her", "de", "-long, red; old"]);
        assert_eq!(table.rows[1][18..], ["", "4"]);
    }

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
        assert_eq!((ann[14].as_str(), ann[15].as_str()), ("", ""));
        assert!(of_cards("nothing of the kind").is_err());
    }
}
