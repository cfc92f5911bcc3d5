//! GET `/privacy/restricted/{id}`: all that is held, to read only.

use actix_web::{HttpResponse, web};

use super::queries::{self, Restricted, Stretch};
use super::views::ShowPage;
use crate::access::privacy::Handle;
use crate::contacts::custom::CustomField;
use crate::contacts::model::Tag;
use crate::contacts::queries::{fields, tags};
use crate::error::AppResult;
use crate::inventory::Table;
use crate::inventory::read::{Person, Reader, Row};
use crate::web::{Can, page};

/// Rows of one table; a longer history goes out with the person's copy.
const MOST: i64 = 50;

/// What the page is drawn from.
pub struct Held {
    pub contact: Restricted,
    pub stretches: Vec<Stretch>,
    pub sections: Vec<(Table, Vec<Row>)>,
    pub tags: Vec<Tag>,
    /// The business's own fields, each with its value.
    pub values: Vec<(CustomField, String)>,
}

pub async fn show(who: Can<Handle>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (id, services) = (id.into_inner(), who.services.clone());
    let held = who
        .write(move |db| {
            let contact = queries::find(db, id)?;
            let person = Person::Contact { id, subject_key: contact.subject_key.clone() };
            let reader = Reader::new(db, &services.inventory, person)?;
            let mut sections = Vec::new();
            for table in reader.tables() {
                sections.push((table.clone(), reader.page(db, table, None, MOST)?));
            }
            db.record("contact.read", "contact", id, "restricted");
            Ok(Held {
                stretches: queries::stretches(db, id)?,
                tags: tags::of_contact(db, id)?,
                values: fields::values(db, id)?,
                contact,
                sections,
            })
        })
        .await?;
    page(&ShowPage::of(&who, held))
}
