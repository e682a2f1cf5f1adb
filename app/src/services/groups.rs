use domain::{Group, GroupId, Label};
use ports::{Direction, GroupFilter, GroupSort, Order, Page, UnitOfWork, Window};

use super::{Caller, Directories, Ports, Precondition};
use crate::error::AppError;

/// Groups, for admins; to be read by managers.
pub struct GroupsService {
    ports: Ports,
    directories: Directories,
}

/// A group to be made.
#[derive(Debug)]
pub struct NewGroup {
    /// See [`Group::name`].
    pub name: Label,
    /// See [`Group::description`].
    pub description: String,
}

/// What is to change in a group; what is not given stays.
#[derive(Debug, Default)]
pub struct GroupChange {
    /// See [`Group::name`].
    pub name: Option<Label>,
    /// See [`Group::description`].
    pub description: Option<String>,
}

pub(super) const BY_NAME: [(GroupSort, Direction); 1] = [(GroupSort::Name, Direction::Ascending)];

impl GroupsService {
    pub(super) fn new(ports: Ports, directories: Directories) -> Self {
        Self { ports, directories }
    }

    /// The groups that the filter lets through.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &GroupFilter,
        order: &Order<GroupSort>,
        window: Window,
    ) -> Result<Page<Group>, AppError> {
        caller.must_be_manager()?;
        Ok(self.ports.read().await?.groups().list(filter, order, window).await?)
    }

    /// One group.
    pub async fn get(&self, caller: &Caller, id: GroupId) -> Result<Group, AppError> {
        caller.must_be_manager()?;
        found(self.ports.read().await?.as_mut(), id).await
    }

    /// Makes a group.
    pub async fn create(&self, caller: &Caller, new: NewGroup) -> Result<Group, AppError> {
        caller.must_be_admin()?;
        let group = Group { id: GroupId(self.ports.entropy.uuid()?), name: new.name, description: new.description };
        let mut unit = self.ports.write().await?;
        unit.groups().insert(&group).await?;
        self.directories.commit(unit).await?;
        Ok(group)
    }

    /// Changes a group.
    pub async fn change(
        &self,
        caller: &Caller,
        id: GroupId,
        precondition: &Precondition,
        change: GroupChange,
    ) -> Result<Group, AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        let before = found(unit.as_mut(), id).await?;
        precondition.check(&before)?;
        let after = Group {
            id,
            name: change.name.unwrap_or(before.name),
            description: change.description.unwrap_or(before.description),
        };
        unit.groups().update(&after).await?;
        self.directories.commit(unit).await?;
        Ok(after)
    }

    /// Removes a group with its accesses; its members stay.
    pub async fn remove(&self, caller: &Caller, id: GroupId, precondition: &Precondition) -> Result<(), AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        precondition.check(&found(unit.as_mut(), id).await?)?;
        unit.groups().remove(id).await?;
        self.directories.commit(unit).await
    }
}

async fn found(unit: &mut dyn UnitOfWork, id: GroupId) -> Result<Group, AppError> {
    unit.groups().find(id).await?.ok_or(AppError::NotFound("group"))
}
