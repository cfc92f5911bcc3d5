//! A proposed value in the contact's record: read, checked like anything typed, and written
//! like any other edit, with its line in the history.

use time::Date;

use crate::contacts;
use crate::contacts::actions::{self, Edit};
use crate::contacts::birth;
use crate::contacts::custom::CustomField;
use crate::contacts::model::{Details, NewContact, NewEmail, NewPhone};
use crate::contacts::statements::{Correction, FIELDS};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::text::email::Email;
use crate::text::{cards, fold, phone};
use crate::web::form::CARD_REFUSED;

const LONGEST: usize = 254;

/// Where and when the value is judged.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    pub country: Option<&'static str>,
    pub today: Date,
}

/// What a field is called; one of the business's own by its number.
pub fn label(field: &str) -> String {
    let fixed = FIELDS.iter().find(|(word, _)| *word == field).map(|(_, label)| (*label).to_owned());
    fixed.unwrap_or_else(|| "A field of the business’s own".into())
}

/// The label, with the business's own fields by their names.
pub fn label_in(details: &Details, field: &str) -> String {
    custom(details, field).map_or_else(|| label(field), |(field, _)| field.label.clone())
}

/// What is kept now; `None` for a field that nobody can correct.
pub fn stated(db: &mut Scoped, contact: i64, field: &str) -> AppResult<Option<String>> {
    let details = contacts::queries::details(db, contact)?;
    Ok(value(&details, field))
}

pub fn value(details: &Details, field: &str) -> Option<String> {
    let contact = &details.contact;
    let fixed = match field {
        "name" => &contact.name,
        "pronouns" => &contact.pronouns,
        "company" => &contact.company,
        "street" => &contact.street,
        "postal_code" => &contact.postal_code,
        "city" => &contact.city,
        "region" => &contact.region,
        "country" => &contact.country,
        "email" => return Some(details.emails.first().map(|e| e.email.clone()).unwrap_or_default()),
        "phone" => return Some(details.phones.first().map(|p| p.typed.clone()).unwrap_or_default()),
        own => return custom(details, own).map(|(_, value)| value.clone()),
    };
    Some(fixed.clone())
}

fn custom<'d>(details: &'d Details, field: &str) -> Option<&'d (CustomField, String)> {
    details.values.iter().find(|(own, _)| own.input_name() == field)
}

/// `Err` in words if the value is not one that the field takes; nothing was changed then.
pub fn apply(db: &mut Scoped, correction: &Correction, ground: &Ground) -> AppResult<Result<(), String>> {
    let details = contacts::queries::details(db, correction.contact_id)?;
    let mut new = NewContact::of(&details)?;
    if let Err(why) = put(&mut new, &details, correction, ground) {
        return Ok(Err(why));
    }
    match actions::update(db, correction.contact_id, details.contact.version, &new)? {
        Edit::Done => Ok(Ok(())),
        Edit::Stale => Err(AppError::Conflict("Somebody changed this contact meanwhile.")),
    }
}

fn put(new: &mut NewContact, details: &Details, c: &Correction, ground: &Ground) -> Result<(), String> {
    let value = fold::clean_line(&c.proposed);
    if value.chars().count() > LONGEST {
        return Err(format!("It has more than {LONGEST} characters."));
    }
    if cards::contains_card_number(&value) {
        return Err(CARD_REFUSED.into());
    }
    match c.field.as_str() {
        "name" if value.is_empty() => return Err("A contact needs a name.".into()),
        "name" => new.name = value,
        "pronouns" => new.pronouns = value,
        "company" => new.company = value,
        "street" => new.address.street = value,
        "postal_code" => new.address.postal_code = value,
        "city" => new.address.city = value,
        "region" => new.address.region = value,
        "country" => new.address.country = value,
        "email" => put_email(new, &c.stated, &value)?,
        "phone" => put_phone(new, &c.stated, &value, ground)?,
        own => put_custom(new, details, (own, &value), ground)?,
    }
    Ok(())
}

/// The address that was wrong is replaced where it stands; an empty value takes it away.
fn put_email(new: &mut NewContact, stated: &str, value: &str) -> Result<(), String> {
    let place = new.emails.iter().position(|known| known.email.as_str() == stated);
    if value.is_empty() {
        place.map(|place| new.emails.remove(place));
        return Ok(());
    }
    let email = Email::parse(value).map_err(|error| error.to_string())?;
    match place.and_then(|place| new.emails.get_mut(place)) {
        Some(known) => known.email = email,
        None => new.emails.push(NewEmail { label: String::new(), email }),
    }
    Ok(())
}

fn put_phone(new: &mut NewContact, stated: &str, value: &str, ground: &Ground) -> Result<(), String> {
    let place = new.phones.iter().position(|known| known.phone.typed == stated);
    if value.is_empty() {
        place.map(|place| new.phones.remove(place));
        return Ok(());
    }
    let phone = phone::parse(value, ground.country).map_err(|error| error.to_string())?;
    match place.and_then(|place| new.phones.get_mut(place)) {
        Some(known) => known.phone = phone,
        None => new.phones.push(NewPhone { label: String::new(), phone }),
    }
    Ok(())
}

fn put_custom(
    new: &mut NewContact,
    details: &Details,
    (name, value): (&str, &str),
    ground: &Ground,
) -> Result<(), String> {
    let Some((field, stored)) = custom(details, name) else {
        return Err("This field is no longer in use.".into());
    };
    let value = field.read(value, stored)?;
    if let Some(why) = birth::refusal(field, &value, ground.country, ground.today) {
        return Err(why);
    }
    new.values.retain(|(known, _)| known.id != field.id);
    new.values.push((field.clone(), value));
    Ok(())
}
