//! What the person invited sees.

use askama::Template;

use crate::staff::queries::invitations::Offer;
use crate::web::access::Public;
use crate::web::{Chrome, FormState};

pub const ACCOUNT_EXISTS: &str = "This address has an account now. Sign in to accept.";

/// What the holder of an invitation's token is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// Signed in with the address that was invited.
    Invited { user_id: i64 },
    /// Signed in with another address.
    SomebodyElse,
    /// Not signed in, and the address has an account.
    MustSignIn,
    /// The address has no account yet.
    New,
}

#[derive(Template)]
#[template(path = "staff/offer.html")]
pub struct OfferPage {
    chrome: Chrome,
    form: FormState,
    visitor: Visitor,
    business: String,
    inviter: String,
    role: &'static str,
    describes: &'static str,
    email: String,
    action: String,
    login_href: String,
}

impl OfferPage {
    pub fn of(who: &Public, offer: &Offer, visitor: Visitor, form: FormState) -> Self {
        let role = offer.invitation.standing.role;
        let next: String = url::form_urlencoded::byte_serialize(who.path.as_bytes()).collect();
        Self {
            chrome: who.chrome(),
            form,
            visitor,
            business: offer.business.clone(),
            inviter: offer.inviter.clone(),
            role: role.label(),
            describes: role.describes(),
            email: offer.invitation.email.clone(),
            action: who.path.clone(),
            login_href: format!("/login?next={next}"),
        }
    }
}

#[derive(Template)]
#[template(path = "staff/gone.html")]
pub struct GonePage {
    chrome: Chrome,
}

impl GonePage {
    pub fn of(who: &Public) -> Self {
        Self { chrome: who.chrome() }
    }
}
