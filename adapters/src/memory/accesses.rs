use async_trait::async_trait;
use domain::{Access, AccessId, Subject};
use ports::{AccessFilter, AccessSort, Accesses, Field, Order, Page, Record, StoreError, Window};

use super::state::State;
use super::unit::MemoryUnit;

#[async_trait]
impl Accesses for MemoryUnit {
    async fn find(&mut self, id: AccessId) -> Result<Option<Access>, StoreError> {
        Ok(self.state.accesses.get(&id).cloned())
    }

    async fn list(
        &mut self,
        filter: &AccessFilter,
        order: &Order<AccessSort>,
        window: Window,
    ) -> Result<Page<Access>, StoreError> {
        let accesses = self.state.accesses.values().filter(|access| filter.lets_through(access)).cloned();
        Ok(window.of_sorted(accesses.collect(), order))
    }

    async fn all(&mut self) -> Result<Vec<Access>, StoreError> {
        Ok(self.state.accesses.values().cloned().collect())
    }

    async fn insert(&mut self, access: &Access) -> Result<(), StoreError> {
        let state = self.change()?;
        Record::Access.unique(Field::Id, state.accesses.contains_key(&access.id))?;
        check(state, access)?;
        state.accesses.insert(access.id, access.clone());
        Ok(())
    }

    async fn update(&mut self, access: &Access) -> Result<bool, StoreError> {
        let state = self.change()?;
        if !state.accesses.contains_key(&access.id) {
            return Ok(false);
        }
        check(state, access)?;
        state.accesses.insert(access.id, access.clone());
        Ok(true)
    }

    async fn remove(&mut self, id: AccessId) -> Result<bool, StoreError> {
        Ok(self.change()?.accesses.remove(&id).is_some())
    }
}

fn check(state: &State, access: &Access) -> Result<(), StoreError> {
    let is_taken = state.accesses.values().any(|other| other.id != access.id && other.name == access.name);
    Record::Access.unique(Field::Name, is_taken)?;
    let exists = match access.subject {
        Subject::User(id) => state.users.contains_key(&id),
        Subject::Group(id) => state.groups.contains_key(&id),
        Subject::RegisteredUsers | Subject::Anyone => true,
    };
    Record::Access.refers(exists)
}
