//! What each role sees: the rules that an owner sets for everybody of a role.

use actix_web::HttpResponse;

use super::{actions, forms};
use crate::access::workspace::Manage;
use crate::error::AppResult;
use crate::web::flash::Flash;
use crate::web::page::see_other_with;
use crate::web::{Can, Input};

/// The guards read the rules with every request, so they hold from the next one on.
pub async fn save(who: Can<Manage>, input: Input) -> AppResult<HttpResponse> {
    let rules = forms::role_rules(&input);
    who.write(move |db| actions::save_role_rules(db, &rules)).await?;
    Ok(see_other_with("/workspace#roles", &Flash::success("Rules saved. They hold from now on.")))
}
