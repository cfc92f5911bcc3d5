//! How the pages about duplicates look.

use askama::Template;

use super::model::Reason;
use super::queries::find::{Group, Member, Page};
use crate::civil::{Moment, Wall};
use crate::contacts::batch::counted;
use crate::contacts::model::Details;
use crate::contacts::queries::Duplicate;
use crate::contacts::queries::bulk::Belongings;
use crate::contacts::queries::list::ListRow;
use crate::contacts::sheet::{self, Key, Line};
use crate::contacts::snapshot::Pick;
use crate::staff::model::People;
use crate::text::{fold, phone};
use crate::web::{Chrome, Input, Nav, Who};

/// A page of one reason, and the reasons that the member may look by.
pub struct Found {
    pub page: Page,
    pub offered: Vec<Reason>,
    pub reason: Reason,
}

#[derive(Template)]
#[template(path = "duplicates/index.html")]
pub struct IndexPage {
    chrome: Chrome,
    tabs: Vec<Tab>,
    by: &'static str,
    explains: &'static str,
    groups: Vec<GroupView>,
    next: String,
}

struct Tab {
    href: String,
    label: &'static str,
    current: bool,
}

struct GroupView {
    title: String,
    rows: Vec<Row>,
    more: String,
}

struct Row {
    id: i64,
    name: String,
    line: String,
    added: Moment,
    initials: String,
    hue: i64,
    /// Empty for the first, and for one who is nobody of those above.
    compare: String,
}

/// More of a group are not shown at once.
const MOST: usize = 10;

impl IndexPage {
    pub fn of(who: &Who, found: Found) -> Self {
        let (wall, reason) = (who.wall(), found.reason);
        let href = |reason: Reason| format!("/contacts/duplicates?by={}", reason.word());
        let tab = |of: &Reason| Tab { href: href(*of), label: of.label(), current: *of == reason };
        let next = found.page.next.map(|row| format!("{}&after={row}", href(reason)));
        Self {
            chrome: who.chrome(Nav::Contacts),
            tabs: found.offered.iter().map(tab).collect(),
            by: reason.word(),
            explains: reason.explains(),
            groups: found.page.groups.into_iter().map(|group| GroupView::of(group, reason, &wall)).collect(),
            next: next.unwrap_or_default(),
        }
    }
}

impl GroupView {
    fn of(group: Group, reason: Reason, wall: &Wall) -> Self {
        let (first, all) = (group.members.first(), group.members.len());
        let title = match reason {
            Reason::Email => first.map(|member| member.key.clone()),
            Reason::Phone => first.map(|member| dialled(&member.key)),
            Reason::Name => first.map(|member| member.company.clone()),
            Reason::Bare => first.map(|member| member.name.clone()),
        };
        let matches: Vec<Option<i64>> = (0..all).map(|place| group.match_of(place)).collect();
        let rows = group.members.into_iter().zip(matches).take(MOST);
        Self {
            title: title.unwrap_or_default(),
            rows: rows.map(|(member, before)| Row::of(member, before, wall)).collect(),
            more: match all.saturating_sub(MOST) {
                0 => String::new(),
                n => format!("and {} more", counted(n, "contact", "contacts")),
            },
        }
    }
}

/// As people read a number of which only the digits are compared.
fn dialled(digits: &str) -> String {
    let international = phone::parse(&format!("+{digits}"), None).ok().filter(|phone| phone.e164.is_some());
    international.map_or_else(|| digits.to_owned(), |known| phone::pretty(&known))
}

impl Row {
    fn of(member: Member, before: Option<i64>, wall: &Wall) -> Self {
        let line = [member.company, member.email, member.phone];
        Self {
            compare: before
                .map(|stays| format!("/contacts/{stays}/merge?with={}", member.id))
                .unwrap_or_default(),
            initials: fold::initials(&member.name),
            hue: member.id.rem_euclid(8),
            id: member.id,
            name: member.name,
            line: joined(&line),
            added: wall.moment(member.created_at),
        }
    }
}

fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

/// Choosing the other record of one client.
#[derive(Template)]
#[template(path = "duplicates/look.html")]
pub struct LookPage {
    chrome: Chrome,
    id: i64,
    name: String,
    q: String,
    likely: Vec<Likely>,
    found: Vec<Likely>,
    searched: bool,
}

struct Likely {
    id: i64,
    name: String,
    line: String,
}

