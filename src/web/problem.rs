//! Errors as programs read them: `application/problem+json` (RFC 9457).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::form::FormState;

pub const CONTENT_TYPE: &str = "application/problem+json";

/// What is wrong with what was sent, with a message for each field that is.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    title: &'static str,
    errors: Vec<(String, String)>,
}

impl Problem {
    pub fn malformed(title: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, title, errors: Vec::new() }
    }

    fn of_fields(errors: Vec<(String, String)>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, title: "Some fields are not right", errors }
    }

    pub fn of(form: &FormState) -> Self {
        Self::of_fields(form.errors().to_vec())
    }

    pub fn of_field(field: &str, message: &str) -> Self {
        Self::of_fields(vec![(field.to_owned(), message.to_owned())])
    }
}

impl From<Problem> for HttpResponse {
    fn from(problem: Problem) -> Self {
        let error = |(field, message): &(String, String)| json!({ "field": field, "message": message });
        let errors: Vec<Value> = problem.errors.iter().map(error).collect();
        let status = problem.status;
        answer(
            status,
            &json!({ "type": "about:blank", "status": status.as_u16(), "title": problem.title, "errors": errors }),
        )
    }
}

pub fn problem(status: StatusCode, title: &str, detail: &str) -> HttpResponse {
    answer(
        status,
        &json!({ "type": "about:blank", "status": status.as_u16(), "title": title, "detail": detail }),
    )
}

/// 409 with what else there is.
pub fn conflict(title: &str, detail: &str, (name, more): (&str, Value)) -> HttpResponse {
    let status = StatusCode::CONFLICT;
    answer(
        status,
        &json!({ "type": "about:blank", "status": status.as_u16(), "title": title, "detail": detail, name: more }),
    )
}

fn answer(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).content_type(CONTENT_TYPE).body(body.to_string())
}
