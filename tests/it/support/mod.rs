//! What every test starts from: a running app with a database, a clock and a mail
//! box of its own, actors who browse it, and pages that can be asked.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

pub mod actors;
pub mod app;
pub mod authenticator;
pub mod canary;
pub mod client;
pub mod contacts;
pub mod database;
pub mod places;
pub mod program;
pub mod smtp;
pub mod sql;

pub use actors::{Actor, Shop};
pub use app::TestApp;
pub use client::{Answer, Browser};
pub use contacts::contact;
pub use sql::{count, execute};
