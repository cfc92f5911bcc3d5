//! Contacts: the list in pages, one, a new one, a change, the trash.

use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::body::{self, Object};
use crate::access::contacts::{Delete, Read, Write};
use crate::civil::iso;
use crate::contacts::actions::{self, Creation, Edit};
use crate::contacts::batch::Act;
use crate::contacts::batches::carry_out;
use crate::contacts::custom::CustomField;
use crate::contacts::filter::Filter;
use crate::contacts::forms;
use crate::contacts::model::{Details, NewContact};
use crate::contacts::offer::Offer;
use crate::contacts::queries::{self, Duplicate, api as pages};
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::problem::{self, Problem, problem};
use crate::web::{Can, Input, Who};

const SIMPLE: [&str; 12] = [
    "name",
    "pronouns",
    "company",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "assigned_to",
    "source",
    "preferred_channel",
    "language",
];
const KNOWN: [&str; 18] = [
    "name",
    "pronouns",
    "company",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "assigned_to",
    "source",
    "preferred_channel",
    "language",
    "emails",
    "phones",
    "tags",
    "fields",
    "version",
    "allow_duplicate",
];

/// A contact as programs see it. Channels that the role may not see are left out.
fn shape(details: &Details, sees: (bool, bool)) -> Value {
    let contact = &details.contact;
    let mut shape = json!({
        "id": contact.id,
        "key": contact.subject_key,
        "version": contact.version,
        "name": contact.name,
        "pronouns": contact.pronouns,
        "company": contact.company,
        "street": contact.street,
        "city": contact.city,
        "region": contact.region,
        "postal_code": contact.postal_code,
        "country": contact.country,
        "assigned_to": contact.assigned_to,
        "source": contact.source,
        "preferred_channel": contact.preferred_channel.word(),
        "language": contact.language,
        "tags": details.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
        "fields": details
            .values
            .iter()
            .map(|(field, value)| json!({ "id": field.id, "label": field.label, "value": value }))
            .collect::<Vec<_>>(),
        "created_at": iso(contact.created_at),
        "updated_at": iso(contact.updated_at),
        "archived_at": contact.archived_at.map(iso),
    });
    if sees.0 {
        let emails = details.emails.iter().map(|e| json!({ "email": e.email, "label": e.label }));
        shape["emails"] = emails.collect();
    }
    if sees.1 {
        let phones =
            details.phones.iter().map(|p| json!({ "phone": p.typed, "e164": p.e164, "label": p.label }));
        shape["phones"] = phones.collect();
    }
    shape
}

fn shaped(db: &mut Scoped, id: i64) -> AppResult<Value> {
    let sees = (db.reach().sees_email, db.reach().sees_phone);
    Ok(shape(&queries::details(db, id)?, sees))
}

pub async fn list(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let (limit, after) = match (body::limit(input.get("limit")), body::cursor(input.get("cursor"))) {
        (Ok(limit), Ok(after)) => (limit, after),
        (Err(answer), _) | (_, Err(answer)) => return Ok(answer.into()),
    };
    let filter = Filter::read(&input);
    let (shapes, next) = who
        .read(move |db| {
            let mut ids = pages::page(db, &filter, after, limit + 1)?;
            let next = (ids.len() as i64 > limit).then(|| {
                ids.truncate(limit as usize);
                ids.last().map(ToString::to_string)
            });
            let shapes: Vec<Value> = ids.into_iter().map(|id| shaped(db, id)).collect::<AppResult<_>>()?;
            Ok((shapes, next.flatten()))
        })
        .await?;
    Ok(HttpResponse::Ok().json(json!({ "data": shapes, "next": next })))
}

pub async fn show(who: Can<Read>, id: Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let shape = who.read(move |db| shaped(db, id)).await?;
    who.note_reading("contact", id).await?;
    Ok(HttpResponse::Ok().json(shape))
}

type Pairs = Vec<(String, String)>;

/// What the form of a contact would send.
fn pairs(object: &Object, own: &[CustomField], mut pairs: Pairs) -> Result<Input, Problem> {
    let mut put = |name: &str, values: Vec<(String, String)>| {
        pairs.retain(|(known, _)| known != name && *known != format!("{name}_label"));
        pairs.extend(values);
    };
    for name in SIMPLE.into_iter().filter(|name| object.contains_key(*name)) {
        put(name, vec![(name.to_owned(), body::text(object.get(name), name)?)]);
    }
    for (list, name) in [("emails", "email"), ("phones", "phone")] {
        if object.contains_key(list) {
            put(name, ways(object, list, name)?);
        }
    }
    if object.contains_key("tags") {
        let tags = body::list(object.get("tags"), "tags")?;
        let tags: Vec<String> =
            tags.iter().map(|tag| body::text(Some(tag), "tags")).collect::<Result<_, _>>()?;
        put("tags", vec![("tags".into(), tags.join("\n"))]);
    }
    for value in body::list(object.get("fields"), "fields")? {
        let field = own.iter().find(|field| value["id"].as_i64() == Some(field.id));
        let field = field.ok_or_else(|| Problem::of_field("fields", "There is no field of this number."))?;
        let name = field.input_name();
        put(&name, vec![(name.clone(), body::text(value.get("value"), "fields")?)]);
    }
    Ok(Input::from_pairs(pairs))
}

