//! `/workspace/health`: whether a business keeps patient information. ClientSync is meant for
//! use outside HIPAA; a business in health care says that it keeps none, or records its signed
//! agreement (BAA), under which stricter rules hold. The rules themselves stand where they are
//! kept: at the guard, in the session, at the way out. Owns `baas`.

mod forms;
mod pages;
mod queries;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .get("/workspace/health", pages::show)
        .post("/workspace/health", pages::answer)
        .post("/workspace/health/agreement", pages::record)
}
