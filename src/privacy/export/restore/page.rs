//! `/workspace/import-bundle`: an owner puts a copy into an empty business.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use actix_multipart::{Field, Multipart};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use futures_util::StreamExt;

use super::super::sign::{PublicKey, Signer};
use super::super::views::RestorePage;
use super::check::verify;
use super::insert::{Restored, restore};
use super::queries;
use crate::access::workspace::Restore;
use crate::bundles::store;
use crate::db::{Reach, Scoped, ids};
use crate::erasure;
use crate::error::{AppError, AppResult};
use crate::ledger::{Act, Channel};
use crate::outbox::suppression::{self, Controller};
use crate::web::flash::Flash;
use crate::web::page::{page, page_with, see_other_with};
use crate::web::{Can, FormState, Who};

/// Bytes that are taken in; a business of a million records stays below.
const LARGEST_UPLOAD: u64 = 2 * 1024 * 1024 * 1024;
const LONGEST_KEY: usize = 2048;
/// Addresses compared at once.
const ADDRESSES: i64 = 1000;

const NOT_EMPTY: &str = "This business already has records of its own. A copy can only be put into an empty one: open a new business for it.";
const BAD_KEY: &str = "This is not a public key as minisign writes it.";
const MISSING: &str = "Choose the ZIP file of a copy.";

pub async fn show(who: Can<Restore>) -> AppResult<HttpResponse> {
    page(&RestorePage::of(&who, FormState::empty()))
}

pub async fn import(who: Can<Restore>, parts: Multipart) -> AppResult<HttpResponse> {
    let upload = match receive(&who, parts).await? {
        Ok(upload) => upload,
        Err(why) => return refused(&who, why.0, why.1),
    };
    match put_back(&who, &upload).await? {
        Ok(restored) => Ok(see_other_with("/contacts", &Flash::success(said(&restored)))),
        Err(why) => refused(&who, "bundle", &why),
    }
}

fn refused(who: &Who, field: &str, why: &str) -> AppResult<HttpResponse> {
    let form = FormState::with_error(crate::web::Input::default(), field, why);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &RestorePage::of(who, form))
}

fn said(restored: &Restored) -> String {
    let mut said = format!("{} records put back, {} clients among them.", restored.rows, restored.contacts);
    if restored.erased > 0 {
        said.push_str(&format!(
            " {} clients were erased since the copy was made and stay erased.",
            restored.erased
        ));
    }
    if restored.strangers > 0 {
        said.push_str(&format!(
            " {} people of the old business are not members here; what they did stays under a former member’s number.",
            restored.strangers
        ));
    }
    said
}

/// A file that was sent, deleted when it is no longer needed.
struct Upload {
    path: PathBuf,
    trusted: Vec<PublicKey>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "an uploaded copy could not be deleted");
        }
    }
}

type Wrong = (&'static str, &'static str);

async fn receive(who: &Who, mut parts: Multipart) -> AppResult<Result<Upload, Wrong>> {
    let folder = who.services.config.data.join("imports");
    fs::create_dir_all(&folder).map_err(AppError::internal)?;
    let own = Signer::of(&who.services.secrets)?.public();
    let mut upload = Upload { path: folder.join(format!("{}.zip", ids::random_key()?)), trusted: vec![own] };
    store::create(&upload.path).map_err(AppError::internal)?;
    let mut is_there = false;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| AppError::BadRequest("Send the file from its page."))?;
        match part.name() {
            Some("bundle") => is_there = save(&mut part, &upload.path).await? > 0,
            Some("key") => match key(&mut part).await? {
                Ok(key) => upload.trusted.extend(key),
                Err(why) => return Ok(Err(("key", why))),
            },
            _ => {}
        }
    }
    Ok(if is_there { Ok(upload) } else { Err(("bundle", MISSING)) })
}

async fn save(part: &mut Field, path: &Path) -> AppResult<u64> {
    let mut file = store::create(path).map_err(AppError::internal)?;
    let mut size = 0;
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(|_| AppError::BadRequest("The upload broke off."))?;
        size += piece.len() as u64;
        if size > LARGEST_UPLOAD {
            return Err(AppError::TooLarge);
        }
        file.write_all(&piece).map_err(AppError::internal)?;
    }
    Ok(size)
}

/// The key of another installation, if one was given.
async fn key(part: &mut Field) -> AppResult<Result<Option<PublicKey>, &'static str>> {
    let Ok(bytes) = part.bytes(LONGEST_KEY).await else { return Ok(Err(BAD_KEY)) };
    let bytes = bytes.map_err(|_| AppError::BadRequest("The upload broke off."))?;
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    if text.is_empty() {
        return Ok(Ok(None));
    }
    Ok(PublicKey::parse(&text).map(Some).ok_or(BAD_KEY))
}

/// Verifies outside the write step, then puts everything back in one.
async fn put_back(who: &Who, upload: &Upload) -> AppResult<Result<Restored, String>> {
    let file = File::open(&upload.path).map_err(AppError::internal)?;
    let trusted = upload.trusted.clone();
    let verified = tokio::task::spawn_blocking(move || verify(file, &trusted)).await;
    let mut copy = match verified.map_err(AppError::internal)? {
        Ok(copy) => copy,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let (services, old_key) = (who.services.clone(), copy.contents.subject.clone());
    let restored = who.write(move |db| restore(db, &services.inventory, &services.ledger, &mut copy)).await?;
    match restored {
        Some(restored) => {
            suppress_anew(who, old_key, &restored).await?;
            Ok(Ok(restored))
        }
        None => Ok(Err(NOT_EMPTY.into())),
    }
}

/// Whoever got nothing more from the old business gets nothing from this one.
async fn suppress_anew(who: &Who, old_key: String, restored: &Restored) -> AppResult<()> {
    if restored.suppressed.is_empty() {
        return Ok(());
    }
    let (services, known, now) = (who.services.clone(), restored.suppressed.clone(), who.now());
    let workspace = who.member.workspace.id;
    let db = services.db.clone();
    let acts = db.read(move |conn| {
        let mut db = Scoped::new(conn, Reach::system(workspace), now);
        let new = Controller::of_workspace(&mut db)?;
        let old = Controller::Workspace { id: 0, key: old_key };
        let mut acts: Vec<Act> = Vec::new();
        for channel in Channel::ALL {
            let mut after = 0;
            loop {
                let page = queries::addresses(&mut db, *channel, after, ADDRESSES)?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                let is_known = |address: &str| {
                    let digest = suppression::digest(&services.secrets, &old, *channel, address);
                    known.contains(&(channel.word().to_owned(), digest))
                };
                let stopped = page.iter().filter(|(_, address)| is_known(address));
                acts.extend(stopped.map(|(_, address)| {
                    suppression::stop(&services, &new, *channel, address, "kept from the copy")
                }));
            }
        }
        Ok(acts)
    });
    erasure::promise(&who.services, acts.await?).await
}
