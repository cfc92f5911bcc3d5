//! Makes somebody the installation's operator.

pub use super::queries::promote;

use crate::account;
use crate::account::model::NewUser;
use crate::account::queries::tokens::{self, Purpose};
use crate::db::Unscoped;
use crate::error::AppResult;
use crate::text::email::Email;

pub enum Appointed {
    Already,
    Promoted,
    /// A new account; the token sets its password, once.
    Created {
        token: String,
    },
}

/// `unknown_hash` is of a password that nobody knows: the link is the only way in.
pub fn operator(db: &mut Unscoped, email: &Email, unknown_hash: String) -> AppResult<Appointed> {
    if let Some(user) = account::queries::find_by_email(db, &email.key())? {
        if user.is_operator {
            return Ok(Appointed::Already);
        }
        promote(db, user.id)?;
        return Ok(Appointed::Promoted);
    }
    let user_id = account::queries::insert(db, &account_for(email, unknown_hash))?;
    promote(db, user_id)?;
    let token = tokens::issue(db, user_id, Purpose::ResetPassword)?;
    Ok(Appointed::Created { token })
}

fn account_for(email: &Email, password_hash: String) -> NewUser {
    NewUser {
        name: "Operator".into(),
        email: email.to_string(),
        email_key: email.key(),
        phone: String::new(),
        password_hash,
        // Whoever may run commands on the machine needs no proof by mail.
        email_verified: true,
    }
}
