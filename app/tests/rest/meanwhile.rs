//! A password is verified outside of any unit of work: what is changed meanwhile counts.

use std::num::NonZeroUsize;
use std::sync::Arc;

use adapters::{Argon2Hasher, SystemClock};
use app::services::SessionSettings;
use async_trait::async_trait;
use ports::{PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{ADMIN_PASSWORD, Api, Caller, PASSWORD, Reply, admin, hours, with_password};

const OWN: &str = "a password of alice's own";

/// What is kept back.
#[derive(Clone, Copy, PartialEq)]
enum Held {
    /// The verdict on [`PASSWORD`].
    Verdict,
    /// The hash of [`OWN`].
    Hash,
}

/// Does its work, and then keeps what came out back until somebody lets it go.
struct Holding {
    hasher: Argon2Hasher,
    held: Held,
    done: Semaphore,
    let_go: Semaphore,
}

impl Holding {
    async fn hold(&self) {
        self.done.add_permits(1);
        self.let_go.acquire().await.unwrap().forget();
    }
}

#[async_trait]
impl PasswordHasher for Holding {
    async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        let hash = self.hasher.hash(password).await;
        if self.held == Held::Hash && password == OWN {
            self.hold().await;
        }
        hash
    }

    async fn hash_for_registry(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        self.hasher.hash_for_registry(password).await
    }

    async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError> {
        let verdict = self.hasher.verify(password, hash).await;
        if self.held == Held::Verdict && password == PASSWORD {
            self.hold().await;
        }
        verdict
    }
}

/// What alice gets who is changed in this way while something is `held`.
async fn asked_while(held: Held, change: Value, ask: impl AsyncFn(&Api, &Caller) -> Reply) -> (Reply, Api) {
    let hasher = Arc::new(Holding {
        hasher: Argon2Hasher::new(NonZeroUsize::MIN, 64),
        held,
        done: Semaphore::new(0),
        let_go: Semaphore::new(0),
    });
    let sessions = SessionSettings { jwt_ttl: hours(1), cookie_ttl: hours(24) };
    let api = Api::with_hasher(hasher.clone(), ADMIN_PASSWORD, sessions, Arc::new(SystemClock)).await;
    let (id, alice) = api.user("alice", "user").await;
    let changing = async {
        hasher.done.acquire().await.unwrap().forget();
        api.patch(&admin(), &format!("/api/v1/users/{id}"), change).await.expect(200);
        hasher.let_go.add_permits(1);
    };
    let (reply, ()) = tokio::join!(ask(&api, &alice), changing);
    (reply, api)
}

async fn refresh_token(api: &Api, alice: &Caller) -> Reply {
    api.get(alice, "/api/v1/registry/auth?offline_token=true").await
}

async fn session(api: &Api, _: &Caller) -> Reply {
    api.post(&Caller::Anonymous, "/auth/login", json!({ "login": "alice", "password": PASSWORD })).await
}

async fn another_password(api: &Api, alice: &Caller) -> Reply {
    let body = json!({ "old_password": PASSWORD, "new_password": OWN });
    api.call(alice, "PUT", "/auth/user/password", Some(body)).await
}

#[tokio::test]
async fn nothing_that_lasts_is_given_for_a_password_that_was_changed_meanwhile() {
    let change = json!({ "password": "another password" });
    let (reply, api) = asked_while(Held::Verdict, change.clone(), refresh_token).await;
    reply.expect(401);
    let tokens = api.get(&admin(), "/api/v1/refresh-tokens").await.expect(200);
    assert_eq!(tokens.body["items"], json!([]));
    asked_while(Held::Verdict, change, session).await.0.expect_problem(401, "bad_credentials");
}

#[tokio::test]
async fn nothing_that_lasts_is_given_to_an_account_that_was_disabled_meanwhile() {
    let change = json!({ "disabled": true });
    let (reply, api) = asked_while(Held::Verdict, change.clone(), refresh_token).await;
    reply.expect(403);
    let tokens = api.get(&admin(), "/api/v1/refresh-tokens").await.expect(200);
    assert_eq!(tokens.body["items"], json!([]));
    asked_while(Held::Verdict, change, session).await.0.expect_problem(403, "account_disabled");
}

#[tokio::test]
async fn an_own_password_does_not_replace_the_one_that_an_admin_has_just_set() {
    let change = json!({ "password": "another password" });
    let (reply, api) = asked_while(Held::Hash, change, another_password).await;
    reply.expect_problem(401, "bad_credentials");
    api.get(&with_password("alice", "another password"), "/auth/user").await.expect(200);
}
