use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use adapters::{HttpRegistry, RegistryAuth};
use ports::{Registry, RegistryError};
use serde_json::json;

use crate::content::{by_digest, repository, sha256, tag, tag_name};
use crate::foreign::{Foreign, failure, is_protocol, reply};
use crate::stock::endpoint;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn is_unavailable<T>(outcome: Result<T, RegistryError>) -> bool {
    matches!(outcome, Err(RegistryError::Unavailable(_)))
}

#[tokio::test]
async fn a_busy_registry_is_asked_again_when_it_wants() {
    for status in [429, 503] {
        let busy = Foreign::start(move |_, count| match count {
            1 => reply(status, &[("Retry-After", "1")], ""),
            _ => reply(200, &[], "{}"),
        })
        .await;
        let start = Instant::now();
        busy.client().check().await.unwrap();
        assert!(start.elapsed() >= Duration::from_secs(1));
        assert_eq!(busy.lines(), ["GET /v2/", "GET /v2/"]);
    }
}

#[tokio::test]
async fn a_registry_that_stays_busy_is_unavailable() {
    let down = Foreign::start(|_, _| reply(502, &[], "<html>Bad Gateway</html>")).await;
    assert!(is_unavailable(down.client().check().await));
    assert_eq!(down.lines().len(), 3);

    let tomorrow = Foreign::start(|_, _| reply(503, &[("Retry-After", "86400")], "")).await;
    assert!(is_unavailable(tomorrow.client().check().await));
    assert_eq!(tomorrow.lines().len(), 1);
}

#[tokio::test]
async fn a_registry_that_fails_at_something_is_not_asked_for_it_again() {
    let broken = Foreign::start(|_, _| failure(500, "UNKNOWN")).await;
    let outcome = broken.client().resolve(&repository("team/app"), &tag("damaged")).await;
    assert!(matches!(&outcome, Err(RegistryError::Broken(why)) if why.starts_with("500")), "{outcome:?}");
    assert_eq!(broken.lines(), ["HEAD /v2/team/app/manifests/damaged"]);
}

#[tokio::test]
async fn a_silent_registry_is_unavailable() {
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut endpoint = endpoint(silent.local_addr().unwrap().port(), RegistryAuth::Anonymous);
    endpoint.limits.request_timeout = Duration::from_millis(100);
    let outcome = HttpRegistry::new(endpoint).unwrap().check().await;
    assert!(matches!(outcome, Err(RegistryError::Unavailable(why)) if why == "no answer in 0.1 seconds"));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        for answer in ["Content-Length: 100\r\n\r\n{", "Content-Length: 18\r\n\r\n{\"tags\": [\"good\"]}"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            assert!(stream.read(&mut request).unwrap() > 0);
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{answer}").as_bytes()).unwrap();
        }
    });
    let client = HttpRegistry::new(endpoint(port, RegistryAuth::Anonymous)).unwrap();
    assert_eq!(client.tags(&repository("a")).await.unwrap(), [tag_name("good")]);
    server.join().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_few_requests_are_under_way_at_a_time() {
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen_at_once = most.clone();
    let slow = Foreign::start(move |_, _| {
        seen_at_once.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(5));
        now.fetch_sub(1, Ordering::SeqCst);
        reply(200, &[], "{}")
    })
    .await;
    let mut endpoint = endpoint(slow.port, RegistryAuth::Anonymous);
    endpoint.limits.concurrency = 2;
    let client = Arc::new(HttpRegistry::new(endpoint).unwrap());
    let checks: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.check().await })
        })
        .collect();
    for check in checks {
        check.await.unwrap().unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let endless = Foreign::start(|_, _| reply(200, &[("Content-Type", MANIFEST)], vec![b' '; (4 << 20) + 1])).await;
    let outcome = endless.client().manifest(&repository("a"), &tag("v1")).await;
    assert!(matches!(outcome, Err(RegistryError::TooLarge { limit: 4_194_304 })));

    let endless = Foreign::start(|_, _| reply(200, &[], vec![b' '; (16 << 20) + 1])).await;
    for outcome in [
        endless.client().tags(&repository("a")).await.map(|_| ()),
        endless.client().repositories(None).await.map(|_| ()),
    ] {
        assert!(matches!(outcome, Err(RegistryError::TooLarge { limit: 16_777_216 })));
    }
    let chatty = Foreign::start(|_, _| reply(401, &[], vec![b'x'; 1 << 20])).await;
    assert!(matches!(chatty.client().check().await, Err(RegistryError::Refused(_))));
}

