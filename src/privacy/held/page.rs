//! GET `/account/privacy`: what is held, by its number, and every choice.

use actix_web::HttpResponse;

use super::queries;
use super::views::OverviewPage;
use crate::account;
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::inventory::Table;
use crate::inventory::read::{Person, Reader};
use crate::requests::queries::{Request, progress};
use crate::web::access::SignedIn;
use crate::web::page::page;

/// Lines of each history on this page; the rest is among the values.
const FEW: i64 = 5;

/// What the page is drawn from.
pub struct Overview {
    pub counts: Vec<(Table, i64)>,
    pub choices: queries::Choices,
    pub cookie_choices: Vec<queries::CookieChoice>,
    pub events: Vec<super::views::EventRow>,
    /// The account’s own requests, the latest first.
    pub requests: Vec<Request>,
}

pub async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    let (user_id, services) = (who.user().id, who.services.clone());
    let overview = who
        .read_unscoped(move |db| {
            let reader = reader(db, user_id, &services.inventory)?;
            Ok(Overview {
                counts: counts(db, &reader)?,
                choices: queries::choices(db, user_id)?,
                cookie_choices: queries::cookie_choices(db, user_id, FEW)?,
                events: queries::events(db, user_id, FEW)?,
                requests: own_requests(db, user_id)?,
            })
        })
        .await?;
    page(&OverviewPage::of(&who, overview))
}

fn own_requests(db: &mut Unscoped, user_id: i64) -> AppResult<Vec<Request>> {
    let key = account::queries::find(db, user_id)?.subject_key;
    progress::of_subject(db, &key, FEW)
}

/// The reader of everything about this user.
pub fn reader(db: &mut Unscoped, user_id: i64, inventory: &[crate::inventory::Column]) -> AppResult<Reader> {
    let user = account::queries::find(db, user_id)?;
    let person = Person::User {
        id: user_id,
        subject_key: user.subject_key,
        pseudonym: user.pseudonym,
        email_key: user.email_key,
    };
    Reader::new(db, inventory, person)
}

fn counts(db: &mut Unscoped, reader: &Reader) -> AppResult<Vec<(Table, i64)>> {
    reader.tables().iter().map(|table| Ok((table.clone(), reader.count(db, table)?))).collect()
}
