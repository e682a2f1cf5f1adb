//! What is particular to a store in an SQLite file, what many tags take, and what becomes of one that is copied or outlives
//! the program that made it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by its panic that it failed")]

mod common;
mod copy;
mod expansion;
mod file;
mod policy;
mod processes;
mod search;
mod upgrade;
mod upgrade_postgres;
