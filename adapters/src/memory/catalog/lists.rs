use domain::catalog::{Repository, Tag};
use ports::{Order, Page, RepositoryFilter, RepositorySort, TagFilter, TagSort, Window};

use super::Shelves;

pub(super) fn repositories(
    shelves: &Shelves,
    filter: &RepositoryFilter,
    order: &Order<RepositorySort>,
    window: Window,
) -> Page<Repository> {
    let shelves = shelves.shelves().filter(|(name, shelf)| !shelf.is_empty() && filter.visible.includes(name));
    let mut repositories: Vec<_> = shelves.map(|(name, shelf)| shelf.sum(name)).collect();
    repositories.retain(|repository| filter.lets_through(repository));
    repositories.sort_by_key(|repository| repository.id);
    window.of_sorted(repositories, order)
}

pub(super) fn tags(shelves: &Shelves, filter: &TagFilter, order: &Order<TagSort>, window: Window) -> Page<Tag> {
    let shelves = shelves.shelves().filter(|(name, _)| filter.lets_through_repository(name));
    let mut tags: Vec<_> = shelves.flat_map(|(name, shelf)| shelf.tags(name)).collect();
    tags.retain(|tag| filter.lets_through(tag));
    tags.sort_by_key(|tag| tag.id);
    window.of_sorted(tags, order)
}
