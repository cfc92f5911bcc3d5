//! The column inventory: what every column of the database holds, about whom, why,
//! for how long, and what happens to it on export and erasure. Each feature
//! classifies its own tables; `gate` refuses to serve with a column that nobody classified.

mod gate;

pub use gate::{Problem, check, columns};

/// About whom a column speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    User,
    Contact,
    Visitor,
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
    /// As long as the row it hangs on.
    WithParent,
    /// Days after the column's own anchor (its row's end, use or expiry).
    Days(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    DeleteRow,
    Null,
    /// Replaced by a fixed text, where the column can't be empty.
    Redact,
    Keep(&'static str),
}

/// One classified column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
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

/// Classifies the columns of one table. The head holds for every column; each line
/// names columns with what differs between them. There is no default: a column
/// that is on no line fails the gate.
///
/// ```text
/// inventory! { tags: Nobody, Workspace, "Sorting contacts", Basis::Instruction, Retention::WithWorkspace, Erasure::DeleteRow;
///     "system.operations" Derived no_export { id workspace_id }
///     "user.content" Provided export { name }
/// }
/// ```
#[macro_export]
macro_rules! inventory {
    ($($table:ident : $subject:ident, $controller:ident, $purpose:literal, $basis:expr, $retention:expr, $erasure:expr;
        $($category:literal $origin:ident $export:ident { $($column:ident)+ })+)+) => {
        &[$($($($crate::inventory::Column {
            table: stringify!($table),
            column: stringify!($column),
            subject: $crate::inventory::Subject::$subject,
            controller: $crate::inventory::Controller::$controller,
            category: $category,
            origin: $crate::inventory::Origin::$origin,
            purpose: $purpose,
            basis: $basis,
            retention: $retention,
            export: $crate::inventory!(@$export),
            erasure: $erasure,
        },)+)+)+]
    };
    (@export) => { true };
    (@no_export) => { false };
}
