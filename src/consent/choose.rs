//! POST `/consent`: the banner's answer, and the settings' on `/cookies`.

use actix_web::cookie::Cookie;
use actix_web::{HttpRequest, HttpResponse, web};

use super::actions;
use super::model::{Allowed, Decision, Method};
use super::views;
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::hits::visitor_key;
use crate::web::consent::Consent;
use crate::web::cookies::{self, ANALYTICS, CONSENT, Category, PREFERENCES};
use crate::web::flash::Flash;
use crate::web::rate_limit::{Action, RateLimits};
use crate::web::{Input, Public, address, see_other};

pub async fn choose(
    who: Public,
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    input: Input,
) -> AppResult<HttpResponse> {
    let said = Said::read(&input)?;
    limits.check(Action::Choose, who.client.address)?;
    let back = address::own(input.get("back")).or_else(|| address::referrer(&request));
    let back = back.unwrap_or_else(|| "/".into());
    let opts_out = input.checked("opt_out");
    let choice = Choice { answers: said.answers(&asked(&input), &input), said, opts_out };
    let consent = record(&who, &request, choice, &back).await?;
    let mut answer = see_other(&back);
    for cookie in cookies_for(&who, &request, &consent)? {
        answer.add_cookie(&cookie).map_err(AppError::internal)?;
    }
    if views::is_about_cookies(&back) {
        let flash = Flash::success("Your choice is saved.");
        answer.add_cookie(&cookies::FLASH.cookie(flash.to_cookie_value())).map_err(AppError::internal)?;
    }
    Ok(answer)
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Accept,
    Reject,
    Save,
}

impl Said {
    fn read(input: &Input) -> AppResult<Self> {
        match input.get("choice") {
            "accept" => Ok(Self::Accept),
            "reject" => Ok(Self::Reject),
            "save" => Ok(Self::Save),
            _ => Err(AppError::BadRequest("Accept, reject or save a choice on the page about cookies.")),
        }
    }

    fn answers(self, asked: &[Category], input: &Input) -> Vec<(Category, bool)> {
        let allowed = |category: Category| match self {
            Self::Accept => true,
            Self::Reject => false,
            Self::Save => input.checked(category.field()),
        };
        asked.iter().map(|category| (*category, allowed(*category))).collect()
    }
}

/// The banner asks about what is undecided and says so; every other form about everything.
fn asked(input: &Input) -> Vec<Category> {
    let named: Vec<Category> =
        cookies::optional_categories().filter(|c| input.all("about").any(|name| name == c.field())).collect();
    if named.is_empty() { cookies::optional_categories().collect() } else { named }
}

pub struct Choice {
    pub said: Said,
    pub answers: Vec<(Category, bool)>,
    /// The account is to carry the opt-out to every browser.
    pub opts_out: bool,
}

/// Writes the decision down, and only then answers with what is allowed now.
pub async fn record(who: &Public, request: &HttpRequest, choice: Choice, back: &str) -> AppResult<Consent> {
    let consent = consent_after(&who.consent, &choice, who)?;
    let user_id = who.session.as_ref().filter(|_| who.is_signed_in()).map(|s| s.user.id);
    let opts_out = user_id.filter(|_| choice.opts_out);
    let decision = decision(who, request, &choice, &consent, user_id, back);
    who.write_unscoped(move |db| {
        if let Some(user_id) = opts_out {
            actions::opt_out(db, user_id)?;
        }
        actions::decide(db, &decision)
    })
    .await?;
    forget_visits(who, request, &consent).await?;
    Ok(consent)
}

/// What is not allowed any more is not kept either.
async fn forget_visits(who: &Public, request: &HttpRequest, consent: &Consent) -> AppResult<()> {
    let cookie = request.cookie(ANALYTICS.name).filter(|_| !consent.allows(Category::Analytics));
    let Some(cookie) = cookie else { return Ok(()) };
    if who.services.hits.forget(visitor_key(cookie.value())).await {
        return Ok(());
    }
    Err(AppError::Unavailable(
        "Your choice is saved, but your visits could not be deleted. Please choose again in a minute.",
    ))
}

fn consent_after(before: &Consent, choice: &Choice, who: &Public) -> AppResult<Consent> {
    let mut consent = before.after(&choice.answers, who.now());
    consent.opted_out |= choice.opts_out;
    consent.key = match (consent.allows_anything(), before.key.clone()) {
        (false, _) => None,
        (true, Some(key)) => Some(key),
        (true, None) => Some(ids::random_key()?),
    };
    Ok(consent)
}

fn decision(
    who: &Public,
    request: &HttpRequest,
    choice: &Choice,
    consent: &Consent,
    user_id: Option<i64>,
    back: &str,
) -> Decision {
    let (before, allowed) = (Allowed::by(&who.consent), Allowed::by(consent));
    let takes_back = allowed.takes_back(before);
    let method = match choice.said {
        Said::Accept => Method::Accept,
        Said::Save => Method::Save,
        Said::Reject if takes_back => Method::Withdraw,
        Said::Reject => Method::Reject,
    };
    Decision {
        key: consent.key.clone(),
        user_id,
        method,
        shown: views::shown(who, request, back),
        allowed,
        withdraws: who.consent.key.clone().filter(|_| takes_back),
    }
}

/// The choice itself, and at once what it allows or ends.
pub fn cookies_for(
    who: &Public,
    request: &HttpRequest,
    consent: &Consent,
) -> AppResult<Vec<Cookie<'static>>> {
    let mut cookies = vec![CONSENT.cookie(consent.to_cookie_value(&who.services.config))];
    if !consent.allows(Category::Preferences) {
        cookies.push(PREFERENCES.expired());
    }
    if !consent.allows(Category::Analytics) {
        cookies.push(ANALYTICS.expired());
    } else if request.cookie(ANALYTICS.name).is_none() {
        cookies.extend(ANALYTICS.with_consent(consent, ids::random_key()?));
    }
    Ok(cookies)
}
