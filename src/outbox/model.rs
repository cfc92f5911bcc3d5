//! What a message to a client is, what a client decides, and why a message does not go. Pure.

use crate::ledger::Channel;
use crate::text_enum;

text_enum! {
    /// Why a message is sent, which decides what may keep it back.
    pub enum Class {
        /// The law makes the business say it: that a restriction ends, how a correction was decided.
        Rights = "rights",
        /// About what the client asked for: a booking, an answer.
        Service = "service",
        /// Everything that advertises, however small.
        Marketing = "marketing",
    }
}

text_enum! {
    /// What a client allows or refuses, channel by channel. Nobody is profiled, so that is no choice.
    pub enum Purpose {
        Marketing = "marketing",
        Service = "service",
    }
}

text_enum! {
    /// How a decision of a client came to be known.
    pub enum Source {
        /// Said to somebody at work, who noted it.
        Staff = "staff",
        /// The client filled a form of the business, with the address proven.
        Form = "form",
        Unsubscribe = "unsubscribe",
        Request = "request",
        Import = "import",
        Booking = "booking",
    }
}

text_enum! {
    /// Why a message did not go. The words are stable: records and other programs keep them.
    pub enum Refusal {
        Erased = "erased",
        InTrash = "in_trash",
        ChildReport = "child_report",
        Restricted = "restricted",
        NoAddress = "no_address",
        Suppressed = "suppressed",
        NoConsent = "no_consent",
        /// The law wants the sender's postal address in every advertisement.
        NoPostalAddress = "no_postal_address",
        /// No number of the business is proven to be its own.
        SenderUnverified = "sender_unverified",
        /// The business is being closed.
        Closing = "closing",
    }
}

text_enum! {
    pub enum State {
        Waiting = "waiting",
        Sent = "sent",
        Refused = "refused",
    }
}

impl Refusal {
    /// For a person at work who wonders why nothing went.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Erased => "The client was erased.",
            Self::InTrash => "The client is in the trash.",
            Self::ChildReport => "Somebody reported that this may be a child’s data.",
            Self::Restricted => "The use of this client’s data is restricted.",
            Self::NoAddress => "There is no address for this channel.",
            Self::Suppressed => "The client opted out.",
            Self::NoConsent => "The client has not agreed to advertising.",
            Self::NoPostalAddress => {
                "The business has no street address in its profile, which every advertisement must name."
            }
            Self::SenderUnverified => "No number of the business is proven yet.",
            Self::Closing => "The business is being closed.",
        }
    }
}

impl Purpose {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Marketing => "News and offers",
            Self::Service => "Messages about appointments and requests",
        }
    }

    /// In a word, beside a channel.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Marketing => "offers",
            Self::Service => "appointments",
        }
    }
}

impl Source {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Staff => "told to the business",
            Self::Form => "on a form of the business",
            Self::Unsubscribe => "by the link in a message",
            Self::Request => "by a privacy request",
            Self::Import => "came with an import",
            Self::Booking => "while booking",
        }
    }
}

/// On whose word a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instructed {
    /// Somebody at work, by their number there.
    Member(i64),
    /// A rule that somebody at work made, by its name and number: `reminder:4`.
    Rule(String),
    /// The client's own act: they booked, they asked.
    Client,
}

impl Instructed {
    pub fn to_word(&self) -> String {
        match self {
            Self::Member(id) => format!("member:{id}"),
            Self::Rule(name) => format!("rule:{name}"),
            Self::Client => "client".into(),
        }
    }
}

/// What a message says. Both parts of the mail are drawn from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pub subject: String,
    /// Paragraphs, an empty line between two.
    pub body: String,
    /// One button, or nothing.
    pub link: Option<(String, String)>,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    Contact(i64),
    /// Somebody who booked and is no contact yet, by the random key of the booking.
    Guest(String),
}

