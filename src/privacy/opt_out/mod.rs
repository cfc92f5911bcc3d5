//! What clients allow a business: noted on their page by anybody at work, but only towards no;
//! and the link in every message, which acts at once, without signing in and also for somebody
//! who was erased long ago (RFC 8058). Nobody at work takes an opt-out back: only the client
//! does, by the same link, which came to the address that it opens again.

mod contact;
mod unsubscribe;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/contacts/{id}/choices", contact::show)
        .post("/contacts/{id}/choices", contact::refuse)
        .get("/u/{token}", unsubscribe::ask)
        .post("/u/{token}", unsubscribe::decide)
}
