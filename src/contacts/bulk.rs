//! Changing several contacts of the list at once, and deleting one or several.

use actix_web::{HttpRequest, HttpResponse, web};

use super::batch::Act;
use super::batches::{Done, carry_out};
use super::filter::Filter;
use super::queries::{bulk, require, tags};
use super::trash_views::ConfirmPage;
use crate::access::contacts;
use crate::db::Scoped;
use crate::error::{AppError, AppResult};
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input, page};

/// What the buttons over the list ask for.
enum Wish {
    Act(Act),
    Tag { id: i64, on: bool },
}

impl Wish {
    /// What is missing is said in words.
    fn read(input: &Input) -> Result<Self, &'static str> {
        let tag = |on| match input.get("tag").parse() {
            Ok(id) => Ok(Self::Tag { id, on }),
            Err(_) => Err("Choose a tag first."),
        };
        match input.get("action") {
            "tag" => tag(true),
            "untag" => tag(false),
            "archive" => Ok(Self::Act(Act::Archive)),
            "unarchive" => Ok(Self::Act(Act::Unarchive)),
            "assign" => match input.get("assigned_to") {
                "none" => Ok(Self::Act(Act::Assign(None))),
                id => match id.parse() {
                    Ok(id) => Ok(Self::Act(Act::Assign(Some(id)))),
                    Err(_) => Err("Choose who to assign to first."),
                },
            },
            _ => Err("Choose what to do with the contacts."),
        }
    }

    fn act(self, db: &mut Scoped) -> AppResult<Act> {
        Ok(match self {
            Self::Act(act) => act,
            Self::Tag { id, on: true } => Act::Tag(tags::find(db, id)?),
            Self::Tag { id, on: false } => Act::Untag(tags::find(db, id)?),
        })
    }
}

pub async fn change(who: Can<contacts::Write>, input: Input) -> AppResult<HttpResponse> {
    let back = back(&input);
    let ids = input.ids("id");
    if ids.is_empty() {
        return Ok(see_other_with(back, &Flash::notice("Select the contacts first.")));
    }
    let wish = match Wish::read(&input) {
        Ok(wish) => wish,
        Err(missing) => return Ok(see_other_with(back, &Flash::notice(missing))),
    };
    let done = who
        .write(move |db| {
            let act = wish.act(db)?;
            carry_out(db, &ids, &act)
        })
        .await?;
    Ok(see_other_with(back, &told(done)))
}

/// Back to the list that the form was on, whatever else the field says.
fn back(input: &Input) -> String {
    Filter::of_query(input.get("back")).href()
}

fn told(done: Option<Done>) -> Flash {
    match done {
        Some(done) => {
            Flash::success(done.summary).with_action("Undo", format!("/contacts/undo/{}", done.batch))
        }
        None => Flash::notice("Nothing to change: it was like that already."),
    }
}

pub async fn confirm_delete(who: Can<contacts::Delete>, request: HttpRequest) -> AppResult<HttpResponse> {
    let input = Input::parse(request.query_string().as_bytes());
    let back = back(&input);
    let wanted = input.ids("id");
    let (ids, belongings) = who
        .read(move |db| {
            let ids = bulk::shown(db, &wanted)?;
            let belongings = bulk::belongings(db, &ids)?;
            Ok((ids, belongings))
        })
        .await?;
    if ids.is_empty() {
        return Ok(see_other_with(back, &Flash::notice("Select the contacts first.")));
    }
    page(&ConfirmPage::delete(&who, &ids, &belongings, back, input.get("back")))
}

pub async fn delete(who: Can<contacts::Delete>, input: Input) -> AppResult<HttpResponse> {
    let ids = input.ids("id");
    let done = who.write(move |db| carry_out(db, &ids, &Act::Delete)).await?;
    Ok(see_other_with(back(&input), &told(done)))
}

pub async fn confirm_delete_one(who: Can<contacts::Delete>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = *id;
    let belongings = who
        .read(move |db| {
            require(db, id)?;
            bulk::belongings(db, &[id])
        })
        .await?;
    page(&ConfirmPage::delete_one(&who, id, &belongings))
}

pub async fn delete_one(who: Can<contacts::Delete>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = *id;
    let done = who.write(move |db| carry_out(db, &[id], &Act::Delete)).await?;
    let done = done.ok_or(AppError::NotFound)?;
    Ok(see_other_with("/contacts", &told(Some(done))))
}
