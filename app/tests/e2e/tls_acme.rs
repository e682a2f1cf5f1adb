//! HTTPS with a certificate from an ACME authority.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::harness::https::HttpsClient;
use crate::harness::pebble::{BLOCKED, Habits, Pebble};
use crate::harness::process::free_port;
use crate::harness::secure_server::SecureServer;
use crate::harness::wait::until;

const NAME: &str = "registry.example.org";
const YEAR: u32 = 365 * 24 * 60 * 60;

fn pebble(https_port: u16, seconds: u32) -> Pebble {
    Pebble::start(&Habits { verifies_at: https_port, seconds })
}

fn ping(client: &HttpsClient, server: &SecureServer) -> Option<String> {
    client.get(NAME, server.https_port(), "/ping").ok()
}

#[test]
fn a_certificate_is_ordered_once_and_kept() {
    let port = free_port();
    let mut pebble = pebble(port, YEAR);
    let mut server = SecureServer::start_on(port, &pebble.options(NAME));
    let client = pebble.client();
    assert_eq!(until("the certificate is there", || ping(&client, &server)), "pong");
    assert_eq!(pebble.orders(), 1, "{}", pebble.log());
    let first = client.connect(NAME, port).unwrap().certificate();
    until("it is kept", || (files(&server.path("acme")).len() == 2).then_some(()));
    assert_eq!(mode(&server.path("acme")), 0o700);
    for file in files(&server.path("acme")) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }

    pebble.stop();
    server.restart();
    until("it is served again", || ping(&client, &server));
    assert_eq!(client.connect(NAME, port).unwrap().certificate(), first);
    assert!(server.log().contains("serving the certificate that was kept"), "{}", server.log());
    assert!(!server.log().contains("ERROR"), "{}", server.log());
}

#[test]
fn a_certificate_is_renewed_before_it_ends() {
    let port = free_port();
    let pebble = pebble(port, 9);
    let token = "--metrics.token=a token".to_owned();
    let server = SecureServer::start_on(port, &[pebble.options(NAME), vec![token]].concat());
    let client = pebble.client();
    let served = || Some(client.connect(NAME, port).ok()?.certificate());
    let first = until("the first certificate is there", served);
    until("it is renewed", || served().filter(|served| *served != first));
    assert!(pebble.orders() >= 2, "{}", pebble.log());
    until("it is told when the new one ends", || {
        let mut connection = client.connect(NAME, port).ok()?;
        (connection.told_end("a token") == Some(connection.end())).then_some(())
    });
    until("it is kept in the place of the first", || (files(&server.path("acme")).len() == 2).then_some(()));
}

#[test]
fn until_there_is_a_certificate_handshakes_fail_and_the_log_says_why() {
    let port = free_port();
    let pebble = pebble(free_port(), YEAR);
    let server = SecureServer::start_on(port, &pebble.options(NAME));
    let refused =
        || server.log().lines().find(|line| line.contains("the authority gave no certificate")).map(str::to_owned);
    let line = until("the authority refuses", refused);
    assert!(line.contains(NAME) && line.contains("Failed to connect to 127.0.0.1"), "{line}");
    let error = pebble.client().get(NAME, port, "/ping").unwrap_err().to_string();
    assert!(error.contains("AccessDenied"), "{error}");
}

#[test]
fn a_name_that_the_authority_gives_to_nobody_is_told_with_its_reason() {
    let port = free_port();
    let pebble = pebble(port, YEAR);
    let server = SecureServer::start_on(port, &pebble.options(BLOCKED));
    let refused =
        || server.log().lines().find(|line| line.contains("the authority gave no certificate")).map(str::to_owned);
    let line = until("the authority refuses", refused);
    assert!(line.contains("rejectedIdentifier") && line.contains(BLOCKED), "{line}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}
