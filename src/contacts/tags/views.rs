//! The pages of tags.

use askama::Template;

use crate::contacts::model::Tag;
use crate::web::{Chrome, FormState, Nav, Who};

/// How the colours of the style sheet are called, in its order.
const COLOURS: &[&str] = &["Teal", "Blue", "Violet", "Green", "Red", "Amber", "Sky", "Pink"];

pub struct TagRow {
    pub id: i64,
    pub name: String,
    pub colour: i32,
    pub count: String,
}

#[derive(Template)]
#[template(path = "contacts/tags.html")]
pub struct IndexPage {
    chrome: Chrome,
    form: FormState,
    tags: Vec<TagRow>,
}

impl IndexPage {
    pub fn of(who: &Who, form: FormState, counted: Vec<(Tag, i64)>) -> Self {
        let row = |(tag, count): (Tag, i64)| TagRow {
            id: tag.id,
            name: tag.name,
            colour: tag.colour,
            count: contacts(count),
        };
        Self { chrome: who.chrome(Nav::Contacts), form, tags: counted.into_iter().map(row).collect() }
    }
}

pub struct Colour {
    pub number: String,
    pub name: &'static str,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "contacts/tag_edit.html")]
pub struct EditPage {
    chrome: Chrome,
    colours: Vec<Colour>,
    colour_error: String,
    id: i64,
    name: String,
    /// The tags that this one could be merged into.
    others: Vec<(String, String)>,
    count: String,
    blank: FormState,
    form: FormState,
}

impl EditPage {
    pub fn of(who: &Who, form: FormState, tag: &Tag, all: &[Tag], count: i64) -> Self {
        let others = all.iter().filter(|other| other.id != tag.id);
        let colour = |(number, name): (usize, &&'static str)| Colour {
            chosen: form.value("colour") == number.to_string(),
            number: number.to_string(),
            name,
        };
        Self {
            chrome: who.chrome(Nav::Contacts),
            colours: COLOURS.iter().enumerate().map(colour).collect(),
            colour_error: form.error("colour").unwrap_or_default().to_owned(),
            id: tag.id,
            name: tag.name.clone(),
            others: others.map(|other| (other.id.to_string(), other.name.clone())).collect(),
            count: contacts(count),
            blank: FormState::empty(),
            form,
        }
    }
}

/// Asks before a tag goes away.
#[derive(Template)]
#[template(path = "contacts/tag_remove.html")]
pub struct RemovePage {
    chrome: Chrome,
    title: String,
    lead: &'static str,
    items: Vec<String>,
    action: String,
    label: &'static str,
    cancel: String,
    into: String,
}

impl RemovePage {
    pub fn delete(who: &Who, tag: &Tag, count: i64) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: format!("Delete the tag “{}”?", tag.name),
            lead: "This will be gone, and can’t be brought back:",
            items: vec!["the tag".into(), format!("its mark on {}", contacts(count))],
            action: format!("/contacts/tags/{}/delete", tag.id),
            label: "Delete tag",
            cancel: format!("/contacts/tags/{}", tag.id),
            into: String::new(),
        }
    }

    pub fn merge(who: &Who, from: &Tag, into: &Tag, count: i64) -> Self {
        Self {
            chrome: who.chrome(Nav::Contacts),
            title: format!("Merge “{}” into “{}”?", from.name, into.name),
            lead: "This can’t be taken back:",
            items: vec![
                format!("{} with “{}” will have “{}” instead", contacts(count), from.name, into.name),
                format!("the tag “{}” will be gone", from.name),
            ],
            action: format!("/contacts/tags/{}/merge", from.id),
            label: "Merge tags",
            cancel: format!("/contacts/tags/{}", from.id),
            into: into.id.to_string(),
        }
    }
}

fn contacts(count: i64) -> String {
    match count {
        0 => "no contact".into(),
        1 => "1 contact".into(),
        n => format!("{n} contacts"),
    }
}
