//! The dashboard: what matters today, and what happened lately.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::chart::{self, Week};
use super::queries::{self, Added};
use super::views::today::TodayPage;
use crate::access::{Permission, contacts as may};
use crate::clock::Instant;
use crate::contacts;
use crate::contacts::queries::ending::Announcement;
use crate::db::Scoped;
use crate::error::AppResult;
use crate::follow_ups;
use crate::follow_ups::model::{FollowUp, Whose};
use crate::notes;
use crate::notes::model::Note;
use crate::staff;
use crate::staff::model::People;
use crate::web::{Can, page};

const DUE: i64 = 50;
const COMING: i64 = 5;
const RECENT: i64 = 8;

#[derive(Deserialize)]
pub struct Query {
    all: Option<String>,
}

/// All that the page tells, read in one step.
pub struct Shown {
    pub people: People,
    pub everybodys: bool,
    pub due: Vec<FollowUp>,
    pub coming: Vec<FollowUp>,
    /// How many contacts each week brought.
    pub added: Vec<(Week, i64)>,
    pub recent: Vec<Event>,
    pub has_contacts: bool,
    /// Clients whose end was announced, for whoever decides how long they are kept.
    pub ending: Option<Announcement>,
}

pub enum Event {
    Added(Added),
    Noted(Note, String),
}

impl Event {
    fn at(&self) -> Instant {
        match self {
            Self::Added(added) => added.at,
            Self::Noted(note, _) => note.created_at,
        }
    }
}

pub async fn show(who: Can<may::Read>, query: web::Query<Query>) -> AppResult<HttpResponse> {
    let everybodys = query.all.as_deref() == Some("1");
    let whose = if everybodys { Whose::Everybodys } else { Whose::Of(who.member.id) };
    let wall = who.wall();
    let weeks = chart::weeks(&wall, who.member.workspace.week_starts_on);
    let today = wall.today();
    let decides = who.may(Permission::ManageWorkspace);
    let shown = who
        .read(move |db| {
            Ok(Shown {
                people: staff::queries::people(db)?,
                everybodys,
                due: follow_ups::queries::due(db, whose, today, DUE)?,
                coming: follow_ups::queries::coming(db, whose, today, COMING)?,
                added: count(db, weeks)?,
                recent: recent(db)?,
                has_contacts: queries::has_contacts(db)?,
                ending: if decides { contacts::queries::ending::announcement(db)? } else { None },
            })
        })
        .await?;
    page(&TodayPage::of(&who, wall, shown))
}

fn count(db: &mut Scoped, weeks: Vec<Week>) -> AppResult<Vec<(Week, i64)>> {
    weeks.into_iter().map(|week| Ok((week, queries::added_between(db, week.from, week.until)?))).collect()
}

fn recent(db: &mut Scoped) -> AppResult<Vec<Event>> {
    let added = queries::latest_added(db, RECENT)?.into_iter().map(Event::Added);
    let noted = notes::queries::latest(db, RECENT)?.into_iter().map(|(note, name)| Event::Noted(note, name));
    let mut events: Vec<Event> = added.chain(noted).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at()));
    events.truncate(RECENT as usize);
    Ok(events)
}
