//! `/contacts/import`: choosing a file and saying where its people come from.

use std::io::Write;

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use futures_util::StreamExt;

use super::job::Read;
use super::model::Origin;
use super::views::UploadPage;
use super::{queries, store};
use crate::access::contacts::Write as MayWrite;
use crate::bundles::store::create;
use crate::db::ids;
use crate::error::{AppError, AppResult};
use crate::jobs::Enqueue;
use crate::services::Services;
use crate::text::fold::clean_line;
use crate::web::page::see_other;
use crate::web::{Can, FormState, Input, Who, page, page_with};

/// Said on the page.
pub const LARGEST: u64 = 50 * 1024 * 1024;
const LATEST: i64 = 10;
const HALF_SIGHT: AppError = AppError::Forbidden(
    "A list is compared with every client of the business, and your role sees only some of them. Ask an owner to bring it in.",
);

/// Whoever brings a list learns of each row whether the business has the client already.
pub fn refuse_half_sight(who: &Who) -> AppResult<()> {
    let member = &who.member;
    match member.own_only || member.hide_email || member.hide_phone {
        true => Err(HALF_SIGHT),
        false => Ok(()),
    }
}

async fn drawn(who: &Who, form: FormState) -> AppResult<UploadPage> {
    let latest = who.read(|db| queries::latest(db, LATEST)).await?;
    Ok(UploadPage::of(who, latest, form))
}

pub async fn form(who: Can<MayWrite>) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    page(&drawn(&who, FormState::empty()).await?)
}

pub async fn take(who: Can<MayWrite>, parts: Multipart) -> AppResult<HttpResponse> {
    refuse_half_sight(&who)?;
    let key = ids::random_key()?;
    let sent = receive(&who.services, &key, parts).await?;
    let origin = Origin::from_word(sent.input.get("origin"));
    let wrong = match (&sent.trouble, origin) {
        (Some(trouble), _) => Some(("file", *trouble)),
        (None, None) => Some(("origin", "Say where the list comes from.")),
        (None, Some(origin)) => origin.refusal().map(|why| ("origin", why)),
    };
    let (None, Some(origin)) = (wrong, origin) else {
        store::remove(&who.services, &key)?;
        let (field, message) = wrong.unwrap_or(("origin", "Say where the list comes from."));
        let form = FormState::with_error(sent.input, field, message);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&who, form).await?);
    };
    let id = who
        .write(move |db| {
            let id = queries::insert(db, &sent.file_name, &key, origin)?;
            db.record("import.started", "import", id, origin.word());
            let workspace_id = db.workspace_id();
            db.enqueue(&Read { workspace_id, import_id: id })?;
            Ok(id)
        })
        .await?;
    Ok(see_other(format!("/contacts/import/{id}")))
}

struct Sent {
    input: Input,
    file_name: String,
    trouble: Option<&'static str>,
}

/// The file goes to the disk piece by piece; the fields beside it are short.
async fn receive(services: &Services, key: &str, mut parts: Multipart) -> AppResult<Sent> {
    const BROKE_OFF: AppError = AppError::BadRequest("The upload broke off. Send the file again.");
    let (mut pairs, mut file_name, mut trouble) = (Vec::new(), String::new(), Some("Choose a file."));
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| BROKE_OFF)?;
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            let value = part.bytes(1000).await.map_err(|_| BROKE_OFF)?.map_err(|_| BROKE_OFF)?;
            pairs.push((name, String::from_utf8_lossy(&value).into_owned()));
            continue;
        }
        let given = part.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default();
        file_name = clean_line(given).chars().take(200).collect();
        let mut file = create(&store::path(services, key)?).map_err(AppError::internal)?;
        let mut size = 0u64;
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|_| BROKE_OFF)?;
            size += piece.len() as u64;
            if size <= LARGEST {
                file.write_all(&piece).map_err(AppError::internal)?;
            }
        }
        file.sync_all().map_err(AppError::internal)?;
        trouble = match size {
            0 => Some("Choose a file."),
            size if size > LARGEST => {
                Some("The file is larger than 50 MB. Split the list, and bring its parts.")
            }
            _ => None,
        };
    }
    Ok(Sent { input: Input::from_pairs(pairs), file_name, trouble })
}
