//! The tables `analytics_counts`, `analytics_visits` and `analytics_hits`: `keep` writes and
//! deletes them, `report` adds them up.

pub mod keep;
pub mod report;
