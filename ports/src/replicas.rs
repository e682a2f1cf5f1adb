//! What processes on one store owe each other: work that is done once, and word of what is new.

use async_trait::async_trait;

/// Work that one process on a store does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Whatever is done without being asked: looking at what the registry told, beginning a sync in
    /// time, removing what is old.
    Background,
    /// A walk through the whole registry.
    Sync,
}

/// The right to do some [`Work`]. It is given up where this is dropped, soon.
#[async_trait]
pub trait Lease: Send + Sync + 'static {
    /// Done when the right is lost, within a second of the loss; another process may have it then.
    async fn lost(&self);

    /// Gives the right up; when this is done, another process can have it.
    async fn release(self: Box<Self>);
}

/// What may be new in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Users, passwords, groups, accesses, or which refresh tokens are good.
    Policy,
    /// Places to look at in the registry.
    Notices,
}

/// The right of whoever does not share it with other processes.
pub(crate) struct Unshared;

#[async_trait]
impl Lease for Unshared {
    async fn lost(&self) {
        std::future::pending().await
    }

    async fn release(self: Box<Self>) {}
}
