//! What is told, how it is signed, and when it is tried again. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;
use time::Duration;

use crate::civil::iso;
use crate::clock::Instant;
use crate::secrets::Secrets;
use crate::text_enum;

pub const MOST: usize = 10;
/// After so many messages in a row that could not be delivered, nothing more is sent.
pub const PATIENCE: i32 = 5;
/// The pauses before a message is tried again; after the last it has failed.
pub const PAUSES: [Duration; 6] = [
    Duration::minutes(1),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(8),
    Duration::hours(24),
];
pub const TEST: &str = "webhook.test";

text_enum! {
    /// What a webhook can be told of.
    pub enum Area {
        Contacts = "contact",
        Notes = "note",
        FollowUps = "follow_up",
        Bookings = "booking",
    }
}

impl Area {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contacts => "Contacts",
            Self::Notes => "Notes",
            Self::FollowUps => "Follow-ups",
            Self::Bookings => "Bookings",
        }
    }

    /// The entries of the record of activity that are told. Who looked at something, or took a copy
    /// of it, is nobody else's business.
    pub const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Contacts => &[
                "contact.created",
                "contact.updated",
                "contact.tagged",
                "contact.untagged",
                "contact.assigned",
                "contact.archived",
                "contact.unarchived",
                "contact.deleted",
                "contact.restored",
                "contact.destroyed",
                "contact.erased",
                "contact.merged",
                "contact.unmerged",
                "contact.undone",
                "contact.opted_in",
                "contact.opted_out",
                "contact.restricted",
                "contact.restriction_ended",
            ],
            Self::Notes => &["note.added", "note.edited", "note.deleted", "note.restored"],
            Self::FollowUps => &[
                "follow_up.added",
                "follow_up.edited",
                "follow_up.done",
                "follow_up.reopened",
                "follow_up.deleted",
            ],
            Self::Bookings => &[
                "booking.made",
                "booking.requested",
                "booking.held",
                "booking.confirmed",
                "booking.moved",
                "booking.cancelled",
                "booking.arrived",
                "booking.completed",
                "booking.no_show",
                "booking.linked",
                "booking.unlinked",
            ],
        }
    }
}

text_enum! {
    pub enum State {
        Waiting = "waiting",
        Delivered = "delivered",
        Failed = "failed",
    }
}

#[derive(Debug, Clone)]
pub struct Webhook {
    pub id: i64,
    pub url: String,
    pub areas: Vec<Area>,
    pub secret_key: String,
    pub after_seq: i64,
    pub failures: i32,
    pub waits_until: Option<Instant>,
    pub stopped_at: Option<Instant>,
    pub created_at: Instant,
}

impl Webhook {
    pub fn tells(&self, action: &str) -> bool {
        self.areas.iter().any(|area| area.events().contains(&action))
    }

    /// The name in its address, all that lists and logs say of it.
    pub fn host(&self) -> String {
        url::Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub id: i64,
    pub webhook_id: i64,
    pub message_key: String,
    pub event: String,
    pub body: String,
    pub state: State,
    pub attempts: i32,
    pub next_at: Instant,
    pub answer: Option<i32>,
    pub why: String,
    pub millis: Option<i32>,
    pub created_at: Instant,
}

/// `{"type":"booking.made","timestamp":"…","data":{"kind":"booking","id":7}}`
pub fn body(event: &str, at: Instant, target_kind: &str, target_id: Option<i64>) -> String {
    json!({ "type": event, "timestamp": iso(at), "data": { "kind": target_kind, "id": target_id } })
        .to_string()
}

/// The secret as its owner puts it into their system; made again from the webhook's key whenever it
/// is needed, so that a copy of the database gives nothing away.
pub fn secret(secrets: &Secrets, key: &str) -> String {
    format!("whsec_{}", STANDARD.encode(secrets.digest("webhook", key)))
}

/// The header `webhook-signature`: HMAC-SHA256 over id, time and body.
pub fn signature(secret: &str, message: &str, timestamp: i64, body: &str) -> String {
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap_or_default();
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&key) else { return String::new() };
    mac.update(format!("{message}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// How long to wait after this many tries; `None` after the last.
pub fn pause(attempts: i32) -> Option<Duration> {
    usize::try_from(attempts - 1).ok().and_then(|n| PAUSES.get(n)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification.
    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        let body = r#"{"test": 2432232314}"#;
        let found = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            body,
        );
        assert_eq!(found, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_message_is_tried_seven_times() {
        assert_eq!(pause(1), Some(Duration::minutes(1)));
        assert_eq!(pause(6), Some(Duration::hours(24)));
        assert_eq!(pause(7), None);
    }
}
