//! Rows that belong in a calendar: a feature says beside its inventory which of its columns
//! hold the day and the words.

/// One kind of row with a date.
#[derive(Debug, Clone, Copy)]
pub struct Dated {
    pub table: &'static str,
    pub title: &'static str,
    /// A day, or a moment.
    pub starts: &'static str,
    pub ends: Option<&'static str>,
    /// Filled once it is done; a task rather than an appointment.
    pub done: Option<&'static str>,
    pub written: &'static str,
}
