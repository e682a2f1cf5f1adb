use ports::{Intent, Store};
use thiserror::Error;

use crate::error::AppError;

/// Why this process must not sign beside the others.
#[derive(Debug, Error)]
pub enum SharedKeyError {
    /// A registry that trusts one of the keys refuses half of all tokens.
    #[error(
        "the other processes on this store sign with another key; give each the same files under registry.certs, \
         or stop all of them to change the key"
    )]
    Another,
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

const NAME: &str = "signing-certificate";

/// Makes sure that all processes on a store sign with one key, by its certificate. Who is alone there
/// decides which key it is.
pub async fn agree_on_key(store: &dyn Store, certificate_pem: &str, is_alone: bool) -> Result<(), SharedKeyError> {
    let own = certificate_pem.split_whitespace().collect::<String>();
    let mut unit = store.begin(Intent::Write).await.map_err(AppError::from)?;
    let agreed = unit.secrets().find_or_insert(NAME, own.as_bytes()).await.map_err(AppError::from)?;
    if agreed != own.as_bytes() {
        if !is_alone {
            return Err(SharedKeyError::Another);
        }
        tracing::info!("tokens are signed with another key from now on");
        unit.secrets().replace(NAME, own.as_bytes()).await.map_err(AppError::from)?;
    }
    Ok(unit.commit().await.map_err(AppError::from)?)
}
