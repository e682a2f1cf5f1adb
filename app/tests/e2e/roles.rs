//! Who can do what through skopeo, and where it has no command, through the registry's API.

use tempfile::TempDir;

use crate::cast;
use crate::harness::{Credentials, Image, Stage};

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
nobody   shared/app        -     no   no   no   no    no     no
newcomer public/app        yes   no   yes  yes  no    no     no
nobody   public/app        -     no   yes  yes  no    no     no
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
    // Some of them are wrong more often than anybody may be without having to wait.
    let stage = Stage::set_with(&["--auth.max-failures=0"]);
    cast::enter(&stage.server.admin());
    cast::play(EXPECTED, |caller, repository| row(&stage, caller, repository));
}

fn row(stage: &Stage, caller: &str, repository: &str) -> Vec<String> {
    let credentials = cast::credentials(caller);
    let skopeo = stage.skopeo(credentials);
    let theirs = format!("{repository}:{caller}");
    let image = stage.seed(&theirs);
    let login = credentials.map_or("-".to_owned(), |_| skopeo.login().verdict().to_owned());
    let push = skopeo.push(&Image::new(&format!("by {caller}")), &format!("{repository}:by-{caller}"));
    let pull = skopeo.pull(&theirs, TempDir::new().unwrap().path());
    let tags = skopeo.tags(repository);
    let copy = format!("/v2/{repository}-copy/blobs/uploads/?mount={}&from={repository}", image.layer);
    let mount = verdict(stage, credentials, "POST", &copy);
    let delete = skopeo.delete(&theirs);
    let catalog = verdict(stage, credentials, "GET", "/v2/_catalog");
    let [push, pull, tags, delete] = [push, pull, tags, delete].map(|outcome| outcome.verdict().to_owned());
    vec![login, push, pull, tags, mount, delete, catalog]
}

/// Like the verdict on a command: `yes`, `no`, or the status where it is neither.
fn verdict(stage: &Stage, credentials: Option<Credentials<'_>>, method: &str, path: &str) -> String {
    match stage.registry.send(credentials, method, path).status {
        200 | 201 => "yes".to_owned(),
        401 | 403 => "no".to_owned(),
        other => other.to_string(),
    }
}
