//! Copies of data that were asked for: a row each, and a file in the data folder for as long
//! as the row says. A file without such a row is nobody's and is deleted, so whatever removes
//! the row (an erasure, a period that ended) removes the file. What is in a file and who may
//! have it is decided in `privacy::export`. Owns `export_bundles`.

mod inventory;
pub mod model;
pub mod queries;
pub mod store;

pub use inventory::INVENTORY;
