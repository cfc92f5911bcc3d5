//! What the form of a contact offers to one member: people, tags, custom fields,
//! and which channels the role sees. Read once a request, for the checks and the page.

use time::Date;

use super::custom::CustomField;
use super::model::{ContactPhone, Details, Tag, home_country};
use super::queries::{self, Choices};
use crate::civil::Wall;
use crate::db::{Reach, Scoped};
use crate::error::AppResult;
use crate::staff::model::People;
use crate::web::Who;

pub struct Offer {
    pub reach: Reach,
    pub people: People,
    pub tags: Vec<Tag>,
    pub fields: Vec<CustomField>,
    /// Of a number that is typed without a country.
    pub country: Option<&'static str>,
    pub today: Date,
    /// The contact that is being edited: what it holds already may stay.
    stored: Option<Details>,
}

impl Offer {
    pub async fn for_new(who: &Who) -> AppResult<Self> {
        let place = (country(who), who.wall().today());
        who.glance(move |db| Self::load(db, place, None)).await
    }

    /// The offer for one contact, and that contact.
    pub async fn for_edit(who: &Who, id: i64) -> AppResult<(Self, Details)> {
        let place = (country(who), who.wall().today());
        who.glance(move |db| {
            let stored = queries::details(db, id)?;
            Ok((Self::load(db, place, Some(stored.clone()))?, stored))
        })
        .await
    }

    /// For a program that acts for somebody without a session.
    pub fn of_business(db: &mut Scoped, timezone: &str, locale: &str) -> AppResult<Self> {
        let today = Wall::new(timezone, locale, db.now).today();
        Self::load(db, (home_country(timezone, locale), today), None)
    }

    /// The same, for a change of one contact.
    pub fn for_program(
        db: &mut Scoped,
        timezone: &str,
        locale: &str,
        stored: Option<Details>,
    ) -> AppResult<Self> {
        let today = Wall::new(timezone, locale, db.now).today();
        Self::load(db, (home_country(timezone, locale), today), stored)
    }

    fn load(
        db: &mut Scoped,
        (country, today): (Option<&'static str>, Date),
        stored: Option<Details>,
    ) -> AppResult<Self> {
        let Choices { people, tags, fields, .. } = queries::choices(db)?;
        Ok(Self { reach: db.reach().clone(), people, tags, fields, country, today, stored })
    }

    /// Who can be chosen: those who work here, and who is chosen already.
    pub fn assignees(&self) -> Vec<(String, String)> {
        let mut choices = vec![(String::new(), "Nobody yet".to_owned())];
        choices.extend(self.people.choices());
        let current = self.stored.as_ref().and_then(|s| s.contact.assigned_to);
        let left = current.and_then(|id| self.people.find(id)).filter(|person| !person.active);
        choices.extend(left.map(|person| (person.id.to_string(), format!("{} (left)", person.name))));
        choices
    }

    pub fn stored_value(&self, field: &CustomField) -> &str {
        let values = self.stored.iter().flat_map(|s| &s.values);
        values.into_iter().find(|(f, _)| f.id == field.id).map_or("", |(_, value)| value)
    }

    pub fn stored_phone(&self, typed: &str) -> Option<&ContactPhone> {
        self.stored.iter().flat_map(|s| &s.phones).find(|phone| phone.typed == typed)
    }

    pub fn stored_language(&self) -> &str {
        self.stored.as_ref().map_or("", |s| &s.contact.language)
    }
}

fn country(who: &Who) -> Option<&'static str> {
    let workspace = &who.member.workspace;
    home_country(&workspace.timezone, &workspace.locale)
}
