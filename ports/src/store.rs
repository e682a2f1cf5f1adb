use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{AccessId, UserId};
use thiserror::Error;

use crate::replicas::Unshared;
use crate::{
    Accesses, Audit, Catalog, Failures, Groups, Lease, Load, RefreshTokens, Secrets, Sessions, Topic, Users, Work,
};

/// Where everything is kept.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Begins a unit of work. Await nothing but the unit until it ends: it may hold a lock.
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Whether the store answers.
    async fn check(&self) -> Result<(), StoreError>;

    /// The right to do this work, unless another process has it. A store that processes do not share
    /// over a network gives it to whoever asks.
    async fn lead(&self, work: Work) -> Result<Option<Box<dyn Lease>>, StoreError> {
        let _ = work;
        Ok(Some(Box::new(Unshared)))
    }

    /// Done when something of this kind may be new since this was done last, by whatever process; one
    /// at a time may wait for each kind. It may come late or never: whoever must know asks as well.
    async fn changed(&self, topic: Topic) {
        let _ = topic;
        std::future::pending().await
    }

    /// How many connections to it are in use, and how many units wait for one; none if it has none.
    fn load(&self) -> Option<Load> {
        None
    }
}

/// What a unit of work is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Reads one consistent state; it neither waits for writers nor keeps them waiting.
    Read,
    /// Reads and writes; at most one such unit runs at a time, so that what was checked stays
    /// true until it is committed.
    Write,
}

/// Several steps that take effect together or not at all.
///
/// Dropping it undoes everything. A method that fails has changed nothing, and the unit may go on.
/// Writing in a unit begun with [`Intent::Read`] is a mistake of the caller, answered with
/// [`StoreError::Backend`].
#[async_trait]
pub trait UnitOfWork: Send {
    /// The accounts and their passwords.
    fn users(&mut self) -> &mut dyn Users;
    /// The groups.
    fn groups(&mut self) -> &mut dyn Groups;
    /// The access rules.
    fn accesses(&mut self) -> &mut dyn Accesses;
    /// The browsers that are signed in.
    fn sessions(&mut self) -> &mut dyn Sessions;
    /// The credentials that clients keep.
    fn refresh_tokens(&mut self) -> &mut dyn RefreshTokens;
    /// Wrong passwords of late.
    fn failures(&mut self) -> &mut dyn Failures;
    /// What the registry is known to hold.
    fn catalog(&mut self) -> &mut dyn Catalog;
    /// The audit log.
    fn audit(&mut self) -> &mut dyn Audit;
    /// The instance's own secrets.
    fn secrets(&mut self) -> &mut dyn Secrets;

    /// Grows with every change of a user, a password, a group or an access, and whenever a refresh
    /// token is revoked; it may grow with other changes too. Whoever keeps a copy of these for quick
    /// decisions sees by it, cheaply, that the copy is outdated, also by another process.
    async fn policy_revision(&mut self) -> Result<u64, StoreError>;

    /// The users and accesses that were added, changed or removed since the policy had the revision
    /// `since`, so that a copy can be brought up to date without reading everything again. Who keeps no
    /// account of this, or none that goes back so far or is so long, gives none.
    async fn policy_changes(&mut self, since: u64) -> Result<Option<PolicyChanges>, StoreError> {
        let _ = since;
        Ok(None)
    }

    /// Makes everything take effect, durably: it is there after a crash.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// What is different from an earlier state of who may do what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyChanges {
    /// Users of whom anything is different: a password and a membership count, and being there at all.
    pub users: BTreeSet<UserId>,
    /// Accesses of which anything is different.
    pub accesses: BTreeSet<AccessId>,
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// [`domain::User`]
    User,
    /// [`domain::Group`]
    Group,
    /// [`domain::Access`]
    Access,
    /// [`domain::Session`]
    Session,
    /// [`domain::RefreshToken`]
    RefreshToken,
    /// [`domain::catalog::Repository`]
    Repository,
    /// [`domain::catalog::Tag`]
    Tag,
    /// [`domain::audit::Entry`]
    AuditEntry,
    /// See [`Secrets`].
    Secret,
    /// See [`Failures`].
    Failure,
}

impl Record {
    /// Refuses to write such a record if another one has the value of this field already.
    pub fn unique(self, field: Field, is_taken: bool) -> Result<(), StoreError> {
        if is_taken { Err(StoreError::Conflict { record: self, field }) } else { Ok(()) }
    }

    /// Refuses to write such a record unless what it names `exists`.
    pub fn refers(self, exists: bool) -> Result<(), StoreError> {
        if exists { Ok(()) } else { Err(StoreError::MissingReference { record: self }) }
    }
}

/// A field of which no two records may have the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The id.
    Id,
    /// The login of a user.
    Login,
    /// The name of a group or an access.
    Name,
    /// The secret of a refresh token.
    Secret,
}

/// Why a store could not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another record has this value already.
    #[error("another {record:?} has this {field:?} already")]
    Conflict {
        /// The kind of record that was to be written.
        record: Record,
        /// The field whose value is taken.
        field: Field,
    },
    /// The record to be written names another one that is not there.
    #[error("the {record:?} names a record that does not exist")]
    MissingReference {
        /// The kind of record that was to be written.
        record: Record,
    },
    /// The store does not answer now; trying again later may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// Anything else; trying again does not help.
    #[error("the store failed while {doing}")]
    Backend {
        /// What was being done.
        doing: &'static str,
        /// The cause, in the words of the engine.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// A [`StoreError::Backend`] with this cause.
    pub fn backend(doing: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Backend { doing, source: cause.into() }
    }
}
