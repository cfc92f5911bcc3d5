//! Notes on a contact: the latest first, and a new one.

use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::{body, contacts};
use crate::access::contacts::Read;
use crate::access::notes::Write;
use crate::civil::iso;
use crate::error::AppResult;
use crate::notes::model::Note;
use crate::notes::{self, forms, queries};
use crate::web::problem::Problem;
use crate::web::{Can, Input};

fn shape(note: &Note) -> Value {
    json!({
        "id": note.id,
        "contact": note.contact_id,
        "author": note.author_id,
        "body": note.body,
        "pinned": note.pinned_at.is_some(),
        "created_at": iso(note.created_at),
        "updated_at": iso(note.updated_at),
    })
}

pub async fn list(who: Can<Read>, id: Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let input = Input::parse(request.query_string().as_bytes());
    let (limit, before) = match (body::limit(input.get("limit")), body::cursor(input.get("cursor"))) {
        (Ok(limit), Ok(before)) => (limit, before),
        (Err(answer), _) | (_, Err(answer)) => return Ok(answer.into()),
    };
    let mut found = who
        .read(move |db| {
            contacts::reach(db, id)?;
            queries::of_contact(db, id, before, limit + 1)
        })
        .await?;
    let next = (found.len() as i64 > limit).then(|| {
        found.truncate(limit as usize);
        found.last().map(|note| note.id.to_string())
    });
    who.note_reading("contact", id).await?;
    let data: Vec<Value> = found.iter().map(shape).collect();
    Ok(HttpResponse::Ok().json(json!({ "data": data, "next": next.flatten() })))
}

pub async fn add(who: Can<Write>, id: Path<i64>, body: Bytes) -> AppResult<HttpResponse> {
    let (id, member) = (id.into_inner(), who.member.id);
    let object = match body::object(&body).and_then(|o| body::only(&o, &["body", "pinned"]).map(|()| o)) {
        Ok(object) => object,
        Err(answer) => return Ok(answer.into()),
    };
    let text = match body::text(object.get("body"), "body") {
        Ok(text) => text,
        Err(answer) => return Ok(answer.into()),
    };
    let mut pairs = vec![("body".to_owned(), text)];
    if object.get("pinned").and_then(Value::as_bool).unwrap_or(false) {
        pairs.push(("pinned".into(), "on".into()));
    }
    let new = match forms::new_note(&Input::from_pairs(pairs)) {
        Ok(new) => new,
        Err(form) => return Ok(Problem::of(&form).into()),
    };
    let note = who
        .write(move |db| {
            contacts::reach(db, id)?;
            let note = notes::add(db, id, member, &new)?;
            queries::find(db, note)
        })
        .await?;
    Ok(HttpResponse::Created().json(shape(&note)))
}
