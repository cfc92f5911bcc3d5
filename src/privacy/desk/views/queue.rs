//! The queue of a desk.

use askama::Template;
use time::Duration;

use super::{erases, one_click, suggestion, urgency};
use crate::access::Permission;
use crate::civil::{Moment, Wall};
use crate::clock::Instant;
use crate::privacy::desk::clerk::Clerk;
use crate::privacy::desk::held::Held;
use crate::privacy::desk::index::{Queue, Wanted};
use crate::requests::model::{Kind, Settings};
use crate::requests::queries::Request;
use crate::requests::queries::lists::{Show, Standing};
use crate::web::chart::{self, Bar};
use crate::web::{Chrome, FormState};

#[derive(Template)]
#[template(path = "desk/queue.html")]
pub struct QueuePage {
    chrome: Chrome,
    base: &'static str,
    of_business: bool,
    lead: &'static str,
    tabs: Vec<Tab>,
    kinds: Vec<(String, String)>,
    kind: FormState,
    show: String,
    rows: Vec<Row>,
    empty: (&'static str, &'static str),
    older: String,
    open: usize,
    late: usize,
    chart_title: String,
    bars: Vec<Bar>,
    settings: Vec<Switch>,
    standings: Vec<StandingRow>,
    letters: i64,
}

struct Tab {
    href: String,
    label: String,
    current: bool,
}

struct Row {
    href: String,
    title: &'static str,
    who: String,
    received: Moment,
    due: String,
    badge: &'static str,
    held: String,
    suggestion: &'static str,
    one_click: &'static str,
    fulfil: String,
    erase: String,
}

struct Switch {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    on: bool,
}

struct StandingRow {
    business: String,
    open: i64,
    late: i64,
    since: String,
}

impl QueuePage {
    pub fn of<C: Clerk>(who: &C, wanted: &Wanted, queue: Queue) -> Self {
        let (wall, of_business) = (who.wall(), queue.settings.is_some());
        let late = queue.due.iter().filter(|(due, paused)| *due < wall.now && !paused).count();
        let last = queue.rows.rows.last().filter(|_| queue.rows.has_more);
        let older = last
            .map(|(request, _)| format!("{}&after={}", address::<C>(&wanted.show, &wanted.kind), request.id));
        let counts = by_week(&queue.due, wall.now);
        Self {
            chrome: who.chrome(),
            base: C::BASE,
            of_business,
            lead: if of_business {
                "What clients ask about their data. Each has a day by which the law wants an answer."
            } else {
                "What people with an account ask about their data. Requests to businesses are answered by them."
            },
            tabs: tabs::<C>(wanted, queue.due.len(), late),
            kinds: std::iter::once((String::new(), "All kinds".to_owned()))
                .chain(Kind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())))
                .collect(),
            kind: FormState::filled([("kind", wanted.kind.clone())]),
            show: wanted.show.clone(),
            rows: queue
                .rows
                .rows
                .iter()
                .map(|(r, held)| Row::of::<C>(r, held.as_ref(), &wall, of_business))
                .collect(),
            empty: empty(wanted),
            older: older.unwrap_or_default(),
            open: queue.due.len(),
            late,
            chart_title: title(&counts),
            bars: chart::bars(counts)
                .into_iter()
                .map(|bar| Bar { is_now: bar.label == LATE, ..bar })
                .collect(),
            settings: queue.settings.map(switches).filter(|_| may_set(who)).unwrap_or_default(),
            standings: queue.standings.into_iter().map(|s| StandingRow::of(s, &wall)).collect(),
            letters: queue.letters,
        }
    }
}

/// Only an owner decides what runs by itself.
fn may_set<C: Clerk>(who: &C) -> bool {
    who.may(Permission::ManageWorkspace)
}

fn address<C: Clerk>(show: &str, kind: &str) -> String {
    format!("{}?show={show}&kind={kind}", C::BASE)
}

fn tabs<C: Clerk>(wanted: &Wanted, open: usize, late: usize) -> Vec<Tab> {
    let tab = |show: &str, label: String, is: Show| Tab {
        href: address::<C>(show, &wanted.kind),
        label,
        current: wanted.shown() == is,
    };
    vec![
        tab("open", format!("Open ({open})"), Show::Open),
        tab("late", format!("Late ({late})"), Show::Late),
        tab("closed", "Answered".into(), Show::Closed),
    ]
}

