use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};

use super::expiry::Expiry;
use super::key_pair::{Content, validity};
use super::{CertificateFiles, TlsError};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// The certificate that new connections get.
#[derive(Debug)]
pub(super) struct Served {
    pair: RwLock<Arc<CertifiedKey>>,
    expiry: Expiry,
}

impl Served {
    pub(super) fn new(pair: Arc<CertifiedKey>, expiry: Expiry) -> Self {
        tell(&pair, &expiry);
        Self { pair: RwLock::new(pair), expiry }
    }

    fn replace(&self, pair: Arc<CertifiedKey>) {
        tell(&pair, &self.expiry);
        *self.pair.write().unwrap_or_else(PoisonError::into_inner) = pair;
    }
}

impl ResolvesServerCert for Served {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.pair.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// Serves what the files hold whenever that has changed. While they hold nothing that can be served,
/// as in the middle of being written, the certificate from before stays.
pub(super) async fn reload(files: CertificateFiles, mut seen: Content, served: Arc<Served>) {
    let mut due = interval(INTERVAL);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut complaint = None;
    loop {
        due.tick().await;
        let trouble = match read(&files).await {
            Ok(content) if content == seen => continue,
            Ok(content) => {
                seen = content;
                seen.key_pair(&files).map(|pair| served.replace(pair)).err()
            }
            Err(error) => Some(error),
        };
        // What is wrong is told once, not every second.
        let text = trouble.as_ref().map(ToString::to_string);
        if let Some(error) = trouble.filter(|_| text != complaint) {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "the new certificate cannot be served, the old one stays");
        }
        complaint = text;
    }
}

async fn read(files: &CertificateFiles) -> Result<Content, TlsError> {
    let (of_thread, path) = (files.clone(), &files.certificate);
    tokio::task::spawn_blocking(move || Content::read(&of_thread))
        .await
        .unwrap_or_else(|error| Err(TlsError::Read { path: path.clone(), source: error.into() }))
}

/// Tells of a certificate that is served from now on, and when nobody will accept it.
fn tell(pair: &CertifiedKey, expiry: &Expiry) {
    let Ok(leaf) = pair.end_entity_cert() else { return };
    expiry.note(leaf);
    let Ok([from, until]) = validity(leaf) else { return };
    let now = OffsetDateTime::now_utc();
    if now < from {
        tracing::warn!(valid_from = %from, "the certificate for TLS is not valid yet");
    } else if until < now {
        tracing::warn!(expired = %until, "the certificate for TLS has expired");
    } else {
        tracing::info!(valid_until = %until, days_left = (until - now).whole_days(), "serving a certificate");
    }
}
