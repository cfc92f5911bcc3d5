//! `services` and what belongs to them, `resources`, and the rules of the booking page.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{AsksPhone, BookingRules, NewService, Question, QuestionKind, Resource, Service};
use crate::clock::Instant;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::schema::{
    booking_rules, resources, service_questions, service_reminders, service_resources, service_staff,
    services,
};

#[derive(Queryable)]
struct Row {
    id: i64,
    _workspace_id: i64,
    name: String,
    description: String,
    minutes: i32,
    price: Option<i64>,
    colour: i32,
    buffer_before: i32,
    buffer_after: i32,
    notice_minutes: i32,
    window_days: i32,
    daily_cap: Option<i32>,
    seats: i32,
    needs_confirmation: bool,
    is_public: bool,
    version: i32,
    _created_at: Instant,
    _updated_at: Instant,
    archived_at: Option<Instant>,
}

impl From<Row> for Service {
    fn from(row: Row) -> Self {
        let fields = NewService {
            name: row.name,
            description: row.description,
            minutes: row.minutes,
            price: row.price,
            colour: row.colour,
            buffer_before: row.buffer_before,
            buffer_after: row.buffer_after,
            notice_minutes: row.notice_minutes,
            window_days: row.window_days,
            daily_cap: row.daily_cap,
            seats: row.seats,
            needs_confirmation: row.needs_confirmation,
            is_public: row.is_public,
            staff: Vec::new(),
            resources: Vec::new(),
            questions: Vec::new(),
            reminders: Vec::new(),
        };
        Self { id: row.id, fields, version: row.version, archived_at: row.archived_at }
    }
}

/// Every service with all that belongs to it, by name.
pub fn services(db: &mut Scoped) -> AppResult<Vec<Service>> {
    let rows: Vec<Row> = services::table
        .filter(services::workspace_id.eq(db.workspace_id()))
        .order((services::name, services::id))
        .load(&mut **db)?;
    complete(db, rows)
}

pub fn service(db: &mut Scoped, id: i64) -> AppResult<Service> {
    let row: Row = services::table
        .filter(services::workspace_id.eq(db.workspace_id()))
        .filter(services::id.eq(id))
        .first(&mut **db)?;
    complete(db, vec![row])?.pop().ok_or(AppError::NotFound)
}

/// These services in this order; 404 if one is missing. One that is archived is found too.
pub fn of_visit(db: &mut Scoped, ids: &[i64]) -> AppResult<Vec<Service>> {
    let rows: Vec<Row> = services::table
        .filter(services::workspace_id.eq(db.workspace_id()))
        .filter(services::id.eq_any(ids.to_vec()))
        .load(&mut **db)?;
    let found = complete(db, rows)?;
    let in_order = ids.iter().map(|id| found.iter().find(|service| service.id == *id).cloned());
    in_order.collect::<Option<Vec<_>>>().ok_or(AppError::NotFound)
}

fn complete(db: &mut Scoped, rows: Vec<Row>) -> AppResult<Vec<Service>> {
    let mut found: Vec<Service> = rows.into_iter().map(Service::from).collect();
    let places: HashMap<i64, usize> = found.iter().enumerate().map(|(n, service)| (service.id, n)).collect();
    let staff: Vec<(i64, i64)> = service_staff::table
        .filter(service_staff::workspace_id.eq(db.workspace_id()))
        .order((service_staff::service_id, service_staff::member_id))
        .select((service_staff::service_id, service_staff::member_id))
        .load(&mut **db)?;
    for (service, member) in staff {
        if let Some(&n) = places.get(&service) {
            found[n].fields.staff.push(member);
        }
    }
    let needs: Vec<(i64, i64)> = service_resources::table
        .filter(service_resources::workspace_id.eq(db.workspace_id()))
        .order((service_resources::service_id, service_resources::resource_id))
        .select((service_resources::service_id, service_resources::resource_id))
        .load(&mut **db)?;
    for (service, resource) in needs {
        if let Some(&n) = places.get(&service) {
            found[n].fields.resources.push(resource);
        }
    }
    for (service, question) in questions(db)? {
        if let Some(&n) = places.get(&service) {
            found[n].fields.questions.push(question);
        }
    }
    for (service, minutes) in reminders(db)? {
        if let Some(&n) = places.get(&service) {
            found[n].fields.reminders.push(minutes);
        }
    }
    Ok(found)
}

fn reminders(db: &mut Scoped) -> AppResult<Vec<(i64, i32)>> {
    let all = service_reminders::table
        .filter(service_reminders::workspace_id.eq(db.workspace_id()))
        .order((service_reminders::service_id, service_reminders::minutes.desc()))
        .select((service_reminders::service_id, service_reminders::minutes));
    Ok(all.load(&mut **db)?)
}

fn questions(db: &mut Scoped) -> AppResult<Vec<(i64, Question)>> {
    let rows: Vec<(i64, String, QuestionKind, String, bool)> = service_questions::table
        .filter(service_questions::workspace_id.eq(db.workspace_id()))
        .order((service_questions::service_id, service_questions::position))
        .select((
            service_questions::service_id,
            service_questions::label,
            service_questions::kind,
            service_questions::choices,
            service_questions::required,
        ))
        .load(&mut **db)?;
    let question =
        |(service, label, kind, choices, required)| (service, Question { label, kind, choices, required });
    Ok(rows.into_iter().map(question).collect())
}

