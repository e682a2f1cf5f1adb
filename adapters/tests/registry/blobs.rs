use domain::catalog::Digest;
use ports::{Registry, RegistryError};

use crate::content::{repository, sha256};
use crate::stock::Stock;

#[tokio::test]
async fn a_blob_is_read_up_to_a_limit() {
    let stock = Stock::start();
    let content = "0123456789".repeat(1000).into_bytes();
    let digest: Digest = stock.push_blob("a", &content).digest.parse().unwrap();
    let (client, name) = (stock.client(), repository("a"));
    assert_eq!(client.blob(&name, &digest, 10_000).await.unwrap().unwrap(), content);
    let too_large = client.blob(&name, &digest, 9_999).await;
    assert!(matches!(too_large, Err(RegistryError::TooLarge { limit: 9_999 })));
}

#[tokio::test]
async fn a_blob_that_does_not_exist_is_none() {
    let stock = Stock::start();
    let digest = stock.push_blob("a", b"something").digest.parse().unwrap();
    let client = stock.client();
    assert_eq!(client.blob(&repository("b"), &digest, 100).await.unwrap(), None);
    let other = sha256(b"something else").parse().unwrap();
    assert_eq!(client.blob(&repository("a"), &other, 100).await.unwrap(), None);
}
