use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{Group, GroupId};
use ports::{Field, GroupFilter, GroupSort, Groups, Order, Page, Record, StoreError, Window};

use super::listing::{is_any_of, is_within, page};
use super::state::{State, unique};
use super::unit::MemoryUnit;

#[async_trait]
impl Groups for MemoryUnit {
    async fn find(&mut self, id: GroupId) -> Result<Option<Group>, StoreError> {
        Ok(self.state.groups.get(&id).cloned())
    }

    async fn list(
        &mut self,
        filter: &GroupFilter,
        order: &Order<GroupSort>,
        window: Window,
    ) -> Result<Page<Group>, StoreError> {
        Ok(page(self.state.groups.values().filter(|group| fits(filter, group)), order, compare, window))
    }

    async fn insert(&mut self, group: &Group) -> Result<(), StoreError> {
        let state = self.change()?;
        unique(Record::Group, Field::Id, state.groups.contains_key(&group.id))?;
        check(state, group)?;
        state.groups.insert(group.id, group.clone());
        Ok(())
    }

    async fn update(&mut self, group: &Group) -> Result<bool, StoreError> {
        let state = self.change()?;
        if !state.groups.contains_key(&group.id) {
            return Ok(false);
        }
        check(state, group)?;
        state.groups.insert(group.id, group.clone());
        Ok(true)
    }

    async fn remove(&mut self, id: GroupId) -> Result<bool, StoreError> {
        let state = self.change()?;
        state.forget_group(id);
        Ok(state.groups.remove(&id).is_some())
    }
}

fn check(state: &State, group: &Group) -> Result<(), StoreError> {
    let is_taken = state.groups.values().any(|other| other.id != group.id && other.name == group.name);
    unique(Record::Group, Field::Name, is_taken)
}

fn fits(filter: &GroupFilter, group: &Group) -> bool {
    is_any_of(&filter.ids, &group.id)
        && filter.text.as_ref().is_none_or(|text| is_within(text, &[group.name.as_str(), &group.description]))
}

fn compare(sort: &GroupSort, one: &Group, other: &Group) -> Ordering {
    match sort {
        GroupSort::Name => one.name.cmp(&other.name),
    }
}
