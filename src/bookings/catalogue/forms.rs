//! The forms of services, resources and the booking rules.

use url::Url;

use super::model::{
    AsksPhone, BookingRules, FOLLOW_UPS, NewService, Question, QuestionKind, REMINDERS, Resource, Service,
};
use crate::staff::model::People;
use crate::text::fold::clean_line;
use crate::text::money;
use crate::web::{Check, FormState, Input};

/// What a service's form lets one choose from.
pub struct Offer {
    pub people: People,
    pub resources: Vec<Resource>,
    pub currency: String,
}

impl Offer {
    pub fn staff(&self) -> Vec<(String, String)> {
        self.people.choices()
    }

    pub fn stock(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.archived_at.is_none())
    }
}

pub const MOST_QUESTIONS: usize = 12;
pub const COLOURS: i32 = 8;

pub fn service(input: &Input, offer: &Offer) -> Result<NewService, FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 80, "Enter what the service is called.");
    let description = check.text("description", 1000);
    let minutes = number(&mut check, "minutes", 5, 1440);
    let price = check.parse_optional("price", |typed| money::parse(typed, &offer.currency));
    let colour =
        check.parse_optional("colour", |typed| bounded(typed, 0, i64::from(COLOURS) - 1)).unwrap_or(0);
    let buffer_before = optional(&mut check, "buffer_before", 0, 480).unwrap_or(0);
    let buffer_after = optional(&mut check, "buffer_after", 0, 480).unwrap_or(0);
    let notice_minutes = notice(&mut check);
    let window_days = optional(&mut check, "window_days", 1, 730).unwrap_or(60);
    let daily_cap = optional(&mut check, "daily_cap", 1, 1000);
    let seats = optional(&mut check, "seats", 1, 500).unwrap_or(1);
    let staff = chosen(&mut check, "staff", |id| offer.people.find(id).is_some_and(|p| p.active));
    let resources = chosen(&mut check, "resource", |id| offer.stock().any(|r| r.id == id));
    let questions = questions(&mut check);
    let reminders = reminders(&mut check);
    check.finish(|| {
        Some(NewService {
            name,
            description,
            minutes: minutes?,
            price,
            colour,
            buffer_before,
            buffer_after,
            notice_minutes,
            window_days,
            daily_cap,
            seats,
            needs_confirmation: input.checked("needs_confirmation"),
            is_public: input.checked("is_public"),
            staff,
            resources,
            questions,
            reminders,
        })
    })
}

fn number(check: &mut Check, name: &str, least: i64, most: i64) -> Option<i32> {
    check.parse(name, |typed| bounded(typed, least, most))
}

fn optional(check: &mut Check, name: &str, least: i64, most: i64) -> Option<i32> {
    check.parse_optional(name, |typed| bounded(typed, least, most))
}

fn bounded(typed: &str, least: i64, most: i64) -> Result<i32, String> {
    let number = typed.parse::<i64>().ok().filter(|n| (least..=most).contains(n));
    number
        .and_then(|n| i32::try_from(n).ok())
        .ok_or_else(|| format!("Enter a number from {least} to {most}."))
}

/// Typed in hours: shorter notice than an hour is rare, longer than days is common.
fn notice(check: &mut Check) -> i32 {
    optional(check, "notice_hours", 0, 24 * 60).unwrap_or(2) * 60
}

fn chosen(check: &mut Check, name: &str, offered: impl Fn(i64) -> bool) -> Vec<i64> {
    let mut ids = check.input().ids(name);
    ids.sort_unstable();
    ids.dedup();
    if !ids.iter().all(|id| offered(*id)) {
        check.fail(name, "Choose from the list.");
    }
    ids
}

fn reminders(check: &mut Check) -> Vec<i32> {
    let typed: Vec<String> = check.input().all("reminder").map(str::to_owned).collect();
    let mut chosen: Vec<i32> = typed.iter().filter_map(|minutes| minutes.parse().ok()).collect();
    chosen.sort_unstable();
    chosen.dedup();
    let is_offered = |minutes: &i32| REMINDERS.contains(minutes) || FOLLOW_UPS.contains(minutes);
    if chosen.len() != typed.len() || !chosen.iter().all(is_offered) {
        check.fail("reminder", "Choose from the list.");
    }
    chosen
}

