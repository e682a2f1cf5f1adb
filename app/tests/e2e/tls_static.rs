//! HTTPS with a certificate of the operator.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use crate::harness::authority::{Authority, Pair};
use crate::harness::https::HttpsClient;
use crate::harness::process::free_port;
use crate::harness::registry::{Registry, Setup};
use crate::harness::secure_server::SecureServer;
use crate::harness::server::ADMIN;
use crate::harness::wait::until;
use crate::harness::{Image, Outcome};

fn curl(authority: &Authority) -> Command {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--include", "--noproxy", "*"]).arg("--cacert").arg(authority.root());
    command
}

#[test]
fn http_1_and_2_are_served_by_tls_and_browsers_are_told_to_keep_to_it() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue().options());
    for (version, status_line) in [("--http1.1", "HTTP/1.1 200"), ("--http2", "HTTP/2 200")] {
        let answer = Outcome::of(curl(&authority).arg(version).arg(server.url("/ping"))).expect_ok();
        assert!(answer.starts_with(status_line), "{answer}");
        assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
        assert!(answer.ends_with("pong"), "{answer}");
    }
    let stranger = Authority::new();
    let distrusted = Outcome::of(curl(&stranger).arg(server.url("/ping")));
    assert!(!distrusted.ok, "{}", distrusted.text);
}

#[test]
fn it_is_told_when_the_certificate_ends() {
    let authority = Authority::new();
    let token = "--metrics.token=a token".to_owned();
    let server = SecureServer::start(&[authority.issue().options(), vec![token]].concat());
    let mut connection = HttpsClient::trusting(&authority.root()).connect("localhost", server.https_port()).unwrap();
    assert_eq!(connection.told_end("a token"), Some(connection.end()));
}

#[test]
fn the_session_of_a_browser_keeps_to_https() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue().options());
    let login = format!(r#"{{"login":"{}","password":"{}"}}"#, ADMIN.login, ADMIN.password);
    let sign_in = |origin: String| {
        let mut command = curl(&authority);
        command.args(["--header", "content-type: application/json", "--data", &login, "--header"]);
        Outcome::of(command.arg(format!("origin: {origin}")).arg(server.url("/auth/login"))).expect_ok()
    };
    let answer = sign_in(server.url(""));
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie:")).unwrap_or_else(|| panic!("{answer}"));
    assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
    // Whoever is on the way can make a page that comes from us by plain HTTP.
    let refused = sign_in(server.url("").replace("https:", "http:"));
    assert!(refused.contains("403") && !refused.contains("set-cookie"), "{refused}");
}

#[test]
fn the_registry_is_told_to_find_us_by_https() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue().options());
    let mut command = curl(&authority);
    command.arg("--user").arg(format!("{}:{}", ADMIN.login, ADMIN.password));
    let answer = Outcome::of(command.arg(server.url("/api/v1/registry/settings"))).expect_ok();
    assert!(answer.contains(&server.issuer().realm) && answer.contains(&server.issuer().events), "{answer}");
}

#[test]
fn protocols_before_tls_1_2_are_refused() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue().options());
    let shake_hands = |version: &str| {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &format!("127.0.0.1:{}", server.https_port()), version]);
        // What this OpenSSL would not even try is allowed.
        command.args(["-cipher", "ALL:@SECLEVEL=0", "-verify_return_error", "-CAfile"]).arg(authority.root());
        Outcome::of(&mut command)
    };
    for version in ["-tls1_2", "-tls1_3"] {
        shake_hands(version).expect_ok();
    }
    for version in ["-tls1", "-tls1_1"] {
        let refused = shake_hands(version);
        assert!(!refused.ok && refused.text.contains("SSL alert number"), "{version}: {}", refused.text);
    }
}

#[test]
fn skopeo_gets_its_tokens_by_https() {
    let authority = Authority::new();
    let port = free_port();
    let mut options = authority.issue().options();
    options.push(format!("--registry.host=https://localhost:{port}"));
    options.push(format!("--registry.https-certs={}", authority.root().display()));
    let server = SecureServer::start(&options);
    let setup = Setup { notifier: None, deletes: false, tls: Some(&authority.issue()) };
    let _registry = Registry::start(port, &server.issuer(), setup);

    let folder = TempDir::new().unwrap();
    let skopeo = |trusted: &Authority, arguments: &[&str]| {
        let mut command = Command::new("skopeo");
        command.env("REGISTRY_AUTH_FILE", folder.path().join("auth.json")).env("SSL_CERT_FILE", trusted.root());
        Outcome::of(command.arg("--insecure-policy").args(arguments))
    };
    let (registry, image) = (format!("localhost:{port}"), format!("docker://localhost:{port}/team/app:v1"));
    let login = ["login", "--username", ADMIN.login, "--password", ADMIN.password, &registry];
    let distrusted = skopeo(&Authority::new(), &login);
    assert!(!distrusted.ok && distrusted.text.contains("certificate signed by unknown authority"), "{distrusted:?}");
    skopeo(&authority, &login).expect_ok();
    skopeo(&authority, &["copy", &Image::new("by https").location(), &image]).expect_ok();
    let inspected = skopeo(&authority, &["inspect", &image]).expect_ok();
    assert!(inspected.contains("localhost") && inspected.contains("team/app"), "{inspected}");
}

