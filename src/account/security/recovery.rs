//! The recovery codes: shown once, kept as digests.

use actix_web::HttpResponse;

use super::views::{CodesPage, RenewPage};
use crate::account::notices::{self, Happened};
use crate::account::queries::recovery;
use crate::account::step_up::StepUp;
use crate::account::{record, totp};
use crate::error::AppResult;
use crate::web::access::SignedIn;
use crate::web::form::{FormState, Input};
use crate::web::page::{page, see_other};

pub async fn ask(who: SignedIn) -> AppResult<HttpResponse> {
    if !who.user().second_factor {
        return Ok(see_other("/account/security"));
    }
    page(&RenewPage::of(&who, FormState::empty()))
}

/// Answers with the codes themselves: after a redirect they would have to be kept readable.
pub async fn renew(who: SignedIn, step_up: StepUp, input: Input) -> AppResult<HttpResponse> {
    if !who.user().second_factor {
        return Ok(see_other("/account/security"));
    }
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| RenewPage::of(&who, form));
    }
    let codes = totp::new_recovery_codes();
    let (session, keys) = (who.session.clone(), keys(&codes));
    who.write_unscoped(move |db| {
        recovery::replace(db, session.user.id, &keys)?;
        notices::enqueue(db, session.user.id, Happened::RecoveryCodesMade)?;
        record::own_act(db, &session, "account.recovery_codes_renewed")
    })
    .await?;
    page(&CodesPage::of(&who, codes))
}

pub fn keys(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| totp::recovery_key(code)).collect()
}
