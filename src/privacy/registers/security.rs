//! `/security`: what protects the data here, from switches that are really on; and where to
//! report a weakness, for people and for machines (RFC 9116).

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use time::{Duration, Time};

use super::safeguards::{Evidence, SAFEGUARDS, State};
use crate::civil::{format_utc, iso};
use crate::error::AppResult;
use crate::vault::{self, LastDrill};
use crate::web::routes::RouteRow;
use crate::web::{Chrome, Public, page};

/// RFC 9116 asks for less than a year.
const TXT_HOLDS: Duration = Duration::days(180);

pub async fn show(who: Public, routes: Data<Vec<RouteRow>>) -> AppResult<HttpResponse> {
    let drill = who.read_unscoped(|db| vault::last_drill(db)).await?;
    page(&SecurityPage::of(&who, &routes, drill.as_ref()))
}

pub async fn txt(who: Public) -> AppResult<HttpResponse> {
    let services = &who.services;
    // A whole day, so that the file changes once a day.
    let expires = (who.now() + TXT_HOLDS).replace_time(Time::MIDNIGHT);
    let lines = [
        format!("Contact: mailto:{}", services.config.installation.security_email),
        format!("Expires: {}", iso(expires)),
        "Preferred-Languages: en".into(),
        format!("Canonical: {}", services.link("/.well-known/security.txt")),
        format!("Policy: {}", services.link("/security#report")),
    ];
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(lines.join("\n") + "\n"))
}

#[derive(Template)]
#[template(path = "privacy/security.html")]
struct SecurityPage {
    chrome: Chrome,
    on: usize,
    items: Vec<Item>,
    email: String,
}

struct Item {
    title: &'static str,
    text: String,
    state: &'static str,
    kind: &'static str,
}

impl SecurityPage {
    fn of(who: &Public, routes: &[RouteRow], drill: Option<&LastDrill>) -> Self {
        let services = &who.services;
        let evidence = Evidence {
            config: &services.config,
            routes,
            inventory: &services.inventory,
            standing: &services.standing.facts(),
            drill,
        };
        let states: Vec<State> = SAFEGUARDS.iter().map(|safeguard| (safeguard.check)(&evidence)).collect();
        let items = SAFEGUARDS.iter().zip(&states).map(|(safeguard, state)| {
            let (label, kind) = words(*state);
            let text = match state {
                State::On => safeguard.text.to_owned(),
                State::Seen(at) => format!("{} Last on {}.", safeguard.text, format_utc(*at)),
                State::Off | State::NotMeasured => safeguard.otherwise.to_owned(),
            };
            Item { title: safeguard.title, text, state: label, kind }
        });
        Self {
            chrome: who.chrome(),
            on: states.iter().filter(|state| state.is_on()).count(),
            items: items.collect(),
            email: services.config.installation.security_email.clone(),
        }
    }
}

const fn words(state: State) -> (&'static str, &'static str) {
    match state {
        State::On | State::Seen(_) => ("On", "success"),
        State::Off => ("Off", "warning"),
        State::NotMeasured => ("Not measured yet", "neutral"),
    }
}
