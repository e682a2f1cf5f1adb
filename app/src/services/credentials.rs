use domain::{User, UserName};
use ports::{PasswordHash, PasswordVerdict};

use super::Ports;
use crate::error::AppError;

/// Tells who somebody is by what only they can know.
#[derive(Clone)]
pub struct Credentials {
    ports: Ports,
}

impl Credentials {
    pub(super) fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// The account with this login and password; it may still have to change its password.
    ///
    /// A login that nobody has costs the same work as a wrong password. Only who knows the
    /// password learns that the account is disabled.
    pub async fn by_password(&self, login: &str, password: &str) -> Result<User, AppError> {
        let found = match login.parse::<UserName>() {
            Ok(login) => self.ports.read().await?.users().find_with_password(&login).await?,
            Err(_) => None,
        };
        let verdict = self.ports.hasher.verify(password, found.as_ref().map(|(_, hash)| hash)).await?;
        let (user, hash) = match (found, verdict) {
            (None, _) | (_, PasswordVerdict::Wrong) => return Err(AppError::BadCredentials),
            (Some(found), _) => found,
        };
        if user.disabled {
            return Err(AppError::AccountDisabled);
        }
        if verdict == PasswordVerdict::RightButOutdated {
            self.renew_hash(&user, &hash, password).await?;
        }
        Ok(user)
    }

    /// Puts a hash by today's algorithm in the place of `outdated`, unless the password was
    /// changed meanwhile.
    async fn renew_hash(&self, user: &User, outdated: &PasswordHash, password: &str) -> Result<(), AppError> {
        let renewed = self.ports.hasher.hash(password).await?;
        let mut unit = self.ports.write().await?;
        if unit.users().password(user.id).await?.as_ref() == Some(outdated) {
            unit.users().set_password(user.id, &renewed).await?;
            unit.commit().await?;
        }
        Ok(())
    }
}
