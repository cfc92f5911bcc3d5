//! `/calendar/feed`: making and revoking one's own link.

use actix_web::HttpResponse;
use askama::Template;

use super::queries;
use crate::access::bookings::Read;
use crate::bookings::book::token;
use crate::db::ids;
use crate::error::AppResult;
use crate::services::Services;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Chrome, Input, Nav, page};

const HOME: &str = "/calendar/feed";

#[derive(Template)]
#[template(path = "bookings/feeds/page.html")]
struct FeedPage {
    chrome: Chrome,
    /// Empty where there is no link.
    link: String,
    hides_names: bool,
}

pub async fn show(who: Can<Read>) -> AppResult<HttpResponse> {
    let feed = who.read(queries::own).await?;
    page(&FeedPage {
        chrome: who.chrome(Nav::Calendar),
        link: feed.as_ref().map(|feed| link(&who.services, &feed.key)).unwrap_or_default(),
        hides_names: feed.is_none_or(|feed| feed.hides_names),
    })
}

fn link(services: &Services, key: &str) -> String {
    services.link(&format!("/feeds/{}.ics", token::of_feed(&services.secrets, key)))
}

pub async fn make(who: Can<Read>, input: Input) -> AppResult<HttpResponse> {
    let key = ids::random_key()?;
    let digest = token::digest(&token::of_feed(&who.services.secrets, &key));
    let hides_names = !input.checked("names");
    who.write(move |db| {
        queries::replace(db, &key, &digest, hides_names)?;
        let member = db.reach().member_id.unwrap_or_default();
        db.record("hours.feed_made", "member", member, if hides_names { "" } else { "with names" });
        Ok(())
    })
    .await?;
    Ok(see_other_with(HOME, &Flash::success("The link is made. An earlier one no longer works.")))
}

pub async fn revoke(who: Can<Read>) -> AppResult<HttpResponse> {
    let revoked = who.write(|db| {
        let revoked = queries::revoke(db)?;
        if revoked {
            let member = db.reach().member_id.unwrap_or_default();
            db.record("hours.feed_revoked", "member", member, "");
        }
        Ok(revoked)
    });
    let flash = match revoked.await? {
        true => Flash::success("The link no longer works."),
        false => Flash::notice("There was no link."),
    };
    Ok(see_other_with(HOME, &flash))
}
