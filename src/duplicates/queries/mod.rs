//! Who is there twice, what was merged, and the rows that move.

pub mod apart;
pub mod find;
pub mod merges;
pub mod rows;
