use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{Group, GroupId};

use crate::matching::{is_any_of, is_within};
use crate::{Order, Page, SortKey, StoreError, Window};

/// The groups.
#[async_trait]
pub trait Groups: Send {
    /// The group with this id; none if there is no such group.
    async fn find(&mut self, id: GroupId) -> Result<Option<Group>, StoreError>;

    /// The groups that the filter lets through.
    async fn list(
        &mut self,
        filter: &GroupFilter,
        order: &Order<GroupSort>,
        window: Window,
    ) -> Result<Page<Group>, StoreError>;

    /// Adds a group. Fails with [`StoreError::Conflict`] if the id or name is taken.
    async fn insert(&mut self, group: &Group) -> Result<(), StoreError>;

    /// Replaces everything but the id; false if there is no such group.
    /// Fails with [`StoreError::Conflict`] if the name is taken.
    async fn update(&mut self, group: &Group) -> Result<bool, StoreError>;

    /// Removes a group with its accesses and memberships (not its members); false if there is none.
    async fn remove(&mut self, id: GroupId) -> Result<bool, StoreError>;
}

/// Which groups are wanted: those that fit in every field that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupFilter {
    /// One of these ids; empty means any.
    pub ids: Vec<GroupId>,
    /// This text, in any (ASCII) case, somewhere in name or description.
    pub text: Option<String>,
}

impl GroupFilter {
    /// Whether it wants this group.
    pub fn lets_through(&self, group: &Group) -> bool {
        is_any_of(&self.ids, &group.id) && is_within(self.text.as_ref(), &[group.name.as_str(), &group.description])
    }
}

/// What groups can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSort {
    /// By name.
    Name,
}

impl SortKey<Group> for GroupSort {
    fn compare(&self, one: &Group, other: &Group) -> Ordering {
        match self {
            Self::Name => one.name.cmp(&other.name),
        }
    }
}
