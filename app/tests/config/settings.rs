//! What the options mean.

use std::path::Path;
use std::time::Duration;

use app::settings::{AuthType, CertAlgorithm, SslType, StoreType};

use crate::start::Start;

#[test]
fn without_any_option_the_defaults_hold() {
    let settings = Start::new().settings();
    assert_eq!(settings.listen.hosts, ["::", "0.0.0.0"]);
    assert_eq!(settings.listen.port, 80);
    assert_eq!((settings.max_connections, settings.max_connections_per_address), (4096, 512));
    assert_eq!(
        (settings.hostname.as_str(), settings.dev_origin.as_deref(), settings.debug),
        ("localhost", None, false)
    );
    let registry = &settings.registry;
    assert_eq!(registry.url.to_string(), "http://localhost:5000");
    assert_eq!(registry.auth_type, AuthType::Token);
    assert_eq!((registry.service.as_str(), registry.issuer.as_str()), ("container_registry", "registry_token_issuer"));
    assert_eq!((registry.token_ttl.as_secs(), registry.gc_interval.as_secs()), (60, 3600));
    assert_eq!(registry.certs.key, Path::new("/home/ra/.registry-certs/registry_auth.key"));
    assert_eq!(registry.certs.public_key, Path::new("/home/ra/.registry-certs/registry_auth.pub"));
    assert_eq!(registry.certs.certificate, Path::new("/home/ra/.registry-certs/registry_auth_ca.crt"));
    assert_eq!(registry.certs.algorithm, CertAlgorithm::Ecdsa);
    let auth = &settings.auth;
    assert_eq!((auth.token_secret.as_ref(), auth.jwt_issuer.as_str()), (None, "zebox"));
    assert_eq!(auth.credential_cache_ttl.as_secs(), 300);
    assert_eq!((auth.jwt_ttl.as_secs(), auth.cookie_ttl.as_secs()), (3600, 24 * 3600));
    assert_eq!((&settings.ssl.kind, settings.ssl.http_port), (&SslType::None, 80));
    assert_eq!((settings.logger.max_size, settings.logger.max_backups), (10 << 20, 10));
    assert_eq!(settings.store.admin_password.expose(), "admin");
    assert_eq!(settings.store.kind, StoreType::Embed("./data.db".into()));
}

#[test]
fn a_port_in_the_address_to_listen_on_or_in_the_url_counts_most() {
    let settings = Start::new()
        .arg("--listen=[::1]:8080")
        .arg("--port=81")
        .arg("--registry.host=https://[::1]:5001/a/")
        .arg("--registry.port=5002")
        .settings();
    assert_eq!((settings.listen.hosts, settings.listen.port), (vec!["::1".to_owned()], 8080));
    assert_eq!(settings.registry.url.to_string(), "https://[::1]:5001/a");
}

#[test]
fn durations_and_sizes_have_units() {
    for (text, seconds) in [("90s", 90), ("30m", 1800), ("1h", 3600), ("1h30m", 5400), ("7d", 7 * 86400), ("90", 90)] {
        let ttl = Start::new().arg(&format!("--auth.jwt-ttl={text}")).settings().auth.jwt_ttl;
        assert_eq!(ttl, Duration::from_secs(seconds), "{text}");
    }
    for (text, seconds) in [("5", 300), ("5m", 300), ("90s", 90)] {
        let interval = Start::new().arg(&format!("--registry.gc-interval={text}")).settings().registry.gc_interval;
        assert_eq!(interval, Duration::from_secs(seconds), "{text}");
    }
    for (text, bytes) in [("512K", 512 << 10), ("10M", 10 << 20), ("1G", 1 << 30), ("1gb", 1 << 30), ("1000", 1000)] {
        let size = Start::new().arg(&format!("--logger.max-size={text}")).settings().logger.max_size;
        assert_eq!(size, bytes, "{text}");
    }
}

#[test]
fn traces_go_to_the_usual_path_unless_another_is_given() {
    assert!(Start::new().settings().traces.is_none());
    for (url, endpoint) in [
        ("http://localhost:4318", "http://localhost:4318/v1/traces"),
        ("https://otel.example.org/", "https://otel.example.org/v1/traces"),
        ("https://otel.example.org/ours", "https://otel.example.org/ours"),
    ] {
        let traces = Start::new().arg(&format!("--traces.endpoint={url}")).settings().traces.unwrap();
        assert_eq!((traces.endpoint.as_str(), traces.sample_ratio), (endpoint, 1.0));
    }
    for wrong in ["traces.endpoint=localhost:4318", "traces.sample-ratio=1.1", "traces.sample-ratio=NaN"] {
        let problems = Start::new().arg(&format!("--{wrong}")).problems();
        assert_eq!(problems.len(), 1, "{wrong}: {problems:?}");
    }
}

#[test]
fn postgres_needs_a_url_of_its_own() {
    let start = Start::new().arg("--store.type=postgres");
    assert!(start.problems()[0].starts_with("--store.postgres.url"), "{:?}", start.problems());
    let store = start.arg("--store.postgres.url=postgresql://ra:s%40crt@db/ra").settings().store;
    let StoreType::Postgres(postgres) = store.kind else { panic!("{:?}", store.kind) };
    assert_eq!((postgres.url.expose(), postgres.pool_size.get()), ("postgresql://ra:s%40crt@db/ra", 8));
    for wrong in ["mysql://ra:s3cret@db/ra", "postgres://ra:s3@cret@db/ra", "postgres://ra:s3cret@db/r a", "s3cret"] {
        let problems =
            Start::new().arg("--store.type=postgres").arg(&format!("--store.postgres.url={wrong}")).problems();
        assert!(problems[0].starts_with("--store.postgres.url"), "{problems:?}");
        assert!(!problems[0].contains("cret"), "{problems:?}");
    }
    for wrong in ["0", "-1", "1001", "many"] {
        let problems = Start::new().arg(&format!("--store.postgres.pool-size={wrong}")).problems();
        assert!(problems[0].contains(&format!("\"{wrong}\" is no number of connections")), "{problems:?}");
    }
}

