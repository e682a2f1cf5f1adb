use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ports::{Registry, RegistryError};

use crate::content::{repository, sha256, tag_name};
use crate::foreign::{Foreign, Reply, Seen, failure, reply};

const OLD: &str = r#"{"config": {}, "layers": []}"#;
const OLD_TYPE: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// A registry that cannot delete tags, and how it answers the deletions after a tag has moved.
fn older(answers: &'static [(u16, &'static str)]) -> impl Fn(&Seen, usize) -> Reply {
    let moves = AtomicUsize::new(0);
    move |seen, _| match seen.line.as_str() {
        "DELETE /v2/a/manifests/v1" => failure(400, "DIGEST_INVALID"),
        "HEAD /v2/a/manifests/v1" | "GET /v2/a/manifests/v1" => {
            reply(200, &[("Content-Type", OLD_TYPE), ("Docker-Content-Digest", &sha256(OLD.as_bytes()))], OLD)
        }
        "POST /v2/a/blobs/uploads/" => reply(202, &[("Location", "http://elsewhere:1/v2/a/upload?_state=s")], ""),
        "PUT /v2/a/manifests/v1" => {
            moves.fetch_add(1, Ordering::Relaxed);
            reply(201, &[], "")
        }
        line if line.starts_with("DELETE ") => {
            let (status, code) = match moves.load(Ordering::Relaxed) {
                0 => (404, "MANIFEST_UNKNOWN"),
                moves => answers[(moves - 1).min(answers.len() - 1)],
            };
            failure(status, code)
        }
        line if line.starts_with("PUT /v2/a/upload?_state=s&digest=sha256%3A") => reply(201, &[], ""),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_newer_registry_deletes_a_tag_by_its_name() {
    let newer = Foreign::start(|seen, _| match seen.line.as_str() {
        "DELETE /v2/a/manifests/v1" => reply(202, &[], ""),
        _ => failure(404, "MANIFEST_UNKNOWN"),
    })
    .await;
    let client = newer.client();
    assert!(client.delete_tag(&repository("a"), &tag_name("v1")).await.unwrap());
    assert!(!client.delete_tag(&repository("a"), &tag_name("v2")).await.unwrap());
    assert_eq!(newer.lines(), ["DELETE /v2/a/manifests/v1", "DELETE /v2/a/manifests/v2"]);
}

#[tokio::test]
async fn a_tag_that_cannot_be_deleted_goes_back_to_its_manifest() {
    let failing = Foreign::start(older(&[(500, "UNKNOWN")])).await;
    let client = failing.client();
    let outcome = client.delete_tag(&repository("a"), &tag_name("v1")).await;
    assert!(matches!(outcome, Err(RegistryError::Broken(_))));
    let seen = failing.seen();
    let last = seen.last().unwrap();
    assert_eq!((last.line.as_str(), last.body.as_ref()), ("PUT /v2/a/manifests/v1", OLD.as_bytes()));
    assert_eq!(last.headers["content-type"], OLD_TYPE);

    // What the registry cannot do is not tried again.
    let count = seen.len();
    client.delete_tag(&repository("a"), &tag_name("v1")).await.unwrap_err();
    assert_eq!(failing.lines()[count], "HEAD /v2/a/manifests/v1");
}

#[tokio::test]
async fn a_deletion_is_repeated_until_it_is_confirmed() {
    let stumbling = Foreign::start(older(&[(500, "UNKNOWN"), (404, "MANIFEST_UNKNOWN"), (202, "")])).await;
    assert!(stumbling.client().delete_tag(&repository("a"), &tag_name("v1")).await.unwrap());
    let last = stumbling.lines().pop().unwrap();
    assert!(last.starts_with("DELETE /v2/a/manifests/sha256:"), "{last}");

    let forgetful = Foreign::start(older(&[(404, "MANIFEST_UNKNOWN")])).await;
    let outcome = forgetful.client().delete_tag(&repository("a"), &tag_name("v1")).await;
    assert!(matches!(outcome, Err(RegistryError::Protocol(_))));
    assert_eq!(forgetful.seen().last().unwrap().body, OLD);
}

#[tokio::test]
async fn the_detour_ends_even_if_nobody_waits() {
    let older = Foreign::start(older(&[(202, "")])).await;
    let client = older.client();
    let name = repository("a");
    let tag = tag_name("v1");
    let deletion = client.delete_tag(&name, &tag);
    let begun = async {
        while !older.lines().iter().any(|line| line.starts_with("HEAD")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { biased; () = begun => (), _ = deletion => () }
    let deleted = async {
        let is_put = |line: &String| line == "PUT /v2/a/manifests/v1";
        while !older.lines().iter().skip_while(|line| !is_put(line)).any(|line| line.starts_with("DELETE ")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), deleted).await.unwrap();
}

#[tokio::test]
async fn a_read_only_registry_refuses() {
    let read_only = Foreign::start(|_, _| reply(405, &[("Allow", "GET, HEAD")], "Method not allowed")).await;
    let outcome = read_only.client().delete_manifest(&repository("a"), &sha256(b"").parse().unwrap()).await;
    assert!(matches!(outcome, Err(RegistryError::Refused(why)) if why.contains("Method not allowed")));
}
