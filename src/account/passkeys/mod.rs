//! Passkeys: signing in without a password, on a device that checks its holder
//! itself (so one counts as both factors). The browser's part is `static/js/passkey.js`.
//! Owns `passkeys` and `passkey_challenges`.

mod ceremony;
mod manage;
mod queries;
mod register;
mod sign_in;

use crate::web::Routes;

pub use ceremony::are_offered;
pub use queries::{PasskeyRow, list};

pub fn routes() -> Routes {
    Routes::default()
        .post("/account/passkeys/start", register::start)
        .post("/account/passkeys/finish", register::finish)
        .get("/account/passkeys/{id}", manage::show)
        .post("/account/passkeys/{id}", manage::rename)
        .post("/account/passkeys/{id}/remove", manage::remove)
        .post("/login/passkey/start", sign_in::start)
        .post("/login/passkey/finish", sign_in::finish)
}
