use std::net::IpAddr;

use domain::{Role, SessionId, User, UserId};

use super::Origin;
use crate::error::AppError;

/// A signed-in account that calls the API.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub user: User,
    /// The session its browser signed in with; none for credentials sent with the request.
    pub session: Option<SessionId>,
    /// Where it calls from.
    pub address: IpAddr,
    /// By which request.
    pub request_id: String,
}

impl Caller {
    /// Refuses an account that must change its password before anything else.
    pub fn past_password_change(self) -> Result<Self, AppError> {
        if self.user.must_change_password { Err(AppError::PasswordChangeRequired) } else { Ok(self) }
    }

    /// As the audit log tells it.
    pub(in crate::services) fn origin(&self) -> Origin {
        Origin::of_user(&self.user, self.address, &self.request_id)
    }

    pub(in crate::services) fn must_be_admin(&self) -> Result<(), AppError> {
        self.must_have(Role::Admin, "only an admin may do this")
    }

    pub(in crate::services) fn must_be_manager(&self) -> Result<(), AppError> {
        self.must_have(Role::Manager, "only a manager or an admin may see this")
    }

    pub(in crate::services) fn is(&self, user: UserId) -> bool {
        self.user.id == user
    }

    fn must_have(&self, role: Role, otherwise: &'static str) -> Result<(), AppError> {
        if self.user.role >= role { Ok(()) } else { Err(AppError::Forbidden(otherwise)) }
    }
}
