//! How the contact list looks: every label, link and choice on it.

use askama::Template;

use super::filter::{Assigned, CREATED_DAYS, Cursor, Filter, Sort, SortBy, UNSEEN_WEEKS};
use super::model::Tag;
use super::queries::list::ListRow;
use super::queries::saved::SavedView;
use crate::access::Permission;
use crate::civil::{Moment, Wall};
use crate::staff::model::People;
use crate::text::fold;
use crate::web::paging::Slice;
use crate::web::{Chrome, Nav, Who};

/// What the list's one read step found.
pub struct Found {
    pub slice: Slice<ListRow>,
    /// How many there are on all pages, if that was asked.
    pub total: Option<i64>,
    pub has_contacts: bool,
    pub tags: Vec<Tag>,
    pub people: People,
    pub views: Vec<SavedView>,
}

#[derive(Template)]
#[template(path = "contacts/index.html")]
pub struct ListPage {
    chrome: Chrome,
    q: String,
    tabs: Vec<Tab>,
    tags: Vec<Choice>,
    assignees: Vec<Choice>,
    created: Vec<Choice>,
    unseen: Vec<Choice>,
    archived: bool,
    sorts: Vec<Choice>,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    count: String,
    /// Of all pages, once somebody wants to know; until then, how to ask.
    total: String,
    count_href: String,
    empty: Option<Empty>,
    name_sort: Column,
    date_sort: Column,
    shows_email: bool,
    shows_phone: bool,
    newer: String,
    older: String,
    may: May,
    bulk_tags: Vec<Choice>,
    bulk_people: Vec<Choice>,
    /// The filter as an address has it: what is exported, saved, and returned to.
    query: String,
    narrowed: bool,
    view: Option<Kept>,
}

struct May {
    write: bool,
    delete: bool,
    export: bool,
    share: bool,
}

struct Tab {
    href: String,
    label: String,
    current: bool,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Chip {
    label: String,
    href: String,
}

struct Column {
    label: &'static str,
    href: String,
    /// For `aria-sort`.
    order: &'static str,
}

struct Empty {
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    href: &'static str,
    label: &'static str,
}

/// The saved view that is looked at, if the member may change it.
struct Kept {
    id: i64,
    name: String,
    shared: bool,
}

struct Row {
    id: i64,
    name: String,
    company: String,
    email: String,
    phone: String,
    initials: String,
    hue: i64,
    tags: Vec<Tag>,
    assigned: String,
    moment: Moment,
    archived: bool,
    disputed: bool,
}

const HUES: i64 = 8;

impl ListPage {
    pub fn new(who: &Who, filter: &Filter, cursor: Cursor, found: Found) -> Self {
        let Found { slice, total, has_contacts, tags, people, views } = found;
        let wall = who.wall();
        let may = May::of(who);
        let (newer, older) = pages(filter, cursor, &slice);
        let count = if slice.has_more {
            format!("more than {}", slice.rows.len())
        } else {
            slice.rows.len().to_string()
        };
        let empty = slice.rows.is_empty().then(|| Empty::of(who, filter, has_contacts));
        let people_here = people.choices();
        let rows = slice.rows.into_iter().map(|row| Row::new(row, filter.sort, &wall, &tags, &people));
        Self {
            q: filter.q.clone(),
            tabs: tabs(filter, &views),
            chips: chips(filter, &tags, &people),
            assignees: assignees(filter, &people_here),
            created: numbers(CREATED_DAYS, filter.created_days, |days| format!("In the last {days} days")),
            unseen: numbers(UNSEEN_WEEKS, filter.unseen_weeks, |weeks| format!("For {weeks} weeks or more")),
            archived: filter.archived,
            sorts: sorts(filter.sort),
            name_sort: Column::new(filter, SortBy::Name, "Name"),
            date_sort: Column::of_date(filter),
            rows: rows.collect(),
            count,
            total: total.map(counted).unwrap_or_default(),
            count_href: filter.page_href("count", 1),
            empty,
            shows_email: !who.member.hide_email,
            shows_phone: !who.member.hide_phone,
            newer,
            older,
            bulk_people: people_here
                .into_iter()
                .map(|(value, label)| Choice { value, label, chosen: false })
                .collect(),
            bulk_tags: tag_choices(&tags, None),
            tags: tag_choices(&tags, filter.tag),
            view: current(filter, &views)
                .filter(|v| v.may_be_changed(Some(who.member.id), may.share))
                .map(Kept::of),
            query: filter.query(),
            narrowed: filter.narrows(),
            may,
            chrome: who.chrome(Nav::Contacts),
        }
    }
}

impl May {
    fn of(who: &Who) -> Self {
        Self {
            write: who.may(Permission::WriteContacts),
            delete: who.may(Permission::DeleteContacts),
            export: who.may(Permission::ExportContacts),
            share: may_share(who),
        }
    }
}

/// Who orders the contacts for everybody also decides which views everybody gets.
pub fn may_share(who: &Who) -> bool {
    who.may(Permission::ManageContactFields)
}

impl Kept {
    fn of(view: &SavedView) -> Self {
        Self { id: view.id, name: view.name.clone(), shared: view.shared }
    }
}

fn current<'v>(filter: &Filter, views: &'v [SavedView]) -> Option<&'v SavedView> {
    views.iter().find(|view| Filter::of_query(&view.query) == *filter)
}

