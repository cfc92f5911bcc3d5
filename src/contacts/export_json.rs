//! Contacts as JSON: how many there are, then each with all that is known. A file without its last
//! line is not whole. Pure.

use serde_json::{Map, Value, json};

use super::queries::export::{Exported, Plan};
use crate::civil::iso;

pub const TAIL: &str = "\n]}\n";

pub fn head(plan: &Plan) -> Vec<u8> {
    format!("{{\"count\":{},\"contacts\":[\n", plan.ids.len()).into_bytes()
}

pub fn rows(plan: &Plan, rows: &[Exported], is_first: bool) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| contact(plan, row).to_string()).collect();
    let before = if is_first { "" } else { ",\n" };
    format!("{before}{}", lines.join(",\n")).into_bytes()
}

fn contact(plan: &Plan, row: &Exported) -> Value {
    let contact = &row.contact;
    let assigned = contact.assigned_to.map(|id| plan.people.name(Some(id)).to_owned());
    let mut written = json!({
        "key": contact.subject_key,
        "name": contact.name,
        "pronouns": contact.pronouns,
        "company": contact.company,
        "address": {
            "street": contact.street,
            "city": contact.city,
            "region": contact.region,
            "postal_code": contact.postal_code,
            "country": contact.country,
        },
        "assigned_to": assigned,
        "source": contact.source,
        "preferred_channel": contact.preferred_channel.word(),
        "language": contact.language,
        "tags": row.tags,
        "fields": fields(plan, row),
        "added": iso(contact.created_at),
        "changed": iso(contact.updated_at),
        "last_seen": iso(contact.last_seen_at),
        "archived": contact.archived_at.map(iso),
    });
    if let Some(written) = written.as_object_mut() {
        add_channels(plan, row, written);
    }
    written
}

/// Channels that the role may not see are not even named.
fn add_channels(plan: &Plan, row: &Exported, written: &mut Map<String, Value>) {
    if plan.emails > 0 {
        let emails = row.emails.iter().map(|e| json!({ "email": e.email, "label": e.label }));
        written.insert("emails".into(), emails.collect());
    }
    if plan.phones > 0 {
        let phones = row.phones.iter().map(|p| json!({ "typed": p.typed, "e164": p.e164, "label": p.label }));
        written.insert("phones".into(), phones.collect());
    }
}

/// A list, because two fields may be called the same.
fn fields(plan: &Plan, row: &Exported) -> Value {
    let filled = plan.fields.iter().filter_map(|field| row.values.get(&field.id).map(|value| (field, value)));
    filled.map(|(field, value)| json!({ "label": field.label, "value": value })).collect()
}