impl LookPage {
    pub fn of(who: &Who, details: &Details, likely: Vec<Duplicate>, found: Vec<ListRow>, q: String) -> Self {
        let own = details.contact.id;
        let same = |one: Duplicate| {
            let id = one.id.filter(|id| *id != own)?;
            Some(Likely { id, line: joined(&[one.same.to_owned(), one.company]), name: one.name })
        };
        let row = |row: ListRow| Likely {
            id: row.id,
            name: row.name,
            line: joined(&[row.company, row.email, row.phone]),
        };
        Self {
            chrome: who.chrome(Nav::Contacts),
            id: own,
            name: details.contact.name.clone(),
            likely: likely.into_iter().filter_map(same).collect(),
            found: found.into_iter().filter(|row| row.id != own).map(row).collect(),
            searched: !q.trim().is_empty(),
            q,
        }
    }
}

/// Two clients, and what is to be known before they become one.
pub struct Pair {
    pub stays: Details,
    pub goes: Details,
    pub obstacle: Option<&'static str>,
    /// What hangs on the one that goes: notes and follow-ups, bookings.
    pub along: (Belongings, i64),
}

#[derive(Template)]
#[template(path = "duplicates/compare.html")]
pub struct ComparePage {
    chrome: Chrome,
    stays: Side,
    goes: Side,
    trouble: String,
    obstacle: &'static str,
    picks: Vec<PickView>,
    same: Vec<Fact>,
    along: String,
}

struct Side {
    id: i64,
    name: String,
    version: i32,
    initials: String,
    hue: i64,
    added: Moment,
}

struct PickView {
    word: String,
    label: String,
    options: Vec<Choice>,
}

struct Choice {
    value: &'static str,
    /// "Stays" or "goes", for whoever can't see two columns.
    side: &'static str,
    text: String,
    chosen: bool,
}

struct Fact {
    label: String,
    value: String,
}

impl ComparePage {
    pub fn of(who: &Who, pair: Pair, people: &People, input: &Input, trouble: &str) -> Self {
        let (wall, Pair { stays, goes, obstacle, along }) = (who.wall(), pair);
        let reader = Reader { details: &stays, people, wall: &wall };
        let (mut picks, mut same) = (Vec::new(), Vec::new());
        for (left, right) in sheet::stored(&stays).into_iter().zip(sheet::stored(&goes)) {
            if left.text != right.text {
                picks.push(reader.pick(&left, &right, input));
            } else if !left.text.is_empty() {
                same.push(Fact { label: reader.label(left.key), value: reader.shown(&left) });
            }
        }
        Self {
            chrome: who.chrome(Nav::Contacts),
            trouble: trouble.to_owned(),
            obstacle: obstacle.unwrap_or_default(),
            picks,
            same,
            along: moves(&along),
            stays: Side::of(&stays, &wall),
            goes: Side::of(&goes, &wall),
        }
    }
}

impl Side {
    fn of(details: &Details, wall: &Wall) -> Self {
        let contact = &details.contact;
        Self {
            id: contact.id,
            name: contact.name.clone(),
            version: contact.version,
            initials: fold::initials(&contact.name),
            hue: contact.id.rem_euclid(8),
            added: wall.moment(contact.created_at),
        }
    }
}

/// "3 notes, 1 follow-up and 2 bookings"
fn moves((belongings, bookings): &(Belongings, i64)) -> String {
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    let all = [
        (belongings.notes, "note", "notes"),
        (belongings.follow_ups, "follow-up", "follow-ups"),
        (*bookings, "booking", "bookings"),
    ];
    let parts = all.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(count(n), one, many));
    let parts: Vec<String> = parts.collect();
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Turns lines into what is read.
struct Reader<'r> {
    details: &'r Details,
    people: &'r People,
    wall: &'r Wall,
}

impl Reader<'_> {
    fn pick(&self, left: &Line, right: &Line, input: &Input) -> PickView {
        let chosen = Pick::read(input, left.key, left.text.is_empty());
        let option =
            |pick: Pick, side, text| Choice { value: pick.word(), side, text, chosen: chosen == pick };
        let mut options = vec![
            option(Pick::Stays, "From the one that stays", self.shown(left)),
            option(Pick::Goes, "From the other", self.shown(right)),
        ];
        if Pick::is_of_list(left.key) {
            options.push(option(Pick::Both, "From both", "All of them".into()));
        }
        PickView { word: left.key.word(), label: self.label(left.key), options }
    }

    fn label(&self, key: Key) -> String {
        let own = |id: i64| self.details.values.iter().find(|(field, _)| field.id == id);
        match key {
            Key::Custom(id) => own(id).map(|(field, _)| field.label.clone()).unwrap_or_default(),
            fixed => fixed.label().unwrap_or_default().to_owned(),
        }
    }

    fn shown(&self, line: &Line) -> String {
        match line.key {
            Key::AssignedTo => self.people.name(line.text.parse().ok()).to_owned(),
            Key::Custom(id) => {
                let field = self.details.values.iter().find(|(field, _)| field.id == id);
                field
                    .map_or_else(|| line.text.clone(), |(field, _)| field.kind.written(&line.text, self.wall))
            }
            _ => line.text.clone(),
        }
    }
}
