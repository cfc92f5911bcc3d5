//! `/contacts/{id}/export`: a business's copies of what it keeps about one client, to hand out
//! to them. What seems to speak of others is looked at first.

use actix_web::{HttpResponse, web};

use super::account::{LISTED, purpose};
use super::order::{Order, answer_request, order_by};
use super::queries::{Others, names};
use super::views::{ContactPage, Review};
use super::{BuildCopy, download, mentions, views};
use crate::access::Permission;
use crate::access::contacts::Copy;
use crate::bundles::model::{About, Mention};
use crate::bundles::queries::{self, Bundle};
use crate::contacts;
use crate::contacts::model::Contact;
use crate::db::{Scoped, Unscoped};
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::inventory::Column;
use crate::inventory::read::Person;
use crate::jobs::Enqueue;
use crate::ledger::Target;
use crate::outbox::suppression;
use crate::web::flash::Flash;
use crate::web::page::{page, see_other_with};
use crate::web::{Can, Input, Who};

const HIDDEN: AppError = AppError::Forbidden(
    "A copy holds everything about a client, and parts of it are hidden for your role. Ask an owner to make it.",
);

fn href(contact: i64) -> String {
    format!("/contacts/{contact}/export")
}

/// A copy shows all that there is, so whoever makes it must be allowed to see it.
fn refuse_half_sight(who: &Who) -> AppResult<()> {
    let sees_all = !who.member.hide_email && !who.member.hide_phone;
    if sees_all || who.may(Permission::HandlePrivacy) { Ok(()) } else { Err(HIDDEN) }
}

/// Whoever answers requests reaches everybody; the others whom their list shows.
fn reach(db: &mut Scoped, id: i64, answers: bool) -> AppResult<Contact> {
    match answers {
        true => Ok(contacts::queries::export::anybody(db, id)?.ok_or(AppError::NotFound)?.contact),
        false => contacts::queries::find(db, id),
    }
}

pub async fn show(who: Can<Copy>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let (id, answers) = (id.into_inner(), who.may(Permission::HandlePrivacy));
    let services = who.services.clone();
    let (contact, copies) = who
        .read(move |db| {
            let contact = reach(db, id, answers)?;
            let of = queries::about(About::Contact, &contact.subject_key);
            let copies = queries::latest(db, of, LISTED)?;
            let copies: AppResult<Vec<_>> = copies
                .into_iter()
                .map(|copy| Ok((review_of(db, &services.inventory, &copy)?, copy)))
                .collect();
            Ok((contact, copies?))
        })
        .await?;
    page(&ContactPage::of(&who, id, &contact.name, copies))
}

/// The texts that have to be looked at, with the names of those whom they may speak of.
fn review_of(db: &mut Scoped, inventory: &[Column], copy: &Bundle) -> AppResult<Vec<Review>> {
    let workspace = db.workspace_id();
    let review = |mention: Mention| {
        let text = mentions::text_of(db, inventory, workspace, &mention)?;
        let key = mention.key();
        let others = Others { contacts: mention.contacts, members: mention.members };
        Ok(Review { key, text, names: names(db, workspace, &others)? })
    };
    copy.mentions().into_iter().map(review).collect()
}

pub async fn order(who: Can<Copy>, id: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let (id, answers) = (id.into_inner(), who.may(Permission::HandlePrivacy));
    who.write(move |db| {
        let (contact, purpose) = (reach(db, id, answers)?, purpose(&input)?);
        let workspace = suppression::queries::workspace_key(db)?;
        let subject = Target::Contact { workspace, key: contact.subject_key };
        let (now, actor) = (db.now, db.reach().pseudonym.clone());
        order_by(&mut Unscoped::new(db, now), &Order { subject, request_id: None, purpose }, &actor)?;
        db.record("contact.copy_ordered", "contact", id, purpose.word());
        Ok(())
    })
    .await?;
    Ok(see_other_with(
        href(id),
        &Flash::success("Ordered. The copy is being made; this page shows how far it is."),
    ))
}

pub async fn download(who: Can<Copy>, copy: web::Path<i64>) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let (copy, answers) = (copy.into_inner(), who.may(Permission::HandlePrivacy));
    let bundle = who
        .write(move |db| {
            let (id, bundle) = one(db, copy, answers)?;
            download::check(&bundle, db.now)?;
            db.record("contact.copy_downloaded", "contact", id, bundle.purpose.word());
            Ok(bundle)
        })
        .await?;
    download::send(&who.services, bundle)
}

pub async fn delete(who: Can<Copy>, copy: web::Path<i64>) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let (copy, answers) = (copy.into_inner(), who.may(Permission::HandlePrivacy));
    let deleted = who.write(move |db| {
        let ((id, bundle), now) = (one(db, copy, answers)?, db.now);
        queries::expire(db, bundle.id, now)?;
        db.record("contact.copy_deleted", "contact", id, "");
        Ok(id)
    });
    let id = deleted.await?;
    views::clear_away(&who.services).await?;
    Ok(see_other_with(href(id), &Flash::success("Deleted.")))
}

/// Hands the copy out as it is, or has it made again without what is ticked.
pub async fn review(who: Can<Copy>, copy: web::Path<i64>, input: Input) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let (copy, answers) = (copy.into_inner(), who.may(Permission::HandlePrivacy));
    let ticked: Vec<String> = input.all("leave_out").map(str::to_owned).collect();
    let services = who.services.clone();
    let (id, left_out) = who
        .write(move |db| {
            let (id, bundle) = one(db, copy, answers)?;
            let texts: Vec<String> = bundle.mentions().iter().map(Mention::key).collect();
            let texts: Vec<String> = texts.into_iter().filter(|text| ticked.contains(text)).collect();
            decide(db, copy, &texts, &services.inventory)?;
            db.record("contact.copy_reviewed", "contact", id, format!("{} left out", texts.len()));
            Ok((id, texts.len()))
        })
        .await?;
    views::clear_away(&who.services).await?;
    let said = if left_out == 0 { "Released." } else { "The copy is made again without what you ticked." };
    Ok(see_other_with(href(id), &Flash::success(said)))
}

fn decide(db: &mut Scoped, copy: i64, left_out: &[String], inventory: &[Column]) -> AppResult<()> {
    const OVER: AppError =
        AppError::Conflict("This copy was handed out or deleted meanwhile. Open its page again.");
    let now = db.now;
    if !left_out.is_empty() {
        return match queries::leave_out(db, copy, left_out)? {
            true => Unscoped::new(db, now).enqueue(&BuildCopy { bundle: copy }),
            false => Err(OVER),
        };
    }
    if !queries::release(db, copy, now)? {
        return Err(OVER);
    }
    match queries::find(db, copy)? {
        Some(bundle) => answer_request(db, &bundle, inventory, now),
        None => Ok(()),
    }
}

/// A copy about one of this business's clients, and the client's number.
fn one(db: &mut Scoped, copy: i64, answers: bool) -> AppResult<(i64, Bundle)> {
    let of = queries::of_business(db, About::Contact);
    let bundle = queries::one(db, of, copy)?;
    let (_, person) = erasure::contact_of(db, &bundle.subject_key)?.ok_or(AppError::NotFound)?;
    let Person::Contact { id, .. } = person else { return Err(AppError::NotFound) };
    reach(db, id, answers)?;
    Ok((id, bundle))
}
