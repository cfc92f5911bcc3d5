//! What every view of the calendar has at its head, and the table of a day or a week.

use askama::Template;
use time::Date;

use super::asked::{Asked, View};
use super::grid::{self, Cell, Column, HOUR, Inside};
use super::read::{Shown, minute_of, open};
use crate::access::Permission;
use crate::bookings::desk::status;
use crate::bookings::model::Status;
use crate::bookings::queries::list::Line;
use crate::bookings::slots::Range;
use crate::civil::{
    MINUTES_A_DAY, Wall, format_time, from_minute_of_day, iso, local, local_date, time_of_minute,
};
use crate::web::{Chrome, Nav, Who};

/// Where the reader is and where they can go.
pub struct Head {
    pub title: String,
    pub views: Vec<Tab>,
    pub earlier: String,
    pub later: String,
    /// Empty when today is shown.
    pub today: String,
    pub view: &'static str,
    pub date: String,
    /// Empty for somebody who sees only their own.
    pub staff: Vec<Choice>,
    pub may_write: bool,
    pub walk_in: String,
}

pub struct Tab {
    pub label: &'static str,
    pub href: String,
    pub current: bool,
}

pub struct Choice {
    pub id: String,
    pub label: String,
    pub chosen: bool,
}

impl Head {
    pub fn of(who: &Who, asked: &Asked, shown: &Shown) -> Self {
        let (wall, (first, last)) = (who.wall(), asked.days());
        let today = wall.today();
        let tab = |view: View| Tab {
            label: view.label(),
            href: asked.href(view, asked.date),
            current: view == asked.view,
        };
        Self {
            title: title(asked, &wall),
            views: View::ALL.into_iter().map(tab).collect(),
            earlier: asked.href(asked.view, asked.earlier()),
            later: asked.href(asked.view, asked.later()),
            today: match first <= today && today <= last {
                true => String::new(),
                false => asked.href(asked.view, today),
            },
            view: asked.view.word(),
            date: asked.date.to_string(),
            staff: if who.member.own_only { Vec::new() } else { staff(asked, shown) },
            may_write: who.may(Permission::WriteBookings),
            walk_in: walk_in(&wall),
        }
    }
}

fn title(asked: &Asked, wall: &Wall) -> String {
    let (first, last) = asked.days();
    match asked.view {
        View::Day => format!("{}, {}", first.weekday(), wall.date(first)),
        View::Month => format!("{} {}", first.month(), first.year()),
        View::Week | View::Agenda => format!("{} to {}", wall.near_day(first), wall.date(last)),
    }
}

fn staff(asked: &Asked, shown: &Shown) -> Vec<Choice> {
    let everybody = Choice { id: String::new(), label: "Everybody".into(), chosen: asked.staff.is_none() };
    let people = shown.people.choices().into_iter();
    let person = |(id, label): (String, String)| Choice {
        chosen: asked.staff.map(|id| id.to_string()).as_ref() == Some(&id),
        id,
        label,
    };
    std::iter::once(everybody).chain(people.map(person)).collect()
}

/// A new booking that begins now, to the last five minutes.
fn walk_in(wall: &Wall) -> String {
    let now = local(wall.now, &wall.zone);
    format!(
        "/bookings/new?date={}&time={:02}%3A{:02}&walk_in=on",
        now.date(),
        now.hour(),
        now.minute() / 5 * 5
    )
}

/// A booking as a view shows it.
pub struct Block {
    pub id: i64,
    pub href: String,
    pub time: String,
    pub client: String,
    pub services: String,
    pub with: String,
    pub hue: i32,
    /// Said in words; empty for what is simply confirmed.
    pub status: &'static str,
    pub badge: &'static str,
    pub may_move: bool,
}

