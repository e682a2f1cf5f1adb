//! Who may see the metrics: an admin, or who has the token that is configured for it.

use hmac::{Hmac, KeyInit, Mac};
use poem::Request;
use poem::http::header::AUTHORIZATION;
use sha2::Sha256;

use super::caller;
use crate::error::AppError;
use crate::services::Caller;
use crate::settings::Secret;

/// Whether and to whom metrics are told.
#[derive(Debug, Clone)]
pub struct MetricsSettings {
    /// Whether they are told at all.
    pub enabled: bool,
    /// Who has this, may see them too.
    pub token: Option<Secret>,
}

impl MetricsSettings {
    /// Who asks for the metrics; nobody, if that is proven by the token. Fails if it is neither told.
    pub(super) async fn watcher(&self, request: &Request) -> Result<Option<Caller>, AppError> {
        if !self.enabled {
            return Err(AppError::NotFound("page"));
        }
        match (bearer(request), &self.token) {
            (Some(sent), Some(token)) if is_same(sent, token.expose()) => Ok(None),
            (Some(_), _) => Err(AppError::BadCredentials),
            (None, _) => {
                let caller = caller::caller(request).await?.ok_or(AppError::Unauthenticated)?;
                Ok(Some(caller.past_password_change()?))
            }
        }
    }
}

/// The token of a Bearer header (RFC 6750).
fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Compares without telling by its duration how much is the same.
fn is_same(sent: &str, token: &str) -> bool {
    let keyed = |text: &str| Hmac::<Sha256>::new_from_slice(token.as_bytes()).map(|mac| mac.chain_update(text));
    let (Ok(sent), Ok(expected)) = (keyed(sent), keyed(token)) else { return false };
    sent.verify(&expected.finalize().into_bytes()).is_ok()
}
