use async_trait::async_trait;
use domain::{Access, AccessId, Subject};

use crate::{Order, Page, StoreError, Window};

/// The access rules.
#[async_trait]
pub trait Accesses: Send {
    /// The access with this id; none if there is no such access.
    async fn find(&mut self, id: AccessId) -> Result<Option<Access>, StoreError>;

    /// The accesses that the filter lets through.
    async fn list(
        &mut self,
        filter: &AccessFilter,
        order: &Order<AccessSort>,
        window: Window,
    ) -> Result<Page<Access>, StoreError>;

    /// Every access, in any order: quicker than a list, for whoever keeps a copy.
    async fn all(&mut self) -> Result<Vec<Access>, StoreError>;

    /// Adds an access.
    ///
    /// Fails with [`StoreError::Conflict`] if the id or name is taken, with
    /// [`StoreError::MissingReference`] if its user or group does not exist.
    async fn insert(&mut self, access: &Access) -> Result<(), StoreError>;

    /// Replaces everything but the id; false if there is no such access.
    /// Fails as [`Accesses::insert`] does.
    async fn update(&mut self, access: &Access) -> Result<bool, StoreError>;

    /// Removes an access; false if there is none.
    async fn remove(&mut self, id: AccessId) -> Result<bool, StoreError>;
}

/// Which accesses are wanted: those that fit in every field that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessFilter {
    /// One of these ids; empty means any.
    pub ids: Vec<AccessId>,
    /// This text, in any (ASCII) case, somewhere in name or pattern.
    pub text: Option<String>,
    /// For one of exactly these subjects; empty means any.
    pub subjects: Vec<Subject>,
    /// Disabled or not.
    pub disabled: Option<bool>,
}

/// What accesses can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessSort {
    /// By name.
    Name,
    /// By the text of the pattern.
    Resource,
    /// Enabled ones first.
    Disabled,
    /// By end; one without an end counts as later than any other.
    ExpiresAt,
}
