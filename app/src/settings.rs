//! The options as what they mean: typed, checked, with every mistake reported at once.

mod audit;
mod auth;
mod basic_auth;
mod certs;
mod checks;
mod fault;
mod listen;
mod logger;
mod registry;
mod secret;
mod ssl;
mod store;
mod traces;
mod url;
mod value;

use std::path::Path;

use ipnet::IpNet;

use clap::ArgMatches;

use crate::config::{self, ConfigError, Lookup, Options, Problem};

pub use audit::Audit;
pub use auth::Auth;
pub use basic_auth::BasicAuth;
pub use certs::{CertAlgorithm, Certs};
pub use fault::Fault;
pub use listen::Listen;
pub use logger::Logger;
pub use registry::{AuthType, Registry};
pub use secret::Secret;
pub use ssl::{Acme, Ssl, SslType};
pub use store::{Postgres, Store, StoreType};
pub use traces::Traces;
pub use url::RegistryUrl;

use checks::{Checks, option};

/// How the service is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen.
    pub listen: Listen,
    /// The main host name of this service.
    pub hostname: String,
    /// The origin of a frontend under development, which may call the API too.
    pub dev_origin: Option<String>,
    /// The proxies that may tell whose requests they pass on.
    pub trusted_proxies: Vec<IpNet>,
    /// How many connections may be open at a time; 0 for any number.
    pub max_connections: u32,
    /// How many of them from one address; 0 for any number.
    pub max_connections_per_address: u32,
    /// Whether metrics are told.
    pub metrics_enabled: bool,
    /// Who has this may see them.
    pub metrics_token: Option<Secret>,
    /// Where traces go; there are none without.
    pub traces: Option<Traces>,
    /// Whether to log in detail.
    pub debug: bool,
    /// The registry and what is said to it.
    pub registry: Registry,
    /// Sessions in the user interface.
    pub auth: Auth,
    /// The access log.
    pub logger: Logger,
    /// The audit log.
    pub audit: Audit,
    /// TLS.
    pub ssl: Ssl,
    /// Where everything is kept.
    pub store: Store,
}

impl Settings {
    /// Collects the options, from a parsed command line and an environment such as
    /// `std::env::var_os`, and checks them.
    pub fn load(arguments: &ArgMatches, environment: Lookup<'_>) -> Result<Self, ConfigError> {
        let (options, problems) = config::load(arguments, environment);
        let home = environment("HOME").or_else(|| environment("USERPROFILE")).filter(|home| !home.is_empty());
        Self::from_options(&options, home.as_ref().map(Path::new), problems)
    }

    /// Checks the options. `problems` are those that were found before, to be reported with the
    /// new ones; `home` is the user's directory.
    pub fn from_options(options: &Options, home: Option<&Path>, problems: Vec<Problem>) -> Result<Self, ConfigError> {
        let mut checks = Checks::new(problems);
        let hostname = checks.required(option!(options.hostname), value::host);
        let ssl = Ssl::read(options, &hostname, &mut checks);
        let settings = Self {
            listen: Listen::read(options, &ssl, &mut checks),
            hostname,
            dev_origin: checks.optional(option!(options.dev_host), url::origin),
            trusted_proxies: checks
                .required(option!(options.http_trusted_proxies), |text| value::list(text, value::network)),
            max_connections: checks.required(option!(options.http_max_connections), value::count),
            max_connections_per_address: checks
                .required(option!(options.http_max_connections_per_address), value::count),
            metrics_enabled: checks.required(option!(options.metrics_enabled), value::switch),
            metrics_token: checks.optional(option!(options.metrics_token), value::secret),
            traces: Traces::read(options, &mut checks),
            debug: checks.required(option!(options.debug), value::switch),
            registry: Registry::read(options, home, &mut checks),
            auth: Auth::read(options, &mut checks),
            logger: Logger::read(options, &mut checks),
            audit: Audit::read(options, &mut checks),
            ssl,
            store: Store::read(options, &mut checks),
        };
        checks.finish()?;
        Ok(settings)
    }
}
