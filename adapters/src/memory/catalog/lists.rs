use std::cmp::Ordering;

use domain::catalog::{Repository, Tag};
use ports::{Order, Page, RepositoryFilter, RepositorySort, TagFilter, TagSort, Window};

use super::Shelves;
use crate::memory::listing::{is_any_of, is_within, page};

pub(super) fn repositories(
    shelves: &Shelves,
    filter: &RepositoryFilter,
    order: &Order<RepositorySort>,
    window: Window,
) -> Page<Repository> {
    let shelves = shelves.shelves().filter(|(name, shelf)| !shelf.is_empty() && filter.visible.includes(name));
    let mut repositories: Vec<_> = shelves.map(|(name, shelf)| shelf.sum(name)).collect();
    repositories.retain(|repository| {
        is_any_of(&filter.ids, &repository.id)
            && filter.text.as_ref().is_none_or(|text| is_within(text, &[repository.name.as_str()]))
    });
    repositories.sort_by_key(|repository| repository.id);
    page(repositories.iter(), order, compare_repositories, window)
}

pub(super) fn tags(shelves: &Shelves, filter: &TagFilter, order: &Order<TagSort>, window: Window) -> Page<Tag> {
    let shelves = shelves.shelves().filter(|(name, _)| {
        filter.visible.includes(name) && filter.repository.as_ref().is_none_or(|wanted| wanted == *name)
    });
    let mut tags: Vec<_> = shelves.flat_map(|(name, shelf)| shelf.tags(name)).collect();
    tags.retain(|tag| fits(filter, tag));
    tags.sort_by_key(|tag| tag.id);
    page(tags.iter(), order, compare_tags, window)
}

fn fits(filter: &TagFilter, tag: &Tag) -> bool {
    is_any_of(&filter.ids, &tag.id)
        && filter.text.as_ref().is_none_or(|text| is_within(text, &[&format!("{}:{}", tag.repository, tag.name)]))
        && filter.digest.as_ref().is_none_or(|digest| *digest == tag.digest)
        && filter.pushed_before.is_none_or(|moment| tag.pushed_at < moment)
        && filter.pushed_after.is_none_or(|moment| tag.pushed_at >= moment)
}

fn compare_repositories(sort: &RepositorySort, one: &Repository, other: &Repository) -> Ordering {
    match sort {
        RepositorySort::Name => one.name.cmp(&other.name),
        RepositorySort::Size => one.size.cmp(&other.size),
        RepositorySort::Tags => one.tags.cmp(&other.tags),
        RepositorySort::PushedAt => one.pushed_at.cmp(&other.pushed_at),
        RepositorySort::Pulls => one.pulls.cmp(&other.pulls),
        RepositorySort::PulledAt => one.pulled_at.cmp(&other.pulled_at),
    }
}

fn compare_tags(sort: &TagSort, one: &Tag, other: &Tag) -> Ordering {
    match sort {
        TagSort::Name => (&one.repository, &one.name).cmp(&(&other.repository, &other.name)),
        TagSort::Size => one.size.cmp(&other.size),
        TagSort::PushedAt => one.pushed_at.cmp(&other.pushed_at),
        TagSort::Pulls => one.pulls.cmp(&other.pulls),
        TagSort::PulledAt => one.pulled_at.cmp(&other.pulled_at),
    }
}
