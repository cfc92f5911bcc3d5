//! What the forms of the back office send, checked.

use crate::clock::Instant;
use crate::contacts::model::{NewContact, NewEmail, NewPhone};
use crate::text::email::Email;
use crate::text::phone;
use crate::web::{Check, FormState, Input};

pub enum For {
    Contact(i64),
    New(Box<NewContact>),
    Nobody,
}

pub struct NewBooking {
    pub client: For,
    pub walk_in: bool,
    pub note: String,
    /// Why it goes past what is in the way.
    pub reason: Option<String>,
    pub form_key: Option<String>,
}

pub fn new_booking(input: &Input, country: Option<&str>) -> Result<NewBooking, FormState> {
    let mut check = Check::new(input);
    let client = client(&mut check, country);
    let note = check.text("note", 2000);
    let reason = reason(&mut check);
    let key = check.line("form_key", 64);
    check.finish(|| {
        Some(NewBooking {
            client: client?,
            walk_in: input.checked("walk_in"),
            note,
            reason,
            form_key: (!key.is_empty()).then_some(key),
        })
    })
}

pub fn client(check: &mut Check, country: Option<&str>) -> Option<For> {
    match check.input().get("client") {
        "nobody" | "" => Some(For::Nobody),
        "new" => new_contact(check, country).map(|new| For::New(Box::new(new))),
        id => match id.parse() {
            Ok(id) => Some(For::Contact(id)),
            Err(_) => {
                check.fail("client", "Choose for whom it is.");
                None
            }
        },
    }
}

fn new_contact(check: &mut Check, country: Option<&str>) -> Option<NewContact> {
    let name = check.required("name", 200, "Enter a name.");
    let email = check.parse_optional("email", Email::parse);
    let phone = check.parse_optional("phone", |typed| phone::parse(typed, country));
    let mut new = NewContact::named(name);
    new.source = "Booking".into();
    new.emails = email.into_iter().map(|email| NewEmail { label: String::new(), email }).collect();
    new.phones = phone.into_iter().map(|phone| NewPhone { label: String::new(), phone }).collect();
    Some(new)
}

/// With the box ticked a reason must be given.
pub fn reason(check: &mut Check) -> Option<String> {
    let reason = check.line("override_reason", 300);
    if !check.input().checked("override") {
        return None;
    }
    if reason.is_empty() {
        check.fail("override_reason", "Say why, so that others understand it later.");
    }
    Some(reason)
}

pub struct NewTime {
    pub start: Instant,
    pub member: Option<i64>,
    pub reason: Option<String>,
}

pub fn new_time(input: &Input, start: Result<Instant, &str>) -> Result<NewTime, FormState> {
    let mut check = Check::new(input);
    let start = check.parse("start", |_| start);
    let reason = reason(&mut check);
    check.finish(|| {
        Some(NewTime { start: start?, member: input.get("staff").parse().ok().filter(|id| *id > 0), reason })
    })
}

pub fn cancellation(input: &Input) -> Result<String, FormState> {
    let mut check = Check::new(input);
    let reason = check.line("reason", 300);
    check.finish(|| Some(reason))
}
