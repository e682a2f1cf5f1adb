//! Every option by each of its names.

use app::config::OptionNames;
use serde_json::{Value, json};

use crate::start::Start;

/// Flag, environment variable, key in a file, and a value that is not the default.
const OPTIONS: [(&str, &str, &str, &str); 62] = [
    ("listen", "RA_LISTEN", "listen", "127.0.0.1"),
    ("hostname", "RA_HOST_NAME", "hostname", "ra.example.org"),
    ("port", "RA_PORT", "port", "8080"),
    ("debug", "RA_DEBUG", "debug", "true"),
    ("dev-host", "RA_DEV_HOST", "dev_host", "http://127.0.0.1:3000"),
    ("http.trusted-proxies", "RA_HTTP_TRUSTED_PROXIES", "http.trusted_proxies", "10.0.0.0/8,::1"),
    ("http.max-connections", "RA_HTTP_MAX_CONNECTIONS", "http.max_connections", "1000"),
    (
        "http.max-connections-per-address",
        "RA_HTTP_MAX_CONNECTIONS_PER_ADDRESS",
        "http.max_connections_per_address",
        "100",
    ),
    ("registry.host", "RA_REGISTRY_HOST", "registry.host", "https://registry"),
    ("registry.port", "RA_REGISTRY_PORT", "registry.port", "5001"),
    ("registry.auth-type", "RA_REGISTRY_AUTH_TYPE", "registry.auth_type", "basic"),
    ("registry.login", "RA_REGISTRY_LOGIN", "registry.login", "me"),
    ("registry.password", "RA_REGISTRY_PASSWORD", "registry.password", "it's \"me\", $y"),
    ("registry.htpasswd", "RA_REGISTRY_HTPASSWD", "registry.htpasswd", "/a/.htpasswd"),
    ("registry.https-insecure", "RA_REGISTRY_HTTPS_INSECURE", "registry.https_insecure", "true"),
    ("registry.service", "RA_REGISTRY_SERVICE", "registry.service", "my service"),
    ("registry.issuer", "RA_REGISTRY_ISSUER", "registry.issuer", "\"quoted\""),
    ("registry.token-ttl", "RA_REGISTRY_TOKEN_TTL", "registry.token_ttl", "90"),
    ("registry.gc-interval", "RA_REGISTRY_GC_INTERVAL", "registry.gc_interval", "5"),
    ("registry.certs.path", "RA_REGISTRY_CERTS_CERT_PATH", "registry.certs.path", "/certs"),
    ("registry.certs.key", "RA_REGISTRY_CERTS_KEY_PATH", "registry.certs.key", "/certs/a.key"),
    ("registry.certs.public-key", "RA_REGISTRY_CERTS_PUBLIC_KEY_PATH", "registry.certs.public_key", "/certs/a.pub"),
    ("registry.certs.ca-root", "RA_REGISTRY_CERTS_CA_ROOT_PATH", "registry.certs.ca_root", "/certs/a.crt"),
    ("registry.certs.fqdn", "RA_REGISTRY_CERTS_FQDN", "registry.certs.fqdn", "a.org,b.org"),
    ("registry.certs.ip", "RA_REGISTRY_CERTS_IP", "registry.certs.ip", "10.0.0.1,::1"),
    ("registry.certs.algorithm", "RA_REGISTRY_CERTS_ALGORITHM", "registry.certs.algorithm", "rsa"),
    ("registry.https-certs", "RA_REGISTRY_HTTPS_CERT", "registry.https_certs", "/tls.crt"),
    ("auth.token-secret", "RA_AUTH_TOKEN_SECRET", "auth.token_secret", "\"quoted\""),
    ("auth.jwt-issuer", "RA_AUTH_ISSUER_NAME", "auth.jwt_issuer", "me"),
    ("auth.jwt-ttl", "RA_AUTH_JWT_TTL", "auth.jwt_ttl", "30m"),
    ("auth.cookie-ttl", "RA_AUTH_COOKIE_TTL", "auth.cookie_ttl", "48h"),
    ("auth.credential-cache-ttl", "RA_AUTH_CREDENTIAL_CACHE_TTL", "auth.credential_cache_ttl", "0"),
    ("auth.max-failures", "RA_AUTH_MAX_FAILURES", "auth.max_failures", "20"),
    ("logger.stdout", "RA_LOGGER_STDOUT", "logger.stdout", "true"),
    ("logger.enabled", "RA_LOGGER_ENABLED", "logger.enabled", "true"),
    ("logger.file", "RA_LOGGER_FILE", "logger.file", "/log"),
    ("logger.max-size", "RA_LOGGER_SIZE", "logger.max_size", "5M"),
    ("logger.max-backups", "RA_LOGGER_BACKUPS", "logger.max_backups", "3"),
    ("audit.tokens", "RA_AUDIT_TOKENS", "audit.tokens", "all"),
    ("audit.token-sample", "RA_AUDIT_TOKEN_SAMPLE", "audit.token_sample", "100"),
    ("audit.retention", "RA_AUDIT_RETENTION", "audit.retention", "30d"),
    ("ssl.type", "RA_SSL_TYPE", "ssl.type", "static"),
    ("ssl.cert", "RA_SSL_CERT", "ssl.cert", "/c.pem"),
    ("ssl.key", "RA_SSL_KEY", "ssl.key", "/k.pem"),
    ("ssl.acme-location", "RA_SSL_ACME_LOCATION", "ssl.acme_location", "/acme"),
    ("ssl.acme-email", "RA_SSL_ACME_EMAIL", "ssl.acme_email", "a@example.org"),
    ("ssl.acme-directory", "RA_SSL_ACME_DIRECTORY", "ssl.acme_directory", "https://ca.example.org/acme/directory"),
    ("ssl.acme-ca", "RA_SSL_ACME_CA", "ssl.acme_ca", "/ca.pem"),
    ("ssl.port", "RA_SSL_PORT", "ssl.port", "8443"),
    ("ssl.http-port", "RA_SSL_ACME_HTTP_PORT", "ssl.http_port", "8081"),
    ("ssl.fqdn", "RA_SSL_ACME_FQDN", "ssl.fqdn", "a.org,b.org"),
    ("store.type", "RA_STORE_DB_TYPE", "store.type", "embed"),
    ("store.admin-password", "RA_STORE_ADMIN_PASSWORD", "store.admin_password", "007"),
    ("store.offline-grace", "RA_STORE_OFFLINE_GRACE", "store.offline_grace", "10m"),
    ("store.embed.path", "RA_STORE_EMBED_DB_PATH", "store.embed.path", "/data.db"),
    ("store.postgres.url", "RA_STORE_POSTGRES_URL", "store.postgres.url", "postgres://ra:secret@db/ra"),
    ("store.postgres.pool-size", "RA_STORE_POSTGRES_POOL_SIZE", "store.postgres.pool_size", "20"),
    ("metrics.enabled", "RA_METRICS_ENABLED", "metrics.enabled", "false"),
    ("metrics.token", "RA_METRICS_TOKEN", "metrics.token", "007"),
    ("traces.endpoint", "RA_TRACES_ENDPOINT", "traces.endpoint", "https://otel.example.org"),
    ("traces.sample-ratio", "RA_TRACES_SAMPLE_RATIO", "traces.sample_ratio", "0.1"),
    // Where the file is cannot be said in the file.
    ("config-file", "RA_CONFIG_FILE", "", ""),
];

