//! The dashboard's page.

use askama::Template;
use time::Time;

use crate::access::Permission;
use crate::civil::{Moment, Wall, local, local_date};
use crate::contacts::queries::ending::Announcement;
use crate::follow_ups;
use crate::follow_ups::model::{Due, FollowUp};
use crate::staff::model::People;
use crate::text::markdown;
use crate::timeline::chart;
use crate::timeline::today::{Event, Shown};
use crate::web::chart::{Bar, bars};
use crate::web::{Chrome, Nav, Who};

#[derive(Template)]
#[template(path = "timeline/today.html")]
pub struct TodayPage {
    chrome: Chrome,
    greeting: String,
    date: String,
    may_write: bool,
    /// That clients end soon; empty when none does.
    ending: String,
    /// What to do first, in a business that has no contact yet.
    first_steps: Vec<Step>,
    /// Nothing is here for somebody who only sees their own clients.
    waits_for_clients: bool,
    stats: Stats,
    everybodys: bool,
    /// Tells the button "done" where to come back to.
    from: &'static str,
    due: Vec<follow_ups::Item>,
    coming: Vec<follow_ups::Item>,
    bars: Vec<Bar>,
    chart_title: String,
    recent: Vec<EventView>,
}

struct Step {
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    href: &'static str,
}

struct Stats {
    due_today: usize,
    late: usize,
    added_this_week: i64,
    added_before: String,
}

struct EventView {
    icon: &'static str,
    who: String,
    what: &'static str,
    href: String,
    name: String,
    /// The first words of a note; empty for others.
    text: String,
    at: Moment,
}

impl TodayPage {
    pub fn of(who: &Who, wall: Wall, shown: Shown) -> Self {
        let today = wall.today();
        let stats = Stats::of(&wall, &shown);
        let own_only = who.member.own_only;
        let counts: Vec<(String, i64)> =
            shown.added.iter().map(|(week, count)| (wall.day(week.first), *count)).collect();
        let bars = bars(counts);
        Self {
            chrome: who.chrome(Nav::Today),
            greeting: format!(
                "{}, {}",
                greeting(local(wall.now, &wall.zone).time()),
                first_word(&who.user().name)
            ),
            date: format!("{}, {}", today.weekday(), wall.date(today)),
            may_write: who.may(Permission::WriteContacts),
            ending: shown.ending.as_ref().map(|said| ending(said, &wall)).unwrap_or_default(),
            first_steps: if shown.has_contacts || own_only { Vec::new() } else { first_steps(who) },
            waits_for_clients: !shown.has_contacts && own_only,
            stats,
            everybodys: shown.everybodys,
            from: if shown.everybodys { "today-all" } else { "today" },
            due: follow_ups::items(shown.due, &wall, &shown.people),
            coming: follow_ups::items(shown.coming, &wall, &shown.people),
            chart_title: chart::in_words(&bars),
            bars,
            recent: shown.recent.into_iter().map(|event| event_view(event, &wall, &shown.people)).collect(),
        }
    }
}

impl Stats {
    fn of(wall: &Wall, shown: &Shown) -> Self {
        let today = wall.today();
        let count = |wanted| {
            let is_wanted = |f: &&FollowUp| Due::of(f.task.due_on, today) == wanted;
            shown.due.iter().filter(is_wanted).count()
        };
        let added = |ago: usize| shown.added.iter().rev().nth(ago).map_or(0, |(_, count)| *count);
        Self {
            due_today: count(Due::Today),
            late: count(Due::Late),
            added_this_week: added(0),
            added_before: format!("{} the week before", added(1)),
        }
    }
}

fn ending(said: &Announcement, wall: &Wall) -> String {
    let day = wall.date(local_date(said.first_end, &wall.zone));
    match said.clients {
        1 => format!("One client without activity is deleted on {day} or soon after, unless you keep them."),
        n => format!("{n} clients without activity are deleted on {day} or soon after, unless you keep them."),
    }
}

/// By the clock of the business.
fn greeting(at: Time) -> &'static str {
    match at.hour() {
        5..=11 => "Good morning",
        12..=17 => "Good afternoon",
        18..=21 => "Good evening",
        _ => "Hello",
    }
}

fn first_word(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn first_steps(who: &Who) -> Vec<Step> {
    let all = [
        (
            Permission::WriteContacts,
            Step {
                icon: "contacts",
                title: "Add your first contact",
                text: "A name is enough; the rest can follow.",
                href: "/contacts/new",
            },
        ),
        (
            Permission::ManageStaff,
            Step {
                icon: "staff",
                title: "Invite your people",
                text: "Each with a role that says what they may see and do.",
                href: "/staff/invite",
            },
        ),
        (
            Permission::ManageWorkspace,
            Step {
                icon: "building",
                title: "Complete your business profile",
                text: "Address, opening week, time zone and logo.",
                href: "/workspace",
            },
        ),
    ];
    all.into_iter().filter(|(needs, _)| who.may(*needs)).map(|(_, step)| step).collect()
}

fn event_view(event: Event, wall: &Wall, people: &People) -> EventView {
    match event {
        Event::Added(added) => EventView {
            icon: "plus",
            who: people.name(added.by).to_owned(),
            what: "added",
            href: format!("/contacts/{}", added.id),
            name: added.name,
            text: String::new(),
            at: wall.moment(added.at),
        },
        Event::Noted(note, name) => EventView {
            icon: "notes",
            who: people.name(Some(note.author_id)).to_owned(),
            what: "wrote a note on",
            href: format!("/contacts/{}", note.contact_id),
            name,
            text: opening(&note.body),
            at: wall.moment(note.created_at),
        },
    }
}

const OPENING: usize = 90;

fn opening(body: &str) -> String {
    let line = markdown::words(body);
    match line.char_indices().nth(OPENING) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::time;

    #[test]
    fn greetings_follow_the_clock() {
        assert_eq!(greeting(time!(4:59)), "Hello");
        assert_eq!(greeting(time!(5:00)), "Good morning");
        assert_eq!(greeting(time!(12:00)), "Good afternoon");
        assert_eq!(greeting(time!(18:00)), "Good evening");
        assert_eq!(greeting(time!(22:00)), "Hello");
    }

    #[test]
    fn an_opening_is_cut_between_letters() {
        assert_eq!(opening("short\nnote"), "short note");
        assert_eq!(opening(&"é".repeat(200)).chars().count(), OPENING + 1);
    }
}
