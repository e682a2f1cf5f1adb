use std::collections::HashMap;

use domain::{Access, AccessId, Actions, GroupId, Label, RepositoryName, Requester, ResourcePattern, Subject, UserId};
use ports::{AccessFilter, AccessSort, GroupFilter, Order, Page, UnitOfWork, UserFilter, Window};
use time::OffsetDateTime;

use super::{Caller, Directories, Ports, Precondition};
use crate::error::AppError;

/// Access rules, for admins; to be read by managers.
pub struct AccessesService {
    ports: Ports,
    directories: Directories,
}

/// An access with the name of whom it is for.
#[derive(Debug, Clone)]
pub struct AccessView {
    /// The access.
    pub access: Access,
    /// The login of its user or the name of its group.
    pub subject_name: Option<String>,
}

/// An access to be made.
#[derive(Debug)]
pub struct NewAccess {
    /// See [`Access::name`].
    pub name: Label,
    /// See [`Access::subject`].
    pub subject: Subject,
    /// See [`Access::resource`].
    pub resource: ResourcePattern,
    /// See [`Access::actions`].
    pub actions: Actions,
    /// See [`Access::disabled`].
    pub disabled: bool,
    /// See [`Access::expires_at`].
    pub expires_at: Option<OffsetDateTime>,
}

/// What is to change in an access; what is not given stays.
#[derive(Debug, Default)]
pub struct AccessChange {
    /// See [`Access::name`].
    pub name: Option<Label>,
    /// See [`Access::subject`].
    pub subject: Option<Subject>,
    /// See [`Access::resource`].
    pub resource: Option<ResourcePattern>,
    /// See [`Access::actions`].
    pub actions: Option<Actions>,
    /// See [`Access::disabled`].
    pub disabled: Option<bool>,
    /// See [`Access::expires_at`]; `Some(None)` takes the end away.
    pub expires_at: Option<Option<OffsetDateTime>>,
}

impl AccessesService {
    pub(super) fn new(ports: Ports, directories: Directories) -> Self {
        Self { ports, directories }
    }

    /// The accesses that the filter lets through.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &AccessFilter,
        order: &Order<AccessSort>,
        window: Window,
    ) -> Result<Page<AccessView>, AppError> {
        caller.must_be_manager()?;
        let mut unit = self.ports.read().await?;
        let Page { items, total } = unit.accesses().list(filter, order, window).await?;
        Ok(Page { items: with_subject_names(unit.as_mut(), items).await?, total })
    }

    /// The accesses that are in force now, by name: those that concern the account with this login, or
    /// everybody's; of these, those that match this repository, or all. Each account may ask about
    /// itself.
    pub async fn in_force(
        &self,
        caller: &Caller,
        login: Option<&str>,
        repository: Option<&RepositoryName>,
        window: Window,
    ) -> Result<Page<AccessView>, AppError> {
        if login != Some(caller.user.login.as_str()) {
            caller.must_be_manager()?;
        }
        let directory = self.directories.current().await?;
        let now = self.ports.clock.now();
        let (concerned, login): (Vec<_>, _) = match login {
            None => (directory.rules.all().collect(), None),
            Some(login) => {
                let user = &directory.account_named(login)?.user;
                (directory.rules.of(Requester::User(user)).collect(), Some(&user.login))
            }
        };
        let matches = |access: &Access| match (repository, login) {
            (None, _) => true,
            (Some(name), None) => access.resource.matches_for_somebody(name),
            (Some(name), Some(login)) => access.resource.matches(name, Some(login)),
        };
        let is_shown = |access: &&Access| access.is_in_force(now) && matches(access);
        let mut accesses: Vec<_> = concerned.into_iter().filter(is_shown).cloned().collect();
        accesses.sort_by(|a, b| a.name.cmp(&b.name));
        let Page { items, total } = window.of(accesses);
        Ok(Page { items: with_subject_names(self.ports.read().await?.as_mut(), items).await?, total })
    }

    /// One access.
    pub async fn get(&self, caller: &Caller, id: AccessId) -> Result<AccessView, AppError> {
        caller.must_be_manager()?;
        let mut unit = self.ports.read().await?;
        let access = found(unit.as_mut(), id).await?;
        view(unit.as_mut(), access).await
    }

    /// Makes an access.
    pub async fn create(&self, caller: &Caller, new: NewAccess) -> Result<AccessView, AppError> {
        caller.must_be_admin()?;
        let access = Access {
            id: AccessId(self.ports.entropy.uuid()?),
            name: new.name,
            subject: new.subject,
            resource: new.resource,
            actions: new.actions,
            disabled: new.disabled,
            expires_at: new.expires_at,
        };
        let mut unit = self.ports.write().await?;
        check_subject(unit.as_mut(), access.subject).await?;
        unit.accesses().insert(&access).await?;
        let view = view(unit.as_mut(), access).await?;
        let event = caller.origin().creation(self.ports.clock.now(), &view);
        unit.audit().append(vec![event]).await?;
        self.directories.commit(unit).await?;
        Ok(view)
    }

    /// Changes an access.
    pub async fn change(
        &self,
        caller: &Caller,
        id: AccessId,
        precondition: &Precondition,
        change: AccessChange,
    ) -> Result<AccessView, AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        let before = found(unit.as_mut(), id).await?;
        precondition.check(&before)?;
        let before = view(unit.as_mut(), before).await?;
        let after = change.apply_to(before.access.clone());
        check_subject(unit.as_mut(), after.subject).await?;
        unit.accesses().update(&after).await?;
        let view = view(unit.as_mut(), after).await?;
        let event = caller.origin().update(self.ports.clock.now(), &before, &view);
        unit.audit().append(Vec::from_iter(event)).await?;
        self.directories.commit(unit).await?;
        Ok(view)
    }

    /// Removes an access.
    pub async fn remove(&self, caller: &Caller, id: AccessId, precondition: &Precondition) -> Result<(), AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        let access = found(unit.as_mut(), id).await?;
        precondition.check(&access)?;
        let view = view(unit.as_mut(), access).await?;
        unit.accesses().remove(id).await?;
        let event = caller.origin().deletion(self.ports.clock.now(), &view);
        unit.audit().append(vec![event]).await?;
        self.directories.commit(unit).await
    }
}