fn tabs(filter: &Filter, views: &[SavedView]) -> Vec<Tab> {
    let archived = Filter { archived: true, ..Filter::default() };
    let here = current(filter, views).map(|view| view.id);
    let all = Tab { href: "/contacts".into(), label: "All".into(), current: *filter == Filter::default() };
    let saved = views.iter().map(|view| Tab {
        href: Filter::of_query(&view.query).href(),
        label: view.name.clone(),
        current: here == Some(view.id),
    });
    let last = Tab {
        href: archived.href(),
        label: "Archived".into(),
        current: *filter == archived && here.is_none(),
    };
    std::iter::once(all).chain(saved).chain([last]).collect()
}

/// "1,234 contacts"
fn counted(total: i64) -> String {
    let digits = total.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    let unit = if total == 1 { "contact" } else { "contacts" };
    format!("{} {unit}", groups.join(","))
}

/// The addresses of the pages before and after this one; empty where there is none.
fn pages(filter: &Filter, cursor: Cursor, slice: &Slice<ListRow>) -> (String, String) {
    let (Some(first), Some(last)) = (slice.rows.first(), slice.rows.last()) else {
        return (String::new(), String::new());
    };
    let backwards = matches!(cursor, Cursor::Before(_));
    let has_newer = if backwards { slice.has_more } else { cursor != Cursor::First };
    let has_older = backwards || slice.has_more;
    let href = |there: bool, name, id| if there { filter.page_href(name, id) } else { String::new() };
    (href(has_newer, "before", first.id), href(has_older, "after", last.id))
}

fn chips(filter: &Filter, tags: &[Tag], people: &People) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |label: String, rest: Filter| chips.push(Chip { label, href: rest.href() });
    if !filter.q.is_empty() {
        chip(format!("“{}”", filter.q), Filter { q: String::new(), ..filter.clone() });
    }
    if let Some(id) = filter.tag {
        let name = tags.iter().find(|t| t.id == id).map_or("a tag that is gone", |t| &t.name);
        chip(format!("Tag: {name}"), Filter { tag: None, ..filter.clone() });
    }
    if let Some(assigned) = filter.assigned {
        let name = match assigned {
            Assigned::Nobody => "nobody",
            Assigned::Me => "me",
            Assigned::Member(id) => people.find(id).map_or("somebody who is gone", |p| &p.name),
        };
        chip(format!("Assigned to {name}"), Filter { assigned: None, ..filter.clone() });
    }
    if let Some(days) = filter.created_days {
        chip(format!("Added in the last {days} days"), Filter { created_days: None, ..filter.clone() });
    }
    if let Some(weeks) = filter.unseen_weeks {
        let unit = if weeks == 1 { "week" } else { "weeks" };
        chip(format!("Not seen for {weeks} {unit}"), Filter { unseen_weeks: None, ..filter.clone() });
    }
    if filter.archived {
        chip("Archived".into(), Filter { archived: false, ..filter.clone() });
    }
    chips
}

