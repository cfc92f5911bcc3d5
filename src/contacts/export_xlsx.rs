//! Contacts as an Excel workbook: the cells of `export_table`, all of them text, so that nothing is a
//! formula. A workbook is whole only when it is closed, so it is written to a file first, a row at a
//! time, and sent from there.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::export_table;
use super::queries::export::{Exported, Plan};
use crate::error::{AppError, AppResult};

pub const NAME: &str = "contacts.xlsx";
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A sheet has 1,048,576 rows, one of which is the head.
pub const MOST: usize = 1_048_575;
const PIECE: usize = 256 * 1024;

pub struct Book {
    book: Workbook,
    next: u32,
}

impl Book {
    pub fn begin(plan: &Plan) -> AppResult<Self> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(AppError::internal)?;
        sheet.set_name("Contacts").map_err(AppError::internal)?;
        sheet.set_freeze_panes(1, 0).map_err(AppError::internal)?;
        let bold = Format::new().set_bold();
        for (column, title) in (0u16..).zip(export_table::head(plan)) {
            sheet.write_string_with_format(0, column, title, &bold).map_err(AppError::internal)?;
        }
        Ok(Self { book, next: 1 })
    }

    pub fn add(&mut self, plan: &Plan, rows: &[Exported]) -> AppResult<()> {
        let sheet = self.book.worksheet_from_index(0).map_err(AppError::internal)?;
        for row in rows {
            write(sheet, self.next, &export_table::line(plan, row))?;
            self.next += 1;
        }
        Ok(())
    }

    /// Closes the workbook; its file has no name and is gone when it was read.
    pub fn end(mut self) -> AppResult<File> {
        let mut file = tempfile::tempfile().map_err(AppError::internal)?;
        self.book.save_to_writer(&mut file).map_err(AppError::internal)?;
        file.seek(SeekFrom::Start(0)).map_err(AppError::internal)?;
        Ok(file)
    }
}

fn write(sheet: &mut Worksheet, row: u32, cells: &[String]) -> AppResult<()> {
    for (column, cell) in (0u16..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string(row, column, cell).map_err(AppError::internal)?;
        }
    }
    Ok(())
}

pub fn sent(file: File) -> impl Stream<Item = Result<Bytes, AppError>> {
    try_unfold(file, |mut file| async move {
        let read = move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece).map_err(AppError::internal)?;
            piece.truncate(count);
            Ok::<_, AppError>((file, piece))
        };
        let (file, piece) = tokio::task::spawn_blocking(read).await.map_err(AppError::internal)??;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    })
}
