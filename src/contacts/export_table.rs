//! Contacts as a table: one line each, one column for each of several addresses. Pure.

use super::model::language_name;
use super::queries::export::{Exported, Plan};
use crate::civil::iso;
use crate::clock::Instant;

pub fn head(plan: &Plan) -> Vec<String> {
    let mut line: Vec<String> = ["Name", "Pronouns", "Company"].map(String::from).to_vec();
    for n in 1..=plan.emails {
        line.extend([format!("Email {n}"), format!("Email {n} label")]);
    }
    for n in 1..=plan.phones {
        line.extend([format!("Phone {n}"), format!("Phone {n} label")]);
    }
    line.extend(
        [
            "Street",
            "City",
            "Region",
            "Postal code",
            "Country",
            "Assigned to",
            "Source",
            "Preferred channel",
            "Language",
            "Tags",
        ]
        .map(String::from),
    );
    line.extend(plan.fields.iter().map(|field| field.label.clone()));
    line.extend(["Added", "Changed", "Last seen", "Archived", "Key"].map(String::from));
    line
}

pub fn line(plan: &Plan, row: &Exported) -> Vec<String> {
    let contact = &row.contact;
    let moment = |at: Option<Instant>| at.map(iso).unwrap_or_default();
    let mut line = vec![contact.name.clone(), contact.pronouns.clone(), contact.company.clone()];
    for n in 0..plan.emails {
        let email = row.emails.get(n);
        line.extend(email.map_or_else(Default::default, |e| [e.email.clone(), e.label.clone()]));
    }
    for n in 0..plan.phones {
        let phone = row.phones.get(n);
        let number = |p: &super::model::ContactPhone| p.e164.clone().unwrap_or_else(|| p.typed.clone());
        line.extend(phone.map_or_else(Default::default, |p| [number(p), p.label.clone()]));
    }
    line.extend([
        contact.street.clone(),
        contact.city.clone(),
        contact.region.clone(),
        contact.postal_code.clone(),
        contact.country.clone(),
        contact.assigned_to.map(|id| plan.people.name(Some(id)).to_owned()).unwrap_or_default(),
        contact.source.clone(),
        contact.preferred_channel.label().to_owned(),
        language_name(&contact.language).to_owned(),
        row.tags.join(", "),
    ]);
    line.extend(plan.fields.iter().map(|f| row.values.get(&f.id).map_or("", |v| f.shown(v)).to_owned()));
    line.extend([
        moment(Some(contact.created_at)),
        moment(Some(contact.updated_at)),
        moment(Some(contact.last_seen_at)),
        moment(contact.archived_at),
        contact.subject_key.clone(),
    ]);
    line
}