impl Block {
    pub fn of(who: &Who, shown: &Shown, line: &Line, wall: &Wall) -> Self {
        let booking = &line.booking;
        let clock = |at| format_time(local(at, &wall.zone).time(), wall.locale);
        let (label, badge) = status(booking, who.now());
        Self {
            id: booking.id,
            href: format!("/bookings/{}", booking.id),
            time: format!("{} to {}", clock(booking.starts_at), clock(booking.ends_at)),
            client: if line.client.is_empty() { "Nobody named".into() } else { line.client.clone() },
            services: line.services.clone(),
            with: shown.people.name(Some(booking.member_id)).to_owned(),
            hue: shown.colours.get(&booking.id).copied().unwrap_or(0),
            status: if booking.status == Status::Confirmed { "" } else { label },
            badge,
            may_move: who.may(Permission::WriteBookings) && booking.status.is_open(),
        }
    }
}

#[derive(Template)]
#[template(path = "bookings/calendar/grid.html")]
pub struct GridPage {
    chrome: Chrome,
    head: Head,
    /// Where a booking that was dragged comes back to.
    back: String,
    columns: Vec<ColumnHead>,
    rows: Vec<Row>,
    /// A column for each of several people.
    by_person: bool,
}

struct ColumnHead {
    label: String,
    note: String,
    href: String,
    is_today: bool,
}

struct Row {
    /// The clock at the full hour, with the rows of that hour.
    hour: Option<String>,
    is_now: bool,
    cells: Vec<CellView>,
}

struct CellView {
    span: usize,
    is_closed: bool,
    /// A link to a new booking at this time; empty where there is none.
    href: String,
    label: String,
    start: String,
    date: String,
    staff: String,
    blocks: Vec<Block>,
}

/// One column before it is drawn: a day, of one person or of everybody.
struct Drawn<'a> {
    day: Date,
    member: Option<i64>,
    name: String,
    lines: Vec<&'a Line>,
    column: Column,
}

impl GridPage {
    pub fn of(who: &Who, asked: &Asked, shown: &Shown) -> Self {
        let wall = who.wall();
        let drawn = match asked.view {
            View::Day => by_person(asked, shown, &wall),
            _ => by_day(asked, shown, &wall),
        };
        let columns: Vec<Column> = drawn.iter().map(|drawn| drawn.column.clone()).collect();
        let hours = grid::hours(&columns);
        let mut rows = empty_rows(hours, &wall, drawn.iter().any(|drawn| drawn.day == wall.today()));
        for drawn in &drawn {
            for cell in grid::cells(&drawn.column, hours) {
                rows[cell.row].cells.push(cell_view(who, shown, &wall, drawn, &cell));
            }
        }
        Self {
            chrome: who.chrome(Nav::Calendar),
            head: Head::of(who, asked, shown),
            back: asked.href(asked.view, asked.date),
            columns: drawn.iter().map(|drawn| column_head(asked, &wall, drawn)).collect(),
            rows,
            by_person: asked.view == View::Day,
        }
    }
}

/// Everybody who works or has something on that day; if nobody does, everybody.
fn by_person<'a>(asked: &Asked, shown: &'a Shown, wall: &Wall) -> Vec<Drawn<'a>> {
    let drawn = |staff: &crate::bookings::slots::Staff| {
        let lines: Vec<&Line> = on(shown, wall, asked.date, Some(staff.id));
        Drawn {
            day: asked.date,
            member: Some(staff.id),
            name: shown.people.name(Some(staff.id)).to_owned(),
            column: Column {
                taken: taken(&lines, asked.date, wall),
                open: open(staff, asked.date, &wall.zone),
            },
            lines,
        }
    };
    let all: Vec<Drawn> = shown.staff.iter().map(drawn).collect();
    let is_idle = |drawn: &Drawn| drawn.column.open.is_empty() && drawn.lines.is_empty();
    match asked.staff.is_some() || all.iter().all(is_idle) {
        true => all,
        false => all.into_iter().filter(|drawn| !is_idle(drawn)).collect(),
    }
}

