//! The safeguards of the installation, each with the check that finds whether it is on. Pure.

use actix_web::http::Method;

use crate::access::{Permission, Role};
use crate::clock::Instant;
use crate::config::Config;
use crate::inventory::Column;
use crate::standing::Facts;
use crate::text::cards;
use crate::vault::LastDrill;
use crate::web::access::Access;
use crate::web::routes::{RouteRow, Routes};
use crate::web::{cookies, frame};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    On,
    /// On, as was seen at this moment.
    Seen(Instant),
    Off,
    /// The program has no record from which it could tell.
    NotMeasured,
}

impl State {
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On | Self::Seen(_))
    }
}

/// What a check may look at.
pub struct Evidence<'e> {
    pub config: &'e Config,
    pub routes: &'e [RouteRow],
    pub inventory: &'e [Column],
    pub standing: &'e Facts,
    pub drill: Option<&'e LastDrill>,
}

pub struct Safeguard {
    pub title: &'static str,
    pub text: &'static str,
    /// What is said instead where it is not on.
    pub otherwise: &'static str,
    pub check: fn(&Evidence) -> State,
}

const fn on(is: bool) -> State {
    if is { State::On } else { State::Off }
}

/// bcrypt's cost below which guessing at a stolen hash gets cheap.
const LOWEST_COST: u32 = 12;

pub const SAFEGUARDS: &[Safeguard] = &[
    Safeguard {
        title: "Encrypted connections",
        text: "Every page is reached through TLS.",
        otherwise: "This installation is reached without TLS: it is for trying out, not for people’s data.",
        check: |e| on(e.config.base_url.scheme() == "https"),
    },
    Safeguard {
        title: "Browsers are told to insist on it",
        text: "HTTP Strict Transport Security: a browser that was here once refuses an unencrypted connection.",
        otherwise: "Sent in production only.",
        check: |e| on(e.config.is_production()),
    },
    Safeguard {
        title: "Pages run our own code only",
        text: "The content security policy allows no inline script or style, so injected code does not run.",
        otherwise: "The content security policy has a gap.",
        check: |_| on(!frame::CONTENT_SECURITY_POLICY.contains("unsafe-")),
    },
    Safeguard {
        title: "No outside trackers",
        text: "No page loads anything from another company.",
        otherwise: "With your consent to analytics, pages load a script of an analytics company; the privacy policy names it.",
        check: |e| on(e.config.analytics.tracker.is_none()),
    },
    Safeguard {
        title: "Locked cookies",
        text: "Every cookie belongs to this host alone, travels encrypted and can’t be read by scripts.",
        otherwise: "A cookie has a weaker name than the others.",
        check: |_| on(cookies::REGISTER.iter().all(|row| row.name.starts_with("__Host-"))),
    },
    Safeguard {
        title: "Forms from other sites are refused",
        text: "A change is accepted only from our own pages.",
        otherwise: "An address takes changes from elsewhere.",
        check: |e| on(e.routes.iter().all(checks_origin)),
    },
    Safeguard {
        title: "Slow passwords",
        text: "Passwords are kept as bcrypt hashes that take long to guess at.",
        otherwise: "Passwords are hashed at a lower cost than in production.",
        check: |e| on(e.config.bcrypt_cost >= LOWEST_COST),
    },
    Safeguard {
        title: "Guessing is slowed down",
        text: "After a few wrong passwords or codes each further try has to wait longer.",
        otherwise: "Tries are not counted.",
        check: |e| on(e.inventory.iter().any(|c| c.table == "sign_in_throttles")),
    },
    Safeguard {
        title: "Second factor and passkeys",
        text: "Accounts can be protected by an authenticator app or a passkey, and a business can demand it of its people.",
        otherwise: "There is no second factor.",
        check: |e| on(has(e, "/login/second-factor") && e.inventory.iter().any(|c| c.table == "passkeys")),
    },
    Safeguard {
        title: "Roles",
        text: "Each member of a business sees and does what their role allows, and every address of the program has a rule for who may call it.",
        otherwise: "Every member may do everything.",
        check: |_| {
            on(!Role::Viewer.may(Permission::WriteContacts) && !Role::Staff.may(Permission::ExportContacts))
        },
    },
    Safeguard {
        title: "The operator has no door to clients’ data",
        text: "No page of the console shows a record of a business.",
        otherwise: "The console can show records of a business.",
        check: |e| on(!e.routes.iter().any(shows_records_to_the_operator)),
    },
    Safeguard {
        title: "A record that can’t be rewritten unseen",
        text: "Who did what is written to a chain in which every entry seals the one before.",
        otherwise: "There is no such record.",
        check: |e| on(e.inventory.iter().any(|c| c.table == "activity_heads")),
    },
    Safeguard {
        title: "No payment cards",
        text: "What looks like a card number is refused before it is stored.",
        otherwise: "Card numbers are not recognised.",
        check: |_| on(cards::contains_card_number("4111 1111 1111 1111")),
    },
    Safeguard {
        title: "Data goes to named companies only",
        text: "A call or mail to a host that the register of sub-processors does not cover is refused.",
        otherwise: "Outgoing calls are not checked.",
        check: |e| on(!e.standing.processors.iter().any(|p| p.has_host("unknown.invalid"))),
    },
    Safeguard {
        title: "Encrypted backups",
        text: "Backups are encrypted before they are stored.",
        otherwise: "Backups are not encrypted by the program, and it does not see how they are stored.",
        check: |e| match (&e.config.backup.folder, &e.config.backup.key) {
            (_, Some(_)) => State::On,
            (Some(_), None) => State::Off,
            (None, None) => State::NotMeasured,
        },
    },
    Safeguard {
        title: "Restores are tried",
        text: "Every night a backup is restored and checked: every row is there, and nobody who was erased.",
        otherwise: "No restore has passed the check yet, or the last one did not.",
        check: |e| match e.drill {
            None => State::NotMeasured,
            Some(drill) if drill.passed => State::Seen(drill.at),
            Some(_) => State::Off,
        },
    },
];

fn checks_origin(route: &RouteRow) -> bool {
    let changes = route.method != Method::GET;
    let exempt = Routes::machine_paths().iter().any(|path| route.path.starts_with(path));
    !changes || !exempt || route.access == Access::Machine
}

fn has(evidence: &Evidence, path: &str) -> bool {
    evidence.routes.iter().any(|route| route.path == path)
}

fn shows_records_to_the_operator(route: &RouteRow) -> bool {
    let records = ["/contacts", "/notes", "/follow-ups", "/activity"];
    route.access == Access::Operator && records.iter().any(|path| route.path.starts_with(path))
}

/// The names of those that are on.
pub fn in_place(evidence: &Evidence) -> Vec<&'static str> {
    SAFEGUARDS.iter().filter(|s| (s.check)(evidence).is_on()).map(|s| s.title).collect()
}
