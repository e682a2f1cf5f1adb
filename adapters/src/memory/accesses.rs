use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{Access, AccessId, Subject};
use ports::{AccessFilter, AccessSort, Accesses, Field, Order, Page, Record, StoreError, Window};

use super::listing::{is_any_of, is_within, page};
use super::state::{State, refers, unique};
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
        Ok(page(self.state.accesses.values().filter(|access| fits(filter, access)), order, compare, window))
    }

    async fn all(&mut self) -> Result<Vec<Access>, StoreError> {
        Ok(self.state.accesses.values().cloned().collect())
    }

    async fn insert(&mut self, access: &Access) -> Result<(), StoreError> {
        let state = self.change()?;
        unique(Record::Access, Field::Id, state.accesses.contains_key(&access.id))?;
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
    unique(Record::Access, Field::Name, is_taken)?;
    let exists = match access.subject {
        Subject::User(id) => state.users.contains_key(&id),
        Subject::Group(id) => state.groups.contains_key(&id),
        Subject::RegisteredUsers | Subject::Anyone => true,
    };
    refers(Record::Access, exists)
}

fn fits(filter: &AccessFilter, access: &Access) -> bool {
    is_any_of(&filter.ids, &access.id)
        && is_any_of(&filter.subjects, &access.subject)
        && filter.disabled.is_none_or(|disabled| disabled == access.disabled)
        && filter
            .text
            .as_ref()
            .is_none_or(|text| is_within(text, &[access.name.as_str(), &access.resource.to_string()]))
}

fn compare(sort: &AccessSort, one: &Access, other: &Access) -> Ordering {
    let end = |access: &Access| (access.expires_at.is_none(), access.expires_at);
    match sort {
        AccessSort::Name => one.name.cmp(&other.name),
        AccessSort::Resource => one.resource.to_string().cmp(&other.resource.to_string()),
        AccessSort::Disabled => one.disabled.cmp(&other.disabled),
        AccessSort::ExpiresAt => end(one).cmp(&end(other)),
    }
}
