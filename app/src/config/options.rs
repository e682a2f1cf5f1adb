use clap::{ArgAction, Parser};
use twelf::config;

/// Every option, as text.
///
/// One flat struct, because twelf merges the keys of one level only. An option's key in a file is
/// its flag with `_` for `-`, and other spellings are aliases of the flag; so each name is written
/// once. `hide_env_values` marks a secret. Values are read by [`Settings`](crate::settings::Settings),
/// which reports all that is wrong at once, whatever source it comes from.
#[config]
#[derive(Parser, Default)]
#[clap(
    name = "registry-admin",
    version,
    about = "Users, groups, access rules and a token realm for a private Docker/OCI registry",
    long_about = None,
    disable_help_flag = true
)]
pub struct Options {
    /// Where to listen: host, host:port, or * for everywhere
    #[clap(long = "listen", env = "RA_LISTEN", default_value = "*")]
    pub listen: Option<String>,
    /// Main host name or address of this service
    #[clap(long = "hostname", env = "RA_HOST_NAME", default_value = "localhost")]
    pub hostname: Option<String>,
    /// Port to listen on, without TLS
    #[clap(long = "port", env = "RA_PORT", default_value = "80")]
    pub port: Option<String>,
    /// Proxies before this service that may tell whose requests they pass on, with commas between
    /// them: addresses or networks such as 10.0.0.0/8
    #[clap(long = "http.trusted-proxies", env = "RA_HTTP_TRUSTED_PROXIES", action = ArgAction::Append)]
    pub http_trusted_proxies: Option<String>,
    /// How many connections may be open at a time, 0 for any number
    #[clap(long = "http.max-connections", env = "RA_HTTP_MAX_CONNECTIONS", default_value = "4096")]
    pub http_max_connections: Option<String>,
    /// How many of them from one address that is no trusted proxy's, 0 for any number
    #[clap(long = "http.max-connections-per-address", env = "RA_HTTP_MAX_CONNECTIONS_PER_ADDRESS")]
    #[clap(default_value = "512")]
    pub http_max_connections_per_address: Option<String>,
    /// Tell metrics at /metrics, to admins
    #[clap(long = "metrics.enabled", env = "RA_METRICS_ENABLED", default_value = "true")]
    #[clap(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub metrics_enabled: Option<String>,
    /// Token by which metrics are told to others too, as Bearer
    #[clap(long = "metrics.token", env = "RA_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    /// URL of the OpenTelemetry collector that takes traces, by OTLP over HTTP, such as
    /// http://localhost:4318; there are no traces if unset
    #[clap(long = "traces.endpoint", env = "RA_TRACES_ENDPOINT")]
    pub traces_endpoint: Option<String>,
    /// Part of the traces that is taken, from 0 to 1, of those that begin here
    #[clap(long = "traces.sample-ratio", env = "RA_TRACES_SAMPLE_RATIO", default_value = "1")]
    pub traces_sample_ratio: Option<String>,
    /// Configuration file: .json, .yaml or .yml
    #[clap(long = "config-file", env = "RA_CONFIG_FILE")]
    pub config_file: Option<String>,
    /// Log in detail
    #[clap(long = "debug", env = "RA_DEBUG", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub debug: Option<String>,
    /// Origin of a frontend under development, such as http://127.0.0.1:3000
    #[clap(long = "dev-host", env = "RA_DEV_HOST", hide = true)]
    pub dev_host: Option<String>,

    /// URL of the registry, without its port
    #[clap(long = "registry.host", env = "RA_REGISTRY_HOST", default_value = "http://localhost")]
    pub registry_host: Option<String>,
    /// Port of the registry
    #[clap(long = "registry.port", env = "RA_REGISTRY_PORT", default_value = "5000")]
    pub registry_port: Option<String>,
    /// How the registry checks its users: token or basic
    #[clap(long = "registry.auth-type", env = "RA_REGISTRY_AUTH_TYPE", default_value = "token")]
    pub registry_auth_type: Option<String>,
    /// Login at the registry, with basic
    #[clap(long = "registry.login", env = "RA_REGISTRY_LOGIN")]
    pub registry_login: Option<String>,
    /// Password at the registry, with basic
    #[clap(long = "registry.password", env = "RA_REGISTRY_PASSWORD", hide_env_values = true)]
    pub registry_password: Option<String>,
    /// The htpasswd file to keep, with basic
    #[clap(long = "registry.htpasswd", env = "RA_REGISTRY_HTPASSWD")]
    pub registry_htpasswd: Option<String>,
    /// Do not check the certificate of the registry
    #[clap(long = "registry.https-insecure", env = "RA_REGISTRY_HTTPS_INSECURE")]
    #[clap(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub registry_https_insecure: Option<String>,
    /// Service name, as in the configuration of the registry
    #[clap(long = "registry.service", env = "RA_REGISTRY_SERVICE", default_value = "container_registry")]
    pub registry_service: Option<String>,
    /// Token issuer name, as in the configuration of the registry
    #[clap(long = "registry.issuer", env = "RA_REGISTRY_ISSUER", default_value = "registry_token_issuer")]
    pub registry_issuer: Option<String>,
    /// Life of a token in seconds, at least 60
    #[clap(long = "registry.token-ttl", env = "RA_REGISTRY_TOKEN_TTL", default_value = "60")]
    pub registry_token_ttl: Option<String>,
    /// Minutes between two clean-ups of what is known of the registry; 60 if unset
    #[clap(long = "registry.gc-interval", env = "RA_REGISTRY_GC_INTERVAL")]
    pub registry_gc_interval: Option<String>,
    /// Certificate that the registry shows for TLS
    #[clap(long = "registry.https-certs", env = "RA_REGISTRY_HTTPS_CERT")]
    #[clap(aliases = ["registry.https-cert", "registry.certs.https-cert"])]
    pub registry_https_certs: Option<String>,

