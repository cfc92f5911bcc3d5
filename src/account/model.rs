//! What an account is. Pure.

/// The fields of a new account; the password is already hashed.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    /// The address for comparing (`text::email::Email::key`).
    pub email_key: String,
    pub phone: String,
    pub password_hash: String,
    /// The address was proven before the account was made (an invitation).
    pub email_verified: bool,
}
