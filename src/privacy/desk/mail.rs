//! The mails around a request: to whoever asked, at each step, and to whoever answers.

use serde::{Deserialize, Serialize};

use crate::account::mail::find_user;
use crate::civil::{Locale, format_date};
use crate::clock::Instant;
use crate::db::{Reach, Unscoped};
use crate::egress::{self, Recipient};
use crate::error::{AppError, AppResult};
use crate::jobs::{Enqueue, Job};
use crate::mail;
use crate::privacy::doors::queries as doors;
use crate::requests::model::Scope;
use crate::requests::queries::{Request, find, messages};
use crate::requests::receipts;
use crate::services::Services;
use crate::staff;

/// What the person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    Received,
    /// A deletion is planned; the mail leads to where it is cancelled.
    Scheduled,
    Question,
    Extended,
}

/// What whoever answers is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    Arrived,
    Clarified,
    Waiting,
    Due,
    Late,
    /// Planned, and it could not be carried out.
    Stuck,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Tell {
    pub request_id: i64,
    pub letter: Letter,
}

/// To one person at the desk; without one, to the installation's privacy address.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellClerk {
    request_id: i64,
    user_id: Option<i64>,
    told: Told,
}

/// Everybody who answers for the request.
pub fn tell_desk(db: &mut Unscoped, request_id: i64, told: Told) -> AppResult<()> {
    let request = find(db, request_id)?;
    let Some(workspace) = request.workspace_id else {
        return db.enqueue(&TellClerk { request_id, user_id: None, told });
    };
    for user_id in people(db, workspace)? {
        db.enqueue(&TellClerk { request_id, user_id: Some(user_id), told })?;
    }
    Ok(())
}

/// The privacy contacts of a business; its owners, where it named none.
fn people(db: &mut Unscoped, workspace: i64) -> AppResult<Vec<i64>> {
    let members = staff::queries::list(&mut db.scoped(Reach::system(workspace)))?;
    let at_work = || members.iter().filter(|member| member.is_active());
    let named: Vec<i64> = at_work().filter(|m| m.standing.privacy_contact).map(|m| m.user_id).collect();
    if !named.is_empty() {
        return Ok(named);
    }
    let owner = crate::access::Role::Owner;
    Ok(at_work().filter(|m| m.standing.role == owner).map(|m| m.user_id).collect())
}

/// A request with what its mails say of it.
pub struct Case {
    pub request: Request,
    /// Who answers: the business, or the operator's name.
    pub controller: String,
    /// The latest words of whoever answers.
    pub words: String,
    pub recipient: Recipient,
    pub name: String,
}

