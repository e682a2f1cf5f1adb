//! Servers on one PostgreSQL are replaced by those of the next version, one after the other, while all goes on.
//!
//! `UPGRADE_FROM` names the program of an earlier version; without, the next version is played by what it
//! does to the tables (`make rolling-upgrade` has two versions).

use std::thread;

use crate::harness::Server;
use crate::harness::api::person;
use crate::harness::fleet::Fleet;
use crate::harness::program::{binary, call_of, earlier};
use crate::harness::traffic::{Traffic, token};
use crate::harness::wait::until;

const WRITERS: usize = 2;

/// What a version does to the tables that only adds to them, in its turn to write.
const EXPANSION: &str = "SELECT pg_advisory_xact_lock(5937265214313294190);
    CREATE TABLE further (id TEXT NOT NULL PRIMARY KEY);
    ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT '';
    ALTER TABLE accesses ADD COLUMN note TEXT;
    CREATE INDEX groups_by_description ON groups (description);
    INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";

/// And what a later one does, which those that do not know it cannot work with.
const CONTRACTION: &str = "ALTER TABLE groups DROP COLUMN description;
    INSERT INTO required_migrations VALUES ('99990101000000')";

const NEEDS_ANOTHER: &str = "needs a later version of this program: one that knows migration 99990101000000";

fn run(server: &Server, statements: &str) -> String {
    server.database().unwrap().run(statements)
}

#[test]
fn nothing_is_lost_and_all_are_answered_while_servers_are_upgraded_in_turn() {
    let mut fleet = Fleet::of_version(earlier(), 3);
    let admin = fleet[0].admin();
    admin.create_user_with("alice", "team/**", &["pull"]);
    let bob = &admin.create_user_with("bob", "team/**", &["pull"]);
    for url in &fleet.urls() {
        until("alice is known", || (token(url, person("alice")).unwrap().status == 200).then_some(()));
    }
    let traffic = &Traffic::to(fleet.urls());
    let (written, told, times) = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || traffic.write(writer))).collect();
        let notifier = scope.spawn(|| traffic.notify());
        let revoker = scope.spawn(|| traffic.revoke(bob, "bob"));
        scope.spawn(|| traffic.ask(person("alice")));
        traffic.await_more();

        fleet[0].become_version(binary());
        traffic.await_more();
        run(&fleet[0], EXPANSION);
        traffic.await_more();
        // One of the version before begins anew in the middle of it.
        fleet[1].kill();
        traffic.await_more();
        fleet[1].restart();
        traffic.await_more();
        for server in 1..fleet.len() {
            fleet[server].become_version(binary());
            traffic.await_more();
        }
        traffic.end();
        let written = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        (written, notifier.join().unwrap(), revoker.join().unwrap())
    });
    assert_eq!(fleet[1].admin().group_names(), written);
    assert_eq!(run(&fleet[0], "SELECT count(*) FROM kept_pulls"), told.to_string(), "each is counted once");
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{} groups, {told} notifications, {} tokens", written.len(), traffic.tokens());
    println!("revoked at all {} times after: median {:?}, at most {:?}", times.len(), at(50), at(100));

    run(&fleet[0], CONTRACTION);
    for server in fleet.iter() {
        server.readiness().expect(500);
        assert!(server.log().contains(NEEDS_ANOTHER), "{}", server.log());
    }
    fleet[2].stop();
    let refused = call_of(&earlier(), &fleet[2].arguments()).complained(1);
    assert!(refused.contains(NEEDS_ANOTHER), "{refused}");
}
