//! `/invitations/{token}`: what the person invited sees, with an account or without.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions::{self, Joiner};
use super::forms::{self, NewAccount};
use super::queries::invitations::{self, Offer};
use super::views;
use super::views::{GonePage, OfferPage, Visitor};
use crate::account;
use crate::account::admission::{self, Admission, Arrival};
use crate::account::door::Door;
use crate::account::model::NewUser;
use crate::account::pages::not_now;
use crate::db::{Unscoped, ids, unique};
use crate::error::{AppError, AppResult};
use crate::web::access::Public;
use crate::web::rate_limit::Action;
use crate::web::session;
use crate::web::{FormState, Input, page, page_with, see_other};

pub async fn show(who: Public, token: web::Path<String>) -> AppResult<HttpResponse> {
    let Some(found) = find(&who, &token).await? else { return gone(&who) };
    page(&OfferPage::of(&who, &found.offer, found.visitor, FormState::empty()))
}

pub async fn accept(
    who: Public,
    token: web::Path<String>,
    door: Door,
    input: Input,
) -> AppResult<HttpResponse> {
    let Some(found) = find(&who, &token).await? else { return gone(&who) };
    match found.visitor {
        Visitor::Invited { user_id } => join_as(&who, found.offer, user_id).await,
        Visitor::New => create(&who, door, found, input).await,
        // The page says what to do first.
        Visitor::SomebodyElse | Visitor::MustSignIn => {
            let page = OfferPage::of(&who, &found.offer, found.visitor, FormState::empty());
            page_with(StatusCode::CONFLICT, &page)
        }
    }
}

struct Found {
    offer: Offer,
    visitor: Visitor,
}

/// The offer behind a token, and what its holder is to it. They hold the mail, so they may
/// learn whether its address has an account.
async fn find(who: &Public, token: &str) -> AppResult<Option<Found>> {
    let hash = ids::digest(token);
    let viewer = who.session.as_ref().filter(|_| who.is_signed_in()).map(|s| s.user.id);
    who.read_unscoped(move |db| {
        let Some(offer) = invitations::offer(db, &hash)? else { return Ok(None) };
        let account = account::queries::find_by_email(db, &offer.invitation.email_key)?.map(|user| user.id);
        let visitor = match (viewer, account) {
            (Some(viewer), Some(account)) if viewer == account => Visitor::Invited { user_id: viewer },
            (Some(_), _) => Visitor::SomebodyElse,
            (None, Some(_)) => Visitor::MustSignIn,
            (None, None) => Visitor::New,
        };
        Ok(Some(Found { offer, visitor }))
    })
    .await
}

fn gone(who: &Public) -> AppResult<HttpResponse> {
    page_with(StatusCode::GONE, &GonePage::of(who))
}

async fn join_as(who: &Public, offer: Offer, user_id: i64) -> AppResult<HttpResponse> {
    let Some(session_id) = who.session.as_ref().map(|s| s.session_id) else {
        return Err(AppError::internal("nobody is signed in"));
    };
    let joined = who
        .write_unscoped(move |db| {
            let joined = actions::join(db, &offer.invitation, &Joiner::Known(user_id))?;
            if joined.is_some() {
                session::set_workspace(db, session_id, Some(offer.invitation.workspace_id))?;
            }
            Ok(joined)
        })
        .await?;
    if joined.is_none() {
        return gone(who);
    }
    Ok(see_other("/today"))
}

async fn create(who: &Public, door: Door, found: Found, input: Input) -> AppResult<HttpResponse> {
    let Found { offer, visitor } = found;
    let new = match forms::new_account(&input, &offer.invitation.email, &offer.business) {
        Ok(new) => new,
        Err(form) => return again(who, &offer, visitor, form),
    };
    match enrol(who, &door, &offer, new).await {
        Ok(Some(admission)) => admission.let_in(&door.session, see_other("/today")),
        Ok(None) => gone(who),
        Err(error) if unique::violated(&error, "users", "email_key") => {
            let form = FormState::with_form_error(input, views::ACCOUNT_EXISTS);
            again(who, &offer, Visitor::MustSignIn, form)
        }
        Err(error) => not_now(error, |message| {
            OfferPage::of(who, &offer, visitor, FormState::with_form_error(input, message))
        }),
    }
}

/// `None` if the invitation was used or revoked meanwhile.
async fn enrol(who: &Public, door: &Door, offer: &Offer, new: NewAccount) -> AppResult<Option<Admission>> {
    door.limits.check(Action::SignUp, who.client.address)?;
    let invitation = offer.invitation.clone();
    let user = NewUser {
        name: new.name,
        email: invitation.email.clone(),
        email_key: invitation.email_key.clone(),
        phone: String::new(),
        password_hash: door.hasher.hash(new.password).await?,
        email_verified: true,
    };
    let arrival = Arrival::of(who, &door.device);
    let joined = who.write_unscoped(move |db| match actions::join(db, &invitation, &Joiner::New(user))? {
        Some(user_id) => admit(db, user_id, &arrival).map(Some),
        None => Ok(None),
    });
    joined.await
}

fn admit(db: &mut Unscoped, user_id: i64, arrival: &Arrival) -> AppResult<Admission> {
    let user = account::queries::find(db, user_id)?;
    admission::admit(db, &user, arrival)
}

fn again(who: &Public, offer: &Offer, visitor: Visitor, form: FormState) -> AppResult<HttpResponse> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &OfferPage::of(who, offer, visitor, form))
}
