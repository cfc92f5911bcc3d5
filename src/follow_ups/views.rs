//! The pages of follow-ups, and a follow-up as a line on other pages.

use askama::Template;

use super::model::{Client, Due, FollowUp, Task};
use crate::civil::Wall;
use crate::staff::model::People;
use crate::web::{Chrome, FormState, Nav, Who};

/// A follow-up in a list.
pub struct Item {
    pub id: i64,
    pub title: String,
    pub contact_name: String,
    pub contact_href: String,
    pub due: String,
    pub due_iso: String,
    pub assignee: String,
    pub is_done: bool,
    /// What is pressing about it, and the kind of badge that says so; empty when nothing is.
    pub badge: &'static str,
    pub badge_kind: &'static str,
}

pub fn items(follow_ups: Vec<FollowUp>, wall: &Wall, people: &People) -> Vec<Item> {
    follow_ups.into_iter().map(|f| item(f, wall, people)).collect()
}

fn item(follow_up: FollowUp, wall: &Wall, people: &People) -> Item {
    let task = follow_up.task;
    let (badge, badge_kind) = match (follow_up.done_at, Due::of(task.due_on, wall.today())) {
        (Some(_), _) => ("Done", "success"),
        (None, Due::Late) => ("Late", "danger"),
        (None, Due::Today) => ("Today", "warning"),
        (None, Due::Later) => ("", "neutral"),
    };
    Item {
        id: follow_up.id,
        title: task.title,
        contact_href: follow_up.client.href(),
        contact_name: follow_up.client.name,
        due: wall.near_day(task.due_on),
        due_iso: task.due_on.to_string(),
        assignee: people.name(Some(task.assigned_to)).to_owned(),
        is_done: follow_up.done_at.is_some(),
        badge,
        badge_kind,
    }
}

#[derive(Template)]
#[template(path = "follow_ups/form.html")]
pub struct FormPage {
    chrome: Chrome,
    title: &'static str,
    submit: &'static str,
    contact_href: String,
    contact_name: String,
    action: String,
    /// Empty while there is nothing to delete.
    delete_href: String,
    people: Vec<(String, String)>,
    form: FormState,
    /// What was saved meanwhile, beside what was typed; empty without a conflict.
    compared: Vec<Compared>,
}

struct Compared {
    label: &'static str,
    stored: String,
    yours: String,
    differs: bool,
}

impl FormPage {
    pub fn new_one(who: &Who, client: &Client, people: &People, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: "New follow-up",
            submit: "Add follow-up",
            contact_href: client.href(),
            contact_name: client.name.clone(),
            action: format!("{}/follow-ups", client.href()),
            delete_href: String::new(),
            people: client.choices(people),
            compared: Vec::new(),
            form,
        }
    }

    pub fn existing(who: &Who, follow_up: &FollowUp, people: &People, form: FormState) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: "Edit follow-up",
            submit: "Save follow-up",
            contact_href: follow_up.client.href(),
            contact_name: follow_up.client.name.clone(),
            action: format!("/follow-ups/{}/edit", follow_up.id),
            delete_href: format!("/follow-ups/{}/delete", follow_up.id),
            people: follow_up.client.choices(people),
            compared: Vec::new(),
            form,
        }
    }

    pub fn against(mut self, who: &Who, current: &FollowUp, yours: &Task, people: &People) -> Self {
        let (stored, wall) = (&current.task, who.wall());
        let name = |task: &Task| people.name(Some(task.assigned_to)).to_owned();
        let rows = [
            ("What is to be done", stored.title.clone(), yours.title.clone()),
            ("Due on", wall.date(stored.due_on), wall.date(yours.due_on)),
            ("Who does it", name(stored), name(yours)),
        ];
        let compared = |(label, stored, yours)| Compared { label, differs: stored != yours, stored, yours };
        self.compared = rows.into_iter().map(compared).collect();
        self
    }
}

#[derive(Template)]
#[template(path = "follow_ups/delete.html")]
pub struct DeletePage {
    chrome: Chrome,
    items: Vec<String>,
    action: String,
    cancel_href: String,
}

impl DeletePage {
    pub fn of(who: &Who, follow_up: &FollowUp) -> Self {
        let task = &follow_up.task;
        let due = who.wall().date(task.due_on);
        Self {
            chrome: who.chrome(Nav::Contacts),
            items: vec![format!("“{}”, due {due}, on {}", task.title, follow_up.client.name)],
            action: format!("/follow-ups/{}/delete", follow_up.id),
            cancel_href: follow_up.client.href(),
        }
    }
}
