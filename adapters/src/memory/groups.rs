use async_trait::async_trait;
use domain::{Group, GroupId};
use ports::{Field, GroupFilter, GroupSort, Groups, Order, Page, Record, StoreError, Window};

use super::state::State;
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
        let groups = self.state.groups.values().filter(|group| filter.lets_through(group)).cloned();
        Ok(window.of_sorted(groups.collect(), order))
    }

    async fn insert(&mut self, group: &Group) -> Result<(), StoreError> {
        let state = self.change()?;
        Record::Group.unique(Field::Id, state.groups.contains_key(&group.id))?;
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
    Record::Group.unique(Field::Name, is_taken)
}
