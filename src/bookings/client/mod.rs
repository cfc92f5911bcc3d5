//! `/b/{token}`: a client's own booking, and nothing else. The token is 128 bits, known to the table
//! only as a digest. Looking changes nothing; moving and cancelling are buttons. Nobody else's data
//! is here: not that of other clients of a class, and not what the contact's page says.

mod accept;
pub mod calendar;
mod cancel;
mod moving;
pub mod show;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/b/{token}", show::show)
        .get("/b/{token}/calendar.ics", calendar::download)
        .get("/b/{token}/reschedule", moving::form)
        .post("/b/{token}/reschedule", moving::save)
        .post("/b/{token}/cancel", cancel::cancel)
        .post("/b/{token}/accept", accept::accept)
}
