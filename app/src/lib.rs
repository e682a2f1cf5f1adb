//! RegistryAdmin as a library: the use cases, the HTTP surface over them and the server.
//!
//! [`wiring`] chooses the adapters of the program that we ship. Whoever brings a [`ports::Store`] of
//! their own writes a `main` of a few lines instead: [`Settings::load`] for the options, [`wiring::ports`]
//! for all other adapters over that store, [`program::serve`] for the rest.
//!
//! ```no_run
//! use std::error::Error;
//! use std::process::ExitCode;
//! use std::sync::Arc;
//!
//! use app::config::options_command;
//! use app::settings::Settings;
//! use app::{program, telemetry, wiring};
//! use ports::Store;
//!
//! # async fn open(_: Option<&std::path::Path>) -> Result<Arc<dyn Store>, std::io::Error> { unimplemented!() }
//! #[tokio::main]
//! async fn main() -> ExitCode {
//!     program::end(serve().await)
//! }
//!
//! async fn serve() -> Result<(), Box<dyn Error>> {
//!     let settings = Settings::load(&options_command().get_matches(), &|name| std::env::var_os(name))?;
//!     let telemetry = telemetry::start(settings.debug, wiring::traces(&settings)?);
//!     let ports = async {
//!         let store = open(settings.store.file()).await?;
//!         let is_alone = false;
//!         Ok(wiring::ports(&settings, store, is_alone).await?)
//!     };
//!     let outcome = program::serve(&settings, ports).await;
//!     telemetry.finish().await;
//!     outcome
//! }
//! ```
//!
//! Other adapters are replaced in the same way: [`services::Ports`] can be made field by field.

pub mod access_log;
mod authority;
pub mod command_line;
pub mod commands;
pub mod config;
pub mod error;
#[doc(hidden)]
pub mod fuzzing;
pub mod http;
pub mod listeners;
pub mod metrics;
mod network;
pub mod program;
pub mod serve;
pub mod services;
pub mod settings;
pub mod telemetry;
pub mod wiring;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use access_log::AccessLog;
use authority::authority;
use error::AppError;
use futures_util::FutureExt;
use http::{AllowedOrigins, HttpSettings, HttpsAddress, MetricsSettings, ToHttps};
use listeners::Listeners;
use serve::{ConnectionLimits, Plain, Reception, Secured, serve};
use services::{ConnectionSettings, CredentialSettings, Ports, RealmSettings, Scribe, Services, SessionSettings};
use settings::{AuthType, Settings};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long what is left for the audit log may take in the end.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// The most bytes a request's body may have.
const MAX_BODY: u64 = 1024 * 1024;

/// RegistryAdmin, ready to serve.
pub struct App {
    services: Arc<Services>,
    http: HttpSettings,
    https: HttpsAddress,
    reception: Reception,
    sync_interval: Duration,
    scribe: Scribe,
    is_alone: bool,
    retention: Option<Duration>,
}

impl App {
    /// RegistryAdmin with these settings over these ports, and a note of each request in `log`. Fails
    /// if there is no randomness.
    pub fn new(settings: &Settings, ports: Ports, log: Option<AccessLog>) -> Result<Self, AppError> {
        let realm = RealmSettings {
            service: settings.registry.service.clone(),
            issuer: settings.registry.issuer.clone(),
            token_ttl: long(settings.registry.token_ttl),
        };
        let sessions =
            SessionSettings { jwt_ttl: long(settings.auth.jwt_ttl), cookie_ttl: long(settings.auth.cookie_ttl) };
        let http = HttpSettings {
            origins: origins(settings),
            request_timeout: REQUEST_TIMEOUT,
            max_body: MAX_BODY,
            metrics: MetricsSettings { enabled: settings.metrics_enabled, token: settings.metrics_token.clone() },
            traced: settings.traces.is_some(),
        };
        let credentials = CredentialSettings {
            remember_for: settings.auth.credential_cache_ttl,
            offline_grace: settings.store.offline_grace,
            max_failures: settings.auth.max_failures,
        };
        let is_alone = ports.is_alone;
        let tokens = settings.audit.tokens;
        let (services, scribe) = Services::new(ports, realm, sessions, credentials, connection(settings), tokens)?;
        let https = https_address(settings);
        let proxies = settings.trusted_proxies.iter().copied().collect();
        let reception = Reception::new(proxies, log, connection_limits(settings));
        Ok(Self {
            services: Arc::new(services),
            http,
            https,
            reception,
            sync_interval: settings.registry.gc_interval,
            scribe,
            is_alone,
            retention: settings.audit.retention,
        })
    }

