//! The page of failures. Times are UTC: an installation has no zone of its own.

use askama::Template;

use super::queries::Listed;
use crate::civil::format_utc;
use crate::web::paging::Slice;
use crate::web::{Chrome, Operator};

#[derive(Template)]
#[template(path = "faults/index.html")]
pub struct FaultsPage {
    chrome: Chrome,
    mended: bool,
    kept_days: u32,
    rows: Vec<Row>,
    older: String,
}

struct Row {
    title: String,
    cause: String,
    how_often: String,
    last: String,
    request_ids: Vec<String>,
    mend: String,
}

impl FaultsPage {
    pub fn of(who: &Operator, mended: bool, found: Slice<Listed>) -> Self {
        let last = found.rows.last().filter(|_| found.has_more).map(|row| row.group.id);
        let show = if mended { "show=mended&" } else { "" };
        Self {
            chrome: who.chrome(),
            mended,
            kept_days: super::KEPT_DAYS,
            older: last.map(|id| format!("/operator/errors?{show}after={id}")).unwrap_or_default(),
            rows: found.rows.into_iter().map(Row::of).collect(),
        }
    }
}

impl Row {
    fn of(Listed { group, request_ids }: Listed) -> Self {
        let how_often = match group.times {
            1 => "once".to_owned(),
            times => format!("{times} times since {}", format_utc(group.first_at)),
        };
        Self {
            title: format!("{} {} → {}", group.method, group.route, group.status),
            cause: group.cause,
            how_often,
            last: format_utc(group.last_at),
            request_ids,
            mend: format!("/operator/errors/{}/mended", group.id),
        }
    }
}
