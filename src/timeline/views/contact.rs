//! The contact page.

use askama::Template;

use super::entries::{self, Entry, NoteView};
use crate::access::Permission;
use crate::civil::{Moment, Wall};
use crate::contacts::model::language_name;
use crate::contacts::model::{Address, Contact, ContactEmail, ContactPhone, Details, PreferredChannel};
use crate::contacts::sheet;
use crate::contacts::statements::{Correction, FIELDS, State};
use crate::follow_ups;
use crate::follow_ups::model::Client;
use crate::ledger::Channel;
use crate::outbox::choices::Stand;
use crate::outbox::model::Purpose;
use crate::staff::model::People;
use crate::text::fold;
use crate::timeline::contact::Shown;
use crate::web::{Chrome, FormState, Nav, Who};

#[derive(Template)]
#[template(path = "timeline/contact.html")]
pub struct ContactPage {
    chrome: Chrome,
    id: i64,
    href: String,
    name: String,
    initials: String,
    hue: i64,
    line: String,
    is_archived: bool,
    is_disputed: bool,
    tags: Vec<TagView>,
    may: May,
    /// One to call and one to write to, beside the name.
    quick_ways: Vec<Way>,
    ways: Vec<Way>,
    wishes: Vec<Wish>,
    disputes: Vec<Dispute>,
    /// "Opted out of e-mail": what holds for every message by that way.
    opted_out: Vec<&'static str>,
    /// Why a way is missing, when the role hides it.
    hidden: &'static str,
    facts: Vec<Fact>,
    follow_ups: Vec<follow_ups::Item>,
    follow_up_form: FormState,
    people: Vec<(String, String)>,
    pinned: Vec<NoteView>,
    note_form: FormState,
    entries: Vec<Entry>,
    /// The beginning of it all, on the last page of the timeline.
    beginning: Option<Beginning>,
    newest_href: String,
    older_href: String,
}

/// Which buttons the page has.
struct May {
    write: bool,
    note: bool,
    export: bool,
    delete: bool,
    restrict: bool,
}

struct TagView {
    name: String,
    colour: i32,
    href: String,
}

/// A way to reach the client.
#[derive(Clone)]
struct Way {
    /// What its button says.
    verb: &'static str,
    icon: &'static str,
    href: String,
    shown: String,
    label: String,
    /// "Preferred" and in which form; empty for the others.
    preferred: &'static str,
}

struct Fact {
    label: String,
    value: String,
}

/// What the client allows about one purpose and channel.
struct Wish {
    label: String,
    state: &'static str,
    kind: &'static str,
}

struct Beginning {
    who: String,
    at: Moment,
}

impl ContactPage {
    pub fn of(who: &Who, shown: Shown) -> Self {
        let Shown { details, people, follow_ups, pinned, page, cursor, stands, statements } = shown;
        let (wall, contact) = (who.wall(), &details.contact);
        let href = format!("/contacts/{}", contact.id);
        let client = Client { id: contact.id, name: contact.name.clone(), assigned_to: contact.assigned_to };
        let (is_last, ways) = (page.older.is_none(), ways(&details));
        Self {
            chrome: who.chrome(Nav::Contacts),
            initials: fold::initials(&contact.name),
            hue: contact.id % 8,
            line: line(contact),
            is_archived: contact.archived_at.is_some(),
            is_disputed: contact.disputed_at.is_some(),
            opted_out: opted_out(&stands),
            wishes: stands.iter().map(Wish::of).collect(),
            disputes: statements.into_iter().map(|said| Dispute::of(who, &details, said)).collect(),
            tags: tags(&details),
            may: May::of(who),
            quick_ways: quick_ways(&ways),
            ways,
            hidden: hidden(who),
            facts: facts(&details, &people, &wall),
            follow_ups: follow_ups::items(follow_ups, &wall, &people),
            follow_up_form: follow_up_form(who),
            people: client.choices(&people),
            pinned: pinned.into_iter().map(|note| NoteView::of(who, &wall, &people, note)).collect(),
            note_form: FormState::empty(),
            entries: entries::of(who, &wall, &people, page.entries),
            beginning: is_last.then(|| Beginning {
                who: people.name(contact.created_by).to_owned(),
                at: wall.moment(contact.created_at),
            }),
            newest_href: if cursor.is_start() { String::new() } else { href.clone() },
            older_href: page.older.map(|older| format!("{href}?before={older}#timeline")).unwrap_or_default(),
            name: contact.name.clone(),
            id: contact.id,
            href,
        }
    }
}

impl May {
    fn of(who: &Who) -> Self {
        Self {
            write: who.may(Permission::WriteContacts),
            note: who.may(Permission::WriteNotes),
            export: who.may(Permission::ExportContacts),
            delete: who.may(Permission::DeleteContacts),
            restrict: who.may(Permission::HandlePrivacy),
        }
    }
}

/// What the client says against a value.
struct Dispute {
    label: String,
    proposed: String,
    statement: String,
    state: &'static str,
    /// Where it is decided; empty for who may not.
    href: String,
}

