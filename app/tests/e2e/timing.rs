//! How long a refusal takes tells nobody whether there is such an account.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::api::PASSWORD;
use crate::harness::{Credentials, Server, http};

const SAMPLES: usize = 120;

/// How often one of the first takes longer than one of the second, of all pairs (the statistic of Mann
/// and Whitney): a half where nothing tells them apart, nothing or all where everything does.
fn share_of_slower(first: &[Duration], second: &[Duration]) -> f64 {
    let slower: usize = first.iter().map(|one| second.iter().filter(|other| one > *other).count()).sum();
    slower as f64 / (first.len() * second.len()) as f64
}

#[test]
fn nobody_learns_by_the_clock_whether_an_account_exists() {
    let server = Server::start(&["--auth.max-failures=0"]);
    server.admin().create_user("alice", json!({}));
    let time = |login: &str, password: &str, status: u16| {
        let authorization = Credentials { login, password }.basic();
        let begin = Instant::now();
        http::send("GET", &server.realm(), &[("authorization", &authorization)], None).expect(status);
        begin.elapsed()
    };
    time("alice", PASSWORD, 200);
    let (mut known, mut unknown, mut remembered) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that a busy moment of the machine hits all alike.
    for _ in 0..SAMPLES {
        known.push(time("alice", "wrong", 401));
        unknown.push(time("nobody", "wrong", 401));
        remembered.push(time("alice", PASSWORD, 200));
    }
    let told_apart = share_of_slower(&known, &unknown);
    assert!(
        (0.3..0.7).contains(&told_apart),
        "a wrong password of an account takes longer in {told_apart} of all pairs"
    );
    let control = share_of_slower(&known, &remembered);
    assert!(control > 0.9, "what is not hashed is told apart by this: {control}");
}
