//! The database is away, and whoever is known goes on for as long as that is wanted.

use postgres_cluster::Server as Postgres;
use serde_json::json;

use crate::harness::api::person;
use crate::harness::server::Server;
use crate::harness::token::{Token, ask};
use crate::harness::wait::until;
use crate::harness::{Data, http};

const TOKEN: &str = "--metrics.token=a token";
const SCOPE: &str = "repository:team/app:pull";

/// What the metrics say of it.
fn grace(server: &Server, state: &str) -> u64 {
    let headers = [("authorization", "Bearer a token")];
    let text = http::send("GET", &server.url("/metrics"), &headers, None).expect(200).text;
    let series = format!("registry_admin_store_grace_seconds{{state=\"{state}\"}} ");
    text.lines().find_map(|line| line.strip_prefix(&series)).unwrap().parse().unwrap()
}

#[test]
fn tokens_go_on_for_who_is_known_and_for_nobody_else() {
    let mut postgres = Postgres::start(&[]);
    let lenient = Server::start_on(Data::in_database(postgres.database()), &["--store.offline-grace=1h", TOKEN]);
    let mut strict = lenient.twin();
    strict.restart_with(&["--store.offline-grace=0"]);
    lenient.admin().create_user_with("alice", "team/**", &["pull"]);
    lenient.admin().create_user("bob", json!({}));
    for server in [&lenient, &strict] {
        until("alice is known", || (ask(server, Some(person("alice")), &[SCOPE]).status == 200).then_some(()));
    }
    postgres.stop();
    let told = until("it is told", || Some(lenient.readiness().text).filter(|text| text != "ok"));
    assert!(told.contains("the store does not answer"), "{told}");
    // By then whoever has no grace trusts nothing any more.
    until("it is refused", || (ask(&strict, Some(person("alice")), &[SCOPE]).status == 503).then_some(()));
    strict.readiness().expect(503);
    until("the metrics tell that there is only grace", || (grace(&lenient, "used") > 0).then_some(()));
    assert!((1..3600).contains(&grace(&lenient, "left")));

    let token = Token::of(ask(&lenient, Some(person("alice")), &[SCOPE]));
    assert_eq!(token.granted(), [SCOPE]);
    let refused = ask(&lenient, Some(person("bob")), &[SCOPE]).expect(503);
    assert_ne!(refused.header("retry-after"), "");
    lenient.admin().send("POST", "/api/v1/groups", Some(&json!({ "name": "new" }))).expect(503);

    postgres.start_again();
    for server in [&lenient, &strict] {
        until("all is well", || (server.readiness().text == "ok").then_some(()));
        ask(server, Some(person("bob")), &[SCOPE]).expect(200);
    }
    let log = lenient.log();
    assert_eq!(log.matches("cannot tell whether users or rules were changed").count(), 1, "{log}");
    until("it is told", || lenient.log().contains("the store answers again").then_some(()));
}