/// Rows of repeated fields; one without a question is left out.
fn questions(check: &mut Check) -> Vec<Question> {
    let input = check.input();
    let rows: Vec<[String; 4]> = input
        .all("question")
        .enumerate()
        .map(|(n, label)| {
            let nth = |name: &str| input.all(name).nth(n).unwrap_or_default().to_owned();
            [clean_line(label), nth("question_kind"), nth("question_choices"), nth("question_required")]
        })
        .filter(|[label, ..]| !label.is_empty())
        .collect();
    if rows.len() > MOST_QUESTIONS {
        check.fail("question", format!("Ask at most {MOST_QUESTIONS} questions."));
    }
    rows.into_iter().filter_map(|row| question(check, row)).collect()
}

fn question(check: &mut Check, [label, kind, choices, required]: [String; 4]) -> Option<Question> {
    check.bound("question", &label, 200);
    check.bound("question", &choices, 1000);
    let kind = QuestionKind::from_word(&kind).unwrap_or(QuestionKind::Text);
    let choices: Vec<String> =
        choices.split(',').map(clean_line).filter(|choice| !choice.is_empty()).collect();
    if kind == QuestionKind::Choice && choices.len() < 2 {
        check.fail("question", format!("Give “{label}” at least two choices, with commas between."));
        return None;
    }
    let choices = if kind == QuestionKind::Choice { choices.join("\n") } else { String::new() };
    Some(Question { label, kind, choices, required: required == "yes" })
}

pub fn of_service(service: &Service, currency: &str) -> FormState {
    let fields = &service.fields;
    let mut values: Vec<(&str, String)> = vec![
        ("name", fields.name.clone()),
        ("description", fields.description.clone()),
        ("minutes", fields.minutes.to_string()),
        ("price", fields.price.map(|price| money::plain(price, currency)).unwrap_or_default()),
        ("colour", fields.colour.to_string()),
        ("buffer_before", fields.buffer_before.to_string()),
        ("buffer_after", fields.buffer_after.to_string()),
        ("notice_hours", (fields.notice_minutes / 60).to_string()),
        ("window_days", fields.window_days.to_string()),
        ("daily_cap", fields.daily_cap.map(|cap| cap.to_string()).unwrap_or_default()),
        ("seats", fields.seats.to_string()),
        ("version", service.version.to_string()),
    ];
    let boxes = [("needs_confirmation", fields.needs_confirmation), ("is_public", fields.is_public)];
    values.extend(boxes.iter().filter(|(_, on)| *on).map(|(name, _)| (*name, "on".to_owned())));
    values.extend(fields.staff.iter().map(|id| ("staff", id.to_string())));
    values.extend(fields.resources.iter().map(|id| ("resource", id.to_string())));
    values.extend(fields.reminders.iter().map(|minutes| ("reminder", minutes.to_string())));
    for question in &fields.questions {
        values.extend([
            ("question", question.label.clone()),
            ("question_kind", question.kind.word().to_owned()),
            ("question_choices", question.choices.replace('\n', ", ")),
            ("question_required", if question.required { "yes" } else { "no" }.to_owned()),
        ]);
    }
    FormState::filled(values)
}

/// A form to start from: half an hour, by everybody who works here.
pub fn blank(offer: &Offer) -> FormState {
    let fixed = [
        ("minutes", "30"),
        ("buffer_before", "0"),
        ("buffer_after", "0"),
        ("notice_hours", "2"),
        ("window_days", "60"),
        ("seats", "1"),
        ("is_public", "on"),
        ("colour", "0"),
        ("reminder", "1440"),
    ];
    let fixed = fixed.into_iter().map(|(name, value)| (name, value.to_owned()));
    // Who only looks does not serve clients.
    let works =
        |p: &&crate::staff::model::Person| p.active && p.role.may(crate::access::Permission::WriteBookings);
    let staff = offer.people.iter().filter(works).map(|person| ("staff", person.id.to_string()));
    FormState::filled(fixed.chain(staff))
}