macro_rules! fields {
    ($new:expr) => {
        (
            (
                services::name.eq(&$new.name),
                services::description.eq(&$new.description),
                services::minutes.eq($new.minutes),
                services::price.eq($new.price),
                services::colour.eq($new.colour),
                services::buffer_before.eq($new.buffer_before),
                services::buffer_after.eq($new.buffer_after),
            ),
            (
                services::notice_minutes.eq($new.notice_minutes),
                services::window_days.eq($new.window_days),
                services::daily_cap.eq($new.daily_cap),
                services::seats.eq($new.seats),
                services::needs_confirmation.eq($new.needs_confirmation),
                services::is_public.eq($new.is_public),
            ),
        )
    };
}

pub fn insert(db: &mut Scoped, new: &NewService) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let (texts, numbers) = fields!(new);
    let id = diesel::insert_into(services::table)
        .values((
            services::workspace_id.eq(workspace),
            services::created_at.eq(now),
            services::updated_at.eq(now),
            texts,
            numbers,
        ))
        .returning(services::id)
        .get_result(&mut **db)?;
    insert_belongings(db, id, new)?;
    Ok(id)
}

/// `false` if somebody saved since `version` was read.
pub fn update(db: &mut Scoped, id: i64, version: i32, new: &NewService) -> AppResult<bool> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let (texts, numbers) = fields!(new);
    let row = services::table
        .filter(services::workspace_id.eq(workspace))
        .filter(services::id.eq(id))
        .filter(services::version.eq(version));
    let saved = diesel::update(row)
        .set((texts, numbers, services::version.eq(version + 1), services::updated_at.eq(now)))
        .execute(&mut **db)?;
    if saved == 0 {
        return Ok(false);
    }
    remove_belongings(db, id)?;
    insert_belongings(db, id, new)?;
    Ok(true)
}

fn remove_belongings(db: &mut Scoped, id: i64) -> AppResult<()> {
    let workspace = db.workspace_id();
    let staff = service_staff::table
        .filter(service_staff::workspace_id.eq(workspace))
        .filter(service_staff::service_id.eq(id));
    diesel::delete(staff).execute(&mut **db)?;
    let needs = service_resources::table
        .filter(service_resources::workspace_id.eq(workspace))
        .filter(service_resources::service_id.eq(id));
    diesel::delete(needs).execute(&mut **db)?;
    let questions = service_questions::table
        .filter(service_questions::workspace_id.eq(workspace))
        .filter(service_questions::service_id.eq(id));
    diesel::delete(questions).execute(&mut **db)?;
    let reminders = service_reminders::table
        .filter(service_reminders::workspace_id.eq(workspace))
        .filter(service_reminders::service_id.eq(id));
    diesel::delete(reminders).execute(&mut **db)?;
    Ok(())
}

fn insert_belongings(db: &mut Scoped, id: i64, new: &NewService) -> AppResult<()> {
    let workspace = db.workspace_id();
    for member in &new.staff {
        diesel::insert_into(service_staff::table)
            .values((
                service_staff::workspace_id.eq(workspace),
                service_staff::service_id.eq(id),
                service_staff::member_id.eq(member),
            ))
            .execute(&mut **db)?;
    }
    for resource in &new.resources {
        diesel::insert_into(service_resources::table)
            .values((
                service_resources::workspace_id.eq(workspace),
                service_resources::service_id.eq(id),
                service_resources::resource_id.eq(resource),
            ))
            .execute(&mut **db)?;
    }
    for minutes in &new.reminders {
        diesel::insert_into(service_reminders::table)
            .values((
                service_reminders::workspace_id.eq(workspace),
                service_reminders::service_id.eq(id),
                service_reminders::minutes.eq(minutes),
            ))
            .execute(&mut **db)?;
    }
    for (position, question) in (0i32..).zip(&new.questions) {
        diesel::insert_into(service_questions::table)
            .values((
                service_questions::workspace_id.eq(workspace),
                service_questions::service_id.eq(id),
                service_questions::position.eq(position),
                service_questions::label.eq(&question.label),
                service_questions::kind.eq(question.kind),
                service_questions::choices.eq(&question.choices),
                service_questions::required.eq(question.required),
            ))
            .execute(&mut **db)?;
    }
    Ok(())
}

/// 404 if there is no such service here.
pub fn set_archived(db: &mut Scoped, id: i64, at: Option<Instant>) -> AppResult<()> {
    let row =
        services::table.filter(services::workspace_id.eq(db.workspace_id())).filter(services::id.eq(id));
    let changed = diesel::update(row).set(services::archived_at.eq(at)).execute(&mut **db)?;
    if changed == 0 { Err(AppError::NotFound) } else { Ok(()) }
}

type ResourceRow = (i64, String, i32, Option<Instant>);

