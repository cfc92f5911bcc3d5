//! "Check it answers": one short call to each of a processor's hosts, without anybody's data.

use actix_web::{HttpResponse, web};

use super::register::find;
use crate::egress::{self, About, Failure, Request};
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::web::Operator;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;

/// More would keep the operator waiting.
const MOST: usize = 4;

pub async fn check(who: Operator, id: web::Path<i64>) -> AppResult<HttpResponse> {
    let processor = find(&who, id.into_inner()).await?;
    let mut found = Vec::new();
    let mut well = true;
    for host in processor.hosts().filter(|host| !host.starts_with('.')).take(MOST) {
        match ask(&who.services, host).await {
            Ok(says) => found.push(format!("{host}: {says}.")),
            Err(why) => {
                well = false;
                found.push(format!("{host}: {why}."));
            }
        }
    }
    let back = format!("/operator/processors/{}", processor.id);
    if found.is_empty() {
        return Ok(see_other_with(back, &Flash::notice("There is no single host to ask.")));
    }
    let says = found.join(" ");
    Ok(see_other_with(back, &if well { Flash::success(says) } else { Flash::error(says) }))
}

async fn ask(services: &Services, host: &str) -> Result<String, String> {
    if services.mailer.host() == Some(host) {
        let reached = egress::reach_mail(services).await;
        return reached.map(|()| "takes mail".into()).map_err(|error| error.to_string());
    }
    match egress::fetch(services, About::Nobody, question(host).map_err(|e| e.to_string())?).await {
        Ok(answer) => Ok(format!("answers (HTTP {})", answer.status().as_u16())),
        Err(Failure::Ours(error)) => {
            tracing::error!(%error, "processor check");
            Err("it could not be asked; the log says why".into())
        }
        Err(failure) => Err(failure.to_string()),
    }
}

fn question(host: &str) -> AppResult<Request<Vec<u8>>> {
    Request::head(format!("https://{host}/")).body(Vec::new()).map_err(AppError::internal)
}