pub fn resource(input: &Input) -> Result<(String, i32), FormState> {
    let mut check = Check::new(input);
    let name = check.required("name", 80, "Enter what it is called.");
    let quantity = number(&mut check, "quantity", 1, 100);
    check.finish(|| Some((name, quantity?)))
}

pub fn rules(input: &Input) -> Result<BookingRules, FormState> {
    let mut check = Check::new(input);
    let intro = check.text("intro", 1000);
    let step_minutes = check.parse("step_minutes", |typed| bounded(typed, 5, 240));
    let cutoff_hours = number(&mut check, "cutoff_hours", 0, 24 * 30);
    let hold_hours = number(&mut check, "hold_hours", 1, 24 * 30);
    let asks_phone =
        check.parse("asks_phone", |typed| AsksPhone::from_word(typed).ok_or("Choose one from the list."));
    let least_age = optional(&mut check, "least_age", 0, 99).unwrap_or(0);
    let marketing_words = check.text("marketing_words", 500);
    let frame_hosts = frame_hosts(&mut check);
    let offer_minutes = number(&mut check, "offer_minutes", 15, 24 * 60);
    check.finish(|| {
        Some(BookingRules {
            public_page: input.checked("public_page"),
            shows_staff: input.checked("shows_staff"),
            intro,
            step_minutes: step_minutes?,
            cutoff_minutes: cutoff_hours? * 60,
            hold_minutes: hold_hours? * 60,
            asks_phone: asks_phone?,
            least_age,
            marketing_words,
            frame_hosts,
            public_waitlist: input.checked("public_waitlist"),
            offer_minutes: offer_minutes?,
        })
    })
}

/// Each line becomes an origin such as `https://www.example.com`; a plain name is taken as https.
fn frame_hosts(check: &mut Check) -> String {
    let typed = check.text("frame_hosts", 1000);
    let mut origins = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match origin(line) {
            Some(origin) if !origins.contains(&origin) => origins.push(origin),
            Some(_) => {}
            None => check.fail("frame_hosts", format!("“{line}” is not a web address like www.example.com.")),
        }
    }
    if origins.len() > 20 {
        check.fail("frame_hosts", "Enter at most 20 addresses.");
    }
    origins.join("\n")
}

fn origin(typed: &str) -> Option<String> {
    let address = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&address).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http");
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let has_name = url.host_str().is_some_and(|host| host.contains('.') || host == "localhost");
    (is_web && is_plain && has_name).then(|| url.origin().ascii_serialization())
}

pub fn of_rules(rules: &BookingRules) -> FormState {
    let mut values: Vec<(&str, String)> = vec![
        ("intro", rules.intro.clone()),
        ("step_minutes", rules.step_minutes.to_string()),
        ("cutoff_hours", (rules.cutoff_minutes / 60).to_string()),
        ("hold_hours", (rules.hold_minutes / 60).to_string()),
        ("asks_phone", rules.asks_phone.word().to_owned()),
        ("least_age", if rules.least_age == 0 { String::new() } else { rules.least_age.to_string() }),
        ("marketing_words", rules.marketing_words.clone()),
        ("frame_hosts", rules.frame_hosts.clone()),
        ("offer_minutes", rules.offer_minutes.to_string()),
    ];
    let boxes = [
        ("public_page", rules.public_page),
        ("shows_staff", rules.shows_staff),
        ("public_waitlist", rules.public_waitlist),
    ];
    values.extend(boxes.iter().filter(|(_, on)| *on).map(|(name, _)| (*name, "on".to_owned())));
    FormState::filled(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_sites_become_origins() {
        for (typed, kept) in [
            ("www.example.com", Some("https://www.example.com")),
            ("http://shop.example:8080/book?x", None),
            ("http://shop.example:8080/book", Some("http://shop.example:8080")),
            ("https://example.com;script-src *", None),
            ("*", None),
            ("javascript:alert(1)", None),
            ("https://a:b@example.com", None),
            ("'self'", None),
        ] {
            assert_eq!(origin(typed).as_deref(), kept, "{typed}");
        }
    }
}
