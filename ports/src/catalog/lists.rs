use std::cmp::Ordering;

use domain::RepositoryName;
use domain::catalog::{Digest, Repository, RepositoryId, Tag, TagId, Visibility};
use time::OffsetDateTime;

use crate::SortKey;
use crate::matching::{is_any_of, is_within};

/// Which repositories are wanted: those that fit in every field that is given.
#[derive(Debug, Clone)]
pub struct RepositoryFilter {
    /// Among those that may be seen.
    pub visible: Visibility,
    /// One of these ids; empty means any.
    pub ids: Vec<RepositoryId>,
    /// This text, in any (ASCII) case, somewhere in the name.
    pub text: Option<String>,
}

impl RepositoryFilter {
    /// Whether it wants this repository.
    pub fn lets_through(&self, repository: &Repository) -> bool {
        is_any_of(&self.ids, &repository.id)
            && is_within(self.text.as_ref(), &[repository.name.as_str()])
            && self.visible.includes(&repository.name)
    }
}

/// What repositories can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepositorySort {
    /// By name.
    Name,
    /// By bytes on disk.
    Size,
    /// By the number of tags.
    Tags,
    /// By the last push; those without one come first.
    PushedAt,
    /// By the number of pulls.
    Pulls,
    /// By the last pull; those without one come first.
    PulledAt,
}

impl SortKey<Repository> for RepositorySort {
    fn compare(&self, one: &Repository, other: &Repository) -> Ordering {
        match self {
            Self::Name => one.name.cmp(&other.name),
            Self::Size => one.size.cmp(&other.size),
            Self::Tags => one.tags.cmp(&other.tags),
            Self::PushedAt => one.pushed_at.cmp(&other.pushed_at),
            Self::Pulls => one.pulls.cmp(&other.pulls),
            Self::PulledAt => one.pulled_at.cmp(&other.pulled_at),
        }
    }
}

/// Which tags are wanted: those that fit in every field that is given.
#[derive(Debug, Clone)]
pub struct TagFilter {
    /// In repositories that may be seen.
    pub visible: Visibility,
    /// One of these ids; empty means any.
    pub ids: Vec<TagId>,
    /// In this repository.
    pub repository: Option<RepositoryName>,
    /// This text, in any (ASCII) case, somewhere in `repository:tag`.
    pub text: Option<String>,
    /// Pointing to this manifest.
    pub digest: Option<Digest>,
    /// Pushed before this moment.
    pub pushed_before: Option<OffsetDateTime>,
    /// Pushed at or after this moment.
    pub pushed_after: Option<OffsetDateTime>,
}

impl TagFilter {
    /// Whether it wants tags of this repository at all.
    pub fn lets_through_repository(&self, name: &RepositoryName) -> bool {
        self.repository.as_ref().is_none_or(|wanted| wanted == name) && self.visible.includes(name)
    }

    /// Whether it wants this tag.
    pub fn lets_through(&self, tag: &Tag) -> bool {
        is_any_of(&self.ids, &tag.id)
            && self.digest.as_ref().is_none_or(|digest| *digest == tag.digest)
            && self.pushed_before.is_none_or(|moment| tag.pushed_at < moment)
            && self.pushed_after.is_none_or(|moment| tag.pushed_at >= moment)
            && is_within(self.text.as_ref(), &[&format!("{}:{}", tag.repository, tag.name)])
            && self.lets_through_repository(&tag.repository)
    }
}

/// What tags can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagSort {
    /// By repository, then by name.
    Name,
    /// By the bytes a pull moves.
    Size,
    /// By the last push.
    PushedAt,
    /// By the number of pulls.
    Pulls,
    /// By the last pull; those without one come first.
    PulledAt,
}

impl SortKey<Tag> for TagSort {
    fn compare(&self, one: &Tag, other: &Tag) -> Ordering {
        match self {
            Self::Name => (&one.repository, &one.name).cmp(&(&other.repository, &other.name)),
            Self::Size => one.size.cmp(&other.size),
            Self::PushedAt => one.pushed_at.cmp(&other.pushed_at),
            Self::Pulls => one.pulls.cmp(&other.pulls),
            Self::PulledAt => one.pulled_at.cmp(&other.pulled_at),
        }
    }
}
