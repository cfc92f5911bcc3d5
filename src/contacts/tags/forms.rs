//! The forms of a tag.

use crate::contacts::model::Tag;
use crate::contacts::queries::tags::COLOURS;
use crate::text::fold::fold;
use crate::web::{Check, FormState, Input};

pub fn name(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let name = checked_name(&mut check);
    check.finish(|| Some(name))
}

pub fn tag(input: &Input) -> Result<(String, i32), FormState> {
    let mut check = Check::new(input);
    let name = checked_name(&mut check);
    let colour = check.parse("colour", |typed| match typed.parse::<i32>() {
        Ok(colour) if (0..COLOURS).contains(&colour) => Ok(colour),
        _ => Err("Choose a colour."),
    });
    check.finish(|| Some((name, colour?)))
}

pub fn of_stored(tag: &Tag) -> FormState {
    FormState::filled([("name", tag.name.clone()), ("colour", tag.colour.to_string())])
}

fn checked_name(check: &mut Check) -> String {
    let name = check.required("name", 40, "Enter what the tag is called.");
    if name.contains(',') {
        check.fail("name", "Leave commas out: they separate tags.");
    }
    if !name.is_empty() && fold(&name).is_empty() {
        check.fail("name", "Use letters or digits in a tag.");
    }
    name
}
