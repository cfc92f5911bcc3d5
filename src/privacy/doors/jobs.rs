//! The code by mail, what follows from an opt-out, and the end of what nobody confirmed.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::split;
use crate::db::{Unscoped, ids};
use crate::egress::{self, Recipient};
use crate::erasure;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::mail::{Letter, Message};
use crate::requests::model::Door;
use crate::requests::queries::inquiries::{self, CODE_LIFETIME, Inquiry};
use crate::secrets::Secrets;
use crate::services::Services;

/// No address gets more codes than this in an hour, whoever asks for them.
const INQUIRIES_AN_HOUR: i64 = 5;

/// Makes the code only now, so that it stands nowhere but in the mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendCode {
    pub inquiry_id: i64,
}

/// An opt-out or a report that needed no code reaches everybody whom it concerns.
#[derive(Debug, Serialize, Deserialize)]
pub struct Spread {
    pub inquiry_id: i64,
    /// The request of the door itself.
    pub request_id: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for SendCode {
    const KIND: &'static str = "privacy.send_code";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let (code, token) = (ids::random_code()?, ids::random_token()?);
        let digest = code_digest(&services.secrets, self.inquiry_id, &code);
        let mailed_token = token.clone();
        let armed = services.db.write(move |conn| {
            let db = &mut Unscoped::new(conn, now);
            let Some(inquiry) = inquiries::find(db, self.inquiry_id)? else { return Ok(None) };
            if inquiries::made_since(db, &inquiry.address_digest, now - Duration::hours(1))?
                > INQUIRIES_AN_HOUR
            {
                return Ok(None);
            }
            // A letter's token is mailed; at a page the browser has it.
            let token = (inquiry.door == Door::Operator).then_some(mailed_token.as_str());
            inquiries::arm(db, inquiry.id, &digest, token)?;
            Ok(Some(inquiry))
        });
        let Some(inquiry) = armed.await? else { return Ok(()) };
        egress::mail(&services, Recipient::NoAccount, &code_mail(&services, &inquiry, &code, &token)?).await
    }
}

/// What is stored of a code. Eight digits could be tried out on a plain digest.
pub fn code_digest(secrets: &Secrets, inquiry_id: i64, code: &str) -> String {
    secrets.digest("privacy inquiry", &format!("{inquiry_id}:{code}"))
}

/// The same for everybody: it must not tell whether anything is held.
fn code_mail(services: &Services, inquiry: &Inquiry, code: &str, token: &str) -> AppResult<Message> {
    let why = "You get this mail because a privacy request was made with this address. If that was not you, ignore it: without the code nothing happens, and nobody is told anything.";
    let minutes = CODE_LIFETIME.whole_minutes();
    // The code is not in the subject: that shows on a locked phone.
    let letter = Letter::new("", &inquiry.address, "Confirm your privacy request", why)
        .says(format!(
            "We received your request {}. Enter this code to confirm that the address is yours:",
            inquiry.kind.named()
        ))
        .shows_code(code);
    let letter = match inquiry.door {
        Door::Operator => letter
            .links("Enter the code", services.link(&format!("/privacy/request/{token}")))
            .says(format!("The code works for {minutes} minutes; on that page you can have a new one sent.")),
        _ => letter.says(format!("The code works for {minutes} minutes and once.")),
    };
    letter.says("We never ask for it by phone or mail.").compose()
}

impl Job for Spread {
    const KIND: &'static str = "privacy.spread";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        let (own, id) = (services.clone(), self.inquiry_id);
        let found = services
            .db
            .read(move |conn| {
                let db = &mut Unscoped::new(conn, now);
                let Some(inquiry) = inquiries::find(db, id)? else { return Ok(None) };
                let acts = split::lasting(db, &own, &inquiry)?;
                Ok(Some((inquiry, acts)))
            })
            .await?;
        let Some((inquiry, acts)) = found else { return Ok(()) };
        erasure::promise(&services, acts).await?;
        let own = services.clone();
        services
            .db
            .write(move |conn| {
                let db = &mut Unscoped::new(conn, now);
                // Run again after a crash, it finds the inquiry gone.
                if inquiries::use_up(db, inquiry.id)? {
                    split::spread(db, &own, &inquiry, self.request_id)?;
                }
                Ok(())
            })
            .await
    }
}

impl Job for Sweep {
    const KIND: &'static str = "privacy.sweep_inquiries";

    async fn run(self, services: Services) -> AppResult<()> {
        let now = services.clock.now();
        services
            .db
            .write(move |conn| {
                let db = &mut Unscoped::new(conn, now);
                inquiries::expired(db)?.iter().try_for_each(|inquiry| split::expired(db, inquiry))
            })
            .await
    }
}
