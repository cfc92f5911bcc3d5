//! For whom a booking is. Somebody who booked on the public page is only what they typed, until
//! a member says which contact that is, or makes one of it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::show::{self, Shown};
use super::views::ClientPage;
use crate::access::bookings::Write;
use crate::bookings::book;
use crate::bookings::model::Proposal;
use crate::contacts::actions;
use crate::contacts::filter::{Cursor, Filter};
use crate::contacts::model::{NewContact, NewEmail, NewPhone, home_country};
use crate::contacts::queries::{self as contacts, Duplicate};
use crate::db::Scoped;
use crate::error::AppResult;
use crate::text::email::Email;
use crate::text::phone;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, Who, page, page_with};

const MOST: usize = 8;

fn country(who: &Who) -> Option<&'static str> {
    let workspace = &who.member.workspace;
    home_country(&workspace.timezone, &workspace.locale)
}

/// What was typed, as the contact it could become.
fn as_contact(proposal: &Proposal, country: Option<&str>) -> NewContact {
    let mut new = NewContact::named(proposal.name.clone());
    new.source = "Booking page".into();
    let email = Email::parse(&proposal.email).ok();
    new.emails = email.into_iter().map(|email| NewEmail { label: String::new(), email }).collect();
    let phone = phone::parse(&proposal.phone, country).ok();
    new.phones = phone.into_iter().map(|phone| NewPhone { label: String::new(), phone }).collect();
    new
}

/// Contacts that may be meant: alike first, then what a search finds.
fn candidates(db: &mut Scoped, shown: &Shown, q: &str, country: Option<&str>) -> AppResult<Vec<Duplicate>> {
    let mut found = match &shown.proposal {
        Some(proposal) => contacts::duplicates(db, &as_contact(proposal, country))?,
        None => Vec::new(),
    };
    if !q.is_empty() {
        let filter = Filter { q: q.to_owned(), ..Filter::default() };
        for row in contacts::list::page(db, &filter, Cursor::First)?.rows.into_iter().take(MOST) {
            if !found.iter().any(|known| known.id == Some(row.id)) {
                found.push(Duplicate {
                    id: Some(row.id),
                    name: row.name,
                    company: row.company,
                    same: "found",
                });
            }
        }
    }
    Ok(found)
}

async fn drawn(who: &Who, id: i64, input: &Input, error: &'static str) -> AppResult<ClientPage> {
    let q: String = input.get("q").trim().chars().take(100).collect();
    let (country, search) = (country(who), q.clone());
    let (shown, found) = who
        .read(move |db| {
            let shown = show::read(db, id)?;
            let found = candidates(db, &shown, &search, country)?;
            Ok((shown, found))
        })
        .await?;
    Ok(ClientPage::of(who, &shown, found, q, error))
}

pub async fn form(who: Can<Write>, id: web::Path<i64>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    page(&drawn(&who, id.into_inner(), &input, "").await?)
}

pub async fn save(who: Can<Write>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (id, country) = (id.into_inner(), country(&who));
    let shown = who.read(move |db| show::read(db, id)).await?;
    let said = match (input.get("client"), shown.proposal) {
        ("nobody", _) => {
            who.write(move |db| book::unlink(db, id)).await?;
            "The booking is linked to nobody."
        }
        ("new", Some(proposal)) => {
            who.write(move |db| {
                let contact = actions::create(db, &as_contact(&proposal, country))?;
                book::link(db, id, contact)
            })
            .await?;
            "A new contact was made and linked."
        }
        (contact, _) => {
            let Ok(contact) = contact.parse() else {
                let page = drawn(&who, id, &input, "Choose who it is.").await?;
                return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
            };
            who.write(move |db| book::link(db, id, contact)).await?;
            "Linked. The contact itself was not changed."
        }
    };
    Ok(see_other_with(format!("/bookings/{id}"), &Flash::success(said)))
}
