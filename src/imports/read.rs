//! From an uploaded file to a table, whatever program wrote it: told by its first bytes, not its
//! name. Says what is wrong in words for a person.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use super::cards;
use super::table::{self, Table, cell};

/// What a spreadsheet may unpack to: more is a trap.
const MOST_UNPACKED: u64 = 400 * 1024 * 1024;
const ZIP: &[u8] = b"PK\x03\x04";
const OLD_EXCEL: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

pub fn table(path: &Path) -> Result<Table, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|mut file| file.read_to_end(&mut bytes));
    read.map_err(|_| "The file could not be read.".to_owned())?;
    of_bytes(bytes)
}

pub fn of_bytes(bytes: Vec<u8>) -> Result<Table, String> {
    if bytes.starts_with(ZIP) {
        return spreadsheet(bytes);
    }
    if bytes.starts_with(OLD_EXCEL) {
        return Err("This is a file of an old Excel (.xls). Save it as .xlsx or .csv, and bring that.".into());
    }
    if bytes.starts_with(b"%PDF") {
        return Err("This is a PDF. Bring the list as .csv, .xlsx or .vcf.".into());
    }
    let text = table::decoded(&bytes);
    drop(bytes);
    match cards::looks_like_cards(&text) {
        true => cards::of_cards(&text),
        false => table::of_csv(&text),
    }
}

/// The first sheet with something in it; of a formula its last result.
fn spreadsheet(bytes: Vec<u8>) -> Result<Table, String> {
    refuse_traps(&bytes)?;
    const UNREADABLE: &str =
        "This is no spreadsheet that can be read (.xlsx). If it is a .zip, unpack it first.";
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| UNREADABLE.to_owned())?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|_| UNREADABLE.to_owned())?;
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        if rows.iter().flatten().any(|cell| !cell.is_empty()) {
            return table::of_rows(rows);
        }
    }
    Err("The spreadsheet is empty.".into())
}

fn refuse_traps(bytes: &[u8]) -> Result<(), String> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "This archive is damaged.".to_owned())?;
    let mut unpacked = 0u64;
    for n in 0..archive.len() {
        let entry = archive.by_index_raw(n).map_err(|_| "This archive is damaged.".to_owned())?;
        unpacked = unpacked.saturating_add(entry.size());
    }
    match unpacked > MOST_UNPACKED {
        true => {
            Err("This spreadsheet unpacks to more than can be read. Save it as .csv, and bring that.".into())
        }
        false => Ok(()),
    }
}

fn text(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => cell(text.split('T').next().unwrap_or(text)),
        // A phone number that was typed as a number.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => cell(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_is_said() {
        for (bytes, says) in [
            (&b"PK\x03\x04nonsense"[..], "damaged"),
            (OLD_EXCEL, "old Excel"),
            (b"%PDF-1.7", "PDF"),
            (b"", "empty"),
        ] {
            let why = of_bytes(bytes.to_vec()).unwrap_err();
            assert!(why.contains(says), "{why}");
        }
    }
}
