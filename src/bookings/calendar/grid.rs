//! Where things stand in a day drawn as a table: a row is a quarter of an hour of the wall clock.
//! Bookings that share a row share a cell, so a table without any styling still says what is when.
//! Pure.

use crate::bookings::slots::Range;
use crate::civil::MINUTES_A_DAY;

/// Minutes of a row; a free cell has two, and an hour's label four.
pub const ROW: u16 = 15;
const FREE: usize = 2;
pub const HOUR: usize = 4;
/// The hours of a day on which nothing is.
const USUAL: Range = Range { from: 9 * 60, to: 17 * 60 };

/// One column: what is booked, in any order, and when there is work.
#[derive(Debug, Clone, Default)]
pub struct Column {
    pub taken: Vec<Range>,
    pub open: Vec<Range>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inside {
    /// From this minute of the day.
    Free(u16),
    Closed,
    /// Indexes into `taken`, by their beginning.
    Taken(Vec<usize>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub row: usize,
    pub span: usize,
    pub inside: Inside,
}

/// From the first hour on which something is in any column to the last.
pub fn hours(columns: &[Column]) -> Range {
    let all = || columns.iter().flat_map(|column| column.taken.iter().chain(&column.open));
    let from = all().map(|range| range.from).min().unwrap_or(USUAL.from);
    let to = all().map(|range| range.to).max().unwrap_or(USUAL.to);
    Range {
        from: from / 60 * 60,
        to: to.div_ceil(60).saturating_mul(60).clamp(from / 60 * 60 + 60, MINUTES_A_DAY),
    }
}

pub fn rows(hours: Range) -> usize {
    usize::from((hours.to - hours.from) / ROW)
}

/// The cells of a column from its first row to its last, without a gap.
pub fn cells(column: &Column, hours: Range) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut row = 0;
    for (start, end, inside) in clusters(&column.taken, hours) {
        empty(&mut cells, column, hours, row, start);
        cells.push(Cell { row: start, span: end - start, inside: Inside::Taken(inside) });
        row = end;
    }
    empty(&mut cells, column, hours, row, rows(hours));
    cells
}

/// Bookings that share a row, with the rows they take together.
fn clusters(taken: &[Range], hours: Range) -> Vec<(usize, usize, Vec<usize>)> {
    let last = rows(hours).max(1);
    let mut order: Vec<usize> = (0..taken.len()).collect();
    order.sort_by_key(|&n| (taken[n].from, taken[n].to));
    let mut clusters: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for n in order {
        let start = usize::from(taken[n].from.saturating_sub(hours.from) / ROW).min(last - 1);
        let end = usize::from(taken[n].to.saturating_sub(hours.from).div_ceil(ROW)).clamp(start + 1, last);
        match clusters.last_mut() {
            Some((_, until, inside)) if start < *until => {
                *until = end.max(*until);
                inside.push(n);
            }
            _ => clusters.push((start, end, vec![n])),
        }
    }
    clusters
}

/// Free cells end at each half hour, closed ones where work begins.
fn empty(cells: &mut Vec<Cell>, column: &Column, hours: Range, from: usize, to: usize) {
    let minute = |row: usize| hours.from + row as u16 * ROW;
    let is_open = |row: usize| column.open.iter().any(|o| o.from <= minute(row) && minute(row) < o.to);
    let mut row = from;
    while row < to {
        let open = is_open(row);
        let mut end = row + 1;
        while end < to && is_open(end) == open && !(open && end.is_multiple_of(FREE)) {
            end += 1;
        }
        let inside = if open { Inside::Free(minute(row)) } else { Inside::Closed };
        cells.push(Cell { row, span: end - row, inside });
        row = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn r(from: u16, to: u16) -> Range {
        Range { from, to }
    }

    #[test]
    fn an_empty_day_has_the_usual_hours() {
        assert_eq!(hours(&[Column::default()]), r(540, 1020));
        let late = Column { taken: vec![r(1400, 1440)], open: vec![r(570, 1050)] };
        assert_eq!(hours(&[late]), r(540, 1440));
    }

    #[test]
    fn free_time_ends_at_the_half_hour_and_bookings_in_one_row_share_a_cell() {
        let column = Column { taken: vec![r(620, 650), r(645, 660)], open: vec![r(555, 720)] };
        let found = cells(&column, r(540, 720));
        let shapes: Vec<_> = found.iter().map(|c| (c.row, c.span, c.inside.clone())).collect();
        assert_eq!(
            shapes,
            [
                (0, 1, Inside::Closed),
                (1, 1, Inside::Free(555)),
                (2, 2, Inside::Free(570)),
                (4, 1, Inside::Free(600)),
                (5, 3, Inside::Taken(vec![0, 1])),
                (8, 2, Inside::Free(660)),
                (10, 2, Inside::Free(690)),
            ]
        );
    }

    proptest! {
        #[test]
        fn cells_follow_each_other_and_hold_every_booking(
            taken in prop::collection::vec((0_u16..1440, 1_u16..300), 0..20),
            open in prop::collection::vec((0_u16..1440, 1_u16..600), 0..3),
        ) {
            let range = |(from, length): &(u16, u16)| r(*from, (from + length).min(1440));
            let column = Column {
                taken: taken.iter().map(range).collect(),
                open: open.iter().map(range).collect(),
            };
            let hours = hours(std::slice::from_ref(&column));
            let mut next = 0;
            let mut held = Vec::new();
            for cell in cells(&column, hours) {
                prop_assert_eq!(cell.row, next);
                prop_assert!(cell.span > 0);
                next += cell.span;
                if let Inside::Taken(inside) = cell.inside {
                    held.extend(inside);
                }
            }
            prop_assert_eq!(next, rows(hours));
            held.sort_unstable();
            prop_assert_eq!(held, (0..column.taken.len()).collect::<Vec<_>>());
        }
    }
}