impl Dispute {
    /// What the role may not see is not shown by way of a dispute either.
    fn of(who: &Who, details: &Details, said: Correction) -> Self {
        let own = details.values.iter().find(|(field, _)| field.input_name() == said.field);
        let fixed = FIELDS.iter().find(|(word, _)| *word == said.field);
        let label = own.map(|(field, _)| field.label.clone()).or(fixed.map(|(_, label)| (*label).to_owned()));
        let hidden = (said.field == "email" && who.member.hide_email)
            || (said.field == "phone" && who.member.hide_phone);
        let may_decide = who.may(Permission::HandlePrivacy) && said.state == State::Open;
        Self {
            label: label.unwrap_or_else(|| "Removed field".into()),
            proposed: if hidden { String::new() } else { said.proposed },
            statement: if hidden { String::new() } else { said.statement },
            state: if said.state == State::Open { "To be decided" } else { "Not changed" },
            href: if may_decide { format!("/privacy/corrections/{}", said.id) } else { String::new() },
        }
    }
}

impl Wish {
    fn of(stand: &Stand) -> Self {
        let (state, kind) = stand.in_a_word();
        let channel = match stand.channel {
            Channel::Email => "E-mail",
            Channel::Sms => "Text message",
        };
        Self { label: format!("{channel}, {}", stand.purpose.short()), state, kind }
    }
}

fn opted_out(stands: &[Stand]) -> Vec<&'static str> {
    let refused = |channel, purpose| {
        stands.iter().any(|s| s.channel == channel && s.purpose == purpose && s.is_refused())
    };
    let words = [
        (Channel::Email, "Opted out of e-mail", "Opted out of e-mail offers"),
        (Channel::Sms, "Opted out of text messages", "Opted out of text offers"),
    ];
    let word = |(channel, everything, offers)| match () {
        () if refused(channel, Purpose::Service) => Some(everything),
        () if refused(channel, Purpose::Marketing) => Some(offers),
        () => None,
    };
    words.into_iter().filter_map(word).collect()
}

fn line(contact: &Contact) -> String {
    let parts = [contact.pronouns.as_str(), contact.company.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn tags(details: &Details) -> Vec<TagView> {
    let tag = |tag: &crate::contacts::model::Tag| TagView {
        name: tag.name.clone(),
        colour: tag.colour,
        href: format!("/contacts?tag={}", tag.id),
    };
    details.tags.iter().map(tag).collect()
}

fn ways(details: &Details) -> Vec<Way> {
    let preferred = details.contact.preferred_channel;
    let emails = details.emails.iter().enumerate().map(|(place, e)| email(e, place == 0, preferred));
    let phones = details.phones.iter().enumerate().map(|(place, p)| phone(p, place == 0, preferred));
    let mut ways: Vec<Way> = phones.chain(emails).collect();
    // What the client likes best comes first.
    ways.sort_by_key(|way| way.preferred.is_empty());
    ways
}

fn quick_ways(ways: &[Way]) -> Vec<Way> {
    ["phone", "mail"].iter().filter_map(|icon| ways.iter().find(|way| way.icon == *icon)).cloned().collect()
}

fn email(email: &ContactEmail, is_first: bool, preferred: PreferredChannel) -> Way {
    let is_preferred = is_first && preferred == PreferredChannel::Email;
    Way {
        verb: "Write",
        icon: "mail",
        href: mailto(&email.email),
        shown: email.email.clone(),
        label: email.label.clone(),
        preferred: if is_preferred { "Prefers e-mail" } else { "" },
    }
}

fn phone(phone: &ContactPhone, is_first: bool, preferred: PreferredChannel) -> Way {
    Way {
        verb: "Call",
        icon: "phone",
        href: format!("tel:{}", phone.e164.as_ref().unwrap_or(&phone.digits)),
        shown: phone.pretty(),
        label: phone.label.clone(),
        preferred: match preferred {
            PreferredChannel::Phone if is_first => "Prefers calls",
            PreferredChannel::Sms if is_first => "Prefers text messages",
            _ => "",
        },
    }
}

/// An address may hold characters that would end the link's path or start its query.
fn mailto(email: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(email.as_bytes()).collect();
    format!("mailto:{}", escaped.replace('+', "%20").replace("%40", "@"))
}

fn hidden(who: &Who) -> &'static str {
    match (who.member.hide_email, who.member.hide_phone) {
        (true, true) => "E-mail addresses and phone numbers are hidden for your role.",
        (true, false) => "E-mail addresses are hidden for your role.",
        (false, true) => "Phone numbers are hidden for your role.",
        (false, false) => "",
    }
}

fn facts(details: &Details, people: &People, wall: &Wall) -> Vec<Fact> {
    let contact = &details.contact;
    let assigned = contact.assigned_to.map_or("Nobody", |id| people.name(Some(id)));
    let fixed = [
        ("Assigned to", assigned.to_owned()),
        ("Address", sheet::address(&Address::of(contact))),
        ("Language", language_name(&contact.language).to_owned()),
        ("Source", contact.source.clone()),
    ];
    let fixed = fixed.into_iter().map(|(label, value)| Fact { label: label.to_owned(), value });
    let custom = details
        .values
        .iter()
        .map(|(field, value)| Fact { label: field.label.clone(), value: field.kind.written(value, wall) });
    fixed.chain(custom).filter(|fact| !fact.value.is_empty()).collect()
}

/// A new follow-up is mine and for tomorrow unless somebody says otherwise.
fn follow_up_form(who: &Who) -> FormState {
    let tomorrow = who.wall().today().next_day().map(|date| date.to_string()).unwrap_or_default();
    FormState::filled([("due_on", tomorrow), ("assigned_to", who.member.id.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_one_address() {
        assert_eq!(mailto("mia@example.com"), "mailto:mia@example.com");
        assert_eq!(mailto("a+b?cc=x@example.com"), "mailto:a%2Bb%3Fcc%3Dx@example.com");
    }
}
