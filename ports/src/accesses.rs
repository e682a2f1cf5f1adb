use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{Access, AccessId, Subject};

use crate::matching::{is_any_of, is_within};
use crate::{Order, Page, SortKey, StoreError, Window};

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

impl AccessFilter {
    /// Whether it wants this access.
    pub fn lets_through(&self, access: &Access) -> bool {
        is_any_of(&self.ids, &access.id)
            && is_any_of(&self.subjects, &access.subject)
            && self.disabled.is_none_or(|disabled| disabled == access.disabled)
            && is_within(self.text.as_ref(), &[access.name.as_str(), &access.resource.to_string()])
    }
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

impl SortKey<Access> for AccessSort {
    fn compare(&self, one: &Access, other: &Access) -> Ordering {
        let end = |access: &Access| (access.expires_at.is_none(), access.expires_at);
        match self {
            Self::Name => one.name.cmp(&other.name),
            Self::Resource => one.resource.to_string().cmp(&other.resource.to_string()),
            Self::Disabled => one.disabled.cmp(&other.disabled),
            Self::ExpiresAt => end(one).cmp(&end(other)),
        }
    }
}
