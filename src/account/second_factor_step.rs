//! `/login/second-factor`: after the right password, the code of an authenticator app or
//! one of the recovery codes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::admission::{self, Admission, Arrival};
use super::door::Door;
use super::landing::Landing;
use super::pages::{SecondFactorPage, not_now};
use super::queries::{self, User, recovery};
use super::sign_in::NextQuery;
use super::throttle::{self, Gate, Key, Turn};
use super::{known_devices, totp};
use crate::db::Unscoped;
use crate::error::{AppError, AppResult};
use crate::secrets::Secrets;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::rate_limit::Action;
use crate::web::{FormState, Input, Public, address, page, page_with, see_other, session};

const WRONG: &str = "This code is not right, or it was used before. Try the next one.";
/// Whoever left the question open has to give the password again.
const PATIENCE: time::Duration = time::Duration::minutes(15);

pub async fn form(
    who: Public,
    request: HttpRequest,
    query: web::Query<NextQuery>,
) -> AppResult<HttpResponse> {
    let landing = Landing::of(&query.next);
    if awaited(&who).is_none() {
        let refuses_cookies = who.session.is_none() && address::came_from(&request, "/login");
        let login = if refuses_cookies { "/login?cookies=refused".into() } else { landing.after("/login") };
        return Ok(see_other(login));
    }
    page(&SecondFactorPage::new(&who, FormState::empty(), &landing))
}

pub async fn answer(who: Public, door: Door, input: Input) -> AppResult<HttpResponse> {
    let landing = Landing::of(input.get("next"));
    let Some(user_id) = awaited(&who) else { return Ok(see_other(landing.after("/login"))) };
    let again = |form| SecondFactorPage::new(&who, form, &landing);
    let wrong = |message| page_with(StatusCode::UNPROCESSABLE_ENTITY, &again(wrong_code(message)));
    let code = input.get("code").trim();
    if code.is_empty() {
        return wrong("Enter the code.");
    }
    match judge(&who, &door, user_id, code.to_owned()).await {
        Ok(Some(Right { admission, proof })) => enter(&door, admission, proof, &landing),
        Ok(None) => wrong(WRONG),
        Err(error) => not_now(error, |message| again(FormState::with_form_error(Input::default(), message))),
    }
}

fn enter(door: &Door, admission: Admission, proof: Proof, landing: &Landing) -> AppResult<HttpResponse> {
    let answer = match proof {
        Proof::App => see_other(landing.path()),
        Proof::RecoveryCode { left } => see_other_with(landing.path(), &Flash::notice(codes_left(left))),
    };
    admission.let_in(&door.session, answer)
}

/// The person whose second factor this browser owes, unless they left it too long.
fn awaited(who: &Public) -> Option<i64> {
    let session = who.session.as_deref().filter(|s| s.awaits_second_factor)?;
    (who.now() - session.confirmed_at < PATIENCE).then_some(session.user.id)
}

/// A code is shown again by nobody: it is spent or wrong.
fn wrong_code(message: &str) -> FormState {
    FormState::with_error(Input::default(), "code", message)
}

fn codes_left(left: i64) -> String {
    match left {
        0 => "That was your last recovery code. Make new ones under Account, Security.".into(),
        1 => "That recovery code is used up. One is left.".into(),
        left => format!("That recovery code is used up. {left} are left."),
    }
}

/// The code was right.
struct Right {
    admission: Admission,
    proof: Proof,
}

enum Proof {
    App,
    RecoveryCode { left: i64 },
}

/// `None` if the code is wrong.
async fn judge(who: &Public, door: &Door, user_id: i64, code: String) -> AppResult<Option<Right>> {
    door.limits.check(Action::EnterCode, who.client.address)?;
    let (secrets, arrival) = (who.services.secrets.clone(), Arrival::of(who, &door.device));
    let judged = throttle::with_turn(who, move |db| {
        let device = known_devices::recognise(db, user_id, arrival.device())?;
        let key = Key::new(&secrets, Gate::SecondFactor, &user_id.to_string(), device);
        if let Turn::Wait { seconds } = throttle::take_turn(db, &key)? {
            return Err(AppError::TooMany { retry_after: seconds });
        }
        let user = queries::find(db, user_id)?;
        let Some(proof) = prove(db, &secrets, &user, &code)? else { return Ok(None) };
        throttle::clear(db, &key)?;
        Ok(Some(Right { admission: admission::admit(db, &user, &arrival)?, proof }))
    });
    judged.await
}

/// Spends the code: neither an app's code nor a recovery code opens the door twice.
fn prove(db: &mut Unscoped, secrets: &Secrets, user: &User, code: &str) -> AppResult<Option<Proof>> {
    if let Some(step) = step_of(secrets, user, code, db.now.assume_utc().unix_timestamp())? {
        return Ok(queries::use_totp_step(db, user.id, step)?.then_some(Proof::App));
    }
    if !recovery::spend(db, user.id, &totp::recovery_key(code))? {
        return Ok(None);
    }
    Ok(Some(Proof::RecoveryCode { left: recovery::left(db, user.id)? }))
}

fn step_of(secrets: &Secrets, user: &User, code: &str, at: i64) -> AppResult<Option<i64>> {
    let Some(sealed) = &user.totp_secret else { return Ok(None) };
    let secret = String::from_utf8(secrets.open(sealed)?).map_err(AppError::internal)?;
    Ok(totp::verify(&secret, code, at, user.totp_last_step))
}

/// POST `/login/second-factor/cancel`: back to the password.
pub async fn cancel(_who: Public, door: Door) -> AppResult<HttpResponse> {
    session::finish(&door.session);
    Ok(see_other("/login"))
}
