use std::collections::{BTreeMap, BTreeSet};

use domain::RepositoryName;
use domain::catalog::{Activity, CatalogTotals, DayActivity, Digest, EventId, Reference, RepositoryId, TagId};
use ports::{Notice, RepositoryChanges, Shelf, StoreError};
use time::{Date, OffsetDateTime};

/// Everything the registry is known to hold: a shelf for each repository.
#[derive(Clone, Default)]
pub(in crate::memory) struct Shelves {
    shelves: BTreeMap<RepositoryName, Shelf>,
    /// Pulls of manifests that are not known yet.
    kept_pulls: Vec<(RepositoryName, Digest, OffsetDateTime)>,
    events: BTreeMap<EventId, OffsetDateTime>,
    activity: BTreeMap<Date, DayActivity>,
    last_version: u64,
    last_id: i64,
}

impl Shelves {
    pub(super) fn shelf(&self, name: &RepositoryName) -> Option<&Shelf> {
        self.shelves.get(name)
    }

    pub(super) fn shelves(&self) -> impl Iterator<Item = (&RepositoryName, &Shelf)> {
        self.shelves.iter()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &RepositoryName> {
        self.shelves.keys()
    }

    pub(super) fn held_beside(&self, name: &RepositoryName) -> BTreeSet<&Digest> {
        self.shelves().filter(|(other, _)| *other != name).flat_map(|(_, shelf)| shelf.sizes().into_keys()).collect()
    }

    pub(super) fn totals(&self) -> CatalogTotals {
        Shelf::totals(self.shelves.values())
    }

    pub(super) fn apply(
        &mut self,
        name: &RepositoryName,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let known = self.shelves.get(name).cloned();
        let mut shelf = match known {
            Some(shelf) => shelf,
            None if changes.manifests.is_empty() && changes.tags.is_empty() => return Ok(()),
            None => Shelf::new(RepositoryId(self.next_id())),
        };
        shelf.apply(changes, now, || TagId(self.next_id()))?;
        self.kept_pulls
            .retain(|(repository, digest, at)| repository != name || shelf.count_pull(digest, *at).is_none());
        shelf.version = self.next_version();
        self.shelves.insert(name.clone(), shelf);
        Ok(())
    }

    pub(super) fn remove(&mut self, name: &RepositoryName) -> bool {
        self.kept_pulls.retain(|(repository, ..)| repository != name);
        self.shelves.remove(name).is_some()
    }

    pub(super) fn count_pull(&mut self, name: &RepositoryName, digest: &Digest, at: OffsetDateTime) -> bool {
        let counted = self.shelves.get_mut(name).and_then(|shelf| shelf.count_pull(digest, at));
        if counted.is_none() {
            self.kept_pulls.push((name.clone(), digest.clone(), at));
        }
        counted.unwrap_or(true)
    }

    pub(super) fn count_activity(&mut self, activity: Activity, times: u64, day: Date) {
        self.activity.entry(day).or_insert(DayActivity::none(day)).count(activity, times);
    }

    pub(super) fn activity(&self, first: Date) -> Vec<DayActivity> {
        self.activity.range(first..).map(|(_, day)| *day).collect()
    }

    pub(super) fn remember_event(&mut self, id: &EventId, at: OffsetDateTime) -> bool {
        let is_new = !self.events.contains_key(id);
        if is_new {
            self.events.insert(id.clone(), at);
        }
        is_new
    }

    pub(super) fn note(&mut self, name: &RepositoryName, reference: &Reference, at: OffsetDateTime) {
        let (id, version) = (self.next_id(), self.next_version());
        self.shelves.entry(name.clone()).or_insert_with(|| Shelf::new(RepositoryId(id))).note(reference, at, version);
    }

    pub(super) fn notices(&self, limit: usize) -> Vec<Notice> {
        let mut notices: Vec<_> = self.shelves().flat_map(|(name, shelf)| shelf.notices(name)).collect();
        notices.sort_by_key(|(at, notice)| (*at, notice.version));
        notices.into_iter().map(|(_, notice)| notice).take(limit).collect()
    }

    pub(super) fn dismiss(&mut self, notice: &Notice) {
        if let Some(shelf) = self.shelves.get_mut(&notice.repository) {
            shelf.dismiss(notice);
        }
    }

    pub(super) fn forget_before(&mut self, moment: OffsetDateTime) {
        self.events.retain(|_, at| *at >= moment);
        self.kept_pulls.retain(|(.., at)| *at >= moment);
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// See [`Shelf::version`].
    fn next_version(&mut self) -> u64 {
        self.last_version += 1;
        self.last_version
    }
}
