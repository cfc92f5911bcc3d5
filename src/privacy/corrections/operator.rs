//! `/operator/corrections`: people ask for what they can't change in their account; the
//! operator changes it. The request keeps digests of the values before and after, not the values.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::queries::{self, Asked};
use crate::account::queries::User;
use crate::account::{self, NewDetails};
use crate::civil::iso;
use crate::db::{Unscoped, unique};
use crate::erasure::{Line, Outcome};
use crate::error::{AppError, AppResult};
use crate::requests::model::{State, Step};
use crate::requests::queries as requests;
use crate::secrets::Secrets;
use crate::text::email::Email;
use crate::text::phone;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Check, Chrome, FormState, Input, Operator, page, page_with};

const HOME: &str = "/operator/corrections";
const TAKEN: &str = "Another account has this address.";

#[derive(Template)]
#[template(path = "operator/corrections.html")]
struct ListPage {
    chrome: Chrome,
    rows: Vec<ListRow>,
}

struct ListRow {
    href: String,
    wording: String,
    received: String,
}

#[derive(Template)]
#[template(path = "operator/correction.html")]
struct ShowPage {
    chrome: Chrome,
    form: FormState,
    href: String,
    wording: String,
    recipients: Vec<String>,
}

pub async fn index(who: Operator) -> AppResult<HttpResponse> {
    let rows = who.read_unscoped(queries::asked).await?;
    let row = |asked: Asked| ListRow {
        href: format!("{HOME}/{}", asked.id),
        received: iso(asked.received_at),
        wording: asked.wording,
    };
    page(&ListPage { chrome: who.chrome(), rows: rows.into_iter().map(row).collect() })
}

/// The request, the account it is about, and who received data of it.
async fn find(who: &Operator, id: i64) -> AppResult<(Asked, User, Vec<String>)> {
    who.read_unscoped(move |db| {
        let asked = queries::asked_of(db, id)?;
        let user = queries::user_of(db, &asked.subject_key)?;
        let recipients = queries::received(db, user.id)?;
        Ok((asked, user, recipients))
    })
    .await
}

pub async fn show(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (asked, user, recipients) = find(&who, id.into_inner()).await?;
    let form = FormState::filled([("name", user.name), ("email", user.email), ("phone", user.phone)]);
    page(&shown(&who, asked, recipients, form))
}

fn shown(who: &Operator, asked: Asked, recipients: Vec<String>, form: FormState) -> ShowPage {
    let href = format!("{HOME}/{}", asked.id);
    ShowPage { chrome: who.chrome(), form, href, wording: asked.wording, recipients }
}

pub async fn apply(who: Operator, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    let (asked, user, recipients) = find(&who, id.into_inner()).await?;
    let new = match details(&input) {
        Ok(new) => new,
        Err(form) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown(&who, asked, recipients, form));
        }
    };
    let (request, actor, secrets) = (asked.id, who.user().pseudonym.clone(), who.services.secrets.clone());
    let changed = who.write_unscoped(move |db| correct(db, &secrets, (request, &actor), &user, &new)).await;
    if changed.as_ref().err().is_some_and(|error| unique::violated(error, "users", "email_key")) {
        let form = FormState::with_error(input, "email", TAKEN);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown(&who, asked, recipients, form));
    }
    changed?;
    Ok(see_other_with(HOME, &Flash::success("Corrected, and on record. The person is told.")))
}

fn details(input: &Input) -> Result<NewDetails, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 100, "Enter a name.");
    let email = check.parse("email", Email::parse);
    let phone = check.line("phone", 40);
    check.parse_optional("phone", |typed| phone::parse(typed, None));
    check.finish(|| Some(NewDetails { name, email: email?, phone }))
}

fn correct(
    db: &mut Unscoped,
    secrets: &Secrets,
    (request, actor): (i64, &str),
    user: &User,
    new: &NewDetails,
) -> AppResult<()> {
    let pairs = [
        ("name", user.name.as_str(), new.name.as_str()),
        ("email", user.email.as_str(), new.email.as_str()),
        ("phone", user.phone.as_str(), new.phone.as_str()),
    ];
    let changed: Vec<_> = pairs.iter().filter(|(_, before, after)| before != after).collect();
    account::correct(db, user.id, new)?;
    let line = Line {
        table: "users".into(),
        title: "Your account".into(),
        rows: changed.len() as i64,
        fate: "corrected".into(),
        until: String::new(),
    };
    let (now, outcome) = (db.now, Outcome { lines: vec![line] }.to_text()?);
    if !requests::close(db, request, now, State::Fulfilled, None, &outcome)? {
        return Err(AppError::Conflict("Somebody closed this request meanwhile."));
    }
    for (field, before, after) in changed {
        let short = |value: &str| secrets.digest("correction", value).chars().take(16).collect::<String>();
        let detail = format!("{field}: {} → {}", short(before), short(after));
        requests::note(db, request, now, actor, Step::Corrected, &detail)?;
    }
    requests::note(db, request, now, actor, Step::Fulfilled, "")
}
