//! POST `/password/strength`: what the meter beside a new password shows. It judges with the
//! same rule as the form, and keeps nothing.

use actix_web::{HttpResponse, web};

use super::json::answer;
use super::password;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Input, Public};

pub async fn measure(who: Public, limits: web::Data<RateLimits>, input: Input) -> HttpResponse {
    let allowed = limits.check(Action::MeasurePassword, who.client.address);
    answer(allowed.map(|()| {
        let typed: String = input.get("password").chars().take(password::LONGEST).collect();
        password::strength(&typed, &[])
    }))
}