    /// Directory of the three files below; ~/.registry-certs if unset
    #[clap(long = "registry.certs.path", env = "RA_REGISTRY_CERTS_CERT_PATH")]
    pub registry_certs_path: Option<String>,
    /// Private key that signs tokens; made together with the other two if all are missing
    #[clap(long = "registry.certs.key", env = "RA_REGISTRY_CERTS_KEY_PATH")]
    pub registry_certs_key: Option<String>,
    /// Public key
    #[clap(long = "registry.certs.public-key", env = "RA_REGISTRY_CERTS_PUBLIC_KEY_PATH")]
    pub registry_certs_public_key: Option<String>,
    /// Certificate: the rootcertbundle of the registry
    #[clap(long = "registry.certs.ca-root", env = "RA_REGISTRY_CERTS_CA_ROOT_PATH", alias = "registry.certs.ca")]
    pub registry_certs_ca_root: Option<String>,
    /// DNS names in a new certificate, with commas between them
    #[clap(long = "registry.certs.fqdn", env = "RA_REGISTRY_CERTS_FQDN", alias = "registry.certs.fqdns")]
    #[clap(action = ArgAction::Append)]
    pub registry_certs_fqdn: Option<String>,
    /// Addresses in a new certificate, with commas between them
    #[clap(long = "registry.certs.ip", env = "RA_REGISTRY_CERTS_IP", alias = "registry.certs.ips")]
    #[clap(action = ArgAction::Append)]
    pub registry_certs_ip: Option<String>,
    /// Kind of a new key: ecdsa or rsa
    #[clap(long = "registry.certs.algorithm", env = "RA_REGISTRY_CERTS_ALGORITHM", default_value = "ecdsa")]
    pub registry_certs_algorithm: Option<String>,

    /// Secret that signs sessions, of 32 characters or more; made once and kept in the store if unset
    #[clap(long = "auth.token-secret", env = "RA_AUTH_TOKEN_SECRET", hide_env_values = true)]
    pub auth_token_secret: Option<String>,
    /// Issuer of sessions
    #[clap(long = "auth.jwt-issuer", env = "RA_AUTH_ISSUER_NAME", default_value = "zebox")]
    #[clap(alias = "auth.issuer-name")]
    pub auth_jwt_issuer: Option<String>,
    /// How long a session lasts before it is renewed
    #[clap(long = "auth.jwt-ttl", env = "RA_AUTH_JWT_TTL", default_value = "1h")]
    pub auth_jwt_ttl: Option<String>,
    /// How long a browser stays signed in
    #[clap(long = "auth.cookie-ttl", env = "RA_AUTH_COOKIE_TTL", default_value = "24h")]
    pub auth_cookie_ttl: Option<String>,
    /// How long a password that was right need not be hashed again, 0 for never
    #[clap(long = "auth.credential-cache-ttl", env = "RA_AUTH_CREDENTIAL_CACHE_TTL", default_value = "5m")]
    pub auth_credential_cache_ttl: Option<String>,
    /// How many wrong passwords an address may send before it has to wait between more, 0 for any number
    #[clap(long = "auth.max-failures", env = "RA_AUTH_MAX_FAILURES", default_value = "10")]
    pub auth_max_failures: Option<String>,

