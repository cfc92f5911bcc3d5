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
pub mod inventory;
pub mod mail;
pub mod secrets;

// What handlers and jobs are given.
pub mod services;

pub mod jobs;

pub mod web;

pub mod account;

pub mod workspace;

pub mod staff;

pub mod signup;

pub mod activity;

pub mod contacts;

// Both hang on contacts.
pub mod follow_ups;
pub mod notes;

// Each works over several features.
pub mod leaving;
pub mod timeline;

pub mod operator;

pub mod app;

pub mod demo;
