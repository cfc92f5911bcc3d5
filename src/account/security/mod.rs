//! What protects an account: the password, the second factor with its recovery
//! codes, and the list of passkeys. Owns `recovery_codes` and the `totp_*` columns of `users`.

mod password;
mod queries;
mod recovery;
mod second_factor;
mod views;

use actix_web::HttpResponse;

use super::passkeys;
use super::queries::recovery as recovery_codes;
use crate::error::AppResult;
use crate::web::Routes;
use crate::web::access::SignedIn;
use crate::web::page::page;
pub use queries::remove_factor;
use views::SecurityPage;

pub fn routes() -> Routes {
    Routes::default()
        .get("/account/security", show)
        .get("/account/security/password", password::ask)
        .post("/account/security/password", password::change)
        .get("/account/security/second-factor", second_factor::show)
        .post("/account/security/second-factor/start", second_factor::start)
        .post("/account/security/second-factor/confirm", second_factor::confirm)
        .get("/account/security/second-factor/off", second_factor::ask_off)
        .post("/account/security/second-factor/off", second_factor::turn_off)
        .get("/account/security/recovery-codes", recovery::ask)
        .post("/account/security/recovery-codes", recovery::renew)
}

async fn show(who: SignedIn) -> AppResult<HttpResponse> {
    let user_id = who.user().id;
    let (codes_left, keys) = who
        .read_unscoped(move |db| Ok((recovery_codes::left(db, user_id)?, passkeys::list(db, user_id)?)))
        .await?;
    page(&SecurityPage::of(&who, codes_left, keys))
}