impl AccessChange {
    fn apply_to(self, before: Access) -> Access {
        Access {
            id: before.id,
            name: self.name.unwrap_or(before.name),
            subject: self.subject.unwrap_or(before.subject),
            resource: self.resource.unwrap_or(before.resource),
            actions: self.actions.unwrap_or(before.actions),
            disabled: self.disabled.unwrap_or(before.disabled),
            expires_at: self.expires_at.unwrap_or(before.expires_at),
        }
    }
}

async fn found(unit: &mut dyn UnitOfWork, id: AccessId) -> Result<Access, AppError> {
    unit.accesses().find(id).await?.ok_or(AppError::NotFound("access"))
}

async fn check_subject(unit: &mut dyn UnitOfWork, subject: Subject) -> Result<(), AppError> {
    let missing = match subject {
        Subject::User(id) => unit.users().find(id).await?.is_none().then_some("there is no such user"),
        Subject::Group(id) => unit.groups().find(id).await?.is_none().then_some("there is no such group"),
        Subject::RegisteredUsers | Subject::Anyone => None,
    };
    missing.map_or(Ok(()), |detail| Err(AppError::invalid("/subject/id", detail)))
}

/// The accesses of exactly this subject.
pub(super) async fn accesses_of(unit: &mut dyn UnitOfWork, subject: Subject) -> Result<Vec<AccessView>, AppError> {
    let filter = AccessFilter { subjects: vec![subject], ..AccessFilter::default() };
    let accesses = unit.accesses().list(&filter, &Vec::new(), Window::ALL).await?.items;
    with_subject_names(unit, accesses).await
}

/// An access as [`AccessesService`] shows it.
pub(super) async fn view(unit: &mut dyn UnitOfWork, access: Access) -> Result<AccessView, AppError> {
    let names = SubjectNames::of(unit, std::slice::from_ref(&access)).await?;
    Ok(names.add_to(access))
}

async fn with_subject_names(unit: &mut dyn UnitOfWork, accesses: Vec<Access>) -> Result<Vec<AccessView>, AppError> {
    let names = SubjectNames::of(unit, &accesses).await?;
    Ok(accesses.into_iter().map(|access| names.add_to(access)).collect())
}

struct SubjectNames {
    users: HashMap<UserId, String>,
    groups: HashMap<GroupId, String>,
}

impl SubjectNames {
    async fn of(unit: &mut dyn UnitOfWork, accesses: &[Access]) -> Result<Self, AppError> {
        let mut users = UserFilter::default();
        let mut groups = GroupFilter::default();
        for access in accesses {
            match access.subject {
                Subject::User(id) => users.ids.push(id),
                Subject::Group(id) => groups.ids.push(id),
                Subject::RegisteredUsers | Subject::Anyone => {}
            }
        }
        let mut names = Self { users: HashMap::new(), groups: HashMap::new() };
        if !users.ids.is_empty() {
            let page = unit.users().list(&users, &Vec::new(), Window::ALL).await?;
            names.users = page.items.into_iter().map(|user| (user.id, user.login.to_string())).collect();
        }
        if !groups.ids.is_empty() {
            let page = unit.groups().list(&groups, &Vec::new(), Window::ALL).await?;
            names.groups = page.items.into_iter().map(|group| (group.id, group.name.to_string())).collect();
        }
        Ok(names)
    }

    fn add_to(&self, access: Access) -> AccessView {
        let subject_name = match access.subject {
            Subject::User(id) => self.users.get(&id).cloned(),
            Subject::Group(id) => self.groups.get(&id).cloned(),
            Subject::RegisteredUsers | Subject::Anyone => None,
        };
        AccessView { access, subject_name }
    }
}
