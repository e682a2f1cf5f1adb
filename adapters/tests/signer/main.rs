//! The token signer and its key set, from outside and against other people's tools.

// Helpers are tests too, which Clippy knows by this alone.
#![cfg(test)]

mod certificate;
mod key_set;
mod keys;
mod place;
mod tls;
mod token;
