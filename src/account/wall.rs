//! The wall clock on a person's own pages: that of the business they are at work in.

use crate::civil::{Locale, Wall, Zone};
use crate::web::access::SignedIn;

pub fn of(who: &SignedIn) -> Wall {
    match &who.session.member {
        Some(member) => Wall::new(&member.workspace.timezone, &member.workspace.locale, who.now()),
        None => Wall { zone: Zone::default(), locale: Locale::default(), now: who.now() },
    }
}