fn empty(wanted: &Wanted) -> (&'static str, &'static str) {
    match wanted.shown() {
        Show::Open => (
            "No request is open",
            "Requests come from your privacy page, the public form and by letter. They will be here with their day.",
        ),
        Show::Late => ("Nothing is late", "What was not answered in time will be here."),
        Show::Closed => {
            ("Nothing was answered yet", "Answered requests stay here as the record that the law asks for.")
        }
    }
}

const LATE: &str = "Late";

/// The open ones by when they are due.
fn by_week(due: &[(Instant, bool)], now: Instant) -> Vec<(String, i64)> {
    let within = |from: i64, to: i64| {
        let span = now + Duration::days(from)..now + Duration::days(to);
        due.iter().filter(|(at, paused)| !paused && span.contains(at)).count() as i64
    };
    let late = due.iter().filter(|(at, paused)| !paused && *at < now).count() as i64;
    let waiting = due.iter().filter(|(_, paused)| *paused).count() as i64;
    vec![
        (LATE.into(), late),
        ("This week".into(), within(0, 7)),
        ("Next week".into(), within(7, 14)),
        ("In 3 weeks".into(), within(14, 21)),
        ("Later".into(), within(21, 4000)),
        ("Waiting".into(), waiting),
    ]
}

/// What the picture says, for whoever doesn't see it.
fn title(counts: &[(String, i64)]) -> String {
    let told: Vec<String> = counts.iter().map(|(label, count)| format!("{label}: {count}")).collect();
    format!("Open requests by when they are due. {}", told.join(", "))
}

impl Row {
    fn of<C: Clerk>(request: &Request, held: Option<&Held>, wall: &Wall, of_business: bool) -> Self {
        let own = format!("{}/{}", C::BASE, request.id);
        let (due, badge) = urgency(request, wall);
        let can_act = !request.state.is_closed() && request.run_at.is_none() && held.is_some();
        let acts =
            |yes: bool, path: &str| if yes && can_act { format!("{own}/{path}") } else { String::new() };
        let click = one_click(request.kind, of_business);
        let idle = request.state == crate::requests::model::State::Open;
        Self {
            title: request.kind.label(),
            who: match request.reply_to.as_str() {
                "" => "The address is forgotten".into(),
                address => address.to_owned(),
            },
            received: wall.moment(request.received_at),
            due,
            badge,
            held: held.map(|held| entries(held.rows())).unwrap_or_default(),
            suggestion: suggestion(request, held.is_some(), held.is_some_and(|held| held.on_hold)),
            one_click: click,
            fulfil: acts(!click.is_empty() && idle, "fulfil"),
            erase: acts(erases(request.kind, of_business), "erase"),
            href: own,
        }
    }
}

fn entries(count: i64) -> String {
    match count {
        1 => "1 entry held".into(),
        _ => format!("{count} entries held"),
    }
}

fn switches(settings: Settings) -> Vec<Switch> {
    let switch = |name, label, hint, on| Switch { name, label, hint, on };
    vec![
        switch(
            "auto_copies",
            "Copies",
            "Access and portability: whoever proves their address gets the copy at once.",
            settings.auto_copies,
        ),
        switch(
            "auto_corrections",
            "Corrections",
            "What a client corrects about themself is taken over at once.",
            settings.auto_corrections,
        ),
        switch(
            "auto_opt_outs",
            "Objections",
            "Whoever objects is no longer used at once. Opt-outs from mail never wait.",
            settings.auto_opt_outs,
        ),
        switch(
            "named",
            "Let us be named",
            "Whoever proves their address at the public form may read that you keep it.",
            settings.named,
        ),
    ]
}

impl StandingRow {
    fn of(standing: Standing, wall: &Wall) -> Self {
        let since = standing.late_since.map(|at| wall.moment(at).shown);
        Self {
            business: standing.business,
            open: standing.open,
            late: standing.late,
            since: since.unwrap_or_default(),
        }
    }
}