pub async fn case(services: &Services, id: i64) -> AppResult<Option<Case>> {
    let (own, now) = (services.clone(), services.clock.now());
    let found = services.db.read(move |conn| {
        let db = &mut Unscoped::new(conn, now);
        let request = find(db, id)?;
        let business = request.workspace_id.map(|id| doors::business(db, id)).transpose()?;
        let account = match request.scope {
            Scope::Operator => doors::account_of_key(db, &request.subject_key)?,
            Scope::Workspace => None,
        };
        Ok(Case {
            controller: business.map_or_else(|| own.config.installation.controller.clone(), |(name, _)| name),
            words: messages::last_answer(db, id)?.unwrap_or_default(),
            recipient: account.as_ref().map_or(Recipient::NoAccount, |(id, ..)| Recipient::User(*id)),
            name: account.map(|(_, name, _)| name).unwrap_or_default(),
            request,
        })
    });
    match found.await {
        Err(AppError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

impl Case {
    /// A letter to the person, with the receipt at its end.
    pub fn letter(&self, subject: &str) -> mail::Letter {
        let why = format!(
            "You get this mail because you sent a privacy request to {}. If that was not you, answer this mail.",
            self.controller
        );
        let subject = format!("{subject} · {}", self.controller);
        mail::Letter::new(&self.name, &self.request.reply_to, subject, why)
    }

    pub fn receipt(&self, services: &Services) -> String {
        services.link(&format!("/r/{}", receipts::code_for_mail(&services.secrets, self.request.id)))
    }
}

impl Job for Tell {
    const KIND: &'static str = "privacy.tell";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(case) = case(&services, self.request_id).await? else { return Ok(()) };
        if case.request.reply_to.is_empty() {
            return Ok(());
        }
        let message = self.letter.compose(&services, &case).compose()?;
        egress::mail(&services, case.recipient, &message).await
    }
}

impl Letter {
    fn compose(self, services: &Services, case: &Case) -> mail::Letter {
        let (request, receipt) = (&case.request, case.receipt(services));
        let asked = request.kind.named();
        match self {
            Self::Received => case
                .letter("We received your request")
                .says(format!(
                    "{} received your request {asked} on {}.",
                    case.controller,
                    day(request.received_at)
                ))
                .says(format!(
                    "You get the answer by {} at the latest, by mail to this address.",
                    day(request.due_at)
                ))
                .links("See how it stands", receipt),
            Self::Scheduled => {
                let when = request.run_at.map(day).unwrap_or_default();
                case.letter("Your deletion is planned")
                    .says(format!("As you asked, everything will be deleted on {when}. Until then you can take it back with one button:"))
                    .links("See it or cancel it", receipt)
                    .says("If you did not ask for this, cancel it now and set a new password.")
            }
            Self::Question => {
                let letter = case
                    .letter("A question about your request")
                    .says(format!("{} has a question about your request {asked}:", case.controller))
                    .says(&case.words)
                    .links("Answer it", receipt);
                if request.paused_at.is_some() {
                    letter.says("The time for the answer stands still until you have answered.")
                } else {
                    letter
                }
            }
            Self::Extended => case
                .letter("Your answer takes longer")
                .says(format!(
                    "{} needs more time for your request {asked}. You now get the answer by {}.",
                    case.controller,
                    day(request.due_at)
                ))
                .says(format!("The reason: {}", case.words))
                .says("You may complain to your data-protection authority about this.")
                .links("See how it stands", receipt),
        }
    }
}

impl Job for TellClerk {
    const KIND: &'static str = "privacy.tell_clerk";

    async fn run(self, services: Services) -> AppResult<()> {
        let Some(case) = case(&services, self.request_id).await? else { return Ok(()) };
        if case.request.state.is_closed() {
            return Ok(());
        }
        let (name, email, recipient) = match self.user_id {
            None => (String::new(), services.config.installation.privacy_email.clone(), Recipient::NoAccount),
            Some(id) => match find_user(&services, id).await? {
                Some(user) => (user.name, user.email, Recipient::User(id)),
                None => return Ok(()),
            },
        };
        let letter = self.told.compose(&services, &case, &name, &email);
        egress::mail(&services, recipient, &letter.compose()?).await
    }
}

impl Told {
    /// Kind and day, and where to look; who asked stays on the page.
    fn compose(self, services: &Services, case: &Case, name: &str, email: &str) -> mail::Letter {
        let (request, kind) = (&case.request, case.request.kind.label().to_lowercase());
        let due = day(request.due_at);
        let (subject, says) = match self {
            Self::Arrived => (
                format!("A privacy request: {kind}"),
                format!("Somebody sent {} a privacy request ({kind}). It must be answered by {due}.", case.controller),
            ),
            Self::Clarified => (
                format!("Your question was answered: {kind}"),
                format!("The person answered your question. The request must be answered by {due}."),
            ),
            Self::Waiting => (
                format!("A privacy request waits: {kind}"),
                format!("A privacy request of {} is not answered yet ({kind}). It must be answered by {due}.", day(request.received_at)),
            ),
            Self::Due => (
                format!("A privacy request is due on {due}"),
                format!("A privacy request ({kind}) must be answered by {due}. If that is not possible, extend it before then, with the reason."),
            ),
            Self::Late => (
                format!("A privacy request is late: {kind}"),
                format!("A privacy request ({kind}) had to be answered by {due} and was not. Answer it now."),
            ),
            Self::Stuck => (
                format!("A planned deletion did not run: {kind}"),
                "A planned deletion could not be carried out: a hold, or a business without another owner, stands in its way.".into(),
            ),
        };
        let base = if request.workspace_id.is_some() { "/privacy/queue" } else { "/operator/requests" };
        let why = format!("You get this mail because you answer privacy requests for {}.", case.controller);
        mail::Letter::new(name, email, subject, why)
            .says(says)
            .links("Look and answer", services.link(&format!("{base}/{}", request.id)))
    }
}

/// A day, in letters so that no order can be misread.
pub fn day(at: Instant) -> String {
    format_date(at.date(), Locale::EnGb)
}
