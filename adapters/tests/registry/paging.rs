use ports::Registry;

use crate::content::{repository, tag_name};
use crate::foreign::{Foreign, is_protocol, reply};

#[tokio::test]
async fn tags_come_in_pages_too() {
    let newer = Foreign::start(|seen, _| match seen.line.as_str() {
        "GET /v2/a/tags/list" => {
            reply(200, &[("Link", "</v2/a/tags/list?last=t1&n=2>; rel=\"next\"")], r#"{"tags": ["t0", "t1"]}"#)
        }
        "GET /v2/a/tags/list?last=t1&n=2" => reply(200, &[], r#"{"tags": ["t2"]}"#),
        other => panic!("{other}"),
    })
    .await;
    let tags = newer.client().tags(&repository("a")).await.unwrap();
    assert_eq!(tags, ["t0", "t1", "t2"].map(tag_name));
}

#[tokio::test]
async fn an_absolute_link_is_followed_on_the_same_host() {
    let absolute = Foreign::start(|seen, count| {
        let host = seen.headers["host"].to_str().unwrap();
        let link = format!("<http://{host}/v2/_catalog?last=zed%2Fx&n=1>; rel=\"next\"");
        match count {
            1 => reply(200, &[("Link", &link)], r#"{"repositories": ["zed/x"]}"#),
            _ => reply(200, &[], r#"{"repositories": ["zed-2"]}"#),
        }
    })
    .await;
    let client = absolute.client();
    let first = client.repositories(None).await.unwrap();
    let second = client.repositories(first.next.as_deref()).await.unwrap();
    assert_eq!((second.names, second.next), (vec![repository("zed-2")], None));
    assert_eq!(absolute.lines(), ["GET /v2/_catalog?n=1000", "GET /v2/_catalog?last=zed%2Fx&n=1"]);
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let hostile = Foreign::start(|_, _| {
        let link = [("Link", "<http://169.254.169.254/latest/meta-data>; rel=\"next\"")];
        reply(200, &link, r#"{"repositories": [], "tags": []}"#)
    })
    .await;
    let client = hostile.client();
    assert!(is_protocol(client.repositories(None).await));
    assert!(is_protocol(client.tags(&repository("a")).await));
    assert!(is_protocol(client.repositories(Some("//other.example/v2/_catalog")).await));
    assert_eq!(hostile.lines().len(), 2);
}

#[tokio::test]
async fn a_list_that_leads_in_a_circle_ends() {
    let circle = Foreign::start(|seen, _| {
        let next = if seen.line.contains("n=2") { "n=3" } else { "n=2" };
        let link = format!("<?{next}>; rel=\"next\"");
        reply(200, &[("Link", &link)], r#"{"repositories": ["a"], "tags": ["a"]}"#)
    })
    .await;
    assert!(is_protocol(circle.client().tags(&repository("a")).await));
    assert_eq!(circle.lines().len(), 3);

    let itself = Foreign::start(|_, _| {
        reply(200, &[("Link", "</v2/_catalog?n=1000>; rel=\"next\"")], r#"{"repositories": ["a"]}"#)
    })
    .await;
    assert!(is_protocol(itself.client().repositories(None).await));
}
