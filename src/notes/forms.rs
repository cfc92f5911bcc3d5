//! What a note's form sends, checked.

use super::model::{Edit, LONGEST, NewNote};
use crate::web::{Check, FormState, Input};

const EMPTY: &str = "Write something first.";

pub fn new_note(input: &Input) -> Result<NewNote, FormState> {
    let mut check = Check::new(input);
    let body = body(&mut check);
    check.finish(|| Some(NewNote { body, pinned: input.checked("pinned") }))
}

pub fn edit(input: &Input) -> Result<Edit, FormState> {
    let mut check = Check::new(input);
    let body = body(&mut check);
    // A version that can't be read is older than any: the writer then sees both texts.
    let version = input.get("version").parse().unwrap_or(0);
    check.finish(|| Some(Edit { body, version }))
}

fn body(check: &mut Check) -> String {
    let body = check.text("body", LONGEST);
    if body.is_empty() {
        check.fail("body", EMPTY);
    }
    body
}
