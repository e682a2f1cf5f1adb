//! RegistryAdmin as a library: the use cases, the HTTP surface over them and the server.
//!
//! [`wiring`] chooses the adapters of the program that we ship. Whoever brings an adapter of their
//! own writes a `main` of a few lines instead: settings, ports, [`App::new`], [`App::serve`].

pub mod command_line;
pub mod commands;
pub mod config;
pub mod error;
pub mod http;
pub mod serve;
pub mod services;
pub mod settings;
pub mod telemetry;
pub mod wiring;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use error::AppError;
use http::{AllowedOrigins, HttpSettings};
use services::{ConnectionSettings, Ports, RealmSettings, Services, SessionSettings};
use settings::{AuthType, Settings, SslType};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The most bytes a request's body may have.
const MAX_BODY: u64 = 1024 * 1024;

/// RegistryAdmin, ready to serve.
pub struct App {
    services: Arc<Services>,
    http: HttpSettings,
    sync_interval: Duration,
}

impl App {
    /// RegistryAdmin with these settings over these ports. Fails if there is no randomness.
    pub fn new(settings: &Settings, ports: Ports) -> Result<Self, AppError> {
        let realm = RealmSettings {
            service: settings.registry.service.clone(),
            issuer: settings.registry.issuer.clone(),
            token_ttl: long(settings.registry.token_ttl),
        };
        let sessions =
            SessionSettings { jwt_ttl: long(settings.auth.jwt_ttl), cookie_ttl: long(settings.auth.cookie_ttl) };
        let http = HttpSettings { origins: origins(settings), request_timeout: REQUEST_TIMEOUT, max_body: MAX_BODY };
        let cache_ttl = settings.auth.credential_cache_ttl;
        let services = Services::new(ports, realm, sessions, cache_ttl, connection(settings))?;
        Ok(Self { services: Arc::new(services), http, sync_interval: settings.registry.gc_interval })
    }

    /// Serves on `listener` until `stop` is done; requests in flight are finished. Meanwhile the
    /// catalogue is kept true, and what other processes change in the store is noticed.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let mut tasks = JoinSet::new();
        let directories = self.services.directories.clone();
        tasks.spawn(async move { directories.watch().await });
        let services = self.services.clone();
        tasks.spawn(async move { services.reconciler.run().await });
        let sync = self.services.sync.clone();
        tasks.spawn(async move {
            let mut due = tokio::time::interval(self.sync_interval);
            due.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                due.tick().await;
                sync.run().await;
            }
        });
        serve::serve(listener, http::endpoint(self.services, &self.http), stop).await;
        tasks.shutdown().await;
    }
}

/// What is told of the registry, and to it.
fn connection(settings: &Settings) -> ConnectionSettings {
    let (scheme, port, usual_port) = match settings.ssl.kind {
        SslType::None => ("http", settings.listen.port, 80),
        SslType::Static | SslType::Auto => ("https", settings.ssl.port, 443),
    };
    let own = with_port(&settings.hostname, port, usual_port);
    let registry = &settings.registry;
    let usual_port = if registry.url.is_https { 443 } else { 80 };
    ConnectionSettings {
        registry_host: with_port(&registry.url.host, registry.url.port.unwrap_or(usual_port), usual_port),
        own_url: format!("{scheme}://{own}"),
        registry_file: match &registry.auth_type {
            AuthType::Token => registry.certs.certificate.clone(),
            AuthType::Basic(basic) => basic.htpasswd.clone(),
        },
    }
}

fn with_port(host: &str, port: u16, usual_port: u16) -> String {
    if port == usual_port { host.to_owned() } else { format!("{host}:{port}") }
}

/// Settings hold no duration beyond some years, so none is too long.
fn long(duration: Duration) -> time::Duration {
    duration.try_into().unwrap_or(time::Duration::MAX)
}

/// The pages of our own host may come by any of its addresses.
fn origins(settings: &Settings) -> AllowedOrigins {
    let own = ["http", "https"].into_iter().flat_map(|scheme| {
        let host = &settings.hostname;
        [format!("{scheme}://{host}"), format!("{scheme}://{host}:{}", settings.listen.port)]
    });
    own.chain(settings.dev_origin.clone()).collect()
}
