use domain::{Decision, Policy, Requester, Scope, UserName};

use super::{Caller, Directories, Ports};
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
        let login: UserName = login.parse().map_err(|_| AppError::NotFound("user"))?;
        let directory = self.directories.current().await?;
        let account = directory.account(&login).ok_or(AppError::NotFound("user"))?;
        self.decide(Requester::User(&account.user), scopes).await
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