/// `[{"email": "a@example.com", "label": "Work"}]`
fn ways(object: &Object, list: &str, name: &str) -> Result<Pairs, Problem> {
    let mut pairs = Vec::new();
    for way in body::list(object.get(list), list)? {
        pairs.push((name.to_owned(), body::text(way.get(name), list)?));
        pairs.push((format!("{name}_label"), body::text(way.get("label"), list)?));
    }
    Ok(pairs)
}

/// The stored contact as its form would send it back.
fn stored(details: &Details) -> Pairs {
    let contact = &details.contact;
    let mut pairs: Pairs = vec![
        ("name".into(), contact.name.clone()),
        ("pronouns".into(), contact.pronouns.clone()),
        ("company".into(), contact.company.clone()),
        ("street".into(), contact.street.clone()),
        ("city".into(), contact.city.clone()),
        ("region".into(), contact.region.clone()),
        ("postal_code".into(), contact.postal_code.clone()),
        ("country".into(), contact.country.clone()),
        ("assigned_to".into(), contact.assigned_to.map(|id| id.to_string()).unwrap_or_default()),
        ("source".into(), contact.source.clone()),
        ("preferred_channel".into(), contact.preferred_channel.word().into()),
        ("language".into(), contact.language.clone()),
        ("tags".into(), details.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join("\n")),
    ];
    for email in &details.emails {
        pairs.push(("email".into(), email.email.clone()));
        pairs.push(("email_label".into(), email.label.clone()));
    }
    for phone in &details.phones {
        pairs.push(("phone".into(), phone.typed.clone()));
        pairs.push(("phone_label".into(), phone.label.clone()));
    }
    pairs.extend(details.values.iter().map(|(field, value)| (field.input_name(), value.clone())));
    pairs
}

async fn checked(
    who: &Who,
    object: &Object,
    before: Option<Details>,
) -> AppResult<Result<NewContact, Problem>> {
    if let Err(answer) = body::only(object, &KNOWN) {
        return Ok(Err(answer));
    }
    let place = who.member.workspace.clone();
    let kept = before.clone();
    let offer = who.read(move |db| Offer::for_program(db, &place.timezone, &place.locale, kept)).await?;
    let before = before.as_ref().map(stored).unwrap_or_default();
    Ok(match pairs(object, &offer.fields, before) {
        Err(answer) => Err(answer),
        Ok(input) => forms::validate(&input, &offer).map_err(|form| Problem::of(&form)),
    })
}

pub async fn create(who: Can<Write>, body: Bytes) -> AppResult<HttpResponse> {
    let object = match body::object(&body) {
        Ok(object) => object,
        Err(answer) => return Ok(answer.into()),
    };
    let new = match checked(&who, &object, None).await? {
        Ok(new) => new,
        Err(answer) => return Ok(answer.into()),
    };
    let allowed = object.get("allow_duplicate").and_then(Value::as_bool).unwrap_or(false);
    let made = who
        .write(move |db| {
            let made = match allowed {
                true => Creation::Done(actions::create(db, &new)?),
                false => actions::create_if_new(db, &new)?,
            };
            Ok(match made {
                Creation::Done(id) => Ok(shaped(db, id)?),
                Creation::Likely(found) => Err(found),
            })
        })
        .await?;
    Ok(match made {
        Ok(shape) => HttpResponse::Created()
            .insert_header(("location", format!("/api/v1/contacts/{}", shape["id"])))
            .json(shape),
        Err(found) => {
            let alike = |one: &Duplicate| json!({ "id": one.id, "name": one.name, "same": one.same });
            let detail = "Nothing was stored. Send \"allow_duplicate\": true if it is somebody else.";
            problem::conflict(
                "Somebody like that is there already",
                detail,
                ("duplicates", found.iter().map(alike).collect()),
            )
        }
    })
}

/// Only what is sent changes; `version` says which state the program has seen.
pub async fn update(who: Can<Write>, id: Path<i64>, body: Bytes) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let object = match body::object(&body) {
        Ok(object) => object,
        Err(answer) => return Ok(answer.into()),
    };
    let details = who.read(move |db| queries::details(db, id)).await?;
    let Some(version) = object.get("version").and_then(Value::as_i64).and_then(|v| i32::try_from(v).ok())
    else {
        return Ok(Problem::of_field("version", "Send the version that you have read.").into());
    };
    let new = match checked(&who, &object, Some(details)).await? {
        Ok(new) => new,
        Err(answer) => return Ok(answer.into()),
    };
    let edited = who
        .write(move |db| {
            Ok(match actions::update(db, id, version, &new)? {
                Edit::Done => Some(shaped(db, id)?),
                Edit::Stale => None,
            })
        })
        .await?;
    Ok(match edited {
        Some(shape) => HttpResponse::Ok().json(shape),
        None => problem(
            actix_web::http::StatusCode::CONFLICT,
            "Somebody changed this contact meanwhile",
            "Nothing was stored. Read it again and send the change with its new version.",
        ),
    })
}

/// For thirty days it can be brought back.
pub async fn trash(who: Can<Delete>, id: Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        queries::require(db, id)?;
        carry_out(db, &[id], &Act::Delete).map(drop)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A contact that the program may see; 404 otherwise.
pub fn reach(db: &mut Scoped, id: i64) -> Result<(), AppError> {
    queries::require(db, id)
}
