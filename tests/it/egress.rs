//! The way out: who may be called, who gets mail, and what is written down about it.
