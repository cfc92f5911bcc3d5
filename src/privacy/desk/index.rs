//! The queue: what is due first stands first.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::clerk::Clerk;
use super::held::{self, Held};
use super::views::QueuePage;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::requests::model::{Kind, Settings};
use crate::requests::queries::lists::{self, Show, Standing};
use crate::requests::queries::{Request, inquiries, settings};
use crate::web::page;
use crate::web::paging::Slice;

/// Few: of each is counted what is held.
const PAGE: usize = 15;

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// open, late or closed.
    #[serde(default)]
    pub show: String,
    #[serde(default)]
    pub kind: String,
    /// The last request of the page before.
    #[serde(default)]
    pub after: Option<i64>,
}

impl Wanted {
    pub fn shown(&self) -> Show {
        match self.show.as_str() {
            "late" => Show::Late,
            "closed" => Show::Closed,
            _ => Show::Open,
        }
    }
}

/// What the page is drawn from.
pub struct Queue {
    pub rows: Slice<(Request, Option<Held>)>,
    pub due: Vec<(Instant, bool)>,
    /// The business's own; none for the operator.
    pub settings: Option<Settings>,
    /// How the businesses keep up, and letters without an answer: the operator's alone.
    pub standings: Vec<Standing>,
    pub letters: i64,
}

pub async fn show<C: Clerk>(who: C, wanted: web::Query<Wanted>) -> AppResult<HttpResponse> {
    let (desk, services, asked) = (who.desk(), who.visit().services.clone(), wanted.into_inner());
    let wanted = asked.clone();
    let queue = who
        .visit()
        .read_unscoped(move |db| {
            let after = match asked.after {
                Some(id) => Some(desk.find(db, id)?),
                None => None,
            };
            let (own, now) = (desk.requests(db), db.now);
            let which = (asked.shown(), Kind::from_word(&asked.kind), now);
            let found = lists::page(db, own, which, after.as_ref(), PAGE as i64 + 1)?;
            let found = Slice::cut(found, PAGE);
            let mut rows = Vec::new();
            for request in found.rows {
                let held = match request.state.is_closed() {
                    true => None,
                    false => held::of(db, &desk, &request, &services.inventory)?,
                };
                rows.push((request, held));
            }
            let own = desk.requests(db);
            let business = desk.reach.as_ref().map(|reach| reach.workspace_id);
            Ok::<_, AppError>(Queue {
                rows: Slice { rows, has_more: found.has_more },
                due: lists::due_dates(db, own)?,
                settings: business.map(|id| settings::of(db, id)).transpose()?,
                standings: if business.is_none() { lists::standings(db, now)? } else { Vec::new() },
                letters: if business.is_none() { inquiries::letters_waiting(db)? } else { 0 },
            })
        })
        .await?;
    page(&QueuePage::of(&who, &wanted, queue))
}
