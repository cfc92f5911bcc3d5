//! The desks at which requests are answered: `/privacy/queue` for a business's own clients,
//! `/operator/requests` for accounts. Both have the same pages; each sees its own requests
//! only, and of the businesses' the operator sees how many are late. Mails at each step,
//! reminders, and what runs by itself. Requests come in through the `doors`.

mod answers;
mod attend;
mod clerk;
mod copies;
mod erase;
mod fulfil;
mod held;
mod index;
mod letters;
mod mail;
mod reminders;
mod runs;
mod settings;
mod show;
mod steps;
mod views;

use time::Duration;

use crate::access::privacy::Handle;
use crate::jobs::Registry;
use crate::web::{Can, Operator, Routes};

pub(super) use answers::Answers;
pub(super) use attend::Attend;
pub(super) use mail::{Letter, Tell, Told, tell_desk};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/privacy/queue", index::show::<Can<Handle>>)
        .post("/privacy/queue/settings", settings::save)
        .get("/privacy/queue/{id}", show::show::<Can<Handle>>)
        .post("/privacy/queue/{id}/acknowledge", steps::acknowledge::<Can<Handle>>)
        .post("/privacy/queue/{id}/subject", steps::choose_subject)
        .post("/privacy/queue/{id}/fulfil", fulfil::fulfil::<Can<Handle>>)
        .post("/privacy/queue/{id}/refuse", steps::refuse::<Can<Handle>>)
        .post("/privacy/queue/{id}/extend", steps::extend::<Can<Handle>>)
        .post("/privacy/queue/{id}/ask", steps::ask::<Can<Handle>>)
        .post("/privacy/queue/{id}/clarified", steps::clarified::<Can<Handle>>)
        .get("/privacy/queue/{id}/erase", erase::preview)
        .post("/privacy/queue/{id}/erase", erase::erase)
        .get("/operator/requests", index::show::<Operator>)
        .get("/operator/requests/new", letters::form)
        .post("/operator/requests/new", letters::send)
        .get("/operator/requests/{id}", show::show::<Operator>)
        .post("/operator/requests/{id}/acknowledge", steps::acknowledge::<Operator>)
        .post("/operator/requests/{id}/fulfil", fulfil::fulfil::<Operator>)
        .post("/operator/requests/{id}/refuse", steps::refuse::<Operator>)
        .post("/operator/requests/{id}/extend", steps::extend::<Operator>)
        .post("/operator/requests/{id}/ask", steps::ask::<Operator>)
        .post("/operator/requests/{id}/clarified", steps::clarified::<Operator>)
}

pub(super) fn jobs(registry: Registry) -> Registry {
    registry
        .on::<Attend>()
        .on::<Tell>()
        .on::<mail::TellClerk>()
        .every(Duration::minutes(5), Answers {})
        .every(Duration::minutes(5), runs::Runs {})
        .every(Duration::hours(1), reminders::Remind {})
}
