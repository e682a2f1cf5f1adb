//! Who guesses passwords is slowed down, and nobody else is.

use serde_json::json;

use crate::harness::api::{PASSWORD, person};
use crate::harness::{Answer, Credentials, Server, http};

const LIMIT: usize = 3;
/// So many addresses may use up their limits on one account before it is guarded.
const ADDRESSES: usize = 10;

fn server() -> Server {
    let server = Server::start(&[&format!("--auth.max-failures={LIMIT}"), "--http.trusted-proxies=127.0.0.1"]);
    let admin = server.admin();
    for login in ["alice", "bob"] {
        admin.create_user(login, json!({}));
    }
    server
}

/// Asks the realm, as somebody at this address.
fn ask(server: &Server, address: &str, login: &str, password: &str) -> Answer {
    let authorization = Credentials { login, password }.basic();
    http::send("GET", &server.realm(), &[("authorization", &authorization), ("x-forwarded-for", address)], None)
}

fn guess(server: &Server, address: &str, login: &str, times: usize) {
    for _ in 0..times {
        ask(server, address, login, "wrong").expect(401);
    }
}

#[test]
fn an_address_that_guesses_has_to_wait_whatever_it_tries_next() {
    let server = server();
    guess(&server, "192.0.2.1", "alice", 1);
    guess(&server, "192.0.2.1", "nobody", 1);
    guess(&server, "192.0.2.1", "not a login!", 1);
    for (login, password) in [("alice", "wrong"), ("alice", PASSWORD), ("bob", PASSWORD), ("nobody", "wrong")] {
        let refused = ask(&server, "192.0.2.1", login, password).expect(429);
        assert_eq!(refused.header("retry-after"), "1");
        assert_eq!(refused.json()["errors"][0]["code"], "TOOMANYREQUESTS");
    }
    ask(&server, "192.0.2.2", "alice", PASSWORD).expect(200);
}

/// Beyond the limit each attempt has to wait twice as long as the one before.
#[test]
fn who_tries_many_accounts_gets_no_more_attempts_than_who_tries_one() {
    let server = server();
    ask(&server, "192.0.2.2", "bob", PASSWORD).expect(200);
    let answers: Vec<_> =
        (0..60).map(|number| ask(&server, "192.0.2.1", &format!("user-{number}"), "summer 2026").status).collect();
    let tried = answers.iter().filter(|&&status| status == 401).count();
    assert!((LIMIT..=2 * LIMIT).contains(&tried), "{tried} accounts were tried: {answers:?}");
    assert!(answers.iter().all(|status| [401, 429].contains(status)), "{answers:?}");
    ask(&server, "192.0.2.2", "bob", PASSWORD).expect(200);
}

#[test]
fn every_way_in_is_guarded_and_tells_the_same() {
    let server = server();
    guess(&server, "127.0.0.1", "alice", LIMIT);
    let api = server.caller(person("alice")).get("/api/v1/repositories").expect(429);
    assert_eq!(api.json()["code"], "too_many_failures");
    let body = json!({ "login": "alice", "password": PASSWORD });
    let login = server.caller(person("bob")).send("POST", "/auth/login", Some(&body)).expect(429);
    assert_eq!(login.json()["code"], "too_many_failures");
    assert_eq!(login.header("retry-after"), "1");
    let form = format!("grant_type=password&username=alice&password={}", PASSWORD.replace(' ', "+"));
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    http::send("POST", &server.realm(), &headers, Some(form)).expect(429);
    http::send("GET", &server.realm(), &[], None).expect(200);
}

#[test]
fn a_busy_machine_with_good_credentials_goes_on_beside_a_guesser_of_its_network() {
    let server = server();
    ask(&server, "192.0.2.1", "alice", PASSWORD).expect(200);
    guess(&server, "192.0.2.1", "bob", LIMIT);
    ask(&server, "192.0.2.1", "bob", "wrong").expect(429);
    for _ in 0..50 {
        ask(&server, "192.0.2.1", "alice", PASSWORD).expect(200);
    }
}

#[test]
fn many_addresses_that_guess_one_account_do_not_lock_out_who_was_there_before() {
    let server = server();
    ask(&server, "198.51.100.1", "alice", PASSWORD).expect(200);
    for address in 0..ADDRESSES {
        guess(&server, &format!("192.0.2.{address}"), "alice", LIMIT);
    }
    ask(&server, "203.0.113.1", "alice", "wrong").expect(429);
    ask(&server, "203.0.113.1", "bob", PASSWORD).expect(200);
    ask(&server, "198.51.100.1", "alice", "wrong").expect(401);
    ask(&server, "198.51.100.1", "alice", PASSWORD).expect(200);
}
