use async_trait::async_trait;
use domain::{Group, GroupId, Subject};
use ports::{Field, GroupFilter, GroupSort, Groups, Order, Page, Record as Kind, StoreError, Window};

use crate::kept::{StoredAccess, StoredGroup, StoredUser};
use crate::unit::RedbUnit;

#[async_trait]
impl Groups for RedbUnit {
    async fn find(&mut self, id: GroupId) -> Result<Option<Group>, StoreError> {
        Ok(self.get(id)?.map(|StoredGroup(group)| group))
    }

    async fn list(
        &mut self,
        filter: &GroupFilter,
        order: &Order<GroupSort>,
        window: Window,
    ) -> Result<Page<Group>, StoreError> {
        let groups = self.records()?.into_iter().map(|StoredGroup(group)| group);
        Ok(window.of_sorted(groups.filter(|group| filter.lets_through(group)).collect(), order))
    }

    async fn insert(&mut self, group: &Group) -> Result<(), StoreError> {
        self.writing()?;
        Kind::Group.unique(Field::Id, self.get::<StoredGroup>(group.id)?.is_some())?;
        check(self, group)?;
        self.put(&StoredGroup(group.clone()))
    }

    async fn update(&mut self, group: &Group) -> Result<bool, StoreError> {
        self.writing()?;
        if self.get::<StoredGroup>(group.id)?.is_none() {
            return Ok(false);
        }
        check(self, group)?;
        self.put(&StoredGroup(group.clone()))?;
        Ok(true)
    }

    async fn remove(&mut self, id: GroupId) -> Result<bool, StoreError> {
        self.delete_all(|StoredAccess(access)| access.subject == Subject::Group(id))?;
        let users: Vec<StoredUser> = self.records()?;
        for member in users.iter().filter(|stored| stored.user.groups.contains(&id)) {
            self.change(member.user.id, |stored: &mut StoredUser| {
                stored.user.groups.remove(&id);
            })?;
        }
        self.delete::<StoredGroup>(id)
    }
}

fn check(unit: &RedbUnit, group: &Group) -> Result<(), StoreError> {
    let groups: Vec<StoredGroup> = unit.records()?;
    let is_taken = groups.iter().any(|StoredGroup(other)| other.id != group.id && other.name == group.name);
    Kind::Group.unique(Field::Name, is_taken)
}
