//! A row as a line of JSON and as a line of a spreadsheet. Pure.

use csv::Writer;
use time::macros::format_description;

use super::plan::Section;
use crate::civil;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::inventory::read::Value;
use crate::inventory::rows::Record;
use crate::text::cells;

/// The head of the spreadsheet: what the columns are called.
pub fn head(section: &Section) -> AppResult<Vec<u8>> {
    let columns = section.rows.columns();
    let labels = section.printed.iter().map(|at| columns[*at].label());
    line(labels.chain(section.rows.names_along().map(str::to_owned)))
}

pub fn csv(section: &Section, record: &Record) -> AppResult<Vec<u8>> {
    let cells = section.printed.iter().map(|at| shown(&record.values[*at]));
    line(cells.chain(record.along.iter().cloned()))
}

fn line(cells: impl Iterator<Item = String>) -> AppResult<Vec<u8>> {
    let mut writer = Writer::from_writer(Vec::new());
    let neutral: Vec<String> = cells.map(|cell| cells::neutral(&cell).into_owned()).collect();
    writer.write_record(neutral).map_err(AppError::internal)?;
    writer.into_inner().map_err(AppError::internal)
}

/// For people and spreadsheets.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Truth(true) => "yes".into(),
        Value::Truth(false) => "no".into(),
        Value::Moment(at) => civil::iso(*at),
        Value::Day(day) => day.to_string(),
        Value::Bytes(size) => format!("{size} bytes"),
    }
}

/// One object, its fields in the order of the columns.
pub fn json(section: &Section, record: &Record) -> AppResult<Vec<u8>> {
    let mut text = String::from("{");
    let mut field = |name: &str, value: &serde_json::Value| -> AppResult<()> {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name).map_err(AppError::internal)?);
        text.push(':');
        text.push_str(&serde_json::to_string(value).map_err(AppError::internal)?);
        Ok(())
    };
    for (column, value) in section.rows.columns().iter().zip(&record.values) {
        field(column.column, &exact(value))?;
    }
    for (name, value) in section.rows.names_along().zip(&record.along) {
        field(name, &value.as_str().into())?;
    }
    text.push('}');
    Ok(text.into_bytes())
}

/// Label and value of each field that is not empty, for the readable page.
pub fn readable(section: &Section, record: &Record) -> AppResult<Vec<u8>> {
    let columns = section.rows.columns();
    let filled = section.printed.iter().filter(|at| !record.values[**at].is_empty());
    let own = filled.map(|at| (columns[*at].label(), shown(&record.values[*at])));
    let along = section.rows.names_along().map(str::to_owned).zip(record.along.iter().cloned());
    let fields: Vec<(String, String)> = own.chain(along).collect();
    let mut line = serde_json::to_vec(&fields).map_err(AppError::internal)?;
    line.push(b'\n');
    Ok(line)
}

/// The same value back when it is read again.
fn exact(value: &Value) -> serde_json::Value {
    match value {
        Value::Moment(at) => to_the_microsecond(*at).into(),
        other => other.to_json(),
    }
}

fn to_the_microsecond(at: Instant) -> String {
    if at.microsecond() == 0 {
        return civil::iso(at);
    }
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
    at.format(form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_moment_is_written_to_the_microsecond() {
        assert_eq!(to_the_microsecond(datetime!(2026-11-25 10:00)), "2026-11-25T10:00:00Z");
        assert_eq!(to_the_microsecond(datetime!(2026-11-25 10:00:00.25)), "2026-11-25T10:00:00.250000Z");
    }
}
