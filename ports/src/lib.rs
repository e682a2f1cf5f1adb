//! What RegistryAdmin needs from the outside world, as traits: its public interface to whoever brings
//! a technology of their own. It knows the [`domain`] and nothing else.
//!
//! # How to write a store
//!
//! A storage engine is a type that implements [`Store`]. Its [`Store::begin`] gives a unit of work, which
//! implements [`UnitOfWork`] and one trait for each kind of record: [`Users`], [`Groups`], [`Accesses`],
//! [`Sessions`], [`RefreshTokens`], [`Failures`], [`Catalog`], [`Audit`] and [`Secrets`]. Each method says what
//! its answer means, and which [`StoreError`] it may fail with. Six promises reach across all of them:
//!
//! 1. What a unit does takes effect with [`UnitOfWork::commit`], all of it and durably, or not at all.
//!    A unit that is dropped, wherever it is, was never there.
//! 2. At most one unit begun with [`Intent::Write`] runs at a time; others wait in [`Store::begin`]
//!    without stopping a thread. What such a unit has checked stays true until it is committed.
//! 3. A unit begun with [`Intent::Read`] sees one state, neither waits for writers nor keeps them waiting,
//!    and refuses to write.
//! 4. A method that fails has changed nothing.
//! 5. References hold: what names a record that does not exist is refused, and with a record goes what
//!    cannot be without it.
//! 6. Texts come back as they were written. They hold any character but U+0000, which no store is given
//!    (see [`domain::text`]); what records are found by has at most a few hundred characters.
//!
//! An engine that has transactions with snapshots has most of this. One that can do no more than keep values
//! by their keys needs little else, since what does not depend on an engine is here:
//!
//! * each filter says what it lets through, such as [`UserFilter::lets_through`], and
//!   [`Window::of_sorted`] sorts and cuts lists that are whole in memory;
//! * [`Record::unique`] and [`Record::refers`] refuse what must be refused;
//! * [`parts_of_itself!`] says that a unit is all of its parts, where one type implements their traits;
//! * [`Shelf`] is a repository as one value, which knows how it changes and what it adds up to.
//!
//! A method of [`Store`] or a unit that a later version adds comes with an answer of its own wherever that
//! is possible, and with cases in the suite.
//!
//! # How to know that it is right
//!
//! The suite in [`conformance`] checks every promise that can be checked from outside. It is a part of this
//! crate, needs `tokio` with its macros in the `dev-dependencies`, and takes one line in a file of tests:
//!
//! ```no_run
//! # #[derive(Clone)] struct MyStore;
//! # impl MyStore { async fn open_empty() -> Self { Self } }
//! # #[async_trait::async_trait]
//! # impl ports::Store for MyStore {
//! #     async fn begin(&self, _: ports::Intent) -> Result<Box<dyn ports::UnitOfWork>, ports::StoreError> {
//! #         Err(ports::StoreError::Unavailable(String::new()))
//! #     }
//! #     async fn check(&self) -> Result<(), ports::StoreError> { Ok(()) }
//! # }
//! ports::store_conformance!(MyStore::open_empty().await);
//! # fn main() {}
//! ```
//!
//! Each case becomes a test of its own, on a store of its own: `users::a_login_is_found_with_its_password` and
//! more than a hundred others. What only a crash can show is left to whoever knows the engine.
//!
//! # How to make a program of it
//!
//! `app::program` serves over any [`Store`] with all other adapters as they are; see the front page of `app`.
//! `_examples/custom_store` in the repository is all of this in one crate: a store on redb, its program, its tests.
//!
//! # The other ports
//!
//! What is not data: [`Registry`], [`TokenSigner`], [`SessionSealer`], [`PasswordHasher`], [`PasswordFile`],
//! [`Clock`] and [`Entropy`].
#![warn(missing_docs)]

mod accesses;
mod ambient;
mod audit;
mod catalog;
pub mod conformance;
mod failures;
mod groups;
mod load;
mod matching;
mod page;
mod parts;
mod password;
mod password_file;
mod predecessor;
mod refresh_tokens;
mod registry;
mod replicas;
mod secrets;
mod session_sealer;
mod sessions;
mod signer;
mod store;
mod users;

pub use accesses::{AccessFilter, AccessSort, Accesses};
pub use ambient::{Clock, Entropy, EntropyError};
pub use audit::{Audit, AuditFilter, AuditRow, AuditWriter, UnreadableEntry};
pub use catalog::{
    Catalog, Noted, Notice, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort, Shelf,
    ShelvedManifest, ShelvedTag, TagFilter, TagSort,
};
pub use failures::Failures;
pub use groups::{GroupFilter, GroupSort, Groups};
pub use load::Load;
pub use page::{Direction, Order, Page, SortKey, Window};
pub use password::{PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
pub use password_file::{PasswordFile, PasswordFileContent, PasswordFileError};
pub use predecessor::{PredecessorAccess, PredecessorGroup, PredecessorRecords, PredecessorUser};
pub use refresh_tokens::{RefreshTokenFilter, RefreshTokens, SecretHash};
pub use registry::{FetchedManifest, Registry, RegistryError, RepositoryBatch};
pub use replicas::{Lease, Topic, Work};
pub use secrets::Secrets;
pub use session_sealer::{SessionClaims, SessionSealer};
pub use sessions::Sessions;
pub use signer::{SignerError, TokenSigner};
pub use store::{Field, Intent, PolicyChanges, Record, Store, StoreError, UnitOfWork};
pub use users::{UserFilter, UserSort, Users};
