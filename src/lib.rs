//! ClientSync: contacts, notes and the privacy policy that the program keeps.
//! The modules stand on floors, lowest first; each uses only floors above it in
//! this list. `docs/ARCHITECTURE.md` says why.

// The ground.
pub mod clock;
pub mod config;
pub mod error;
pub mod schema;

// Words, wall clocks, the database.
pub mod civil;
pub mod db;
pub mod text;

// Platform parts that know nothing of the business.
pub mod access;
pub mod hits;
pub mod inventory;
pub mod ledger;
pub mod mail;
pub mod places;
pub mod secrets;
pub mod standing;

// What handlers and jobs are given.
pub mod services;

// The one way out to other hosts.
pub mod egress;

pub mod jobs;

pub mod web;

// Who asked for what about their data.
pub mod requests;

// What visitors allow, what is counted, what failed.
pub mod analytics;
pub mod consent;
pub mod faults;

pub mod account;

pub mod workspace;

pub mod staff;

// What people must be told, and who works for us.
pub mod notices;
pub mod processors;

pub mod signup;

// What must stay true of people: who gets nothing more, what is held, which copies were
// made, and the erasure that lasts.
pub mod bundles;
pub mod holds;
pub mod outbox;

pub mod erasure;

// Backups that end, and restores that bring nobody back.
pub mod vault;

pub mod contacts;

// They hang on contacts.
pub mod follow_ups;
pub mod notes;

pub mod bookings;

// Clients from elsewhere, with their notes.
pub mod imports;

// Clients who are there twice, with all that hangs on them.
pub mod duplicates;

// Each works over several features.
pub mod activity;
pub mod leaving;
pub mod timeline;

// What happened, told to a business's own systems.
pub mod webhooks;

// The same for programs, as JSON.
pub mod api;

// The policy, and what a person may see and decide about their data.
pub mod privacy;

pub mod operator;

pub mod app;

pub mod demo;
