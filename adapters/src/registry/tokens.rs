use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Claims;
use hyper::header::HeaderValue;
use ports::{Clock, Entropy, RegistryError, TokenSigner};
use time::{Duration, OffsetDateTime};

use super::HttpRegistry;
use super::authorization::Permission;

/// A walk over thousands of tags must not need a signature for each request.
const LIFE: Duration = Duration::minutes(5);

/// A token is not used to its last moment: the registry's clock may be ahead, and a request may
/// have to wait.
const RENEWED_BEFORE_END: Duration = Duration::minutes(1);

/// The registry's clock may be behind ours by this much.
const CLOCK_SKEW: Duration = Duration::seconds(10);

/// A walk asks for a token per repository, of which there may be any number.
const MOST_KEPT: usize = 1024;

/// Tokens for ourselves, kept for as long as they are good.
pub(super) struct Tokens {
    signer: Arc<dyn TokenSigner>,
    issuer: String,
    service: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    kept: Mutex<HashMap<Permission, Kept>>,
}

struct Kept {
    header: HeaderValue,
    issued_at: OffsetDateTime,
}

impl Kept {
    // A clock that was set back must not keep a token for longer than it lives.
    fn is_good(&self, now: OffsetDateTime) -> bool {
        (Duration::ZERO..LIFE - RENEWED_BEFORE_END).contains(&(now - self.issued_at))
    }
}

impl Tokens {
    pub(super) fn new(
        signer: Arc<dyn TokenSigner>,
        issuer: String,
        service: String,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { signer, issuer, service, clock, entropy, kept: Mutex::default() }
    }

    /// The `Authorization` that gives `permission`.
    pub(super) fn header(&self, permission: &Permission) -> Result<HeaderValue, RegistryError> {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = kept.get(permission).filter(|token| token.is_good(now)) {
            return Ok(token.header.clone());
        }
        let header = self.sign(permission, now)?;
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, token| token.is_good(now));
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(permission.clone(), Kept { header: header.clone(), issued_at: now });
        Ok(header)
    }

    fn sign(&self, permission: &Permission, now: OffsetDateTime) -> Result<HeaderValue, RegistryError> {
        let cannot_sign = |why: String| RegistryError::Unavailable(format!("no token can be made for it: {why}"));
        let claims = Claims {
            issuer: self.issuer.clone(),
            subject: HttpRegistry::SUBJECT.to_owned(),
            audience: self.service.clone(),
            expires_at: now + LIFE,
            not_before: now - CLOCK_SKEW,
            issued_at: now,
            id: self.entropy.uuid().map_err(|error| cannot_sign(error.to_string()))?.to_string(),
            access: permission.grant().into_iter().collect(),
        };
        let token = self.signer.sign(&claims).map_err(|error| cannot_sign(error.to_string()))?;
        let mut header =
            HeaderValue::try_from(format!("Bearer {token}")).map_err(|error| cannot_sign(error.to_string()))?;
        header.set_sensitive(true);
        Ok(header)
    }
}
