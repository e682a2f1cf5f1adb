//! Options by flag, environment and file, and the settings they make.

// Helpers are tests too, which Clippy knows by this alone.
#![cfg(test)]

mod commands;
mod file;
mod help;
mod names;
mod secrets;
mod settings;
mod sources;
mod ssl;
mod start;
