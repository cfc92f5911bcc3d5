//! The pages around the form of a contact: new, edit, and edit of what somebody
//! else changed meanwhile. Every display decision of theirs.

use askama::Template;

use super::custom::{CustomField, FieldKind};
use super::forms::{self, numbered, rows, tag_names};
use super::model::{Details, LANGUAGES, NewContact, PreferredChannel};
use super::offer::Offer;
use super::queries::{Change, Duplicate};
use super::sheet::{self, Key};
use crate::civil::Wall;
use crate::text::fold::fold;
use crate::web::{Chrome, FormState, Input, Nav, Who};

/// Ways that clients are known to come; the field takes any other too.
const SOURCES: &[&str] = &["Recommendation", "Website", "Social media", "Walk-in", "Event", "Advertisement"];

/// One row of e-mail or phone.
pub struct Row {
    pub id: String,
    pub value: String,
    pub error: String,
    pub label_id: String,
    pub label: String,
    pub label_error: String,
}

pub struct TagBox {
    pub name: String,
    pub colour: i32,
    pub ticked: bool,
}

/// A custom field: an input of `kind`, or a choice if there are `options`.
pub struct FieldInput {
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub options: Vec<(String, String)>,
}

/// All that the fields of the form show.
pub struct Fields {
    /// `None` if the role may not see them; so for phones.
    pub emails: Option<Vec<Row>>,
    pub phones: Option<Vec<Row>>,
    pub most_channels: usize,
    /// Empty for a member whose contacts are always their own.
    pub assignees: Vec<(String, String)>,
    pub channels: Vec<(String, String)>,
    pub languages: Vec<(String, String)>,
    pub sources: &'static [&'static str],
    pub tags: Vec<TagBox>,
    /// Those typed that are no tag yet.
    pub new_tags: String,
    pub tags_error: String,
    pub custom: Vec<FieldInput>,
}

impl Fields {
    fn of(offer: &Offer, form: &FormState) -> Self {
        let reach = &offer.reach;
        let typed = tag_names(form.input());
        let known = |name: &String| offer.tags.iter().any(|tag| fold(&tag.name) == fold(name));
        Self {
            emails: reach.sees_email.then(|| rows_of(form, "email")),
            phones: reach.sees_phone.then(|| rows_of(form, "phone")),
            most_channels: forms::MOST_CHANNELS,
            assignees: if reach.own_only { Vec::new() } else { offer.assignees() },
            channels: PreferredChannel::ALL.iter().map(|c| (c.word().into(), c.label().into())).collect(),
            languages: languages(offer.stored_language()),
            sources: SOURCES,
            tags: tag_boxes(offer, &typed),
            new_tags: typed.iter().filter(|name| !known(name)).cloned().collect::<Vec<_>>().join(", "),
            tags_error: form.error("tags").unwrap_or_default().to_owned(),
            custom: offer.fields.iter().map(|field| field_input(field, offer.stored_value(field))).collect(),
        }
    }
}

/// What was typed, and one blank row more.
fn rows_of(form: &FormState, field: &str) -> Vec<Row> {
    let error = |name: &str| form.error(name).unwrap_or_default().to_owned();
    let typed =
        rows(form.input(), field).into_iter().filter(|row| !row.value.is_empty() || !row.label.is_empty());
    let mut shown: Vec<Row> = typed
        .map(|row| Row {
            id: format!("f-{}", row.name),
            error: error(&row.name),
            label_id: format!("f-{}", row.label_name),
            label_error: error(&row.label_name),
            value: row.value,
            label: row.label,
        })
        .collect();
    // Beyond every number in use, so that no id comes twice.
    let next = if shown.is_empty() { 0 } else { form.input().all(field).count() };
    shown.push(Row {
        id: format!("f-{}", numbered(field, next)),
        value: String::new(),
        error: String::new(),
        label_id: format!("f-{}", numbered(&format!("{field}_label"), next)),
        label: String::new(),
        label_error: String::new(),
    });
    shown
}

fn languages(stored: &str) -> Vec<(String, String)> {
    let owned = |(tag, name): &(&str, &str)| ((*tag).to_owned(), (*name).to_owned());
    let mut options = vec![(String::new(), "Not known".to_owned())];
    options.extend(LANGUAGES.iter().map(owned));
    if !options.iter().any(|(tag, _)| tag == stored) {
        options.push((stored.to_owned(), stored.to_owned()));
    }
    options
}

fn tag_boxes(offer: &Offer, typed: &[String]) -> Vec<TagBox> {
    let ticked = |name: &str| typed.iter().any(|t| fold(t) == fold(name));
    let tag_box = |tag: &super::model::Tag| TagBox {
        ticked: ticked(&tag.name),
        name: tag.name.clone(),
        colour: tag.colour,
    };
    offer.tags.iter().map(tag_box).collect()
}

