//! Moving in from text files.

use std::fs;

use tempfile::TempDir;

use super::{HASH, differences, import, server_after_import, steps};
use crate::harness::api::person;
use crate::harness::token::{Token, ask};
use crate::harness::{Credentials, Server};

fn granted(server: &Server, who: Option<Credentials<'_>>, scope: &str) -> Vec<String> {
    Token::of(ask(server, who, &[scope])).granted()
}

#[test]
fn users_and_the_acl_of_docker_auth_move_in() {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("auth_config.yml");
    let text = format!(
        r#"
server: {{addr: ":5001"}}
token: {{issuer: "Acme auth server", expiration: 900}}
users:
  "admin": {{password: "{HASH}"}}
  alice:
    password: "{HASH}"  # a comment
  1001: {{password: "{HASH}"}}
  open: {{}}
  "": {{}}
acl:
  - match: {{account: "admin"}}
    actions: ["*"]
    comment: "Admin has full access to everything."
  - match: {{account: "/.+/", name: "${{account}}/*"}}
    actions: ["*"]
  - match: {{account: "/^b.*/"}}
    actions: ["pull"]
  - match: {{account: "alice", name: "team/*"}}
    actions: ["pull", "push"]
  - match: {{account: "", name: "public/*"}}
    actions: ["pull"]
"#
    );
    fs::write(&source, text).unwrap();
    let (server, done) = server_after_import(&source, &["--admin=admin"]);
    let mut logins = steps(&done, "users", "login");
    logins.sort_unstable();
    assert_eq!(logins, ["create 1001", "create admin", "create alice"]);
    assert_eq!(
        differences(&done),
        [
            "user \"open\": not_imported",
            "ACL entry 3: not_imported",
            "ACL entry 4: not_imported",
            "ACL entry 5: signed_in_too"
        ]
    );
    let whole = "repository:alice/app:pull,push,delete";
    assert_eq!(granted(&server, Some(person("alice")), whole), [whole]);
    assert_eq!(granted(&server, Some(person("1001")), whole), Vec::<String>::new());
    assert_eq!(granted(&server, Some(person("admin")), whole), [whole]);
    assert_eq!(granted(&server, None, "repository:public/x:pull,push"), ["repository:public/x:pull"]);
    server.caller(person("admin")).get("/api/v1/users").expect(200);
}

#[test]
fn accounts_of_an_htpasswd_file_move_in() {
    let folder = TempDir::new().unwrap();
    let (source, store) = (folder.path().join(".htpasswd"), folder.path().join("new.db"));
    fs::write(&source, format!("alice:{HASH}\nbob:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/\ncarol:{HASH}\n")).unwrap();
    let complaint = import(&source, &store, &["--apply"]).complained(1);
    assert!(complaint.contains("nobody could administer"), "{complaint}");

    let (server, done) = server_after_import(&source, &["--admin=carol"]);
    assert_eq!(steps(&done, "users", "login"), ["create alice", "create carol"]);
    assert_eq!(differences(&done), ["line 2: not_imported"]);
    assert_eq!(granted(&server, Some(person("alice")), "repository:x:pull"), Vec::<String>::new());
    ask(&server, Some(person("bob")), &[]).expect(401);
    server.caller(person("alice")).get("/api/v1/users").expect(403);
    server.caller(person("carol")).get("/api/v1/users").expect(200);
}
