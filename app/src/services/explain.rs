use domain::{Decision, Policy, Requester, Scope, UserName};

use super::{Caller, Ports};
use crate::error::AppError;

/// Says who may do what and why, by the same policy that decides in the token realm.
pub struct ExplainService {
    ports: Ports,
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
    pub(super) fn new(ports: Ports) -> Self {
        Self { ports }
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
        let found = self.ports.read().await?.users().find_with_password(&login).await?;
        let (user, _) = found.ok_or(AppError::NotFound("user"))?;
        self.decide(Requester::User(&user), scopes).await
    }

    async fn decide(&self, requester: Requester<'_>, scopes: &[Scope]) -> Result<Explanation, AppError> {
        let accesses = self.ports.read().await?.accesses().of(requester).await?;
        let policy = Policy::new(&accesses, self.ports.clock.now());
        Ok(Explanation {
            login: requester.login().cloned(),
            decisions: scopes.iter().map(|scope| policy.decide(requester, scope)).collect(),
        })
    }
}
