//! Spreadsheet cells: text a contact typed must not run as a formula in somebody's spreadsheet.
//!
//! Pure; uses nothing else of this crate.

use std::borrow::Cow;

/// The cell as it may be written to a CSV file that a spreadsheet will open.
///
/// A phone number in international form gets the apostrophe too: a spreadsheet would
/// otherwise read it as a sum and drop the plus sign.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
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
        for cell in ["", "Ann", "ann@example.com", "1-2", " =1", "'=1"] {
            assert!(matches!(neutral(cell), Cow::Borrowed(same) if same == cell));
        }
    }

    proptest! {
        #[test]
        fn never_starts_a_formula(cell in "\\PC*") {
            prop_assert!(!neutral(&cell).starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
