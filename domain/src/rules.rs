use thiserror::Error;

use crate::User;

/// Without an enabled admin nobody could administer any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is the last enabled admin; it cannot be removed, disabled or given another role")]
pub struct LastAdmin;

/// Checks that an enabled admin stays when `before` becomes `after`, or is removed when there is
/// no `after`. `enabled_admins` counts them before the change.
pub fn keep_an_admin(before: &User, after: Option<&User>, enabled_admins: u64) -> Result<(), LastAdmin> {
    let leaves = before.is_enabled_admin() && !after.is_some_and(User::is_enabled_admin);
    if leaves && enabled_admins <= 1 { Err(LastAdmin) } else { Ok(()) }
}
