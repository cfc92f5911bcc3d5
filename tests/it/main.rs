//! The integration tests: the real server on a real port, on SQLite, or on
//! PostgreSQL when `TEST_DATABASE_URL` names a server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod support;

mod access;
mod account_privacy;
mod activity;
mod agreement;
mod analytics;
mod architecture;
mod bookings;
mod commands;
mod commands_postgres;
mod concurrency;
mod consent;
mod console;
mod contact_bulk;
mod contact_create;
mod contact_edit;
mod contact_export;
mod contact_list;
mod contact_page;
mod contact_search;
mod contact_trash;
mod contact_views;
mod custom_fields;
mod demo;
mod dev_mail;
mod egress;
mod erasure;
mod faults;
mod follow_ups;
mod gpc;
mod health;
mod inventory_reader;
mod invitations;
mod limits;
mod links;
mod logs;
mod metrics;
mod migrations;
mod notes;
mod notices;
mod passkeys;
mod password_reset;
mod platform;
mod policy;
mod policy_golden;
mod process;
mod processors;
mod profile;
mod proof;
mod registers;
mod schema;
mod second_factor;
mod sessions;
mod sign_in;
mod signup;
mod smtp;
mod staff;
mod tags;
mod today;
mod workspace;
