//! Keyset paging: a page is asked for by the id of the record it follows, so deep
//! pages cost what the first costs, and no name or address gets into a URL.

/// A slice of a list, with one row more than shown to know whether there is a next page.
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub has_more: bool,
}

impl<T> Slice<T> {
    /// `rows` were asked for with a limit of `size + 1`.
    pub fn cut(mut rows: Vec<T>, size: usize) -> Self {
        let has_more = rows.len() > size;
        rows.truncate(size);
        Self { rows, has_more }
    }
}

/// The address of this list with one parameter set or, if `value` is empty, removed.
pub fn with_param(path: &str, query: &[(String, String)], name: &str, value: &str) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (n, v) in query.iter().filter(|(n, v)| n != name && !v.is_empty()) {
        out.append_pair(n, v);
    }
    if !value.is_empty() {
        out.append_pair(name, value);
    }
    match out.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
