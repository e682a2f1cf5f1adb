use domain::{Actions, Asked, Decision, Policy, RepositoryName, Requester, Resource, Scope, User, UserName};
use ports::{Page, Window};
use time::OffsetDateTime;

use super::{Caller, Directories, Directory, Ports};
use crate::error::AppError;

/// Says who may do what and why, by the same policy that decides in the token realm.
pub struct ExplainService {
    ports: Ports,
    directories: Directories,
}

/// The decisions about one requester.
#[derive(Debug)]
pub struct Explanation {
    /// Whose; none for somebody who is not signed in.
    pub login: Option<UserName>,
    /// One for each scope.
    pub decisions: Vec<Decision>,
}

/// Somebody who may do something with a repository.
#[derive(Debug)]
pub struct Holder {
    /// Who; none stands for everybody who is not signed in.
    pub user: Option<User>,
    /// What is said to each action.
    pub decision: Decision,
}

impl ExplainService {
    pub(super) fn new(ports: Ports, directories: Directories) -> Self {
        Self { ports, directories }
    }

    /// What the caller itself may do.
    pub async fn own(&self, caller: &Caller, scopes: &[Scope]) -> Result<Explanation, AppError> {
        self.decide(Requester::User(&caller.user), scopes).await
    }

    /// What somebody may do who is not signed in.
    pub async fn anonymous(&self, caller: &Caller, scopes: &[Scope]) -> Result<Explanation, AppError> {
        caller.must_be_manager()?;
        self.decide(Requester::Anonymous, scopes).await
    }

    /// What the account with this login may do.
    pub async fn of_user(&self, caller: &Caller, login: &str, scopes: &[Scope]) -> Result<Explanation, AppError> {
        if caller.user.login.as_str() == login {
            return self.own(caller, scopes).await;
        }
        caller.must_be_manager()?;
        let directory = self.directories.current().await?;
        let account = directory.account_named(login)?;
        self.decide(Requester::User(&account.user), scopes).await
    }

    /// Everybody who may do something with a repository: first whoever is not signed in, then the
    /// users by login.
    pub async fn holders(
        &self,
        caller: &Caller,
        repository: RepositoryName,
        window: Window,
    ) -> Result<Page<Holder>, AppError> {
        caller.must_be_manager()?;
        let directory = self.directories.current().await?;
        let now = self.ports.clock.now();
        // A decision for each user there is may keep a thread busy for a while.
        let holders = move || window.of(holders(&directory, repository, now));
        tokio::task::spawn_blocking(holders).await.map_err(|error| AppError::Internal(error.into()))
    }

    async fn decide(&self, requester: Requester<'_>, scopes: &[Scope]) -> Result<Explanation, AppError> {
        let directory = self.directories.current().await?;
        let policy = Policy::new(directory.rules.of(requester), self.ports.clock.now());
        Ok(Explanation {
            login: requester.login().cloned(),
            decisions: scopes.iter().map(|scope| policy.decide(requester, scope)).collect(),
        })
    }
}

fn holders(directory: &Directory, repository: RepositoryName, now: OffsetDateTime) -> Vec<Holder> {
    let asked = Asked { by_name: Actions::ALL, everything: false };
    let scope = Scope { resource: Resource::Repository(repository), asked };
    let mut users: Vec<_> = directory.accounts().map(|account| &account.user).collect();
    users.sort_by(|a, b| a.login.cmp(&b.login));
    let requesters = [Requester::Anonymous].into_iter().chain(users.into_iter().map(Requester::User));
    let decided = requesters.map(|requester| Holder {
        user: requester.user().cloned(),
        decision: Policy::new(directory.rules.of(requester), now).decide(requester, &scope),
    });
    decided.filter(|holder| !holder.decision.granted().is_empty()).collect()
}