fn field_input(field: &CustomField, stored: &str) -> FieldInput {
    let plain = |text: &str| (text.to_owned(), text.to_owned());
    let mut options = match field.kind {
        FieldKind::Choice => field.choices().map(plain).collect(),
        FieldKind::YesNo => vec![("yes".into(), "Yes".into()), ("no".into(), "No".into())],
        FieldKind::Text | FieldKind::Number | FieldKind::Date => Vec::new(),
    };
    if field.kind == FieldKind::Choice && !stored.is_empty() && !field.choices().any(|c| c == stored) {
        options.push((stored.to_owned(), format!("{stored} (no longer offered)")));
    }
    if !options.is_empty() {
        options.insert(0, (String::new(), "–".into()));
    }
    let kind = if field.kind == FieldKind::Date { "date" } else { "text" };
    FieldInput { name: field.input_name(), label: field.label.clone(), kind, options }
}

#[derive(Template)]
#[template(path = "contacts/new.html")]
pub struct NewPage {
    chrome: Chrome,
    form: FormState,
    fields: Fields,
    duplicates: Vec<Duplicate>,
    /// One of them may not be shown.
    has_hidden: bool,
}

impl NewPage {
    pub fn of(who: &Who, offer: &Offer, form: FormState) -> Self {
        let fields = Fields::of(offer, &form);
        Self { chrome: who.chrome(Nav::Contacts), fields, form, duplicates: Vec::new(), has_hidden: false }
    }

    /// The same with a warning: these may be the same person.
    pub fn warning(who: &Who, offer: &Offer, input: Input, duplicates: Vec<Duplicate>) -> Self {
        let has_hidden = duplicates.iter().any(|known| known.id.is_none());
        Self { duplicates, has_hidden, ..Self::of(who, offer, FormState::typed(input)) }
    }
}

#[derive(Template)]
#[template(path = "contacts/edit.html")]
pub struct EditPage {
    chrome: Chrome,
    form: FormState,
    fields: Fields,
    id: i64,
    name: String,
    version: i32,
}

impl EditPage {
    pub fn of(who: &Who, offer: &Offer, stored: &Details) -> Self {
        Self::with(who, offer, stored, forms::of_stored(stored), stored.contact.version)
    }

    /// After an error: `version` stays the one that the form was filled from.
    pub fn with(who: &Who, offer: &Offer, stored: &Details, form: FormState, version: i32) -> Self {
        let (id, name) = (stored.contact.id, stored.contact.name.clone());
        Self { chrome: who.chrome(Nav::Contacts), fields: Fields::of(offer, &form), form, id, name, version }
    }
}

/// A field in both versions.
pub struct Compared {
    pub label: String,
    pub stored: String,
    pub yours: String,
    pub differs: bool,
}

#[derive(Template)]
#[template(path = "contacts/conflict.html")]
pub struct ConflictPage {
    chrome: Chrome,
    form: FormState,
    fields: Fields,
    id: i64,
    /// The version that is stored now: saving this form overwrites it knowingly.
    version: i32,
    who: String,
    when: String,
    rows: Vec<Compared>,
}

impl ConflictPage {
    /// `latest` is the last line of the history; it tells who it was if it belongs to the last change.
    pub fn of(
        who: &Who,
        (offer, stored): (&Offer, &Details),
        new: &NewContact,
        input: Input,
        latest: Option<Change>,
    ) -> Self {
        let form = FormState::typed(input);
        let contact = &stored.contact;
        let latest = latest.filter(|change| change.at == contact.updated_at);
        Self {
            chrome: who.chrome(Nav::Contacts),
            fields: Fields::of(offer, &form),
            form,
            id: contact.id,
            version: contact.version,
            who: latest.map_or_else(|| "Somebody".to_owned(), |change| change.who),
            when: who.wall().moment(contact.updated_at).shown,
            rows: compared(offer, stored, new, &who.wall()),
        }
    }
}

/// Every field that has something in either version.
fn compared(offer: &Offer, stored: &Details, new: &NewContact, wall: &Wall) -> Vec<Compared> {
    let yours = sheet::wanted(new);
    let text_of = |key| yours.iter().find(|line| line.key == key).map(|line| line.text.clone());
    let row = |line: sheet::Line| {
        let yours = text_of(line.key).unwrap_or_else(|| line.text.clone());
        Compared {
            label: label(offer, line.key),
            differs: yours != line.text,
            stored: shown(offer, line.key, line.text, wall),
            yours: shown(offer, line.key, yours, wall),
        }
    };
    let visible = |line: &sheet::Line| !line.key.hidden_from(&offer.reach);
    let rows = sheet::stored(stored).into_iter().filter(visible).map(row);
    rows.filter(|row| !row.stored.is_empty() || !row.yours.is_empty()).collect()
}

fn label(offer: &Offer, key: Key) -> String {
    let custom = |id| offer.fields.iter().find(|field| field.id == id).map(|field| field.label.clone());
    match key {
        Key::Custom(id) => custom(id).unwrap_or_default(),
        fixed => fixed.label().unwrap_or_default().to_owned(),
    }
}

fn shown(offer: &Offer, key: Key, text: String, wall: &Wall) -> String {
    match key {
        Key::AssignedTo => {
            let person = text.parse().ok().and_then(|id| offer.people.find(id));
            person.map(|p| p.name.clone()).unwrap_or_default()
        }
        Key::Custom(id) => match offer.fields.iter().find(|field| field.id == id) {
            Some(field) => field.kind.written(&text, wall),
            None => text,
        },
        _ => text,
    }
}
