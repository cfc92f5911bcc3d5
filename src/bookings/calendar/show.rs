//! The one address of the calendar.

use actix_web::{HttpRequest, HttpResponse};

use super::agenda::AgendaPage;
use super::asked::{Asked, View};
use super::month::MonthPage;
use super::read;
use super::views::GridPage;
use crate::access::bookings::Read;
use crate::error::AppResult;
use crate::web::{Can, Input, page};

pub async fn show(who: Can<Read>, request: HttpRequest) -> AppResult<HttpResponse> {
    let wall = who.wall();
    let input = Input::parse(request.query_string().as_bytes());
    let own = who.member.own_only.then_some(who.member.id);
    let asked = Asked::read(&input, &wall, who.member.workspace.week_starts_on, own);
    let (wanted, clock) = (asked.clone(), wall.clone());
    let shown = who.read(move |db| read::shown(db, &wanted, &clock)).await?;
    match asked.view {
        View::Day | View::Week => page(&GridPage::of(&who, &asked, &shown)),
        View::Month => page(&MonthPage::of(&who, &asked, &shown)),
        View::Agenda => page(&AgendaPage::of(&who, &asked, &shown)),
    }
}
