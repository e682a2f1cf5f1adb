use adapters::{RegistryAuth, RegistrySetupError};
use ports::{Registry, RegistryError};

use crate::content::{repository, tag};
use crate::stock::{Configuration, Stock, endpoint, free_port};

/// `htpasswd -nbB -C 5 admin p:ss`
const HTPASSWD: &str = "admin:$2y$05$yQhQHEyaHtHEaffcfNrU/uLnPk9vGCzY8e5F4X3b/q9u9FRqfBQ6O\n";

fn basic(password: &str) -> RegistryAuth {
    RegistryAuth::Basic { login: "admin".into(), password: password.into() }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, RegistryError>) -> String {
    match result {
        Err(RegistryError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn tokens_let_us_in() {
    let stock = Stock::start();
    let client = stock.client();
    client.check().await.unwrap();
    assert!(client.repositories(None).await.unwrap().names.is_empty());
}

#[tokio::test]
async fn a_wrong_issuer_is_refused_with_a_reason() {
    let stock = Stock::start();
    stock.push_image("a", "v1", "one");
    let client = stock.client_with(stock.token_auth("somebody else"));
    assert_eq!(refusal(client.check().await), "401 Unauthorized: UNAUTHORIZED authentication required");
    assert!(refusal(client.repositories(None).await).contains("UNAUTHORIZED"));
    assert!(refusal(client.tags(&repository("a")).await).contains("UNAUTHORIZED"));
    // An answer to HEAD has no body: the challenge tells.
    assert!(refusal(client.resolve(&repository("a"), &tag("v1")).await).contains("invalid_token"));
}

#[tokio::test]
async fn nobody_is_refused() {
    let stock = Stock::start();
    let client = stock.client_with(RegistryAuth::Anonymous);
    assert!(refusal(client.check().await).contains("UNAUTHORIZED"));
}

#[tokio::test]
async fn a_login_and_a_password_let_us_in() {
    let stock = Stock::start_with(Configuration { htpasswd: Some(HTPASSWD), ..Configuration::default() });
    let client = stock.client_with(basic("p:ss"));
    client.check().await.unwrap();
    assert!(client.repositories(None).await.unwrap().names.is_empty());
    assert!(refusal(stock.client_with(basic("wrong")).check().await).contains("UNAUTHORIZED"));
}

#[test]
fn a_login_with_a_colon_is_none() {
    let auth = RegistryAuth::Basic { login: "a:b".into(), password: "p".into() };
    assert!(matches!(adapters::HttpRegistry::new(endpoint(5000, auth)), Err(RegistrySetupError::Login)));
}

#[tokio::test]
async fn a_registry_that_is_not_there_is_unavailable() {
    let client = adapters::HttpRegistry::new(endpoint(free_port(), RegistryAuth::Anonymous)).unwrap();
    match client.check().await {
        Err(RegistryError::Unavailable(why)) => assert!(why.contains("refused"), "{why}"),
        other => panic!("{other:?}"),
    }
}
