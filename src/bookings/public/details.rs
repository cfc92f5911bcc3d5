//! The last step: who it is, questions, consent; and the same page when a time was lost.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use time::Duration;

use super::asked::{Asked, Chosen};
use super::pages::{self, Front};
use super::views::DetailsPage;
use crate::bookings::slots::Slot;
use crate::clock::Instant;
use crate::error::AppResult;
use crate::web::{FormState, Public, page, page_with};

pub async fn show(who: &Public, front: Front, asked: Asked, chosen: Chosen) -> AppResult<HttpResponse> {
    let Some(start) = asked.start else { return pages::times(who, &front, asked, &chosen, false).await };
    let day = front.host.wall(start).today();
    let free = pages::free(who, &front.host, &asked, &chosen, day, day).await?;
    if !free.iter().any(|slot| slot.start == start) {
        let asked = Asked { start: None, first: Some(day), ..asked };
        return pages::times(who, &front, asked, &chosen, true).await;
    }
    let (form, handed_out) = pages::form(who, None)?;
    page(&DetailsPage::of(who, &front, &asked, &chosen, form, handed_out, None))
}

/// What was typed, with errors beside the fields.
pub fn mend(
    who: &Public,
    front: &Front,
    asked: &Asked,
    chosen: &Chosen,
    form: FormState,
) -> AppResult<HttpResponse> {
    let (form, handed_out) = pages::form(who, Some(form))?;
    let page = DetailsPage::of(who, front, asked, chosen, form, handed_out, None);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// So many other times are offered when one was lost.
const NEAREST: usize = 6;

/// Somebody was quicker: what was typed stays, and the nearest free times are there to choose.
pub async fn lost(
    who: &Public,
    front: &Front,
    asked: &Asked,
    chosen: &Chosen,
    form: FormState,
    start: Instant,
) -> AppResult<HttpResponse> {
    let day = front.host.wall(start).today();
    let (first, last) = (day - Duration::days(7), day + Duration::days(14));
    let free = pages::free(who, &front.host, asked, chosen, first, last).await?;
    let nearest = nearest(free, start);
    let (form, handed_out) = pages::form(who, Some(form))?;
    let page = DetailsPage::of(who, front, asked, chosen, form, handed_out, Some(nearest));
    page_with(StatusCode::CONFLICT, &page)
}

/// The free times that are closest, in order.
pub fn nearest(mut free: Vec<Slot>, start: Instant) -> Vec<Slot> {
    free.sort_by_key(|slot| ((slot.start - start).abs(), slot.start));
    free.truncate(NEAREST);
    free.sort_by_key(|slot| slot.start);
    free
}