fn by_day<'a>(asked: &Asked, shown: &'a Shown, wall: &Wall) -> Vec<Drawn<'a>> {
    let (first, last) = asked.days();
    let days = std::iter::successors(Some(first), |day| day.next_day()).take_while(|day| *day <= last);
    let drawn = |day: Date| {
        let lines = on(shown, wall, day, None);
        let open = shown.staff.iter().flat_map(|staff| open(staff, day, &wall.zone)).collect();
        Drawn {
            day,
            member: asked.staff,
            name: day.weekday().to_string(),
            column: Column { taken: taken(&lines, day, wall), open },
            lines,
        }
    };
    days.map(drawn).collect()
}

/// What takes a place in the table: neither what was cancelled nor a hold that lapsed.
fn on<'a>(shown: &'a Shown, wall: &Wall, day: Date, member: Option<i64>) -> Vec<&'a Line> {
    let is_shown = |line: &&Line| {
        line.booking.status != Status::Cancelled
            && !line.booking.has_lapsed(wall.now)
            && local_date(line.booking.starts_at, &wall.zone) == day
            && member.is_none_or(|member| member == line.booking.member_id)
    };
    shown.lines.iter().filter(is_shown).collect()
}

fn taken(lines: &[&Line], day: Date, wall: &Wall) -> Vec<Range> {
    let range = |line: &&Line| {
        let from = minute_of(line.booking.starts_at, day, &wall.zone);
        // Where a clock goes back, an end can be shown before its beginning.
        let to = minute_of(line.booking.ends_at, day, &wall.zone).max(from + 1);
        Range { from, to: to.min(MINUTES_A_DAY) }
    };
    lines.iter().map(range).collect()
}

fn empty_rows(hours: Range, wall: &Wall, has_today: bool) -> Vec<Row> {
    let now = minute_of(wall.now, wall.today(), &wall.zone);
    let row = |n: usize| {
        let minute = hours.from + n as u16 * grid::ROW;
        Row {
            hour: n.is_multiple_of(HOUR).then(|| format_time(time_of_minute(minute), wall.locale)),
            is_now: has_today && (minute..minute + grid::ROW).contains(&now),
            cells: Vec::new(),
        }
    };
    (0..grid::rows(hours)).map(row).collect()
}

fn cell_view(who: &Who, shown: &Shown, wall: &Wall, drawn: &Drawn, cell: &Cell) -> CellView {
    let mut view = CellView {
        span: cell.span,
        is_closed: cell.inside == Inside::Closed,
        href: String::new(),
        label: String::new(),
        start: String::new(),
        date: drawn.day.to_string(),
        staff: drawn.member.map(|id| id.to_string()).unwrap_or_default(),
        blocks: Vec::new(),
    };
    match &cell.inside {
        Inside::Closed => {}
        Inside::Taken(inside) => {
            view.blocks = inside.iter().map(|&n| Block::of(who, shown, drawn.lines[n], wall)).collect();
        }
        Inside::Free(minute) => {
            let start = from_minute_of_day(drawn.day, *minute, &wall.zone);
            view.start = iso(start);
            // The past is not offered; what came late is a new booking with its time typed.
            if who.may(Permission::WriteBookings) && start >= wall.now {
                let at = format_time(time_of_minute(*minute), wall.locale);
                view.label = format!("Book {at}, {}", drawn.name);
                view.href = format!(
                    "/bookings/new?date={}&time={:02}%3A{:02}&staff={}",
                    drawn.day,
                    minute / 60,
                    minute % 60,
                    view.staff
                );
            }
        }
    }
    view
}

fn column_head(asked: &Asked, wall: &Wall, drawn: &Drawn) -> ColumnHead {
    let count = drawn.lines.len();
    let note = if count == 1 { "1 booking".into() } else { format!("{count} bookings") };
    match (asked.view, drawn.member) {
        (View::Day, Some(member)) => ColumnHead {
            label: drawn.name.clone(),
            href: match asked.staff {
                Some(_) => String::new(),
                None => format!("/calendar?view=week&date={}&staff={member}", drawn.day),
            },
            is_today: false,
            note,
        },
        _ => ColumnHead {
            label: format!("{} {}", &drawn.name[..3], wall.day(drawn.day)),
            href: asked.href(View::Day, drawn.day),
            is_today: drawn.day == wall.today(),
            note,
        },
    }
}
