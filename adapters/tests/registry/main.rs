//! The client of the registry, against the registry of Debian and against servers that misbehave.

// Helpers are tests too, which Clippy knows by this alone.
#![cfg(test)]

mod access;
mod blobs;
mod content;
mod deletion;
mod foreign;
mod foreign_deletion;
mod listing;
mod manifests;
mod misbehaviour;
mod paging;
mod stock;
mod tls;
mod tokens;