fn assignees(filter: &Filter, people: &[(String, String)]) -> Vec<Choice> {
    let chosen = filter.assigned.map(Assigned::word).unwrap_or_default();
    let fixed = [("me".to_owned(), "Me".to_owned()), ("none".to_owned(), "Nobody".to_owned())];
    let all = fixed.into_iter().chain(people.iter().cloned());
    all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

/// A number that came by address and is not among those offered stays chosen.
fn numbers(offered: &[i64], chosen: Option<i64>, label: impl Fn(i64) -> String) -> Vec<Choice> {
    let extra = chosen.filter(|n| !offered.contains(n));
    let all = offered.iter().copied().chain(extra);
    all.map(|n| Choice { value: n.to_string(), label: label(n), chosen: chosen == Some(n) }).collect()
}

fn tag_choices(tags: &[Tag], chosen: Option<i64>) -> Vec<Choice> {
    let choice =
        |t: &Tag| Choice { value: t.id.to_string(), label: t.name.clone(), chosen: chosen == Some(t.id) };
    tags.iter().map(choice).collect()
}

const SORTS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("-name", "Name, Z to A"),
    ("company", "Company"),
    ("-company", "Company, Z to A"),
    ("-created", "Newest first"),
    ("created", "Oldest first"),
    ("-updated", "Changed lately"),
    ("updated", "Unchanged for longest"),
    ("-seen", "Seen lately"),
    ("seen", "Not seen for longest"),
];

fn sorts(sort: Sort) -> Vec<Choice> {
    let current = sort.word();
    let choice = |&(value, label): &(&str, &str)| Choice {
        chosen: value == current,
        value: value.to_owned(),
        label: label.to_owned(),
    };
    SORTS.iter().map(choice).collect()
}

impl Column {
    fn new(filter: &Filter, by: SortBy, label: &'static str) -> Self {
        let here = filter.sort.by == by;
        // A first click on a date shows the latest.
        let first = by != SortBy::Name;
        let descending = if here { !filter.sort.descending } else { first };
        let order = match (here, filter.sort.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let href = Filter { sort: Sort { by, descending }, ..filter.clone() }.href();
        Self { label, href, order }
    }

    /// The last column shows the date that the list is sorted by.
    fn of_date(filter: &Filter) -> Self {
        match filter.sort.by {
            SortBy::Created => Self::new(filter, SortBy::Created, "Added"),
            SortBy::Updated => Self::new(filter, SortBy::Updated, "Changed"),
            SortBy::Name | SortBy::Company | SortBy::Seen => Self::new(filter, SortBy::Seen, "Last seen"),
        }
    }
}

impl Empty {
    fn of(who: &Who, filter: &Filter, has_contacts: bool) -> Self {
        if filter.narrows() && has_contacts {
            return Self {
                icon: "search",
                title: "Nothing found",
                text: "No contact fits this search. Try fewer letters or fewer filters.",
                href: "/contacts",
                label: "Show all contacts",
            };
        }
        if has_contacts {
            return Self {
                icon: "archive",
                title: "Everybody is archived",
                text: "All contacts are in the archive.",
                href: "/contacts?archived=1",
                label: "Show the archive",
            };
        }
        Self::without_contacts(who)
    }

    fn without_contacts(who: &Who) -> Self {
        let (icon, title) = ("contacts", "No contacts yet");
        if who.member.own_only {
            let text = "Contacts that are assigned to you appear here.";
            return Self { icon, title, text, href: "", label: "" };
        }
        if !who.may(Permission::WriteContacts) {
            let text = "Contacts appear here once somebody adds them.";
            return Self { icon, title, text, href: "", label: "" };
        }
        let text = "Add the first person you work with. A name is enough.";
        Self { icon, title, text, href: "/contacts/new", label: "Add contact" }
    }
}

impl Row {
    fn new(row: ListRow, sort: Sort, wall: &Wall, tags: &[Tag], people: &People) -> Self {
        let instant = match sort.by {
            SortBy::Created => row.created_at,
            SortBy::Updated => row.updated_at,
            SortBy::Name | SortBy::Company | SortBy::Seen => row.last_seen_at,
        };
        Self {
            id: row.id,
            initials: fold::initials(&row.name),
            hue: row.id.rem_euclid(HUES),
            tags: tags.iter().filter(|t| row.has_tag(t.id)).cloned().collect(),
            assigned: row
                .assigned_to
                .and_then(|id| people.find(id))
                .map(|p| p.name.clone())
                .unwrap_or_default(),
            moment: wall.moment(instant),
            name: row.name,
            company: row.company,
            email: row.email,
            phone: row.phone,
            archived: row.archived,
            disputed: row.disputed,
        }
    }
}
