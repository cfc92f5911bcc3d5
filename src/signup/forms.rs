//! What the sign-up form may hold.

use crate::account::password;
use crate::civil::Zone;
use crate::text::email::Email;
use crate::text::{fold, phone};
use crate::web::{Check, FormState, Input};
use crate::workspace::model::INDUSTRIES;

/// A form without an error; the password is still to be hashed.
pub struct SignUp {
    pub name: String,
    pub email: Email,
    pub phone: String,
    pub password: String,
    pub business_name: String,
    pub industry: String,
    pub timezone: String,
}

const LONGEST_NAME: usize = 100;

pub fn validate(input: &Input) -> Result<SignUp, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", LONGEST_NAME, "Enter your name.");
    if looks_like_an_address(&name) {
        check.fail("name", "Enter a name without a web address.");
    }
    let email = check.parse("email", Email::parse);
    let phone = check.parse_optional("phone", |typed| phone::parse(typed, None));
    let business_name = check.required("business_name", LONGEST_NAME, "Enter the name of your business.");
    let password = password(&mut check, &name, email.as_ref(), &business_name);
    let industry = check.parse("industry", industry);
    let timezone = check.parse("timezone", timezone);
    consent(&mut check);
    check.finish(|| {
        Some(SignUp {
            name,
            email: email?,
            phone: phone.map(|p| p.typed).unwrap_or_default(),
            password,
            business_name,
            industry: industry?,
            timezone: timezone?,
        })
    })
}

/// The name greets its owner in a mail; nobody gets to advertise there to strangers.
fn looks_like_an_address(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("://") || name.contains("www.")
}

fn password(check: &mut Check<'_>, name: &str, email: Option<&Email>, business: &str) -> String {
    let password = check.input().get("password").to_owned();
    // Whoever types "cafe" for "Café" guesses it as easily.
    let (plain_name, plain_business) = (fold::fold(name), fold::fold(business));
    let email = email.map(Email::as_str).unwrap_or_default();
    let personal = [name, email, business, &plain_name, &plain_business];
    if let Err(problem) = password::check(&password, false, &personal) {
        check.fail("password", problem.to_string());
    }
    password
}

fn industry(word: &str) -> Result<String, &'static str> {
    let known = INDUSTRIES.iter().any(|(known, _)| *known == word);
    if known { Ok(word.to_owned()) } else { Err("Choose what comes closest.") }
}

fn timezone(name: &str) -> Result<String, &'static str> {
    Zone::parse(name).map(|zone| zone.name().to_owned()).map_err(|_| "Choose your time zone.")
}

fn consent(check: &mut Check<'_>) {
    if !check.input().checked("business_use") {
        check.fail("business_use", "ClientSync is for businesses. Confirm that you use it for one.");
    }
    if !check.input().checked("accept_terms") {
        check.fail("accept_terms", "Accept the terms to go on.");
    }
}
