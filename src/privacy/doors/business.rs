//! `/w/{slug}/privacy`: a business's own privacy page, for its clients, with the form for what
//! they ask. The business decides about their data, so it answers; whoever runs the
//! installation only keeps it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Path};

use super::arrive::arrive;
use super::forms::Wish;
use super::public::next;
use super::queries;
use super::views::BusinessPage;
use crate::account::pages::not_now;
use crate::error::AppResult;
use crate::privacy::registers::{Business, business_of_slug};
use crate::requests::model::Door;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{FormState, Input, Public, page, page_with, see_other};

pub async fn show(who: Public, slug: Path<String>) -> AppResult<HttpResponse> {
    let (slug, business, _) = business(&who, slug).await?;
    page(&BusinessPage::of(&who, &slug, business, FormState::empty()))
}

pub async fn send(
    who: Public,
    slug: Path<String>,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let (slug, business, id) = business(&who, slug).await?;
    let wish = match Wish::read(&input) {
        Ok(wish) => wish,
        Err(form) => {
            let page = BusinessPage::of(&who, &slug, business, form);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    if let Err(error) = limits.check(Action::SendMail, who.client.address) {
        let form = |says: &str| FormState::with_form_error(input, says);
        return not_now(error, |says| BusinessPage::of(&who, &slug, business, form(says)));
    }
    let new = wish.inquiry(&who.services.secrets, Door::Business, Some(id), who.now());
    Ok(see_other(next(arrive(&who, new).await?)))
}

async fn business(who: &Public, slug: Path<String>) -> AppResult<(String, Business, i64)> {
    let slug = slug.into_inner();
    who.read_unscoped(move |db| {
        let (business, id) = (business_of_slug(db, &slug)?, queries::business_id(db, &slug)?);
        Ok((slug, business, id))
    })
    .await
}
