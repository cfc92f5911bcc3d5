//! Reading JSON bodies as the pages' forms read theirs, so that the same checks hold.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use serde_json::{Map, Value};

use crate::web::problem::Problem;

pub type Object = Map<String, Value>;

/// The object that was sent; a body that is none is answered at once.
pub fn object(body: &Bytes) -> Result<Object, Problem> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Problem::malformed("This is no JSON object")),
    }
}

/// A key that nobody knows is a mistake worth hearing of.
pub fn only(object: &Object, known: &[&str]) -> Result<(), Problem> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => {
            Err(Problem::of_field(&key.chars().take(60).collect::<String>(), "There is no such field."))
        }
        None => Ok(()),
    }
}

/// A text or a number as a form would send it; null and what is not there are "".
pub fn text(value: Option<&Value>, field: &str) -> Result<String, Problem> {
    match value {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Bool(yes)) => Ok(if *yes { "yes" } else { "no" }.to_owned()),
        Some(_) => Err(Problem::of_field(field, "Send a text.")),
    }
}

pub fn list<'v>(value: Option<&'v Value>, field: &str) -> Result<&'v [Value], Problem> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(_) => Err(Problem::of_field(field, "Send a list.")),
    }
}

pub fn ids(value: Option<&Value>, field: &str) -> Result<Vec<i64>, Problem> {
    let id =
        |value: &Value| value.as_i64().ok_or_else(|| Problem::of_field(field, "Send a list of numbers."));
    list(value, field)?.iter().map(id).collect()
}

pub fn id(value: Option<&Value>, field: &str) -> Result<Option<i64>, Problem> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or_else(|| Problem::of_field(field, "Send a number.")),
    }
}

/// What the program calls a request: sent again with the same key, it is done once.
pub fn idempotency_key(request: &HttpRequest) -> Option<String> {
    let given = request.headers().get("idempotency-key")?.to_str().ok()?.trim();
    (!given.is_empty()).then(|| given.chars().take(200).collect())
}

/// So many of a list at once: asked for, or as many as fit well.
pub fn limit(asked: &str) -> Result<i64, Problem> {
    match asked {
        "" => Ok(50),
        asked => match asked.parse() {
            Ok(limit @ 1..=200) => Ok(limit),
            _ => Err(Problem::of_field("limit", "Send a number from 1 to 200.")),
        },
    }
}

/// Where the list goes on: the number of the last one that was sent.
pub fn cursor(asked: &str) -> Result<Option<i64>, Problem> {
    match asked {
        "" => Ok(None),
        asked => match asked.parse() {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(Problem::of_field("cursor", "Send the value of \"next\" from the page before.")),
        },
    }
}
