//! Recognises a broken uniqueness rule after a failed write step, on both engines.

use diesel::result::{DatabaseErrorKind, Error};

use crate::error::AppError;

/// Whether `error` says that `table.column` (possibly with others) is taken.
/// SQLite names the columns in its message, PostgreSQL the constraint, which by
/// its convention is `table_column…_key`.
pub fn violated(error: &AppError, table: &str, column: &str) -> bool {
    let AppError::Database(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) = error else {
        return false;
    };
    let named = info.constraint_name().is_some_and(|name| name.starts_with(table) && name.contains(column));
    named || info.message().contains(&format!("{table}.{column}"))
}
