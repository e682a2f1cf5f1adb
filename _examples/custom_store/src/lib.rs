//! A storage engine that RegistryAdmin does not know: [redb](https://www.redb.org), a B-tree in a file.
//!
//! `store` and `unit` are what redb is asked for; each trait of [`ports`] has a file that puts it into
//! these words; `kept` says what records look like in the file. Nothing here is quick with very many
//! records: lists read all of them, and a repository is one value. It is complete, though, and keeps
//! every promise that the suite in [`ports::conformance`] checks.
#![warn(missing_docs)]

mod accesses;
mod audit;
mod catalog;
mod failures;
mod groups;
mod kept;
mod refresh_tokens;
mod secrets;
mod sessions;
mod store;
mod unit;
mod users;

pub use store::RedbStore;
