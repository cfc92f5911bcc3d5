//! The integration tests: the real server on a real port, on SQLite, or on
//! PostgreSQL when `TEST_DATABASE_URL` names a server.

mod support;

mod platform;
