use domain::{Group, GroupId, Label, Subject, UserName};
use ports::{Direction, GroupFilter, GroupSort, Order, Page, UnitOfWork, UserFilter, UserSort, Window};

use super::accesses::accesses_of;
use super::audit::whole;
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
        let event = caller.origin().creation(self.ports.clock.now(), &group);
        unit.audit().append(vec![event]).await?;
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
            name: change.name.unwrap_or_else(|| before.name.clone()),
            description: change.description.unwrap_or_else(|| before.description.clone()),
        };
        unit.groups().update(&after).await?;
        let event = caller.origin().update(self.ports.clock.now(), &before, &after);
        unit.audit().append(Vec::from_iter(event)).await?;
        self.directories.commit(unit).await?;
        Ok(after)
    }

    /// Removes a group with its accesses; its members stay.
    pub async fn remove(&self, caller: &Caller, id: GroupId, precondition: &Precondition) -> Result<(), AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        let group = found(unit.as_mut(), id).await?;
        precondition.check(&group)?;
        let (origin, now) = (caller.origin(), self.ports.clock.now());
        let members = members(unit.as_mut(), id).await?;
        let mut event = origin.deletion(now, &group);
        event.changes.extend(whole("members", &members));
        let accesses = accesses_of(unit.as_mut(), Subject::Group(id)).await?;
        let of_accesses = accesses.iter().map(|access| origin.deletion(now, access));
        unit.audit().append(of_accesses.chain([event]).collect()).await?;
        unit.groups().remove(id).await?;
        self.directories.commit(unit).await
    }
}

async fn members(unit: &mut dyn UnitOfWork, id: GroupId) -> Result<Vec<UserName>, AppError> {
    let filter = UserFilter { groups: vec![id], ..UserFilter::default() };
    let members = unit.users().list(&filter, &vec![(UserSort::Login, Direction::Ascending)], Window::ALL).await?;
    Ok(members.items.into_iter().map(|user| user.login).collect())
}

async fn found(unit: &mut dyn UnitOfWork, id: GroupId) -> Result<Group, AppError> {
    unit.groups().find(id).await?.ok_or(AppError::NotFound("group"))
}
