//! Contacts as lines of text: the cells of `export_table`, each made safe for programs that take a
//! cell for a formula. Pure.

use csv::Writer;

use super::export_table;
use super::queries::export::{Exported, Plan};
use crate::error::{AppError, AppResult};
use crate::text::cells;

pub fn head(plan: &Plan) -> AppResult<Vec<u8>> {
    lines([export_table::head(plan)])
}

pub fn rows(plan: &Plan, rows: &[Exported]) -> AppResult<Vec<u8>> {
    lines(rows.iter().map(|row| export_table::line(plan, row)))
}

fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> AppResult<Vec<u8>> {
    let mut writer = Writer::from_writer(Vec::new());
    for line in lines {
        let cells = line.iter().map(|cell| cells::neutral(cell).into_owned());
        writer.write_record(cells).map_err(AppError::internal)?;
    }
    writer.into_inner().map_err(AppError::internal)
}
