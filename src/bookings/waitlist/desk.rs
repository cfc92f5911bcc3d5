//! The waitlist in the back office: who waits, putting somebody on it, taking somebody off.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::forms::{self, NewPlace};
use super::model::{NewWait, Offered, Wait, Waiter, Wish};
use super::views::{IndexPage, NewPage};
use super::{offer, queries};
use crate::access::bookings::{Read, Write};
use crate::bookings::catalogue;
use crate::bookings::desk::asked::{self, Asked};
use crate::bookings::desk::forms::For;
use crate::contacts;
use crate::contacts::model::home_country;
use crate::db::{Scoped, ids};
use crate::error::AppResult;
use crate::staff::model::People;
use crate::staff::queries::people;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, FormState, Input, Who, page, page_with};

const MOST: i64 = 500;

/// All that the list says.
pub struct Listed {
    pub waits: Vec<Line>,
    pub offers: Vec<Offered>,
    pub people: People,
}

/// One place, with the names that it goes by.
pub struct Line {
    pub wait: Wait,
    /// "" for a contact that is in the trash, or that may not be used.
    pub client: String,
    pub services: Vec<String>,
    pub can_be_written_to: bool,
}

pub async fn index(who: Can<Read>) -> AppResult<HttpResponse> {
    let listed = who.read(listed).await?;
    page(&IndexPage::of(&who, &listed))
}

fn listed(db: &mut Scoped) -> AppResult<Listed> {
    let waits = queries::list(db, MOST)?;
    let ids: Vec<i64> = waits.iter().map(|wait| wait.id).collect();
    let services = catalogue::queries::services(db)?;
    let name = |id: &i64| services.iter().find(|s| s.id == *id).map(|s| s.fields.name.clone());
    let mut lines = Vec::new();
    for wait in waits {
        lines.push(Line {
            client: client(db, &wait)?,
            services: wait.wish.services.iter().filter_map(name).collect(),
            can_be_written_to: offer::can_be_written_to(db, &wait)?,
            wait,
        });
    }
    Ok(Listed { waits: lines, offers: queries::offers(db, &ids)?, people: people(db)? })
}

fn client(db: &mut Scoped, wait: &Wait) -> AppResult<String> {
    match &wait.waiter {
        Waiter::Contact(id) => {
            Ok(contacts::queries::names(db, &[*id])?.pop().map(|(_, name)| name).unwrap_or_default())
        }
        Waiter::Stranger(typed) => Ok(typed.name.clone()),
    }
}

pub async fn form(who: Can<Write>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let asked = Asked::read(&input, &who.wall());
    let mut pairs = Vec::from(forms::usual(who.wall().today()));
    pairs.push(("client", input.get("contact").to_owned()));
    pairs.push(("form_key", ids::random_key()?));
    page(&drawn(&who, asked, FormState::filled(pairs)).await?)
}

async fn drawn(who: &Who, asked: Asked, form: FormState) -> AppResult<NewPage> {
    let (wall, wanted) = (who.wall(), asked.clone());
    let offer = who.read(move |db| asked::offer(db, &wanted, &wall)).await?;
    Ok(NewPage::of(who, &asked, &offer, form))
}

pub async fn add(who: Can<Write>, input: Input) -> AppResult<HttpResponse> {
    let wall = who.wall();
    let asked = Asked::read(&input, &wall);
    let workspace = &who.member.workspace;
    let country = home_country(&workspace.timezone, &workspace.locale);
    let new = match forms::new_place(&input, wall.today(), country) {
        Ok(new) if !asked.services.is_empty() => new,
        refused => {
            let unchosen = || FormState::with_error(input, "service", "Choose a service first.");
            let form = refused.err().unwrap_or_else(unchosen);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, asked, form).await?);
        }
    };
    if !who
        .read({
            let asked = asked.clone();
            move |db| does_it(db, &asked)
        })
        .await?
    {
        let form = FormState::with_error(input, "staff", "Choose somebody who does this.");
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, asked, form).await?);
    }
    let (zone, secrets) = (wall.zone.clone(), who.services.secrets.clone());
    let own = who.member.own_only.then_some(who.member.id);
    who.write(move |db| {
        let wish = Wish { services: asked.services, member: own.or(asked.member), span: new.span };
        let waiter = Waiter::Contact(contact(db, &new)?);
        let mut wait = NewWait::new(&secrets, waiter, wish, &zone)?;
        wait.form_key = new.form_key.as_deref().map(ids::digest);
        queries::insert(db, &wait)?;
        offer::time_freed(db)
    })
    .await?;
    let said = "On the waitlist. When a time is free, it is kept and offered by e-mail.";
    Ok(see_other_with("/bookings/waitlist", &Flash::success(said)))
}

/// Whether the services exist and the person asked for is at work here.
fn does_it(db: &mut Scoped, asked: &Asked) -> AppResult<bool> {
    catalogue::queries::of_visit(db, &asked.services)?;
    let people = people(db)?;
    Ok(asked.member.is_none_or(|id| people.iter().any(|person| person.id == id && person.active)))
}

fn contact(db: &mut Scoped, new: &NewPlace) -> AppResult<i64> {
    match &new.client {
        For::Contact(id) => contacts::queries::require(db, *id).map(|_| *id),
        For::New(contact) => contacts::actions::create(db, contact),
        For::Nobody => Err(crate::error::AppError::NotFound),
    }
}

pub async fn remove(who: Can<Write>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        queries::find(db, id)?;
        queries::leave(db, id)
    })
    .await?;
    Ok(see_other_with("/bookings/waitlist", &Flash::success("Taken off the waitlist.")))
}