    /// Serves on `listeners` until `stop` is done; requests in flight are finished. Meanwhile the
    /// catalogue is kept true, what other processes change in the store is noticed, and the audit log is
    /// written and kept from growing for ever.
    pub async fn serve(self, listeners: Listeners, stop: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = JoinSet::new();
        let directories = self.services.directories.clone();
        tasks.spawn(async move { directories.watch().await });
        let services = self.services.clone();
        tasks.spawn(async move { services.work_in_background(self.sync_interval, self.retention).await });
        let (all_is_told, nothing_more) = oneshot::channel::<()>();
        let writing = tokio::spawn(self.scribe.run(self.is_alone, nothing_more.map(drop)));
        let stop = stop.boxed().shared();
        let metrics = self.services.metrics.clone();
        let connections = self.reception.counter();
        metrics.look(move |metrics| {
            let (busy, idle) = connections();
            metrics.connections(busy, idle);
        });
        let main = Arc::new(http::endpoint(self.services, &self.http));
        match listeners {
            Listeners::Http(listener) => serve(listener, Plain, self.reception.clone(), main, stop).await,
            Listeners::Https { listener, tls, http } => {
                tasks.spawn(tls.upkeep);
                metrics.look(move |metrics| {
                    if let Some(end) = (tls.expires_at)() {
                        metrics.certificate("tls", end);
                    }
                });
                let to_https = Arc::new(ToHttps::new(main.clone(), self.https));
                let to_https = serve(http, Plain, self.reception.clone(), to_https, stop.clone());
                let secured = serve(listener, Secured::new(tls.config), self.reception.clone(), main, stop);
                tokio::join!(secured, to_https);
            }
        }
        tasks.shutdown().await;
        drop(all_is_told);
        match timeout(LAST_WORDS, writing).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the audit log was not written to its end"),
            Err(_) => tracing::error!("the audit log was not written to its end: the store does not answer"),
        }
        if let Some(log) = self.reception.into_log() {
            log.finish().await;
        }
    }
}

/// Each connection needs a file, and so do the store, the log and the registry.
fn connection_limits(settings: &Settings) -> ConnectionLimits {
    const FILES_FOR_ALL_ELSE: usize = 256;
    let any_number = |limit: u32| if limit == 0 { usize::MAX } else { limit as usize };
    let files = serve::most_open_files();
    let possible = files.saturating_sub(FILES_FOR_ALL_ELSE.min(files / 2));
    let wanted = any_number(settings.max_connections);
    if possible < wanted {
        tracing::warn!(files, "no more than {possible} connections can be open: the limit of open files is low");
    }
    ConnectionLimits { all: wanted.min(possible), per_address: any_number(settings.max_connections_per_address) }
}

/// What is told of the registry, and to it.
pub(crate) fn connection(settings: &Settings) -> ConnectionSettings {
    let (scheme, usual_port) = if settings.ssl.is_on() { ("https", 443) } else { ("http", 80) };
    let own = authority(&settings.hostname, settings.listen.port, usual_port);
    let registry = &settings.registry;
    let usual_port = if registry.url.is_https { 443 } else { 80 };
    ConnectionSettings {
        registry_host: authority(&registry.url.host, registry.url.port.unwrap_or(usual_port), usual_port),
        own_url: format!("{scheme}://{own}"),
        registry_file: match &registry.auth_type {
            AuthType::Token => registry.certs.certificate.clone(),
            AuthType::Basic(basic) => basic.htpasswd.clone(),
        },
    }
}

/// Where HTTPS is, if it is served.
fn https_address(settings: &Settings) -> HttpsAddress {
    let names = settings.ssl.fqdns.iter().cloned().chain([settings.hostname.to_ascii_lowercase()]);
    HttpsAddress { hostname: settings.hostname.clone(), names: names.collect(), port: settings.listen.port }
}

/// Settings hold no duration beyond some years, so none is too long.
fn long(duration: Duration) -> time::Duration {
    duration.try_into().unwrap_or(time::Duration::MAX)
}

/// The pages of our own host may come by any of its names. Where HTTPS is served, a page that came by
/// plain HTTP is not ours: anybody on the way could have made it.
fn origins(settings: &Settings) -> AllowedOrigins {
    let (ssl, port) = (&settings.ssl, settings.listen.port);
    let schemes: &[(&str, u16)] = if ssl.is_on() { &[("https", 443)] } else { &[("http", 80), ("https", 443)] };
    let hosts = [&settings.hostname].into_iter().chain(&ssl.fqdns);
    let own = hosts.flat_map(|host| {
        let at = move |(scheme, usual): &(&str, u16)| {
            [*usual, port].map(|port| format!("{scheme}://{}", authority(host, port, *usual)))
        };
        schemes.iter().flat_map(at)
    });
    own.chain(settings.dev_origin.clone()).collect()
}
