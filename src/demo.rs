//! Realistic data for trying the program.
