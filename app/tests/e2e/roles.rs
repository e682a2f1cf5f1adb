//! Who can do what, in one table.

use std::fmt::Write as _;

use serde_json::json;
use tempfile::TempDir;

use crate::harness::api::{access, anyone, group, person, registered_users, user};
use crate::harness::server::ADMIN;
use crate::harness::{Api, Credentials, Image, Stage};

/// Everything is tried in the same repository, where an image waits to be pulled and deleted; a blob
/// is mounted from there into its neighbour.
const EXPECTED: &str = "\
caller   repository        login push pull tags mount delete catalog
admin    team/app          yes   yes  yes  yes  yes   yes    yes
manager  team/app          yes   no   no   no   no    no     no
reader   team/app          yes   no   yes  yes  no    no     no
writer   team/app          yes   yes  yes  yes  yes   no     no
blind    team/app          yes   no   no   no   no    no     no
remover  team/app          yes   no   yes  yes  no    yes    no
owner    team/app          yes   yes  yes  yes  yes   yes    no
member   team/app          yes   yes  yes  yes  yes   no     no
expired  team/app          yes   no   no   no   no    no     no
newcomer team/app          yes   no   no   no   no    no     no
newcomer shared/app        yes   no   yes  yes  no    no     no
nobody   shared/app        yes   no   no   no   no    no     no
newcomer public/app        yes   no   yes  yes  no    no     no
nobody   public/app        yes   no   yes  yes  no    no     no
newcomer home/newcomer/app yes   yes  yes  yes  yes   no     no
reader   home/newcomer/app yes   no   no   no   no    no     no
disabled team/app          no    no   no   no   no    no     no
disabled public/app        no    no   no   no   no    no     no
mistaken team/app          no    no   no   no   no    no     no
mistaken public/app        no    no   no   no   no    no     no
unknown  team/app          no    no   no   no   no    no     no
unknown  public/app        no    no   no   no   no    no     no
";

#[test]
fn everybody_can_do_what_they_may_and_nothing_else() {
    let stage = Stage::set();
    cast(&stage.server.admin());
    let rows = EXPECTED.lines().skip(1).map(|line| {
        let mut words = line.split_whitespace();
        row(&stage, words.next().unwrap(), words.next().unwrap())
    });
    let header = EXPECTED.lines().next().unwrap();
    let table: String = std::iter::once(format!("{header}\n")).chain(rows).collect();
    assert!(table == EXPECTED, "expected:\n{EXPECTED}\nfound:\n{table}");
}

/// Everybody in the table, and the accesses they have.
fn cast(admin: &Api) {
    admin.create_user("manager", json!({ "role": "manager" }));
    admin.create_user_with("reader", "team/*", &["pull"]);
    admin.create_user_with("writer", "team/*", &["pull", "push"]);
    admin.create_user_with("blind", "team/*", &["push"]);
    admin.create_user_with("remover", "team/*", &["pull", "delete"]);
    admin.create_user_with("owner", "team/*", &["pull", "push", "delete"]);
    admin.create_user("newcomer", json!({}));
    admin.create_user("mistaken", json!({}));

    let team = admin.create_group("team");
    admin.allow(&group(&team), "team/*", &["pull", "push"]);
    admin.create_user("member", json!({ "groups": [team] }));
    admin.create_user("disabled", json!({ "groups": [team], "disabled": true }));

    let expired = admin.create_user("expired", json!({}));
    let mut ended = access(&user(&expired), "team/*", &["pull", "push", "delete"]);
    ended["expires_at"] = json!("2020-01-01T00:00:00Z");
    admin.create("access", &ended);

    admin.allow(&registered_users(), "shared/*", &["pull"]);
    admin.allow(&registered_users(), "home/{login}/*", &["pull", "push"]);
    admin.allow(&anyone(), "public/*", &["pull"]);
}

fn credentials(caller: &str) -> Option<Credentials<'_>> {
    match caller {
        "admin" => Some(ADMIN),
        "nobody" => None,
        "mistaken" => Some(Credentials { login: caller, password: "not my password" }),
        _ => Some(person(caller)),
    }
}

/// What really happens, as a line of the table.
fn row(stage: &Stage, caller: &str, repository: &str) -> String {
    let credentials = credentials(caller);
    let skopeo = stage.skopeo(credentials);
    let theirs = format!("{repository}:{caller}");
    let image = stage.seed(&theirs);
    let login = match credentials {
        Some(_) => skopeo.login().verdict().to_owned(),
        None => status(stage, None, "GET", "/v2/"),
    };
    let push = skopeo.push(&Image::new(&format!("by {caller}")), &format!("{repository}:by-{caller}"));
    let pull = skopeo.pull(&theirs, TempDir::new().unwrap().path());
    let tags = skopeo.tags(repository);
    let copy = format!("/v2/{repository}-copy/blobs/uploads/?mount={}&from={repository}", image.layer);
    let mount = status(stage, credentials, "POST", &copy);
    let delete = skopeo.delete(&theirs);
    let catalog = status(stage, credentials, "GET", "/v2/_catalog");

    let mut line = format!("{caller:<8} {repository:<17} ");
    let (push, pull, tags, delete) = (push.verdict(), pull.verdict(), tags.verdict(), delete.verdict());
    writeln!(line, "{login:<5} {push:<4} {pull:<4} {tags:<4} {mount:<5} {delete:<6} {catalog}").unwrap();
    line
}

/// Like the verdict on a command: `yes`, `no`, or the status where it is neither.
fn status(stage: &Stage, credentials: Option<Credentials<'_>>, method: &str, path: &str) -> String {
    match stage.registry.send(credentials, method, path).status {
        200 | 201 => "yes".to_owned(),
        401 | 403 => "no".to_owned(),
        other => other.to_string(),
    }
}
