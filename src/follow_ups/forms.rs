//! What a follow-up's form sends, checked.

use super::model::{CHOOSE, Client, Edit, LONGEST_TITLE, Task};
use crate::civil;
use crate::staff::model::People;
use crate::web::{Check, FormState, Input};

/// `people` are those of the workspace: nobody else can be given work.
pub fn task(input: &Input, client: &Client, people: &People) -> Result<Task, FormState> {
    let mut check = Check::new(input);
    let title = check.required("title", LONGEST_TITLE, "Say what is to be done.");
    let due_on = check.parse("due_on", |typed| civil::parse_date(typed).ok_or("Choose a date."));
    let assigned_to = check.parse("assigned_to", |typed| {
        let person = typed.parse().ok().and_then(|id| people.find(id));
        person.map_or(Err(CHOOSE.to_owned()), |person| client.assignee(person))
    });
    check.finish(|| Some(Task { title, due_on: due_on?, assigned_to: assigned_to? }))
}

pub fn edit(input: &Input, client: &Client, people: &People) -> Result<Edit, FormState> {
    // A version that can't be read is older than any: the writer then sees both.
    let version = input.get("version").parse().unwrap_or(0);
    Ok(Edit { task: task(input, client, people)?, version })
}
