//! The client's link to a booking. Its token is made from the booking's random key under the
//! installation's secret: 128 bits that a copy of the database does not give away, and that a
//! later mail can be given again. The table keeps only its digest.

use crate::db::ids;
use crate::secrets::Secrets;

/// 32 hexadecimal digits.
const LENGTH: usize = 32;

pub fn of(secrets: &Secrets, uid: &str) -> String {
    let mut token = secrets.digest("booking link", uid);
    token.truncate(LENGTH);
    token
}

/// The token of a member's calendar link, from the link's random key.
pub fn of_feed(secrets: &Secrets, key: &str) -> String {
    let mut token = secrets.digest("calendar link", key);
    token.truncate(LENGTH);
    token
}

pub fn digest(token: &str) -> String {
    ids::digest(token)
}

/// The token of a place on the waitlist, from the place's random key.
pub fn of_wait(secrets: &Secrets, uid: &str) -> String {
    let mut token = secrets.digest("waitlist link", uid);
    token.truncate(LENGTH);
    token
}

/// The path of the page of a place on the waitlist.
pub fn path_of_wait(secrets: &Secrets, uid: &str) -> String {
    format!("/wait/{}", of_wait(secrets, uid))
}

/// The path of the client's page.
pub fn path(secrets: &Secrets, uid: &str) -> String {
    format!("/b/{}", of(secrets, uid))
}
