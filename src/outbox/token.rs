//! What stands in the address by which a client gets no more messages. It is sealed with the
//! installation's key, so nobody can make or read one; and it holds all that is needed, so it
//! works after the client's erasure and on a restored copy of the database.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::model::Class;
use crate::error::{AppError, AppResult};
use crate::ledger::Channel;
use crate::secrets::Secrets;

const KEY: usize = 16;
const DIGEST: usize = 32;
const VERSION: u8 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub workspace_key: String,
    /// The client, who may be gone by now.
    pub subject_key: String,
    pub channel: Channel,
    /// What kind of message the link stood in.
    pub class: Class,
    /// The address, as `suppression::digest` makes it.
    pub digest: String,
}

pub fn seal(secrets: &Secrets, token: &Opened) -> AppResult<String> {
    let bytes = |text: &str| hex::decode(text).map_err(AppError::internal);
    let plain = [
        vec![VERSION, channel_byte(token.channel), class_byte(token.class)],
        bytes(&token.workspace_key)?,
        bytes(&token.subject_key)?,
        bytes(&token.digest)?,
    ];
    Ok(URL_SAFE_NO_PAD.encode(secrets.seal(&plain.concat())?))
}

/// `None` for what this installation did not make.
pub fn open(secrets: &Secrets, token: &str) -> Option<Opened> {
    let plain = secrets.open(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (head, rest) = plain.split_at_checked(3)?;
    let [VERSION, channel, class] = *head else { return None };
    let (workspace, rest) = rest.split_at_checked(KEY)?;
    let (subject, digest) = rest.split_at_checked(KEY)?;
    (digest.len() == DIGEST).then_some(())?;
    Some(Opened {
        workspace_key: hex::encode(workspace),
        subject_key: hex::encode(subject),
        channel: Channel::ALL.iter().copied().find(|known| channel_byte(*known) == channel)?,
        class: Class::ALL.iter().copied().find(|known| class_byte(*known) == class)?,
        digest: hex::encode(digest),
    })
}

const fn channel_byte(channel: Channel) -> u8 {
    match channel {
        Channel::Email => b'e',
        Channel::Sms => b's',
    }
}

const fn class_byte(class: Class) -> u8 {
    match class {
        Class::Rights => b'r',
        Class::Service => b's',
        Class::Marketing => b'm',
    }
}
