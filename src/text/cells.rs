//! Spreadsheet cells: text a contact typed must not run as a formula in somebody's spreadsheet.
//!
//! Pure; uses nothing else of this crate.

use std::borrow::Cow;

/// The cell as it may be written to a CSV file that a spreadsheet will open.
///
/// A phone number in international form gets the apostrophe too: a spreadsheet would
/// otherwise read it as a sum and drop the plus sign.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if is_guarded(cell) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

/// The text that a cell of such a file stands for: without the apostrophe that `neutral` put there.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(cell)
}

/// A text that has the apostrophe already gets one more, so that `plain` gives back what was.
fn is_guarded(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text() {
        for cell in ["=1+1", "+4930123", "-5", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(neutral(cell), format!("'{cell}"));
        }
    }

    #[test]
    fn other_cells_are_untouched() {
        for cell in ["", "Ann", "ann@example.com", "1-2", " =1", "'Twas", "'"] {
            assert!(matches!(neutral(cell), Cow::Borrowed(same) if same == cell));
        }
    }

    proptest! {
        #[test]
        fn what_was_guarded_reads_back_the_same(cell in "[-'=+@\\ta-z]{0,6}") {
            let guarded = neutral(&cell);
            prop_assert_eq!(plain(&guarded), cell.as_str());
        }

        #[test]
        fn never_starts_a_formula(cell in "\\PC*") {
            prop_assert!(!neutral(&cell).starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
