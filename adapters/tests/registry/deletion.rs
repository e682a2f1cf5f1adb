use ports::{Registry, RegistryError};

use crate::content::{by_digest, repository, tag, tag_name};
use crate::stock::{Configuration, Stock};

#[tokio::test]
async fn a_manifest_goes_with_all_its_tags() {
    let stock = Stock::start();
    let image = stock.push_image("a/b", "v1", "one");
    stock.push_image("a/b", "latest", "one");
    stock.push_image("a/b", "v2", "two");
    let (client, name) = (stock.client(), repository("a/b"));
    assert!(client.delete_manifest(&name, &image.digest).await.unwrap());
    assert_eq!(client.tags(&name).await.unwrap(), [tag_name("v2")]);
    assert!(!client.delete_manifest(&name, &image.digest).await.unwrap());
    assert!(!client.delete_manifest(&repository("unknown"), &image.digest).await.unwrap());
}

#[tokio::test]
async fn a_tag_goes_and_leaves_its_siblings_and_its_manifest() {
    let stock = Stock::start();
    let image = stock.push_image("a/b", "v1", "one");
    for sibling in ["v1.0", "latest"] {
        stock.push_image("a/b", sibling, "one");
    }
    let (client, name) = (stock.client(), repository("a/b"));
    for deleted in ["v1", "latest"] {
        assert!(client.delete_tag(&name, &tag_name(deleted)).await.unwrap());
        assert_eq!(client.resolve(&name, &tag(deleted)).await.unwrap(), None);
        assert!(!client.delete_tag(&name, &tag_name(deleted)).await.unwrap());
    }
    assert_eq!(client.tags(&name).await.unwrap(), [tag_name("v1.0")]);
    let sibling = client.manifest(&name, &tag("v1.0")).await.unwrap().unwrap();
    assert_eq!((&sibling.manifest.digest, &sibling.raw), (&image.digest, &image.raw));
    for blob in sibling.manifest.blobs() {
        assert!(client.blob(&name, &blob.digest, 1000).await.unwrap().is_some());
    }

    // The last tag leaves its manifest too: who has the digest can still pull it.
    assert!(client.delete_tag(&name, &tag_name("v1.0")).await.unwrap());
    assert!(client.tags(&name).await.unwrap().is_empty());
    assert_eq!(client.resolve(&name, &by_digest(&image.digest)).await.unwrap(), Some(image.digest));
}

#[tokio::test]
async fn a_registry_below_a_path_is_no_different() {
    let stock = Stock::start_with(Configuration {
        path_prefix: "/below/a/path",
        more: "catalog: {maxentries: 1}",
        ..Configuration::default()
    });
    let image = stock.push_image("a", "v1", "one");
    stock.push_image("a", "v2", "one");
    stock.push_image("b", "v1", "two");
    let client = stock.client();
    client.check().await.unwrap();
    let first = client.repositories(None).await.unwrap();
    let second = client.repositories(first.next.as_deref()).await.unwrap();
    assert_eq!([first.names, second.names].concat(), [repository("a"), repository("b")]);
    assert!(client.delete_tag(&repository("a"), &tag_name("v1")).await.unwrap());
    assert_eq!(client.resolve(&repository("a"), &tag("v2")).await.unwrap(), Some(image.digest));
}

#[tokio::test]
async fn tags_go_at_the_same_time() {
    let stock = Stock::start();
    for n in 0..20 {
        stock.push_image("a", &format!("t{n}"), "one");
    }
    let client = std::sync::Arc::new(stock.client());
    let deletions = (0..19).map(|n| {
        let client = client.clone();
        tokio::spawn(async move { client.delete_tag(&repository("a"), &tag_name(&format!("t{n}"))).await })
    });
    for deletion in deletions.collect::<Vec<_>>() {
        assert!(deletion.await.unwrap().unwrap());
    }
    assert_eq!(client.tags(&repository("a")).await.unwrap(), [tag_name("t19")]);
    assert!(client.manifest(&repository("a"), &tag("t19")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_registry_without_deletion_says_so_and_changes_nothing() {
    let stock = Stock::start_with(Configuration { no_deletion: true, ..Configuration::default() });
    let image = stock.push_image("a", "v1", "one");
    let (client, name) = (stock.client(), repository("a"));
    let disabled = |outcome| matches!(outcome, Err(RegistryError::DeleteDisabled));
    assert!(disabled(client.delete_manifest(&name, &image.digest).await));
    assert!(disabled(client.delete_tag(&name, &tag_name("v1")).await));
    assert_eq!(client.resolve(&name, &tag("v1")).await.unwrap(), Some(image.digest));
}

#[tokio::test]
async fn nothing_to_delete_is_no_error() {
    let stock = Stock::start();
    stock.push_image("a", "v1", "one");
    let client = stock.client();
    assert!(!client.delete_tag(&repository("a"), &tag_name("v2")).await.unwrap());
    assert!(!client.delete_tag(&repository("unknown"), &tag_name("v1")).await.unwrap());
}
