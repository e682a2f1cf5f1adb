//! What RegistryAdmin needs from the outside world, as traits.
//!
//! # How to write an adapter
//!
//! A storage engine is a type that implements [`Store`]; its unit of work implements [`UnitOfWork`]
//! and with it one trait per kind of record ([`Users`], [`Groups`], [`Accesses`], [`Sessions`],
//! [`RefreshTokens`], [`Failures`], [`Audit`], [`Secrets`]). Each method says what its answer means and when it may fail.
//! Whether an adapter keeps these promises is checked by the suite in [`conformance`], which one
//! line in the adapter's tests runs:
//!
//! ```ignore
//! ports::store_conformance!(MyStore::open_empty().await);
//! ```
//!
//! The other ports stand for what is not data: [`TokenSigner`], [`SessionSealer`],
//! [`PasswordHasher`], [`PasswordFile`], [`Clock`] and [`Entropy`].
#![warn(missing_docs)]

mod accesses;
mod ambient;
mod audit;
mod catalog;
pub mod conformance;
mod failures;
mod groups;
mod page;
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
    Catalog, Notice, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort, TagFilter, TagSort,
};
pub use failures::Failures;
pub use groups::{GroupFilter, GroupSort, Groups};
pub use page::{Direction, Order, Page, Window};
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