#[test]
fn a_new_certificate_is_served_without_a_failed_request() {
    let authority = Authority::new();
    let folder = TempDir::new().unwrap();
    let pair = authority.issue().copied_to(folder.path());
    let server = SecureServer::start(&pair.options());
    let client = HttpsClient::trusting(&authority.root());
    let mut kept = client.connect("localhost", server.https_port()).unwrap();
    let first = kept.certificate();
    let served = || client.connect("localhost", server.https_port()).unwrap().certificate();

    let load = Load::start(&client, server.https_port());
    let mut last = first.clone();
    for _ in 0..3 {
        load.go_on();
        authority.issue().replace(&pair);
        last = until("the new certificate is served", || Some(served()).filter(|served| *served != last));
        load.go_on();
        assert_eq!(kept.get("/ping").unwrap(), "pong");
    }
    load.end();
    assert_eq!(kept.certificate(), first, "the connection from before lives on");
}

#[test]
fn while_the_new_files_do_not_fit_together_the_old_certificate_stays() {
    let authority = Authority::new();
    let folder = TempDir::new().unwrap();
    let pair = authority.issue().copied_to(folder.path());
    let server = SecureServer::start(&pair.options());
    let client = HttpsClient::trusting(&authority.root());
    let served = || client.connect("localhost", server.https_port()).unwrap().certificate();
    let complaints = || server.log().matches("the old one stays").count();
    let first = served();

    let next = authority.issue();
    fs::copy(&next.certificate, &pair.certificate).unwrap();
    until("half a pair is complained of", || (complaints() == 1).then_some(()));
    assert!(server.log().contains("is not the one of the certificate in"), "{}", server.log());
    assert_eq!(served(), first);
    fs::write(&pair.certificate, "-----BEGIN CERTIFICATE-----\nMIIB").unwrap();
    until("half a file is complained of", || (complaints() == 2).then_some(()));
    assert_eq!(served(), first);
    fs::remove_file(&pair.certificate).unwrap();
    until("a missing file is complained of", || (complaints() == 3).then_some(()));
    assert_eq!(served(), first);

    next.replace(&pair);
    until("the whole pair is served", || (served() != first).then_some(()));
    assert_eq!(complaints(), 3, "{}", server.log());
}

#[test]
fn files_that_cannot_be_served_end_the_start_with_the_reason() {
    let authority = Authority::new();
    let (pair, other) = (authority.issue(), authority.issue());
    let folder = TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let with =
        |certificate: &Pair, key: &Pair| Pair { certificate: certificate.certificate.clone(), key: key.key.clone() };
    let empty = Pair { certificate: file("a.crt", ""), key: file("a.key", "no key") };
    let missing = Pair { certificate: "/nowhere/a.crt".into(), key: "/nowhere/a.key".into() };
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let damaged = Pair { certificate: file("b.crt", no_certificate), key: file("b.key", "") };
    for (files, reason) in [
        (with(&pair, &other), "is not the one of the certificate in"),
        (with(&empty, &pair), "there is no certificate in PEM form in"),
        (with(&pair, &empty), "there is no private key in PEM form, without a passphrase, in"),
        (with(&missing, &pair), "cannot read /nowhere/a.crt: No such file or directory"),
        (with(&pair, &missing), "cannot read /nowhere/a.key: No such file or directory"),
        (with(&damaged, &pair), "b.crt cannot be used"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_registry-admin"));
        let store = format!("--store.embed.path={}", folder.path().join("data.db").display());
        let ports = [free_port(), free_port()];
        command.args([&store, "--listen=127.0.0.1", &format!("--ssl.port={}", ports[0])]);
        command.arg(format!("--ssl.http-port={}", ports[1])).args(files.options());
        let output = command.output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(
            complaint.starts_with("registry-admin: cannot serve TLS: ") && complaint.contains(reason),
            "{complaint}"
        );
    }
}

#[test]
fn an_expired_certificate_is_served_and_warned_of() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue_expired().options());
    assert!(server.log().contains("the certificate for TLS has expired"), "{}", server.log());
    let error = HttpsClient::trusting(&authority.root()).get("localhost", server.https_port(), "/ping").unwrap_err();
    assert!(error.to_string().contains("Expired"), "{error}");
}

#[test]
fn whoever_does_not_finish_the_handshake_keeps_nobody_waiting() {
    let authority = Authority::new();
    let mut server = SecureServer::start(&authority.issue().options());
    let silent = TcpStream::connect(("127.0.0.1", server.https_port())).unwrap();
    let client = HttpsClient::trusting(&authority.root());
    assert_eq!(client.get("localhost", server.https_port(), "/ping").unwrap(), "pong");
    server.terminate();
    let log = server.log();
    assert!(log.contains("stopped") && !log.contains("did not end in time"), "{log}");
    let mut rest = [0; 1];
    let end = (&silent).read(&mut rest);
    assert!(matches!(end, Ok(0)) || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
}

/// Clients that ask again and again, each time over a new connection, until one of them fails.
struct Load {
    done: Arc<AtomicBool>,
    requests: Arc<AtomicUsize>,
    clients: Vec<JoinHandle<io::Result<()>>>,
}

impl Load {
    fn start(client: &HttpsClient, port: u16) -> Self {
        let (done, requests) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let ask = || {
            let (client, done, requests) = (client.clone(), done.clone(), requests.clone());
            move || {
                while !done.load(Ordering::Relaxed) {
                    client.get("localhost", port, "/ping")?;
                    requests.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }
        };
        let clients = (0..4).map(|_| thread::spawn(ask())).collect();
        Self { done, requests, clients }
    }

    /// Waits until some more requests went well.
    fn go_on(&self) {
        let enough = self.requests.load(Ordering::Relaxed) + 20;
        let is_enough =
            || self.requests.load(Ordering::Relaxed) >= enough || self.clients.iter().any(JoinHandle::is_finished);
        until("requests go well", || is_enough().then_some(()));
    }

    fn end(self) {
        self.done.store(true, Ordering::Relaxed);
        for client in self.clients {
            client.join().unwrap().unwrap();
        }
    }
}
