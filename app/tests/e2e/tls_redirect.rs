//! What plain HTTP answers where HTTPS is served.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::harness::authority::Authority;
use crate::harness::secure_server::SecureServer;

/// A server, and who made its certificate.
fn serve() -> (SecureServer, Authority) {
    let authority = Authority::new();
    let names = "--ssl.fqdn=registry.example.org,other.example.org".to_owned();
    let options = [authority.issue().options(), vec![names]].concat();
    (SecureServer::start(&options), authority)
}

fn ask(server: &SecureServer, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.http_port())).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn location(answer: &str) -> &str {
    assert!(answer.contains(" 308 "), "{answer}");
    assert!(!answer.contains("strict-transport-security"), "{answer}");
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap()
}

#[test]
fn every_request_is_led_to_the_same_place_by_https() {
    let (server, _authority) = serve();
    let port = server.https_port();
    for (target, host, expected) in [
        ("GET /", "localhost", "https://localhost:PORT/"),
        ("GET /a/b?c=d&e=%2F", "localhost:80", "https://localhost:PORT/a/b?c=d&e=%2F"),
        ("POST /api/v1/users", "other.example.org", "https://other.example.org:PORT/api/v1/users"),
        ("GET /", "127.0.0.1:8080", "https://127.0.0.1:PORT/"),
        ("GET /", "[::1]:8080", "https://localhost:PORT/"),
        ("GET /", "evil.example.com", "https://localhost:PORT/"),
        ("GET //evil.example.com/", "localhost", "https://localhost:PORT//evil.example.com/"),
        ("GET http://evil.example.com/a", "evil.example.com", "https://localhost:PORT/a"),
        ("OPTIONS *", "localhost", "https://localhost:PORT/"),
    ] {
        let request = format!("{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let expected = expected.replace("PORT", &port.to_string());
        assert_eq!(location(&ask(&server, &request)), expected, "{target} at {host}");
    }
    let without_host = ask(&server, "GET /a HTTP/1.0\r\n\r\n");
    assert_eq!(location(&without_host), format!("https://localhost:{port}/a"));
}

#[test]
fn whether_the_service_is_well_can_be_asked_without_tls() {
    let (server, _authority) = serve();
    for path in ["/ping", "/healthz", "/readyz"] {
        let answer = ask(&server, &format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200 ") && !answer.contains("strict-transport-security"), "{answer}");
    }
    assert_eq!(server.command("healthcheck").printed(), "");
}