    /// Write a short access log to the standard output
    #[clap(long = "logger.stdout", env = "RA_LOGGER_STDOUT")]
    #[clap(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub logger_stdout: Option<String>,
    /// Write an access log file, with rotation
    #[clap(long = "logger.enabled", env = "RA_LOGGER_ENABLED")]
    #[clap(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub logger_enabled: Option<String>,
    /// The access log file
    #[clap(long = "logger.file", env = "RA_LOGGER_FILE", default_value = "access.log", alias = "logger.filename")]
    pub logger_file: Option<String>,
    /// Size at which the access log is rotated
    #[clap(long = "logger.max-size", env = "RA_LOGGER_SIZE", default_value = "10M")]
    pub logger_max_size: Option<String>,
    /// How many rotated access logs to keep
    #[clap(long = "logger.max-backups", env = "RA_LOGGER_BACKUPS", default_value = "10")]
    pub logger_max_backups: Option<String>,

    /// Token decisions that go into the audit log: none, refused or all
    #[clap(long = "audit.tokens", env = "RA_AUDIT_TOKENS", default_value = "refused")]
    pub audit_tokens: Option<String>,
    /// With all: only one in so many of the tokens that are granted without a refusal
    #[clap(long = "audit.token-sample", env = "RA_AUDIT_TOKEN_SAMPLE", default_value = "1")]
    pub audit_token_sample: Option<String>,
    /// How long the audit log is kept, 0 for ever
    #[clap(long = "audit.retention", env = "RA_AUDIT_RETENTION", default_value = "365d")]
    pub audit_retention: Option<String>,

    /// TLS: none, static (own certificate) or auto (ACME)
    #[clap(long = "ssl.type", env = "RA_SSL_TYPE", default_value = "none")]
    pub ssl_type: Option<String>,
    /// Certificate file with the chain behind it, with static; read again when it changes
    #[clap(long = "ssl.cert", env = "RA_SSL_CERT")]
    pub ssl_cert: Option<String>,
    /// Private key file, with static
    #[clap(long = "ssl.key", env = "RA_SSL_KEY")]
    pub ssl_key: Option<String>,
    /// Directory of the account and the certificates, with auto
    #[clap(long = "ssl.acme-location", env = "RA_SSL_ACME_LOCATION", default_value = "./acme")]
    pub ssl_acme_location: Option<String>,
    /// Address for notes about the certificates, with auto
    #[clap(long = "ssl.acme-email", env = "RA_SSL_ACME_EMAIL")]
    pub ssl_acme_email: Option<String>,
    /// URL of the directory of the ACME authority, with auto
    #[clap(long = "ssl.acme-directory", env = "RA_SSL_ACME_DIRECTORY")]
    #[clap(default_value = "https://acme-v02.api.letsencrypt.org/directory")]
    pub ssl_acme_directory: Option<String>,
    /// File with what to trust beside the system's roots when the ACME authority is talked to
    #[clap(long = "ssl.acme-ca", env = "RA_SSL_ACME_CA")]
    pub ssl_acme_ca: Option<String>,
    /// Port of HTTPS
    #[clap(long = "ssl.port", env = "RA_SSL_PORT", default_value = "443")]
    pub ssl_port: Option<String>,
    /// Port of HTTP that leads to HTTPS, with TLS
    #[clap(long = "ssl.http-port", env = "RA_SSL_ACME_HTTP_PORT", default_value = "80")]
    #[clap(alias = "ssl.redir-http-port")]
    pub ssl_http_port: Option<String>,
    /// DNS names of this service, with commas between them; those of the certificate, with auto
    #[clap(long = "ssl.fqdn", env = "RA_SSL_ACME_FQDN", action = ArgAction::Append)]
    #[clap(aliases = ["ssl.fqdns", "ssl.acme-fqdns"])]
    pub ssl_fqdn: Option<String>,

    /// Kind of store: embed or postgres
    #[clap(long = "store.type", env = "RA_STORE_DB_TYPE", default_value = "embed")]
    pub store_type: Option<String>,
    /// Password of the user admin when the store is created
    #[clap(long = "store.admin-password", env = "RA_STORE_ADMIN_PASSWORD", hide_env_values = true)]
    #[clap(default_value = "admin")]
    pub store_admin_password: Option<String>,
    /// How long known credentials and rules are good for tokens while the store does not answer, 0 for 5s
    #[clap(long = "store.offline-grace", env = "RA_STORE_OFFLINE_GRACE", default_value = "0")]
    pub store_offline_grace: Option<String>,
    /// File of the embedded store
    #[clap(long = "store.embed.path", env = "RA_STORE_EMBED_DB_PATH", default_value = "./data.db")]
    pub store_embed_path: Option<String>,
    /// URL of the PostgreSQL database, such as postgres://user:password@host/database?sslmode=verify-full
    #[clap(long = "store.postgres.url", env = "RA_STORE_POSTGRES_URL", hide_env_values = true)]
    pub store_postgres_url: Option<String>,
    /// How many connections to PostgreSQL there may be at once
    #[clap(long = "store.postgres.pool-size", env = "RA_STORE_POSTGRES_POOL_SIZE", default_value = "8")]
    pub store_postgres_pool_size: Option<String>,
}