fn resource_of((id, name, quantity, archived_at): ResourceRow) -> Resource {
    Resource { id, name, quantity, archived_at }
}

pub fn resources(db: &mut Scoped) -> AppResult<Vec<Resource>> {
    let rows: Vec<ResourceRow> = resources::table
        .filter(resources::workspace_id.eq(db.workspace_id()))
        .order((resources::name, resources::id))
        .select((resources::id, resources::name, resources::quantity, resources::archived_at))
        .load(&mut **db)?;
    Ok(rows.into_iter().map(resource_of).collect())
}

pub fn resource(db: &mut Scoped, id: i64) -> AppResult<Resource> {
    let row: ResourceRow = resources::table
        .filter(resources::workspace_id.eq(db.workspace_id()))
        .filter(resources::id.eq(id))
        .select((resources::id, resources::name, resources::quantity, resources::archived_at))
        .first(&mut **db)?;
    Ok(resource_of(row))
}

pub fn insert_resource(db: &mut Scoped, name: &str, quantity: i32) -> AppResult<i64> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let id = diesel::insert_into(resources::table)
        .values((
            resources::workspace_id.eq(workspace),
            resources::name.eq(name),
            resources::quantity.eq(quantity),
            resources::created_at.eq(now),
        ))
        .returning(resources::id)
        .get_result(&mut **db)?;
    Ok(id)
}

pub fn update_resource(db: &mut Scoped, id: i64, name: &str, quantity: i32) -> AppResult<()> {
    let row =
        resources::table.filter(resources::workspace_id.eq(db.workspace_id())).filter(resources::id.eq(id));
    let changed = diesel::update(row)
        .set((resources::name.eq(name), resources::quantity.eq(quantity)))
        .execute(&mut **db)?;
    if changed == 0 { Err(AppError::NotFound) } else { Ok(()) }
}

/// An archived resource is needed by no service any more.
pub fn archive_resource(db: &mut Scoped, id: i64) -> AppResult<()> {
    let (workspace, now) = (db.workspace_id(), db.now);
    let row = resources::table.filter(resources::workspace_id.eq(workspace)).filter(resources::id.eq(id));
    let changed = diesel::update(row).set(resources::archived_at.eq(now)).execute(&mut **db)?;
    if changed == 0 {
        return Err(AppError::NotFound);
    }
    let needs = service_resources::table
        .filter(service_resources::workspace_id.eq(workspace))
        .filter(service_resources::resource_id.eq(id));
    diesel::delete(needs).execute(&mut **db)?;
    Ok(())
}

type RulesRow = (bool, bool, String, i32, i32, i32, AsksPhone, i32, String, String, bool, i32);

pub fn rules(db: &mut Scoped) -> AppResult<BookingRules> {
    let found = booking_rules::table
        .find(db.workspace_id())
        .select((
            booking_rules::public_page,
            booking_rules::shows_staff,
            booking_rules::intro,
            booking_rules::step_minutes,
            booking_rules::cutoff_minutes,
            booking_rules::hold_minutes,
            booking_rules::asks_phone,
            booking_rules::least_age,
            booking_rules::marketing_words,
            booking_rules::frame_hosts,
            booking_rules::public_waitlist,
            booking_rules::offer_minutes,
        ))
        .first::<RulesRow>(&mut **db);
    Ok(found.optional()?.map(rules_of).unwrap_or_default())
}

fn rules_of(row: RulesRow) -> BookingRules {
    let (public_page, shows_staff, intro, step_minutes, cutoff_minutes, hold_minutes, asks_phone, ..) = row;
    let (.., least_age, marketing_words, frame_hosts, public_waitlist, offer_minutes) = row;
    BookingRules {
        public_page,
        shows_staff,
        intro,
        step_minutes,
        cutoff_minutes,
        hold_minutes,
        asks_phone,
        least_age,
        marketing_words,
        frame_hosts,
        public_waitlist,
        offer_minutes,
    }
}

pub fn save_rules(db: &mut Scoped, new: &BookingRules) -> AppResult<()> {
    let workspace = db.workspace_id();
    let values = (
        booking_rules::public_page.eq(new.public_page),
        booking_rules::shows_staff.eq(new.shows_staff),
        booking_rules::intro.eq(&new.intro),
        booking_rules::step_minutes.eq(new.step_minutes),
        booking_rules::cutoff_minutes.eq(new.cutoff_minutes),
        booking_rules::hold_minutes.eq(new.hold_minutes),
        booking_rules::asks_phone.eq(new.asks_phone),
        booking_rules::least_age.eq(new.least_age),
        booking_rules::marketing_words.eq(&new.marketing_words),
        booking_rules::frame_hosts.eq(&new.frame_hosts),
        booking_rules::public_waitlist.eq(new.public_waitlist),
        booking_rules::offer_minutes.eq(new.offer_minutes),
    );
    let updated = diesel::update(booking_rules::table.find(workspace)).set(values).execute(&mut **db)?;
    if updated == 0 {
        diesel::insert_into(booking_rules::table)
            .values((booking_rules::workspace_id.eq(workspace), values))
            .execute(&mut **db)?;
    }
    Ok(())
}
