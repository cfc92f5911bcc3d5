//! Forgetting a password: the link, what it changes, what it never tells.
