//! The pages of the password, the second factor and the passkeys.

use askama::Template;
use url::Url;

use crate::account::passkeys::{self, PasskeyRow};
use crate::account::{totp, wall};
use crate::web::access::SignedIn;
use crate::web::form::FormState;
use crate::web::page::{Chrome, Nav};

#[derive(Template)]
#[template(path = "account/security.html")]
pub struct SecurityPage {
    chrome: Chrome,
    second_factor: bool,
    /// The business asks for one, and nothing there opens until it is set up.
    required_by: Option<String>,
    codes_left: String,
    codes_are_few: bool,
    passkeys_offered: bool,
    /// What the operator can do about it if they are not.
    passkeys_need: String,
    passkeys: Vec<PasskeyLine>,
    form: FormState,
}

pub struct PasskeyLine {
    pub href: String,
    pub name: String,
    pub used: String,
}

impl SecurityPage {
    pub fn of(who: &SignedIn, codes_left: i64, keys: Vec<PasskeyRow>) -> Self {
        let second_factor = who.user().second_factor;
        let demanding = who.session.member.as_ref().filter(|m| m.must_have_second_factor && !second_factor);
        Self {
            chrome: who.chrome(Nav::None),
            second_factor,
            required_by: demanding.map(|m| m.workspace.name.clone()),
            codes_left: codes_in_words(codes_left),
            codes_are_few: codes_left < FEW_CODES,
            passkeys_offered: passkeys::are_offered(&who.services.config),
            passkeys_need: a_host_name(&who.services.config.base_url),
            passkeys: keys.iter().map(|key| PasskeyLine::of(who, key)).collect(),
            form: FormState::empty(),
        }
    }
}

const FEW_CODES: i64 = 3;

fn a_host_name(base_url: &Url) -> String {
    let on_this_machine = base_url.host_str().is_some_and(|host| host == "127.0.0.1" || host == "[::1]");
    let mut named = base_url.clone();
    if !on_this_machine || named.set_host(Some("localhost")).is_err() {
        return "Whoever runs this installation can give it one.".to_owned();
    }
    let address = named.as_str().trim_end_matches('/');
    format!("Start it with CLIENTSYNC_BASE_URL={address} and open that address.")
}

fn codes_in_words(left: i64) -> String {
    match left {
        0 => "no recovery codes".into(),
        1 => "1 recovery code".into(),
        _ => format!("{left} recovery codes"),
    }
}

impl PasskeyLine {
    fn of(who: &SignedIn, key: &PasskeyRow) -> Self {
        let wall = wall::of(who);
        let used = match key.last_used_at {
            Some(at) => format!("Last used {}", wall.moment(at).shown),
            None => format!("Added {}, not used yet", wall.moment(key.created_at).shown),
        };
        Self { href: format!("/account/passkeys/{}", key.id), name: key.name.clone(), used }
    }
}

/// Pages that are a form and nothing else.
macro_rules! form_page {
    ($name:ident, $path:literal) => {
        #[derive(Template)]
        #[template(path = $path)]
        pub struct $name {
            chrome: Chrome,
            form: FormState,
        }

        impl $name {
            pub fn of(who: &SignedIn, form: FormState) -> Self {
                Self { chrome: who.chrome(Nav::None), form }
            }
        }
    };
}

form_page!(PasswordPage, "account/password.html");
form_page!(StartPage, "account/second_factor_start.html");
form_page!(OffPage, "account/second_factor_off.html");
form_page!(RenewPage, "account/recovery_codes_renew.html");

#[derive(Template)]
#[template(path = "account/second_factor.html")]
pub struct SetUpPage {
    chrome: Chrome,
    form: FormState,
    qr_svg: String,
    /// In groups of four, for typing.
    secret: String,
}

impl SetUpPage {
    pub fn of(who: &SignedIn, form: FormState, secret: &str) -> Self {
        let qr_svg = totp::uri(secret, &who.user().email).and_then(|uri| totp::qr_svg(&uri));
        Self {
            chrome: who.chrome(Nav::None),
            form,
            qr_svg: qr_svg.unwrap_or_default(),
            secret: in_groups(secret),
        }
    }
}

fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
pub struct CodesPage {
    chrome: Chrome,
    codes: Vec<String>,
}

impl CodesPage {
    pub fn of(who: &SignedIn, codes: Vec<String>) -> Self {
        Self { chrome: who.chrome(Nav::None), codes }
    }
}
