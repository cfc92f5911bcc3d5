//! The change of the e-mail address: asked for with the password, done with a code
//! that only a reader of the new address can know.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::jobs::{SendEmailChangeCode, TellFormerAddress};
use super::queries;
use super::views::{CodePage, EmailPage};
use crate::account::notices::{self, Happened};
use crate::account::pages::not_now;
use crate::account::queries::tokens::{self, Purpose, Token};
use crate::account::record;
use crate::account::step_up::StepUp;
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::secrets::Secrets;
use crate::text::email::Email;
use crate::text::fold;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::form::{Check, FormState, Input};
use crate::web::page::{page, page_with, see_other, see_other_with};
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::session::{self, SessionInfo};

/// A code of eight digits can be guessed this often before it dies.
const MOST_TRIES: i32 = 5;

const WRONG: &str = "This code is not right. Check the newest mail from us, or ask for a new code.";
const SPENT: &str = "This code no longer works. Ask for a new one.";

pub async fn ask(who: SignedIn) -> AppResult<HttpResponse> {
    page(&EmailPage::of(&who, FormState::empty()))
}

pub async fn request(
    who: SignedIn,
    step_up: StepUp,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let email = match new_address(&input, &who.user().email) {
        Ok(email) => email,
        Err(form) => return page_with(StatusCode::UNPROCESSABLE_ENTITY, &EmailPage::of(&who, form)),
    };
    if let Some(refusal) = step_up.refusal(&who, &input).await {
        return refusal.page(|form| EmailPage::of(&who, form));
    }
    if let Err(error) = limits.check(Action::SendMail, who.client.address) {
        let form = |message: &str| FormState::with_error(input, "email", message);
        return not_now(error, |message| EmailPage::of(&who, form(message)));
    }
    let user_id = who.user().id;
    who.write_unscoped(move |db| {
        let token_id = queries::replace_email_change(db, user_id, &email)?;
        db.enqueue(&SendEmailChangeCode { token_id })?;
        notices::enqueue(db, user_id, Happened::EmailChangeAsked)
    })
    .await?;
    Ok(see_other("/account/email/confirm"))
}

fn new_address(input: &Input, current: &str) -> Result<Email, FormState> {
    let mut check = Check::new(input);
    let email = check.parse("email", Email::parse);
    if email.as_ref().is_some_and(|email| email.key() == current.to_lowercase()) {
        check.fail("email", "This already is your e-mail address.");
    }
    check.finish(|| email)
}

pub async fn ask_code(who: SignedIn) -> AppResult<HttpResponse> {
    match asked_for(&who).await? {
        Some(new_email) => page(&CodePage::of(&who, FormState::empty(), &new_email)),
        None => Ok(see_other("/account/email")),
    }
}

/// The address that waits for its code.
async fn asked_for(who: &SignedIn) -> AppResult<Option<String>> {
    let user_id = who.user().id;
    let open = who.read_unscoped(move |db| tokens::latest(db, user_id, Purpose::ChangeEmail)).await?;
    Ok(open.and_then(|change| change.new_email))
}

async fn wait_with_code(who: &SignedIn, input: Input, error: AppError) -> AppResult<HttpResponse> {
    let Some(new_email) = asked_for(who).await? else { return Err(error) };
    not_now(error, |message| CodePage::of(who, FormState::with_error(input, "code", message), &new_email))
}

pub async fn confirm(who: SignedIn, limits: web::Data<RateLimits>, input: Input) -> AppResult<HttpResponse> {
    if let Err(error) = limits.check(Action::EnterCode, who.client.address) {
        return wait_with_code(&who, input, error).await;
    }
    let (session, secrets) = (who.session.clone(), who.services.secrets.clone());
    let code = fold::digits(input.get("code"));
    let outcome = who.write_unscoped(move |db| enter(db, &secrets, &session, &code)).await;
    match outcome {
        Ok(Outcome::Changed) => {
            Ok(see_other_with("/account", &Flash::success("Your e-mail address is changed.")))
        }
        Ok(Outcome::Refused { new_email, why }) => {
            let form = FormState::with_error(input, "code", why);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &CodePage::of(&who, form, &new_email))
        }
        Ok(Outcome::NotAsked) => Ok(see_other("/account/email")),
        // Somebody else took the address meanwhile; saying so would reveal them.
        Err(error) if crate::db::unique::violated(&error, "users", "email_key") => {
            Ok(see_other_with("/account/email", &Flash::error(SPENT)))
        }
        Err(error) => Err(error),
    }
}

enum Outcome {
    Changed,
    Refused { new_email: String, why: &'static str },
    NotAsked,
}

fn enter(db: &mut Unscoped, secrets: &Secrets, session: &SessionInfo, code: &str) -> AppResult<Outcome> {
    let user_id = session.user.id;
    let change = tokens::latest(db, user_id, Purpose::ChangeEmail)?;
    let Some(Token { id, token_hash, new_email: Some(new_email), .. }) = change else {
        return Ok(Outcome::NotAsked);
    };
    let refused = |why| Ok(Outcome::Refused { new_email: new_email.clone(), why });
    if !queries::count_try(db, id, MOST_TRIES)? {
        return refused(SPENT);
    }
    if code_digest(secrets, id, code) != token_hash {
        return refused(WRONG);
    }
    take_over(db, secrets, session, &new_email)?;
    Ok(Outcome::Changed)
}

fn take_over(db: &mut Unscoped, secrets: &Secrets, session: &SessionInfo, new_email: &str) -> AppResult<()> {
    let user_id = session.user.id;
    let email = Email::parse(new_email).map_err(AppError::internal)?;
    queries::set_email(db, user_id, &email)?;
    // A link or code that went to the old address must not open the account any more.
    queries::forget_tokens(db, user_id)?;
    session::end_others(db, user_id, session.session_id)?;
    let former = secrets.seal(session.user.email.as_bytes())?;
    db.enqueue(&TellFormerAddress { user_id, address: hex::encode(former), at: db.now })?;
    record::own_act(db, session, "account.email_changed")
}

/// What is stored of a code. Eight digits could be tried out on a plain digest.
pub fn code_digest(secrets: &Secrets, token_id: i64, code: &str) -> String {
    secrets.digest("change_email", &format!("{token_id}:{code}"))
}
