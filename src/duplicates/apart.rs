//! Telling clients apart who look alike: they are not asked about again.

use actix_web::HttpResponse;

use super::model::Reason;
use super::queries::apart;
use crate::access::contacts::Delete;
use crate::contacts::queries::bulk;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input};

/// A larger group is told apart in parts.
const MOST: usize = 50;

pub async fn tell_apart(who: Can<Delete>, input: Input) -> AppResult<HttpResponse> {
    let wanted = input.ids("id");
    let count = who
        .write(move |db| {
            let ids = bulk::shown(db, wanted.get(..MOST).unwrap_or(&wanted))?;
            for (place, id) in ids.iter().enumerate() {
                apart::tell_apart(db, *id, ids.get(place + 1..).unwrap_or_default())?;
            }
            if let [first, _, ..] = ids.as_slice() {
                db.record("contact.told_apart", "contact", *first, format!("{} contacts", ids.len()));
            }
            Ok(ids.len())
        })
        .await?;
    let back = match Reason::from_word(input.get("by")) {
        Some(reason) => format!("/contacts/duplicates?by={}", reason.word()),
        None => "/contacts/duplicates".to_owned(),
    };
    let flash = match count {
        0 | 1 => Flash::notice("Choose at least two contacts."),
        _ => Flash::success("Noted: they are not the same. You won’t be asked again."),
    };
    Ok(see_other_with(back, &flash))
}