/// A message that somebody wants sent to a client.
#[derive(Debug, Clone)]
pub struct Message {
    pub class: Class,
    pub channel: Channel,
    pub to: To,
    pub instructed_by: Instructed,
    /// What it is, for the record: `booking.confirmed`.
    pub about: &'static str,
    pub content: Content,
}

/// What the gate needs to know of a client, as it is at the moment of sending.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub in_trash: bool,
    pub restricted: bool,
    pub child_report: bool,
    pub has_address: bool,
    /// The address asked for nothing more, or for no advertising.
    pub suppressed: bool,
    pub suppressed_marketing: bool,
    pub refuses_service: bool,
    pub allows_marketing: bool,
    pub business_has_address: bool,
    pub channel_is_proven: bool,
    /// Its last days: who has an appointment still hears of it, and nobody gets an offer.
    pub business_closes: bool,
}

impl Standing {
    /// The gate's whole judgement, the gravest reason first.
    pub fn refusal(&self, class: Class) -> Option<Refusal> {
        let rights = class == Class::Rights;
        let marketing = class == Class::Marketing;
        let reasons = [
            (self.child_report, Refusal::ChildReport),
            (self.restricted && !rights, Refusal::Restricted),
            (self.in_trash && !rights, Refusal::InTrash),
            (!self.channel_is_proven, Refusal::SenderUnverified),
            (!self.has_address, Refusal::NoAddress),
            (self.suppressed && !rights, Refusal::Suppressed),
            (self.suppressed_marketing && marketing, Refusal::Suppressed),
            (self.refuses_service && class == Class::Service, Refusal::Suppressed),
            (self.business_closes && marketing, Refusal::Closing),
            (!self.allows_marketing && marketing, Refusal::NoConsent),
            (!self.business_has_address && marketing, Refusal::NoPostalAddress),
        ];
        reasons.into_iter().find(|(holds, _)| *holds).map(|(_, refusal)| refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> Standing {
        Standing {
            has_address: true,
            allows_marketing: true,
            business_has_address: true,
            channel_is_proven: true,
            ..Standing::default()
        }
    }

    #[test]
    fn each_reason_keeps_back_what_it_should_and_nothing_else() {
        use Refusal as R;
        type Row = (fn(&mut Standing), [Option<Refusal>; 3]);
        let table: &[Row] = &[
            (|_| {}, [None, None, None]),
            (|s| s.child_report = true, [Some(R::ChildReport); 3]),
            (|s| s.restricted = true, [None, Some(R::Restricted), Some(R::Restricted)]),
            (|s| s.in_trash = true, [None, Some(R::InTrash), Some(R::InTrash)]),
            (|s| s.has_address = false, [Some(R::NoAddress); 3]),
            (|s| s.channel_is_proven = false, [Some(R::SenderUnverified); 3]),
            (|s| s.suppressed = true, [None, Some(R::Suppressed), Some(R::Suppressed)]),
            (|s| s.suppressed_marketing = true, [None, None, Some(R::Suppressed)]),
            (|s| s.refuses_service = true, [None, Some(R::Suppressed), None]),
            (|s| s.allows_marketing = false, [None, None, Some(R::NoConsent)]),
            (|s| s.business_closes = true, [None, None, Some(R::Closing)]),
            (|s| s.business_has_address = false, [None, None, Some(R::NoPostalAddress)]),
        ];
        for (number, (change, expected)) in table.iter().enumerate() {
            let mut standing = well();
            change(&mut standing);
            for (class, wanted) in Class::ALL.iter().zip(expected) {
                assert_eq!(standing.refusal(*class), *wanted, "row {number}, {class:?}");
            }
        }
    }

    #[test]
    fn a_report_about_a_child_is_the_gravest_reason() {
        let standing = Standing { child_report: true, restricted: true, suppressed: true, ..well() };
        assert_eq!(standing.refusal(Class::Marketing), Some(Refusal::ChildReport));
    }
}
