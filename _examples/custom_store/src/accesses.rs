use async_trait::async_trait;
use domain::{Access, AccessId, Subject};
use ports::{AccessFilter, AccessSort, Accesses, Field, Order, Page, Record as Kind, StoreError, Window};

use crate::kept::{StoredAccess, StoredGroup, StoredUser};
use crate::unit::RedbUnit;

#[async_trait]
impl Accesses for RedbUnit {
    async fn find(&mut self, id: AccessId) -> Result<Option<Access>, StoreError> {
        Ok(self.get(id)?.map(|StoredAccess(access)| access))
    }

    async fn list(
        &mut self,
        filter: &AccessFilter,
        order: &Order<AccessSort>,
        window: Window,
    ) -> Result<Page<Access>, StoreError> {
        let accesses = self.records()?.into_iter().map(|StoredAccess(access)| access);
        Ok(window.of_sorted(accesses.filter(|access| filter.lets_through(access)).collect(), order))
    }

    async fn all(&mut self) -> Result<Vec<Access>, StoreError> {
        Ok(self.records()?.into_iter().map(|StoredAccess(access)| access).collect())
    }

    async fn insert(&mut self, access: &Access) -> Result<(), StoreError> {
        self.writing()?;
        Kind::Access.unique(Field::Id, self.get::<StoredAccess>(access.id)?.is_some())?;
        check(self, access)?;
        self.put(&StoredAccess(access.clone()))
    }

    async fn update(&mut self, access: &Access) -> Result<bool, StoreError> {
        self.writing()?;
        if self.get::<StoredAccess>(access.id)?.is_none() {
            return Ok(false);
        }
        check(self, access)?;
        self.put(&StoredAccess(access.clone()))?;
        Ok(true)
    }

    async fn remove(&mut self, id: AccessId) -> Result<bool, StoreError> {
        self.delete::<StoredAccess>(id)
    }
}

fn check(unit: &RedbUnit, access: &Access) -> Result<(), StoreError> {
    let accesses: Vec<StoredAccess> = unit.records()?;
    let is_taken = accesses.iter().any(|StoredAccess(other)| other.id != access.id && other.name == access.name);
    Kind::Access.unique(Field::Name, is_taken)?;
    let exists = match access.subject {
        Subject::User(id) => unit.get::<StoredUser>(id)?.is_some(),
        Subject::Group(id) => unit.get::<StoredGroup>(id)?.is_some(),
        Subject::RegisteredUsers | Subject::Anyone => true,
    };
    Kind::Access.refers(exists)
}
