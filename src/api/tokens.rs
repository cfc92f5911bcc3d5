//! `/workspace/api`: the tokens of a business, and a short guide.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use time::Duration;

use super::queries::{self, NewToken};
use super::views::IndexPage;
use crate::access::Role;
use crate::access::workspace::Manage;
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::staff::queries::people;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::session::tokens::Scope;
use crate::web::{Can, Check, FormState, Input, Who, page, page_with};

const HOME: &str = "/workspace/api";
/// What a token begins with, so that a leaked one is recognised.
const PREFIX: &str = "cs_";
const MOST: usize = 50;

async fn drawn(who: &Who, form: FormState, made: String) -> AppResult<IndexPage> {
    let (tokens, people) = who.read(|db| Ok((queries::all(db)?, people(db)?))).await?;
    Ok(IndexPage::of(who, &tokens, &people, form, made))
}

pub async fn index(who: Can<Manage>) -> AppResult<HttpResponse> {
    let usual = [("days", "365"), ("role", Role::Staff.word()), ("contacts", "on")];
    page(&drawn(&who, FormState::filled(usual), String::new()).await?)
}

struct Wanted {
    name: String,
    role: Role,
    scope: Scope,
    days: i64,
}

fn wanted(input: &Input, own: Role) -> Result<Wanted, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 100, "Say what it is for.");
    let role = check.parse("role", |word| match Role::from_word(word) {
        Some(role) if role >= own => Ok(role),
        _ => Err("Choose a role that is not above your own."),
    });
    let days = check.parse("days", |typed| match typed.parse() {
        Ok(days @ 1..=730) => Ok(days),
        _ => Err("Enter a number from 1 to 730."),
    });
    let scope = Scope {
        contacts: input.checked("contacts"),
        bookings: input.checked("bookings"),
        writes: input.checked("writes"),
    };
    if !scope.contacts && !scope.bookings {
        check.fail("scope", "Choose at least one.");
    }
    check.finish(|| Some(Wanted { name, role: role?, scope, days: days? }))
}

/// The token stands on the answer and nowhere else; the table knows its digest.
pub async fn make(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let there = who.read(queries::all).await?.len();
    let checked = match there < MOST {
        true => wanted(&input, who.member.role),
        false => Err(FormState::with_form_error(input, "There can be fifty tokens. Revoke one first.")),
    };
    let wanted = match checked {
        Ok(wanted) => wanted,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, form, String::new()).await?);
        }
    };
    let token = format!("{PREFIX}{}", hex::encode(ids::random_bytes::<20>()?));
    let new = NewToken {
        name: wanted.name,
        token_hash: ids::digest(&token),
        role: wanted.role,
        scope: wanted.scope,
        expires_at: who.now() + Duration::days(wanted.days),
    };
    who.write(move |db| {
        let id = queries::insert(db, &new)?;
        db.record("api_token.made", "api_token", id, "");
        Ok(())
    })
    .await?;
    let usual = [("days", "365"), ("role", Role::Staff.word()), ("contacts", "on")];
    let mut answer = page(&drawn(&who, FormState::filled(usual), token).await?)?;
    let never = actix_web::http::header::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(actix_web::http::header::CACHE_CONTROL, never);
    Ok(answer)
}

pub async fn revoke(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| match queries::remove(db, id)? {
        true => {
            db.record("api_token.revoked", "api_token", id, "");
            Ok(())
        }
        false => Err(AppError::NotFound),
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("The token no longer works.")))
}
