//! Recognises a broken rule of the database after a failed write step, on both engines:
//! uniqueness, and what may not share time.

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

/// Whether `error` says that a new row of `table` collides with another in time. SQLite's trigger
/// speaks a message that begins so, PostgreSQL's exclusion constraint is called so.
pub fn excluded(error: &AppError, table: &str) -> bool {
    let AppError::Database(Error::DatabaseError(_, info)) = error else { return false };
    let named =
        info.constraint_name().is_some_and(|name| name.starts_with(table) && name.contains("collision"));
    named || info.message() == format!("{table}: taken")
}
