//! What a store needs before the first request.

use std::collections::BTreeSet;

use domain::{Password, PasswordFault, Role, User, UserId};
use ports::{Clock, Entropy, Intent, Store, UserFilter, Window};
use thiserror::Error;

use super::{Origin, Passwords, UserView};
use zeroize::Zeroizing;

use crate::error::AppError;

/// The password of the first admin if none is configured. It is good for nothing but to be changed.
pub const DEFAULT_ADMIN_PASSWORD: &str = "admin";

const ADMIN_LOGIN: &str = "admin";

/// Why a store could not be made ready.
#[derive(Debug, Error)]
pub enum BootstrapError {
    /// The configured password of the first admin breaks a rule.
    #[error("store.admin_password {0}")]
    AdminPassword(#[from] PasswordFault),
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

/// Makes the account `admin` in a store without users.
pub async fn first_admin(
    store: &dyn Store,
    passwords: &Passwords,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    password: &str,
) -> Result<(), BootstrapError> {
    if !is_without_users(store).await? {
        return Ok(());
    }
    let is_default = password == DEFAULT_ADMIN_PASSWORD;
    if !is_default {
        Password::new(password, ADMIN_LOGIN)?;
    }
    let hashes = passwords.hash(password).await?;
    let login = ADMIN_LOGIN.parse().map_err(|error: domain::NameError| AppError::Internal(error.into()))?;
    let admin = User {
        id: UserId(entropy.uuid().map_err(AppError::from)?),
        name: domain::Label::from(domain::UserName::clone(&login)),
        login,
        role: Role::Admin,
        groups: BTreeSet::new(),
        disabled: false,
        description: String::new(),
        must_change_password: is_default,
        created_at: clock.now(),
    };
    let mut unit = store.begin(Intent::Write).await.map_err(AppError::from)?;
    // Another process on the same store may have been faster while we hashed.
    if unit.users().list(&UserFilter::default(), &Vec::new(), ONE).await.map_err(AppError::from)?.total == 0 {
        hashes.insert(unit.as_mut(), &admin).await?;
        let admin = UserView { user: admin, groups: Vec::new() };
        let event = Origin::system().creation(admin.user.created_at, &admin);
        unit.audit().append(vec![event]).await.map_err(AppError::from)?;
        unit.commit().await.map_err(AppError::from)?;
        tracing::info!(login = ADMIN_LOGIN, must_change_password = is_default, "made the first account");
    }
    Ok(())
}

/// The secret that session cookies are signed with: the configured one, or one made once and kept.
pub async fn session_secret(
    store: &dyn Store,
    entropy: &dyn Entropy,
    configured: Option<&str>,
) -> Result<Zeroizing<Vec<u8>>, AppError> {
    if let Some(secret) = configured {
        return Ok(Zeroizing::new(secret.as_bytes().to_vec()));
    }
    let mut candidate = Zeroizing::new([0; 32]);
    entropy.fill(candidate.as_mut())?;
    let mut unit = store.begin(Intent::Write).await?;
    let secret = Zeroizing::new(unit.secrets().find_or_insert("session", candidate.as_ref()).await?);
    unit.commit().await?;
    Ok(secret)
}

const ONE: Window = Window { offset: 0, limit: 1 };

async fn is_without_users(store: &dyn Store) -> Result<bool, AppError> {
    let mut unit = store.begin(Intent::Read).await?;
    Ok(unit.users().list(&UserFilter::default(), &Vec::new(), ONE).await?.total == 0)
}
