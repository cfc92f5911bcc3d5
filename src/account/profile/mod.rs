//! A person's own name, phone and e-mail address. For whoever is signed in, with
//! or without a business. Owns the `change_email` rows of `account_tokens`.

mod email;
mod jobs;
mod queries;
mod views;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::record;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::jobs::Registry;
use crate::text::email::Email;
use crate::text::phone;
use crate::web::Routes;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{Check, FormState, Input};
use crate::web::page::{page, page_with, see_other_with};
use views::ProfilePage;

/// What the operator corrects for somebody who can't do it themselves.
#[derive(Debug, Clone)]
pub struct NewDetails {
    pub name: String,
    pub email: Email,
    pub phone: String,
}

/// The address counts as proven: whoever asks gave their password, and the operator looked.
pub fn correct(db: &mut Unscoped, user_id: i64, new: &NewDetails) -> AppResult<()> {
    queries::set_profile(db, user_id, &new.name, &new.phone)?;
    queries::set_email(db, user_id, &new.email)
}

pub fn routes() -> Routes {
    Routes::default()
        .get("/account", show)
        .post("/account", update)
        .get("/account/email", email::ask)
        .post("/account/email", email::request)
        .get("/account/email/confirm", email::ask_code)
        .post("/account/email/confirm", email::confirm)
}

pub fn jobs(registry: Registry) -> Registry {
    registry.on::<jobs::SendEmailChangeCode>().on::<jobs::TellFormerAddress>()
}

const LONGEST_NAME: usize = 120;

/// The fields of the profile form.
struct Profile {
    name: String,
    phone: String,
}

async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    let user_id = who.user().id;
    let user = who.read_unscoped(move |db| super::queries::find(db, user_id)).await?;
    let form = FormState::filled([("name", user.name), ("phone", user.phone)]);
    page(&ProfilePage::of(&who, form))
}

async fn update(who: SignedIn, input: Input) -> AppResult<HttpResponse> {
    let profile = match validate(&input) {
        Ok(profile) => profile,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &ProfilePage::of(&who, form)),
    };
    let session = who.session.clone();
    who.write_unscoped(move |db| {
        queries::set_profile(db, session.user.id, &profile.name, &profile.phone)?;
        record::own_act(db, &session, "account.profile_changed")
    })
    .await?;
    Ok(see_other_with("/account", &Flash::success("Your details are saved.")))
}

fn validate(input: &Input) -> Result<Profile, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", LONGEST_NAME, "Enter your name.");
    let phone = check.parse_optional("phone", |typed| phone::parse(typed, None));
    let phone = phone.map(|p| p.typed).unwrap_or_default();
    check.finish(|| Some(Profile { name, phone }))
}
