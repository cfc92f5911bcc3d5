//! Where a person is signed in, and signing out there. A session is a row, so it ends at once.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{record, wall};
use crate::civil::{Moment, Wall};
use crate::error::{AppError, AppResult};
use crate::web::Routes;
use crate::web::access::SignedIn;
use crate::web::flash::Flash;
use crate::web::page::{Chrome, Nav, page, see_other, see_other_with};
use crate::web::session::{self, SessionRow};

pub fn routes() -> Routes {
    Routes::default()
        .get("/account/sessions", show)
        .post("/account/sessions/{id}/end", end)
        .post("/account/sessions/end-others", end_others)
        .post("/account/sessions/end-all", end_all)
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    chrome: Chrome,
    devices: Vec<Device>,
    has_others: bool,
}

struct Device {
    id: i64,
    label: String,
    network: String,
    since: Moment,
    last_seen: Moment,
    is_this: bool,
}

impl Device {
    fn of(row: SessionRow, wall: &Wall, this: i64) -> Self {
        Self {
            id: row.id,
            label: row.device_label,
            network: row.network,
            since: wall.moment(row.created_at),
            last_seen: wall.moment(row.last_seen_at),
            is_this: row.id == this,
        }
    }
}

async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    let user_id = who.user().id;
    let rows = who.read_unscoped(move |db| session::list(db, user_id)).await?;
    let (wall, this) = (wall::of(&who), who.session.session_id);
    let devices: Vec<Device> = rows.into_iter().map(|row| Device::of(row, &wall, this)).collect();
    let has_others = devices.iter().any(|device| !device.is_this);
    page(&SessionsPage { chrome: who.chrome(Nav::None), devices, has_others })
}

async fn end(who: SignedIn, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let (info, id) = (who.session.clone(), id.into_inner());
    let was_theirs = who
        .write_unscoped(move |db| {
            let ended = session::end(db, info.user.id, id)?;
            if ended {
                record::own_act(db, &info, "account.session_ended")?;
            }
            Ok(ended)
        })
        .await?;
    if !was_theirs {
        return Err(AppError::NotFound);
    }
    if id == who.session.session_id {
        return Ok(see_other("/login"));
    }
    Ok(see_other_with("/account/sessions", &Flash::success("That device is signed out.")))
}

async fn end_others(who: SignedIn) -> AppResult<HttpResponse> {
    let info = who.session.clone();
    who.write_unscoped(move |db| {
        session::end_others(db, info.user.id, info.session_id)?;
        record::own_act(db, &info, "account.other_sessions_ended")
    })
    .await?;
    Ok(see_other_with("/account/sessions", &Flash::success("Every other device is signed out.")))
}

async fn end_all(who: SignedIn, browser: actix_session::Session) -> AppResult<HttpResponse> {
    let info = who.session.clone();
    who.write_unscoped(move |db| {
        session::end_all(db, info.user.id)?;
        record::own_act(db, &info, "account.all_sessions_ended")
    })
    .await?;
    session::finish(&browser);
    Ok(see_other_with("/login", &Flash::success("You are signed out everywhere.")))
}