#[tokio::test]
async fn content_that_is_not_what_its_digest_says_is_refused() {
    let wrong = sha256(b"something else");
    let told = wrong.clone();
    let liar =
        Foreign::start(move |_, _| reply(200, &[("Content-Type", MANIFEST), ("Docker-Content-Digest", &told)], "{}"))
            .await;
    let (client, name, digest) = (liar.client(), repository("a"), wrong.parse().unwrap());
    assert!(is_protocol(client.manifest(&name, &tag("v1")).await));
    assert!(is_protocol(client.manifest(&name, &by_digest(&digest)).await));
    assert!(is_protocol(client.manifest(&name, &by_digest(&sha256(b"{}").parse().unwrap())).await));
    assert!(is_protocol(client.blob(&name, &digest, 1000).await));
}

#[tokio::test]
async fn a_digest_that_is_not_told_is_computed() {
    let shy = Foreign::start(|_, _| reply(200, &[("Content-Type", MANIFEST)], "{\"layers\": []}")).await;
    let digest = shy.client().resolve(&repository("a"), &tag("v1")).await.unwrap().unwrap();
    assert_eq!(digest.as_str(), sha256(b"{\"layers\": []}"));
    assert_eq!(shy.lines(), ["HEAD /v2/a/manifests/v1", "GET /v2/a/manifests/v1"]);
}

#[tokio::test]
async fn nonsense_is_told_apart_from_nothing() {
    let page = Foreign::start(|_, _| reply(404, &[], "404 page not found")).await;
    assert!(is_protocol(page.client().check().await));
    assert!(is_protocol(page.client().tags(&repository("a")).await));
    assert!(is_protocol(page.client().manifest(&repository("a"), &tag("v1")).await));

    let html = Foreign::start(|_, _| reply(200, &[("Docker-Content-Digest", "md5")], "<html>")).await;
    assert!(is_protocol(html.client().repositories(None).await));
    assert!(is_protocol(html.client().tags(&repository("a")).await));
    assert!(is_protocol(html.client().resolve(&repository("a"), &tag("v1")).await));
}

#[tokio::test]
async fn names_that_are_none_are_left_out() {
    let strange = Foreign::start(|seen, _| {
        let names = json!(["good", "BAD", "a..b", "", "also/good"]);
        let list = if seen.line.contains("catalog") { json!({"repositories": names}) } else { json!({"tags": names}) };
        reply(200, &[], list.to_string())
    })
    .await;
    let batch = strange.client().repositories(None).await.unwrap();
    assert_eq!(batch.names, [repository("good"), repository("also/good")]);
    let tags = strange.client().tags(&repository("a")).await.unwrap();
    assert_eq!(tags, [tag_name("good"), tag_name("BAD"), tag_name("a..b")]);
}

#[tokio::test]
async fn a_blob_may_be_in_another_place_which_does_not_learn_our_secrets() {
    let storage = Foreign::start(|_, _| reply(200, &[], "{}")).await;
    let target = format!("http://127.0.0.1:{}/bucket?signature=x", storage.port);
    let front = Foreign::start(move |_, _| reply(307, &[("Location", &target)], "")).await;
    let auth = RegistryAuth::Basic { login: "admin".into(), password: "secret".into() };
    let client = HttpRegistry::new(endpoint(front.port, auth)).unwrap();
    let digest = sha256(b"{}").parse().unwrap();
    assert_eq!(client.blob(&repository("a"), &digest, 10).await.unwrap().unwrap(), b"{}");
    assert_eq!(front.seen()[0].authorization(), Some("Basic YWRtaW46c2VjcmV0"));
    assert_eq!(storage.lines(), ["GET /bucket?signature=x"]);
    assert_eq!(storage.seen()[0].authorization(), None);

    let around = Foreign::start(|_, _| reply(307, &[("Location", "/")], "")).await;
    assert!(is_protocol(around.client().blob(&repository("a"), &digest, 10).await));
    assert_eq!(around.lines().len(), 4);
}
