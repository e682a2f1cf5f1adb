use std::sync::{Arc, Mutex};

use adapters::{HttpRegistry, OsEntropy, RegistryAuth};
use domain::{Claims, UserName};
use ports::{Clock, Registry, SignerError, TokenSigner};
use time::{Duration, OffsetDateTime};

use crate::content::{repository, sha256, tag};
use crate::foreign::{Foreign, failure, reply};
use crate::stock::endpoint;

/// Signs with a number, and remembers what.
#[derive(Default)]
struct Notes(Mutex<Vec<Claims>>);

impl TokenSigner for Notes {
    fn sign(&self, claims: &Claims) -> Result<String, SignerError> {
        let mut signed = self.0.lock().unwrap();
        signed.push(claims.clone());
        Ok(format!("token-{}", signed.len()))
    }

    fn certificate_pem(&self) -> &str {
        ""
    }
}

struct SetClock(Mutex<OffsetDateTime>);

impl SetClock {
    fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

struct Setting {
    server: Foreign,
    client: HttpRegistry,
    signer: Arc<Notes>,
    clock: Arc<SetClock>,
}

impl Setting {
    async fn new() -> Self {
        let server = Foreign::start(|seen, _| match seen.line.split(' ').next().unwrap() {
            "GET" => reply(200, &[], "{}"),
            _ => failure(404, "MANIFEST_UNKNOWN"),
        })
        .await;
        let signer = Arc::new(Notes::default());
        let clock = Arc::new(SetClock(Mutex::new(OffsetDateTime::now_utc())));
        let auth = RegistryAuth::Token {
            signer: signer.clone(),
            issuer: "issuer".into(),
            service: "service".into(),
            clock: clock.clone(),
            entropy: Arc::new(OsEntropy),
        };
        let client = HttpRegistry::new(endpoint(server.port, auth)).unwrap();
        Self { server, client, signer, clock }
    }

    fn grants(&self) -> Vec<String> {
        let signed = self.signer.0.lock().unwrap();
        let text = |claims: &Claims| {
            let grants = claims.access.iter();
            let texts =
                grants.map(|grant| format!("{}:{}:{}", grant.resource_type, grant.name, grant.actions.join(",")));
            texts.collect::<Vec<_>>().join(" ")
        };
        signed.iter().map(text).collect()
    }
}

#[tokio::test]
async fn a_token_allows_what_is_needed_and_no_more() {
    let setting = Setting::new().await;
    let (client, name) = (&setting.client, repository("a/b"));
    client.check().await.unwrap();
    client.repositories(None).await.unwrap();
    client.tags(&name).await.unwrap();
    client.resolve(&name, &tag("v1")).await.unwrap();
    client.delete_manifest(&name, &sha256(b"").parse().unwrap()).await.unwrap();
    assert_eq!(setting.grants(), ["", "registry:catalog:*", "repository:a/b:pull", "repository:a/b:pull,push,delete"]);
    let authorizations: Vec<_> =
        setting.server.seen().iter().map(|seen| seen.authorization().unwrap().to_owned()).collect();
    assert_eq!(authorizations, [1, 2, 3, 3, 4].map(|n| format!("Bearer token-{n}")));
}

#[tokio::test]
async fn a_token_is_ours_and_nobody_elses() {
    let setting = Setting::new().await;
    setting.client.check().await.unwrap();
    let claims = setting.signer.0.lock().unwrap()[0].clone();
    assert_eq!((claims.issuer.as_str(), claims.audience.as_str()), ("issuer", "service"));
    assert_eq!(claims.subject, HttpRegistry::SUBJECT);
    assert!(HttpRegistry::SUBJECT.parse::<UserName>().is_err());
    assert_eq!(setting.server.seen()[0].headers["user-agent"], HttpRegistry::USER_AGENT);
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let setting = Setting::new().await;
    let name = repository("a");
    let tags = || setting.client.tags(&name);
    for minutes in [0, 2, 1] {
        setting.clock.advance(Duration::minutes(minutes));
        tags().await.unwrap();
    }
    assert_eq!(setting.grants().len(), 1);
    setting.clock.advance(Duration::minutes(1));
    tags().await.unwrap();
    assert_eq!(setting.grants().len(), 2);
    setting.clock.advance(Duration::minutes(-10));
    tags().await.unwrap();
    assert_eq!(setting.grants().len(), 3);
}

#[tokio::test]
async fn any_number_of_repositories_is_walked() {
    let setting = Setting::new().await;
    for n in 0..1100 {
        setting.client.tags(&repository(&format!("r{n}"))).await.unwrap();
    }
    assert_eq!(setting.grants().len(), 1100);
}
