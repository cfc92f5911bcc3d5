//! `/workspace/export`: an owner's copies of the whole business, the history included.

use actix_web::{HttpResponse, web};

use super::account::LISTED;
use super::order::{Order, order_by};
use super::views::BusinessPage;
use super::{download, views};
use crate::access::workspace::Manage;
use crate::bundles::model::{About, Purpose};
use crate::bundles::queries::{self, Bundle};
use crate::db::{Scoped, Unscoped};
use crate::error::AppResult;
use crate::ledger::Target;
use crate::outbox::suppression;
use crate::web::Can;
use crate::web::flash::Flash;
use crate::web::page::{page, see_other_with};

const PAGE: &str = "/workspace/export";

pub async fn show(who: Can<Manage>) -> AppResult<HttpResponse> {
    let copies = who.read(|db| {
        let of = queries::of_business(db, About::Workspace);
        queries::latest(db, of, LISTED)
    });
    page(&BusinessPage::of(&who, copies.await?))
}

pub async fn order(who: Can<Manage>) -> AppResult<HttpResponse> {
    who.write(|db| {
        let subject = Target::Workspace { key: suppression::queries::workspace_key(db)? };
        let (workspace, now, actor) = (db.workspace_id(), db.now, db.reach().pseudonym.clone());
        let order = Order { subject, request_id: None, purpose: Purpose::Workspace };
        order_by(&mut Unscoped::new(db, now), &order, &actor)?;
        db.record("workspace.copy_ordered", "workspace", workspace, "");
        Ok(())
    })
    .await?;
    Ok(see_other_with(
        PAGE,
        &Flash::success("Ordered. The copy is being made; this page shows how far it is."),
    ))
}

pub async fn download(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let bundle = who
        .write(move |db| {
            let (bundle, workspace) = (one(db, id)?, db.workspace_id());
            download::check(&bundle, db.now)?;
            db.record("workspace.copy_downloaded", "workspace", workspace, "");
            Ok(bundle)
        })
        .await?;
    download::send(&who.services, bundle)
}

pub async fn delete(who: Can<Manage>, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    who.write(move |db| {
        let (bundle, now, workspace) = (one(db, id)?, db.now, db.workspace_id());
        queries::expire(db, bundle.id, now)?;
        db.record("workspace.copy_deleted", "workspace", workspace, "");
        Ok(())
    })
    .await?;
    views::clear_away(&who.services).await?;
    Ok(see_other_with(PAGE, &Flash::success("Deleted.")))
}

fn one(db: &mut Scoped, id: i64) -> AppResult<Bundle> {
    let of = queries::of_business(db, About::Workspace);
    queries::one(db, of, id)
}
