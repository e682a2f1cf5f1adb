use domain::audit::{Deed, Target, TargetKind};
use domain::{RefreshToken, RefreshTokenId, Role, UserId};
use ports::{Page, RefreshTokenFilter, UserFilter, Window};

use super::{Caller, Directories, Ports};
use crate::error::AppError;

/// The credentials that clients keep: each account sees and revokes its own, an admin all.
pub struct RefreshTokensService {
    ports: Ports,
    directories: Directories,
}

/// A refresh token, without its secret, and whose it is.
#[derive(Debug, Clone)]
pub struct RefreshTokenView {
    /// The token.
    pub token: RefreshToken,
    /// The login of its user.
    pub login: String,
}

impl RefreshTokensService {
    pub(super) fn new(ports: Ports, directories: Directories) -> Self {
        Self { ports, directories }
    }

    /// The tokens of these users, or all that the caller may see.
    pub async fn list(
        &self,
        caller: &Caller,
        mut users: Vec<UserId>,
        window: Window,
    ) -> Result<Page<RefreshTokenView>, AppError> {
        if caller.user.role < Role::Admin {
            if users.iter().any(|user| !caller.is(*user)) {
                return Err(AppError::Forbidden("only an admin may see the refresh tokens of others"));
            }
            users = vec![caller.user.id];
        }
        let mut unit = self.ports.read().await?;
        let page = unit.refresh_tokens().list(&RefreshTokenFilter { users }, window).await?;
        let owners = UserFilter { ids: page.items.iter().map(|token| token.user).collect(), ..UserFilter::default() };
        let owners = match owners.ids.is_empty() {
            true => Vec::new(),
            false => unit.users().list(&owners, &Vec::new(), Window::ALL).await?.items,
        };
        let login_of = |token: &RefreshToken| owners.iter().find(|user| user.id == token.user);
        let view = |token: RefreshToken| RefreshTokenView {
            login: login_of(&token).map(|user| user.login.to_string()).unwrap_or_default(),
            token,
        };
        Ok(Page { items: page.items.into_iter().map(view).collect(), total: page.total })
    }

    /// Makes a token worthless at once. A foreign one looks like none to who is no admin.
    pub async fn revoke(&self, caller: &Caller, id: RefreshTokenId) -> Result<(), AppError> {
        let mut unit = self.ports.write().await?;
        let token = unit.refresh_tokens().find(id).await?;
        let may = |token: &RefreshToken| caller.is(token.user) || caller.user.role == Role::Admin;
        let token = token.filter(may).ok_or(AppError::NotFound("refresh token"))?;
        unit.refresh_tokens().remove(id).await?;
        let of_user = unit.users().find(token.user).await?.map(|user| user.login.to_string());
        let target =
            Target { kind: TargetKind::RefreshToken, id: Some(id.to_string()), name: of_user.unwrap_or_default() };
        let event = caller.origin().event(self.ports.clock.now(), Deed::RefreshTokenRevoke, Some(target));
        unit.audit().append(vec![event]).await?;
        self.directories.commit(unit).await
    }
}
