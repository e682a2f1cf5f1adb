use std::sync::{Arc, PoisonError, RwLock};

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use super::key_pair::validity;

/// When the certificate ends that is served, for who wants to know. Clones are of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Expiry(Arc<RwLock<Option<OffsetDateTime>>>);

impl Expiry {
    /// Another certificate is served from now on.
    pub(super) fn note(&self, leaf: &CertificateDer<'_>) {
        let end = validity(leaf).ok().map(|[_, until]| until);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// None if none is served yet.
    pub(super) fn get(&self) -> Option<OffsetDateTime> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
