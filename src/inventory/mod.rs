//! The column inventory: what every column of the database holds, about whom, why,
//! for how long, and what happens to it on export and erasure. Each feature
//! classifies its own tables; `gate` refuses to serve with a column that nobody classified.

mod gate;
mod order;
pub mod read;
pub mod words;

mod tables;

pub use gate::{Problem, check, columns, declared_types};
pub use order::children_first;
pub use tables::{Table, tables};

/// About whom a column speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    User,
    Contact,
    Visitor,
    /// Somebody with an account or a client, told apart by the key they have in the row.
    Person,
    /// About nobody: keys, settings, counters.
    Nobody,
}

/// Who decides about it (GDPR Art. 4(7)): the operator, or the workspace whose processor the operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controller {
    Operator,
    Workspace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Provided,
    Observed,
    Derived,
}

/// GDPR Art. 6(1); `Instruction` is a processor's own ground (Art. 28(3)(a)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    Contract,
    LegitimateInterest(&'static str),
    Consent,
    LegalObligation(&'static str),
    Instruction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// As long as the account exists.
    WithAccount,
    /// As long as the workspace is active.
    WithWorkspace,
    /// As long as the installation runs.
    WithInstallation,
    /// As long as the row it hangs on.
    WithParent,
    /// Days after an event, for example "the visit"; the table's anchor holds the moment.
    After { days: u32, event: &'static str },
    /// While the rule it serves is in force and so many days longer.
    Configured(&'static str),
}

/// How a row leads to the person it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The table is about nobody, or its rows can't be traced to a person.
    None,
    /// This column holds the id of the user or contact.
    Direct(&'static str),
    /// This column holds the `id` of a row in `table`, whose column `to` holds the person's id.
    Through { column: &'static str, table: &'static str, to: &'static str },
    /// This column holds the user's pseudonym.
    Pseudonym(&'static str),
    /// This column holds the normalised e-mail address.
    Address(&'static str),
    /// This column holds the subject key of a user or a contact.
    Key(&'static str),
    /// This column holds the `id` of a row in `table`, whose column `to` holds a subject key.
    ThroughKey { column: &'static str, table: &'static str, to: &'static str },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    DeleteRow,
    Null,
    /// Overwritten with an empty text, where the column can't be null.
    Redact,
    /// Overwritten with a random key, where the column must stay unique.
    Replace,
    Keep(&'static str),
}

/// One classified column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
    /// What a person reads for the table; empty where it is about nobody.
    pub title: &'static str,
    /// What a person reads for the column; empty: made from the column's name.
    pub label: &'static str,
    pub link: Link,
    /// The table's column from which its retention runs.
    pub anchor: Option<&'static str>,
    pub subject: Subject,
    pub controller: Controller,
    /// A fideslang data category, for example `user.contact.email`.
    pub category: &'static str,
    pub origin: Origin,
    pub purpose: &'static str,
    pub basis: Basis,
    pub retention: Retention,
    pub export: bool,
    pub erasure: Erasure,
}

impl Column {
    /// The column's name for a person: "E-mail address", or made from `created_at`: "Created at".
    pub fn label(&self) -> String {
        if !self.label.is_empty() {
            return self.label.to_owned();
        }
        let words = self.column.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// Classifies the columns of one table. The head holds for every column; each line
/// names columns with what differs between them. There is no default: a column
/// that is on no line fails the gate. In brackets after the table: its title; how a row
/// leads to its person (`user_id`, `note_id notes.contact_id`, `pseudonym actor`,
/// `address email_key`, `key subject_key`); `from` and the column from which `Retention::After` runs.
/// In parentheses after a column: its label. `(export, Erasure::Null)` instead of `export`: what
/// erasure does to the columns of this line, where it differs from the head.
///
/// ```text
/// inventory! { sessions ["Where you are signed in" user_id from expires_at]: User, Operator, "Staying signed in",
///     Basis::Contract, Retention::After { days: 30, event: "the session has ended" }, Erasure::DeleteRow;
///     "user.device.cookie_id" Derived no_export { id key_hash user_id }
///     "user.device" Observed export { device_label("Browser and system") }
/// }
/// ```
#[macro_export]
macro_rules! inventory {
    (@exported export) => { true };
    (@exported no_export) => { false };
    (@exported ($which:ident, $own:expr)) => { $crate::inventory!(@exported $which) };
    (@erasure [$head:expr] ($which:ident, $own:expr)) => { $own };
    (@erasure [$head:expr] $which:ident) => { $head };
    (@label) => { "" };
    (@label $label:literal) => { $label };
    (@title [$title:literal $($rest:tt)*]) => { $title };
    (@title [$($rest:tt)*]) => { "" };
    (@anchor []) => { None };
    (@anchor [from $anchor:ident]) => { Some(stringify!($anchor)) };
    (@anchor [$other:tt $($rest:tt)*]) => { $crate::inventory!(@anchor [$($rest)*]) };
    (@link [$title:literal $($rest:tt)*]) => { $crate::inventory!(@link [$($rest)*]) };
    (@link [$(from $anchor:ident)?]) => { $crate::inventory::Link::None };
    (@link [pseudonym $column:ident $(from $anchor:ident)?]) => { $crate::inventory::Link::Pseudonym(stringify!($column)) };
    (@link [key $column:ident $table:ident.$to:ident $(from $anchor:ident)?]) => {
        $crate::inventory::Link::ThroughKey { column: stringify!($column), table: stringify!($table), to: stringify!($to) }
    };
    (@link [key $column:ident $(from $anchor:ident)?]) => { $crate::inventory::Link::Key(stringify!($column)) };
    (@link [address $column:ident $(from $anchor:ident)?]) => { $crate::inventory::Link::Address(stringify!($column)) };
    (@link [$column:ident $table:ident.$to:ident $(from $anchor:ident)?]) => {
        $crate::inventory::Link::Through { column: stringify!($column), table: stringify!($table), to: stringify!($to) }
    };
    (@link [$column:ident $(from $anchor:ident)?]) => { $crate::inventory::Link::Direct(stringify!($column)) };
    ($($table:ident $head:tt : $subject:ident, $controller:ident, $purpose:literal, $basis:expr, $retention:expr, $erasure:expr;
        $($category:literal $origin:ident $export:tt { $($column:ident $(($label:literal))?)+ })+)+) => {
        &[$($($($crate::inventory::Column {
            table: stringify!($table),
            column: stringify!($column),
            title: $crate::inventory!(@title $head),
            label: $crate::inventory!(@label $($label)?),
            link: $crate::inventory!(@link $head),
            anchor: $crate::inventory!(@anchor $head),
            subject: $crate::inventory::Subject::$subject,
            controller: $crate::inventory::Controller::$controller,
            category: $category,
            origin: $crate::inventory::Origin::$origin,
            purpose: $purpose,
            basis: $basis,
            retention: $retention,
            export: $crate::inventory!(@exported $export),
            erasure: $crate::inventory!(@erasure [$erasure] $export),
        },)+)+)+]
    };
}
