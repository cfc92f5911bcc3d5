//! The two secrets of a request that are not kept: the code under which a mail leads to its
//! receipt, made again from the installation's secret whenever a mail needs it, and the
//! digest by which two mentions of an address are told to be the same. Pure.

use crate::secrets::Secrets;

/// Half of the digest is 128 bits: as hard to guess as the code that was shown at the door.
const PROOF: usize = 32;

/// The receipt's code for a mail about request `id`.
pub fn code_for_mail(secrets: &Secrets, id: i64) -> String {
    format!("{id}-{}", proof(secrets, id))
}

/// The request that such a code leads to; `None` for any other text.
pub fn request_of(secrets: &Secrets, code: &str) -> Option<i64> {
    let (id, given) = code.split_once('-')?;
    let id: i64 = id.parse().ok()?;
    (proof(secrets, id) == given).then_some(id)
}

/// `key` is `Email::key`.
pub fn address_digest(secrets: &Secrets, key: &str) -> String {
    secrets.digest("privacy request", key)
}

fn proof(secrets: &Secrets, id: i64) -> String {
    let mut digest = secrets.digest("privacy receipt", &id.to_string());
    digest.truncate(PROOF);
    digest
}
