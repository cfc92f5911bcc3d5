//! The profile columns of `users`, and the `change_email` rows of `account_tokens`.

use diesel::prelude::*;

use crate::account::queries::tokens::{Purpose, insert};
use crate::db::{Unscoped, ids};
use crate::error::{AppError, AppResult};
use crate::schema::{account_tokens as tokens, users};
use crate::text::email::Email;

pub fn set_profile(db: &mut Unscoped, user_id: i64, name: &str, phone: &str) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((users::name.eq(name), users::phone.eq(phone), users::updated_at.eq(now)))
        .execute(&mut **db)?;
    Ok(())
}

pub fn set_email(db: &mut Unscoped, user_id: i64, email: &Email) -> AppResult<()> {
    let now = db.now;
    diesel::update(users::table.find(user_id))
        .set((
            users::email.eq(email.as_str()),
            users::email_key.eq(email.key()),
            users::email_verified_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(&mut **db)?;
    Ok(())
}

/// One wish at a time. Until the job makes a code, the digest is one that nothing matches.
pub fn replace_email_change(db: &mut Unscoped, user_id: i64, new_email: &Email) -> AppResult<i64> {
    let old =
        tokens::table.filter(tokens::user_id.eq(user_id)).filter(tokens::purpose.eq(Purpose::ChangeEmail));
    diesel::delete(old).execute(&mut **db)?;
    let nothing = ids::digest(&ids::random_token()?);
    insert(db, user_id, Purpose::ChangeEmail, &nothing, Some(new_email.as_str()))
}

/// Counts a try before it is judged; `false` when there were too many.
pub fn count_try(db: &mut Unscoped, token_id: i64, most: i32) -> AppResult<bool> {
    let open = tokens::table.find(token_id).filter(tokens::attempts.lt(most));
    let counted = diesel::update(open).set(tokens::attempts.eq(tokens::attempts + 1)).execute(&mut **db)?;
    Ok(counted > 0)
}

/// Every link and code that was mailed for this account.
pub fn forget_tokens(db: &mut Unscoped, user_id: i64) -> AppResult<()> {
    diesel::delete(tokens::table.filter(tokens::user_id.eq(user_id))).execute(&mut **db)?;
    Ok(())
}

/// Who is to be mailed about a wish.
pub enum Recipient {
    /// The code goes to the new address.
    Asker { user_id: i64, name: String, email: String },
    /// The address has an account already.
    Holder { user_id: i64, name: String, email: String },
    /// The wish was withdrawn or replaced.
    Nobody,
}

/// Puts the digest of a fresh code into the row, unless the address is taken.
pub fn arm_email_change(db: &mut Unscoped, token_id: i64, digest: &str) -> AppResult<Recipient> {
    let now = db.now;
    let wish: Option<(Option<String>, i64, String)> = tokens::table
        .inner_join(users::table.on(users::id.eq(tokens::user_id)))
        .filter(tokens::id.eq(token_id))
        .filter(tokens::used_at.is_null())
        .select((tokens::new_email, users::id, users::name))
        .first(&mut **db)
        .optional()?;
    let Some((Some(email), user_id, name)) = wish else { return Ok(Recipient::Nobody) };
    let key = Email::parse(&email).map_err(AppError::internal)?.key();
    if let Some(holder) = crate::account::queries::find_by_email(db, &key)? {
        return Ok(Recipient::Holder { user_id: holder.id, name: holder.name, email: holder.email });
    }
    diesel::update(tokens::table.find(token_id))
        .set((
            tokens::token_hash.eq(digest),
            tokens::attempts.eq(0),
            tokens::created_at.eq(now),
            tokens::expires_at.eq(now + Purpose::ChangeEmail.lifetime()),
        ))
        .execute(&mut **db)?;
    Ok(Recipient::Asker { user_id, name, email })
}
