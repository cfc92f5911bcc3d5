//! One file a command. They stand on `app` and print for a person at a terminal:
//! results on standard output, troubles and the log on standard error.

pub mod backup;
pub mod demo;
pub mod doctor;
pub mod logging;
pub mod migrate;
pub mod operator;
mod postgres_tool;
pub mod restore;
pub mod routes;
pub mod serve;
