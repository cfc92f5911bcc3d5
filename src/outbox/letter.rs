//! A business's mail: its own name on top, and at the foot how to reach its privacy page and
//! how to get no more. Advertising also carries the headers of RFC 8058 and the postal address.

use super::gate::Ticket;
use super::model::{Class, Content};
use crate::error::AppResult;
use crate::mail::{Envelope, Letter, Message};
use crate::services::Services;

pub fn compose(services: &Services, ticket: &Ticket, content: &Content) -> AppResult<Message> {
    let business = &ticket.business;
    let unsubscribe = services.link(&ticket.unsubscribe_path);
    let mut letter = Letter::new(&ticket.to_name, &ticket.address, &content.subject, why(ticket))
        .of_business(&business.name)
        .foot("Your data at this business", services.link(&ticket.privacy_path))
        .foot("Get no more e-mail from this business", unsubscribe.clone());
    for paragraph in content.body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        letter = letter.says(paragraph);
    }
    if let Some((label, href)) = &content.link {
        letter = letter.links(label, href);
    }
    let mut message = letter.compose()?;
    message.envelope = Envelope {
        from_name: business.name.clone(),
        reply_to: business.privacy_contact_email.clone(),
        list_unsubscribe: if ticket.class == Class::Marketing { unsubscribe } else { String::new() },
        calendar: None,
    };
    Ok(message)
}

fn why(ticket: &Ticket) -> String {
    let (name, address) = (&ticket.business.name, ticket.business.address.replace('\n', ", "));
    let because = match ticket.class {
        Class::Rights => format!("{name} must tell you this by law."),
        Class::Service => {
            format!("You get this mail because you are a client of {name}. It is not advertising.")
        }
        Class::Marketing => format!("You get this mail because you agreed to news and offers of {name}."),
    };
    match address.as_str() {
        "" => because,
        address => format!("{because} {name}, {address}"),
    }
}
