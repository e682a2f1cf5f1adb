//! Where requests come in.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use rustls::ServerConfig;
use thiserror::Error;
use time::OffsetDateTime;
use tokio::net::TcpListener;

use crate::settings::Settings;

/// What requests come in by.
pub enum Listeners {
    /// HTTP alone.
    Http(TcpListener),
    /// HTTPS, and HTTP that leads there.
    Https {
        /// For HTTPS.
        listener: TcpListener,
        /// How it is secured.
        tls: Tls,
        /// For HTTP.
        http: TcpListener,
    },
}

/// How HTTPS is secured.
pub struct Tls {
    /// The certificates and protocols.
    pub config: Arc<ServerConfig>,
    /// Keeps the certificates up to date while it is polled.
    pub upkeep: BoxFuture<'static, ()>,
    /// Tells when the certificate ends that is served at the moment, if there is one.
    pub expires_at: Arc<dyn Fn() -> Option<OffsetDateTime> + Send + Sync>,
}

/// A port cannot be had.
#[derive(Debug, Error)]
#[error("cannot listen on {0}")]
pub struct ListenError(String);

impl Listeners {
    /// Listens as the settings say, for HTTPS if there is `tls`.
    pub async fn open(settings: &Settings, tls: Option<Tls>) -> Result<Self, ListenError> {
        let hosts = &settings.listen.hosts;
        let listener = bind(hosts, settings.listen.port).await?;
        Ok(match tls {
            None => Self::Http(listener),
            Some(tls) => Self::Https { listener, tls, http: bind(hosts, settings.ssl.http_port).await? },
        })
    }

    /// The address of the service proper.
    pub fn address(&self) -> io::Result<SocketAddr> {
        let (Self::Http(listener) | Self::Https { listener, .. }) = self;
        listener.local_addr()
    }
}

/// Listens on the first address that can be had.
async fn bind(hosts: &[String], port: u16) -> Result<TcpListener, ListenError> {
    let mut failures = Vec::new();
    for host in hosts {
        match TcpListener::bind((host.as_str(), port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => failures.push(format!("{host}:{port}: {error}")),
        }
    }
    Err(ListenError(failures.join(", ")))
}
