//! ClientSync: contacts, notes and the privacy policy that the program keeps.
//! The modules stand in the order of their floors, lowest first; each uses only
//! those above it in this list.

pub mod access;
pub mod account;
pub mod activity;
pub mod app;
pub mod civil;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod db;
pub mod demo;
pub mod error;
pub mod follow_ups;
pub mod inventory;
pub mod jobs;
pub mod mail;
pub mod notes;
pub mod operator;
pub mod schema;
pub mod secrets;
pub mod services;
pub mod signup;
pub mod staff;
pub mod text;
pub mod timeline;
pub mod web;
pub mod workspace;
