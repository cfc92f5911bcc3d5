//! Signing up: the form, what a stranger learns, and the proof of the address.