/// Other spellings of keys and flags, and the option they mean.
const SPELLINGS: [(&str, &str); 14] = [
    ("registry.certs.ca", "registry.certs.ca_root"),
    ("registry.certs.ca-root", "registry.certs.ca_root"),
    ("registry.certs.fqdns", "registry.certs.fqdn"),
    ("registry.certs.ips", "registry.certs.ip"),
    ("registry.certs.https-cert", "registry.https_certs"),
    ("registry.https-cert", "registry.https_certs"),
    ("registry.https-certs", "registry.https_certs"),
    ("registry.auth-type", "registry.auth_type"),
    ("auth.issuer-name", "auth.jwt_issuer"),
    ("logger.filename", "logger.file"),
    ("ssl.fqdns", "ssl.fqdn"),
    ("ssl.acme-fqdns", "ssl.fqdn"),
    ("ssl.redir-http-port", "ssl.http_port"),
    ("store.admin-password", "store.admin_password"),
];

fn id(key: &str) -> String {
    key.replace('.', "_")
}

/// `{"a": {"b": value}}` for `a.b`.
fn nested(key: &str, value: Value) -> String {
    key.rsplit('.').fold(value, |value, part| json!({part: value})).to_string()
}

#[test]
fn the_list_is_complete() {
    let listed: Vec<_> = OPTIONS.iter().map(|(flag, ..)| *flag).collect();
    let known = OptionNames::all();
    assert_eq!(listed.len(), known.len());
    for option in known {
        assert!(listed.contains(&option.flag.as_str()), "{option}");
    }
}

#[test]
fn every_option_can_be_given_in_each_way() {
    for (flag, variable, key, value) in OPTIONS.into_iter().filter(|(.., value)| !value.is_empty()) {
        let flagged = Start::new().arg(&format!("--{flag}={value}")).options();
        assert_eq!(flagged[id(key)], value, "--{flag}");
        let from_environment = Start::new().env(variable, value).options();
        assert_eq!(from_environment[id(key)], value, "{variable}");
        for name in ["config.json", "config.yaml", "config.YML"] {
            let from_file = Start::new().file(name, &nested(key, json!(value))).options();
            assert_eq!(from_file[id(key)], value, "{key} in {name}");
        }
    }
}

#[test]
fn every_spelling_is_understood_as_flag_and_as_key() {
    for (spelling, key) in SPELLINGS {
        let flagged = Start::new().arg(&format!("--{spelling}=x")).options();
        assert_eq!(flagged[id(key)], "x", "--{spelling}");
        for spelling in [spelling.to_owned(), spelling.replace('-', "_")] {
            let from_file = Start::new().yaml(&nested(&spelling, json!("x"))).options();
            assert_eq!(from_file[id(key)], "x", "{spelling}");
        }
    }
}

#[test]
fn every_mistake_is_told_with_the_three_names() {
    let problems = Start::new().arg("--registry.token-ttl=5").problems();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    for name in ["--registry.token-ttl", "RA_REGISTRY_TOKEN_TTL", "registry.token_ttl", "\"5\"", "60"] {
        assert!(problem.contains(name), "{name} is not in {problem}");
    }
}
