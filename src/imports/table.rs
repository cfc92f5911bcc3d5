//! From the bytes of a file to rows of cells: its encoding, what stands between its cells, and
//! which row names the columns. Pure.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::text::cells;

/// A file that was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

const MOST_COLUMNS: usize = 300;
const LONGEST_CELL: usize = 20_000;
/// So many rows are looked at to find the header.
const PREAMBLE: usize = 10;

/// The text of a file: by its mark, else UTF-8 if it is, else what old programs write.
pub fn decoded(bytes: &[u8]) -> String {
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).unwrap_or_else(|| guessed(bytes));
    encoding.decode(bytes).0.into_owned()
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    // Every other byte of plain letters in UTF-16 is zero.
    let sample = &bytes[..bytes.len().min(400)];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 4;
    match () {
        () if zeros(1) > sample.len() && sample.len() > 1 => UTF_16LE,
        () if zeros(0) > sample.len() && sample.len() > 1 => UTF_16BE,
        () if std::str::from_utf8(bytes).is_ok() => UTF_8,
        () => WINDOWS_1252,
    }
}

/// What stands between the cells: what splits the first lines into the most and the most even rows.
pub fn separator(text: &str) -> u8 {
    // Excel says it in a line of its own.
    if let Some(said) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return said;
    }
    let columns = |separator: u8| -> (usize, usize) {
        let widths: Vec<usize> = reader(text, separator)
            .records()
            .take(PREAMBLE * 2)
            .filter_map(|record| record.ok().map(|record| record.len()))
            .collect();
        let most = widths.iter().copied().max().unwrap_or(0);
        (widths.iter().filter(|width| **width == most && most > 1).count(), most)
    };
    let found = [b',', b';', b'\t', b'|'].map(|separator| (columns(separator), separator));
    found.into_iter().max_by_key(|(shape, separator)| (*shape, *separator == b',')).map_or(b',', |(_, s)| s)
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

pub fn of_csv(text: &str) -> Result<Table, String> {
    let separator = separator(text);
    let text = match text.strip_prefix("sep=") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    };
    let mut rows = Vec::new();
    for (n, record) in reader(text, separator).records().enumerate() {
        let record = record.map_err(|_| format!("Row {} can’t be read.", n + 1))?;
        rows.push(record.iter().map(cells::plain).map(cell).collect::<Vec<_>>());
    }
    of_rows(rows)
}

/// Line breaks inside a cell stay; what cannot be seen goes.
pub fn cell(text: &str) -> String {
    let seen = text.chars().filter(|c| !c.is_control() || *c == '\n');
    seen.take(LONGEST_CELL).collect::<String>().trim().to_owned()
}

/// The header is the first row that is as wide as the rest and has names; what stands above it is
/// a preamble that some programs write.
pub fn of_rows(rows: Vec<Vec<String>>) -> Result<Table, String> {
    let rows: Vec<Vec<String>> =
        rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width == 0 {
        return Err("The file is empty.".into());
    }
    if width > MOST_COLUMNS {
        return Err(format!("The file has {width} columns; at most {MOST_COLUMNS} can be read."));
    }
    let names = |row: &Vec<String>| {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        let known = row.iter().filter(|cell| super::columns::guess(cell).is_some()).count();
        (known, filled)
    };
    let best = (0..rows.len().min(PREAMBLE)).max_by_key(|&n| (names(&rows[n]), std::cmp::Reverse(n)));
    let place = best.filter(|&n| names(&rows[n]).0 > 0);
    let header = match place {
        Some(n) => rows[n].clone(),
        // A plain list: columns without names.
        None => (1..=width).map(|n| format!("Column {n}")).collect(),
    };
    let rows = rows.into_iter().skip(place.map_or(0, |n| n + 1)).collect();
    Ok(Table { header, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Table {
        of_csv(&decoded(bytes)).unwrap()
    }

    #[test]
    fn every_encoding_gives_the_same_letters() {
        let text = "Name;E-Mail\r\nZoë Müller;zoe@example.com\r\n";
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some('\u{feff}').into_iter().chain(text.chars());
            let mut buffer = [0; 2];
            units
                .flat_map(|c| c.encode_utf16(&mut buffer).to_vec())
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let cp1252: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
        let marked = format!("\u{feff}{text}").into_bytes();
        let files = [
            text.as_bytes().to_vec(),
            marked,
            cp1252,
            utf16(false, true),
            utf16(true, true),
            utf16(false, false),
        ];
        for bytes in files {
            let table = read(&bytes);
            assert_eq!(table.header, ["Name", "E-Mail"]);
            assert_eq!(table.rows, [["Zoë Müller", "zoe@example.com"]]);
        }
    }

    #[test]
    fn cells_may_hold_quotes_line_breaks_and_separators() {
        let table = read(b"Name,Notes\n\"Lee, Ann\",\"said \"\"hello\"\"\nand went\"\n");
        assert_eq!(table.rows, [["Lee, Ann", "said \"hello\"\nand went"]]);
        assert_eq!(read(b"sep=|\nName|Email\nAnn|a@example.com\n").header, ["Name", "Email"]);
        assert_eq!(read(b"Name\tEmail\nAnn\ta@example.com\n").header, ["Name", "Email"]);
    }

    #[test]
    fn a_preamble_is_skipped_and_a_list_without_names_is_read() {
        let linkedin =
            "Notes:\n\"When exporting your data, you may\"\n\nFirst Name,Last Name,Email Address\nAnn,Lee,\n";
        let table = read(linkedin.as_bytes());
        assert_eq!(table.header, ["First Name", "Last Name", "Email Address"]);
        assert_eq!(table.rows.len(), 1);
        let plain = read(b"Ann Lee,ann@example.com\nBen Ray,ben@example.com\n");
        assert_eq!((plain.header[0].as_str(), plain.rows.len()), ("Column 1", 2));
        assert!(of_csv("").is_err() && of_csv(&"a,".repeat(301)).is_err());
    }

    proptest! {
        #[test]
        fn no_file_is_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = of_csv(&decoded(&bytes));
        }
    }
}
