//! What a follow-up's form sends, checked.

use super::model::{LONGEST_TITLE, Task};
use crate::civil;
use crate::staff::model::People;
use crate::web::{Check, FormState, Input};

/// `people` are those of the workspace: only who works there now can be given work.
pub fn task(input: &Input, people: &People) -> Result<Task, FormState> {
    let mut check = Check::new(input);
    let title = check.required("title", LONGEST_TITLE, "Say what is to be done.");
    let due_on = check.parse("due_on", |typed| civil::parse_date(typed).ok_or("Choose a date."));
    let assigned_to = check.parse("assigned_to", |typed| {
        let person = typed.parse().ok().and_then(|id| people.find(id)).filter(|person| person.active);
        person.map(|person| person.id).ok_or("Choose who does it.")
    });
    check.finish(|| Some(Task { title, due_on: due_on?, assigned_to: assigned_to? }))
}