#[test]
fn a_directory_for_the_certificates_is_enough_and_single_paths_override() {
    let start = Start::new().without_env("HOME").arg("--registry.certs.path=/certs");
    let certs = start.arg("--registry.certs.ca-root=/other/ca.crt").settings().registry.certs;
    assert_eq!(certs.key, Path::new("/certs/registry_auth.key"));
    assert_eq!(certs.certificate, Path::new("/other/ca.crt"));
}

#[test]
fn basic_needs_a_login_a_password_and_a_file() {
    let start = Start::new().without_env("HOME").arg("--registry.auth-type=basic");
    let problems = start.problems();
    let expected = ["--registry.login", "--registry.password", "--registry.htpasswd"];
    assert!(problems.iter().zip(expected).all(|(problem, flag)| problem.starts_with(flag)), "{problems:?}");
    assert_eq!(problems.len(), expected.len(), "{problems:?}");

    let start = start.arg("--registry.password=a b:c").arg("--registry.htpasswd=/auth/htpasswd");
    let AuthType::Basic(basic) = start.arg("--registry.login=ra").settings().registry.auth_type else { panic!() };
    assert_eq!((basic.login.as_str(), basic.password.expose()), ("ra", "a b:c"));
    assert_eq!(basic.htpasswd, Path::new("/auth/htpasswd"));
}

#[test]
fn basic_takes_nothing_that_the_registry_would_not() {
    let basic = |login: &str, password: &str| {
        let start = Start::new().arg("--registry.auth-type=basic").arg("--registry.htpasswd=/htpasswd");
        start.arg(&format!("--registry.login={login}")).arg(&format!("--registry.password={password}"))
    };
    for login in ["a:b", "a b", "a\nb:c", "é"] {
        let problems = basic(login, "secret").problems();
        assert!(problems.len() == 1 && problems[0].starts_with("--registry.login"), "{problems:?}");
    }
    let problems = basic("ra", &"x".repeat(73)).problems();
    assert!(problems.len() == 1 && problems[0].ends_with("must not be longer than 72 bytes"), "{problems:?}");
    basic("ra", &"x".repeat(72)).settings();
}

#[test]
fn without_a_home_the_certificates_need_a_place() {
    let problems = Start::new().without_env("HOME").problems();
    assert!(problems.len() == 1 && problems[0].contains("--registry.certs.path"), "{problems:?}");
}

#[test]
fn each_bad_value_is_refused() {
    for bad in [
        "--listen=a b",
        "--hostname=http://a",
        "--port=0",
        "--port=65536",
        "--port=http",
        "--http.max-connections=many",
        "--http.max-connections-per-address=-1",
        "--debug=maybe",
        "--dev-host=127.0.0.1:3000",
        "--registry.host=registry",
        "--registry.port=-1",
        "--registry.auth-type=none",
        "--registry.token-ttl=59",
        "--registry.token-ttl=0",
        "--registry.token-ttl=1.5",
        "--registry.token-ttl=99999d",
        "--registry.gc-interval=0",
        "--registry.https-insecure=x",
        "--registry.certs.algorithm=dsa",
        "--registry.certs.fqdn=10.0.0.1",
        "--registry.certs.fqdn=a b",
        "--registry.certs.ip=a.org",
        "--registry.certs.key=/a",
        "--auth.jwt-ttl=0s",
        "--auth.jwt-ttl=h",
        "--auth.jwt-ttl=1y",
        "--auth.cookie-ttl=-1h",
        "--auth.credential-cache-ttl=soon",
        "--logger.max-size=0",
        "--logger.max-size=M",
        "--logger.max-size=1T",
        "--logger.max-size=99999999999G",
        "--logger.max-backups=-1",
        "--ssl.type=yes",
        "--ssl.port=0",
        "--ssl.http-port=x",
        "--ssl.fqdn=a/b",
        "--ssl.acme-email=me",
        "--ssl.acme-directory=http://ca.example.org/directory",
        "--store.type=bolt",
    ] {
        // So that the path of the key alone can be a bad one.
        let problems = Start::new().arg("--registry.certs.public-key=/a").arg(bad).problems();
        let flag = bad.split('=').next().unwrap();
        let expected = if flag == "--registry.certs.key" { "--registry.certs.public-key" } else { flag };
        assert!(problems.len() == 1 && problems[0].starts_with(expected), "{bad}: {problems:?}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_whatever_its_source() {
    let start = Start::new()
        .yaml("port: 70000\nprot: 80\nregistry: {token_ttl: 5}")
        .env("RA_LOGGER_SIZE", "big")
        .env("RA_AUTH_TOKEN_SECRET_FILE", "/nowhere")
        .arg("--ssl.type=auto");
    assert_eq!(start.problems().len(), 6, "{:?}", start.problems());
    let message = start.load().unwrap_err().to_string();
    assert_eq!(message.lines().count(), 7, "{message}");
    assert!(message.starts_with("the configuration cannot be used:\n  "), "{message}");
}
