//! POST `/password/strength`: what the meter beside a new password shows. It judges with the
//! same rule as the form, and keeps nothing.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::password;
use crate::error::AppResult;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Input, Public};

pub async fn measure(who: Public, limits: web::Data<RateLimits>, input: Input) -> AppResult<HttpResponse> {
    limits.check(Action::MeasurePassword, who.client.address)?;
    let typed: String = input.get("password").chars().take(password::LONGEST).collect();
    let strength = password::strength(&typed, &[]);
    Ok(HttpResponse::Ok()
        .json(json!({ "score": strength.score, "label": strength.label, "advice": strength.advice })))
}
