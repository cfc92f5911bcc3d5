//! `routes`: the route table, for whoever wants to know what is open to whom.

use clientsync::app;

pub fn run() {
    let mut rows = app::routes().rows();
    rows.sort_by_key(|row| (row.path, row.method.as_str().to_owned()));
    let widest = rows.iter().map(|row| row.path.len()).max().unwrap_or_default();
    for row in rows {
        println!("{:<5} {:<widest$}  {}", row.method.as_str(), row.path, row.access.label());
    }
}
