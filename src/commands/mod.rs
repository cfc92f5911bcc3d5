//! One file a command. They stand on `app` and print for a person at a terminal:
//! results on standard output, troubles and the log on standard error.

pub mod backup;
pub mod demo;
pub mod doctor;
pub mod ledger;
pub mod logging;
pub mod migrate;
pub mod operator;
pub mod replay;
pub mod restore;
pub mod routes;
pub mod secret;
pub mod serve;
