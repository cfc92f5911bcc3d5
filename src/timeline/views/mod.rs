//! The pages of the timeline: what they show, decided here.

pub mod contact;
mod entries;
pub mod member_view;
pub mod today;
