use std::collections::BTreeSet;

use adapters::HttpRegistry;
use domain::RepositoryName;
use ports::Registry;

use crate::content::repository;
use crate::stock::{Configuration, Stock};

async fn walk(client: &HttpRegistry) -> Vec<Vec<RepositoryName>> {
    let mut pages = Vec::new();
    let mut cursor = None;
    loop {
        let batch = client.repositories(cursor.as_deref()).await.unwrap();
        pages.push(batch.names);
        cursor = batch.next;
        if cursor.is_none() {
            return pages;
        }
    }
}

#[tokio::test]
async fn repositories_of_every_legal_name_are_listed_and_found() {
    let stock = Stock::start();
    let names = ["a", "a-b/c_d/e.f", "deep/er/and/deep/er/still", "zed", "zed/x", "zed-2", "double__under", "007"];
    for name in names {
        stock.push_image(name, "v1", name);
    }
    let client = stock.client();
    let pages = walk(&client).await;
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].iter().cloned().collect::<BTreeSet<_>>(), names.map(repository).into());
    for name in names {
        assert_eq!(client.tags(&repository(name)).await.unwrap()[0].as_str(), "v1");
    }
}

#[tokio::test]
async fn a_registry_that_gives_a_few_names_at_a_time_is_walked_to_the_end() {
    let stock = Stock::start_with(Configuration { more: "catalog: {maxentries: 5}", ..Configuration::default() });
    // The registry lists `zed/x` before `zed-2`: what follows cannot be computed.
    let names: Vec<_> = (0..12).flat_map(|n| [format!("zed{n}/x"), format!("zed{n}-2")]).collect();
    for name in &names {
        stock.push_image(name, "v1", "the same");
    }
    let pages = walk(&stock.client()).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [5, 5, 5, 5, 4]);
    let found: BTreeSet<_> = pages.concat().iter().map(ToString::to_string).collect();
    assert_eq!(found, names.into_iter().collect());
}

#[tokio::test]
async fn more_than_a_thousand_repositories_come_in_pages() {
    let stock = Stock::start();
    stock.push_image("r/0", "v1", "the same");
    let repositories = stock.directory.path().join("data/docker/registry/v2/repositories/r");
    for n in 1..1500 {
        std::fs::create_dir_all(repositories.join(n.to_string()).join("_layers")).unwrap();
    }
    let pages = walk(&stock.client()).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 500]);
    assert_eq!(pages.concat().into_iter().collect::<BTreeSet<_>>().len(), 1500);
}

#[tokio::test]
async fn all_tags_are_listed() {
    let stock = Stock::start();
    let image = stock.push_image("many/tags", "t0", "one");
    let body = serde_json::from_slice(&image.raw).unwrap();
    for n in 1..150 {
        stock.push_manifest("many/tags", &format!("t{n}"), &image.media_type, &body);
    }
    let tags = stock.client().tags(&repository("many/tags")).await.unwrap();
    let tags: BTreeSet<_> = tags.iter().map(ToString::to_string).collect();
    assert_eq!(tags, (0..150).map(|n| format!("t{n}")).collect());
}

#[tokio::test]
async fn a_repository_that_is_unknown_or_empty_has_no_tags() {
    let stock = Stock::start();
    let client = stock.client();
    assert!(client.tags(&repository("no/such")).await.unwrap().is_empty());

    let image = stock.push_image("emptied", "v1", "one");
    assert!(client.delete_manifest(&repository("emptied"), &image.digest).await.unwrap());
    assert!(client.tags(&repository("emptied")).await.unwrap().is_empty());
    assert_eq!(client.repositories(None).await.unwrap().names, [repository("emptied")]);
}
