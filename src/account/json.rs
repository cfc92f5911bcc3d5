//! JSON in and out, for scripts of the account's pages: a refusal is JSON too.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{AppError, AppResult};

/// What was sent, or why it can't be read; never fails by itself.
pub struct Sent<T>(pub AppResult<T>);

impl<T: DeserializeOwned + 'static> FromRequest for Sent<T> {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        let is_json = kind.is_some_and(|kind| kind.starts_with(b"application/json"));
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Ok(Self(Err(UNREADABLE)));
            }
            let Ok(body) = body.await else { return Ok(Self(Err(AppError::TooLarge))) };
            Ok(Self(serde_json::from_slice(&body).map_err(|_| UNREADABLE)))
        })
    }
}

const UNREADABLE: AppError = AppError::BadRequest("This can’t be read. Load the page again and retry.");

#[derive(Serialize)]
struct Refusal {
    message: String,
}

pub fn answer(outcome: AppResult<impl Serialize>) -> HttpResponse {
    match outcome {
        Ok(value) => HttpResponse::Ok().json(value),
        Err(error) => refuse(error),
    }
}

/// Keeps the error inside the answer, so that the frame logs it as any other.
pub fn refuse(error: AppError) -> HttpResponse {
    let (_, message) = error.words();
    let body = serde_json::to_string(&Refusal { message }).unwrap_or_default();
    let mut response = HttpResponse::from_error(error);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.set_body(BoxBody::new(body))
}
