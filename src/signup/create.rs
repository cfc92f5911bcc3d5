//! `/signup`: a new account and its business. Whether the address had an account already,
//! only its owner learns, by mail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::actions::{self, NewBusiness};
use super::forms::{self, SignUp};
use super::views::{SentPage, SignUpPage};
use crate::account::door::Door;
use crate::account::mail::{AlreadyRegistered, VerifyEmail};
use crate::account::model::NewUser;
use crate::account::pages::not_now;
use crate::account::queries;
use crate::db::{Unscoped, unique};
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::standing::Agreement;
use crate::web::rate_limit::Action;
use crate::web::{FormState, Input, Public, page, page_with, see_other};

pub async fn form(who: Public) -> AppResult<HttpResponse> {
    if who.is_signed_in() {
        return Ok(see_other("/today"));
    }
    page(&SignUpPage::new(&who, FormState::empty()))
}

pub async fn create(who: Public, door: Door, input: Input) -> AppResult<HttpResponse> {
    let new = match forms::validate(&input) {
        Ok(new) => new,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &SignUpPage::new(&who, form)),
    };
    match take_up(&who, &door, new).await {
        Ok(()) => Ok(see_other("/signup/sent")),
        Err(error) => {
            not_now(error, |message| SignUpPage::new(&who, FormState::with_form_error(input, message)))
        }
    }
}

async fn take_up(who: &Public, door: &Door, new: SignUp) -> AppResult<()> {
    door.limits.check(Action::SignUp, who.client.address)?;
    // Hashed in any case: an address that is taken takes as long as a new one.
    let hash = door.hasher.hash(new.password.clone()).await?;
    let agreement = who.services.standing.facts().agreement_in_force(who.now().date()).cloned();
    enrol(who, business(new, hash, agreement)).await
}

pub async fn sent(who: Public) -> AppResult<HttpResponse> {
    page(&SentPage::new(&who))
}

fn business(new: SignUp, password_hash: String, agreement: Option<Agreement>) -> NewBusiness {
    NewBusiness {
        owner: NewUser {
            name: new.name,
            email_key: new.email.key(),
            email: new.email.as_str().to_owned(),
            phone: new.phone,
            password_hash,
            email_verified: false,
        },
        name: new.business_name,
        industry: new.industry,
        timezone: new.timezone,
        agreement,
    }
}

/// Two sign-ups at once may want the same address or the same slug: the one that comes
/// second looks again and finds it taken.
const TRIES: usize = 5;

async fn enrol(who: &Public, new: NewBusiness) -> AppResult<()> {
    for _ in 1..TRIES {
        let again = new.clone();
        match who.write_unscoped(move |db| enrol_once(db, &again)).await {
            Err(error) if came_second(&error) => {}
            done => return done,
        }
    }
    who.write_unscoped(move |db| enrol_once(db, &new)).await
}

fn enrol_once(db: &mut Unscoped, new: &NewBusiness) -> AppResult<()> {
    if let Some(user) = queries::find_by_email(db, &new.owner.email_key)? {
        return db.enqueue(&AlreadyRegistered { user_id: user.id });
    }
    let created = actions::create(db, new)?;
    db.enqueue(&VerifyEmail { user_id: created.user_id })
}

fn came_second(error: &AppError) -> bool {
    unique::violated(error, "users", "email_key") || unique::violated(error, "workspaces", "slug")
}
