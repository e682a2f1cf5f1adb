//! The whole HTTP surface over an in-memory store, and people who call it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use adapters::{
    Argon2Hasher, CertificateRequest, HmacSessionSealer, HttpRegistry, JwtSigner, KeyAlgorithm, KeySet, MemoryStore,
    OsEntropy, RegistryAuth, RegistryEndpoint, RegistryLimits, RegistryTls, SystemClock,
};
use app::http::{self, HttpSettings, MetricsSettings};
use app::services::{
    Admission, ConnectionSettings, CredentialSettings, Passwords, Ports, RealmSettings, Services, SessionSettings,
    ToldTokens, bootstrap,
};
use app::settings::Secret;
use futures_util::FutureExt;
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method};
use poem::test::{TestClient, TestRequestBuilder};
use poem::{Response, http::header};
use ports::{Clock, PasswordHasher};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

pub(crate) const ADMIN_PASSWORD: &str = "first-admin-password";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const METRICS_TOKEN: &str = "a token for those who watch";
pub(crate) const SERVICE: &str = "container_registry";

/// An instance of its own for each test.
pub(crate) struct Api {
    client: TestClient<BoxEndpoint<'static, Response>>,
    _keys: TempDir,
    scribe: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    Anonymous,
    Basic { login: String, password: String },
    Cookie(String),
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Checks that this is a problem of this status and code.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.body["code"], code, "{}", reply.body);
        assert_eq!(reply.body["status"], status);
        assert_eq!(reply.body["request_id"], reply.header("x-request-id"));
        reply
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap().to_owned()
    }

    /// The pointers of the values that are told to be wrong.
    pub(crate) fn wrong_values(&self) -> Vec<&str> {
        self.body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect()
    }

    /// The session cookie that was set, ready to be sent back.
    pub(crate) fn cookie(&self) -> Caller {
        Caller::Cookie(self.header("set-cookie").split(';').next().unwrap().to_owned())
    }
}

impl Api {
    /// With an admin who has a password of its own.
    pub(crate) async fn start() -> Self {
        Self::with(ADMIN_PASSWORD, SessionSettings { jwt_ttl: hours(1), cookie_ttl: hours(24) }, Arc::new(SystemClock))
            .await
    }

    pub(crate) async fn with(admin_password: &str, sessions: SessionSettings, clock: Arc<dyn Clock>) -> Self {
        let hasher = Arc::new(Argon2Hasher::new(NonZeroUsize::new(2).unwrap(), 64));
        Self::with_hasher(hasher, admin_password, sessions, clock).await
    }

    pub(crate) async fn with_hasher(
        hasher: Arc<dyn PasswordHasher>,
        admin_password: &str,
        sessions: SessionSettings,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let keys = TempDir::new().unwrap();
        let at = |name: &str| keys.path().join(name);
        let key_set = KeySet { key: at("key"), public_key: at("pub"), certificate: at("crt") };
        let request = CertificateRequest { algorithm: KeyAlgorithm::EcdsaP256, fqdns: Vec::new(), ips: Vec::new() };
        let store = Arc::new(MemoryStore::default());
        let entropy = Arc::new(OsEntropy);
        let passwords = Passwords::new(hasher.clone(), false);
        bootstrap::first_admin(store.as_ref(), &passwords, clock.as_ref(), entropy.as_ref(), admin_password)
            .await
            .unwrap();
        let ports = Ports {
            store,
            registry: Arc::new(unreachable_registry()),
            admission: Admission::Tokens(Arc::new(
                JwtSigner::load_or_create(&key_set, &request, SystemClock.now()).unwrap(),
            )),
            sealer: Arc::new(HmacSessionSealer::new(b"a secret of the test", "test").unwrap()),
            hasher,
            clock,
            entropy,
            is_alone: true,
        };
        let realm = RealmSettings {
            service: SERVICE.to_owned(),
            issuer: "test_issuer".to_owned(),
            token_ttl: time::Duration::seconds(60),
        };
        let settings = HttpSettings {
            origins: ["https://ui.example.org".to_owned()].into_iter().collect(),
            request_timeout: Duration::from_secs(30),
            max_body: 64 * 1024,
            metrics: MetricsSettings { enabled: true, token: Some(Secret::new(METRICS_TOKEN)) },
            traced: false,
        };
        let connection = ConnectionSettings {
            registry_host: "registry.example.org:5000".to_owned(),
            own_url: "https://admin.example.org".to_owned(),
            registry_file: "/etc/registry-admin/registry_auth_ca.crt".into(),
        };
        let credentials = CredentialSettings {
            remember_for: Duration::from_secs(60),
            offline_grace: Duration::ZERO,
            max_failures: 0,
        };
        let tokens = ToldTokens::All { one_in: 1 };
        let (services, scribe) = Services::new(ports, realm, sessions, credentials, connection, tokens).unwrap();
        let endpoint = http::endpoint(Arc::new(services), &settings);
        let (told, stop) = oneshot::channel();
        let writing = tokio::spawn(scribe.run(true, stop.map(drop)));
        Self { client: TestClient::new(endpoint), _keys: keys, scribe: Mutex::new(Some((told, writing))) }
    }

    /// The whole audit log, oldest first. What is done afterwards may be missing in it.
    pub(crate) async fn audit(&self) -> Vec<Value> {
        if let Some((told, writing)) = self.scribe.lock().await.take() {
            drop(told);
            writing.await.unwrap();
        }
        let reply = self.get(&admin(), "/api/v1/audit?sort=sequence&limit=1000").await.expect(200);
        assert_eq!(reply.body["has_more"], false);
        reply.body["items"].as_array().unwrap().clone()
    }

    pub(crate) async fn call(&self, caller: &Caller, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.call_with(caller, method, path, body, &[]).await
    }

    pub(crate) async fn call_with(
        &self,
        caller: &Caller,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = self.request(caller, method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.content_type("application/json").body(body.to_string());
        }
        reply(request.send().await.0).await
    }

    fn request(
        &self,
        caller: &Caller,
        method: &str,
        path: &str,
    ) -> TestRequestBuilder<'_, BoxEndpoint<'static, Response>> {
        let request = self.client.request(method.parse::<Method>().unwrap(), path);
        match caller {
            Caller::Anonymous => request,
            Caller::Basic { login, password } => request.header(header::AUTHORIZATION, basic(login, password)),
            Caller::Cookie(cookie) => request.header(header::COOKIE, cookie),
        }
    }

    /// Sends a body that need not be JSON, but says it is.
    pub(crate) async fn send_text(&self, caller: &Caller, method: &str, path: &str, body: String) -> Reply {
        let request = self.request(caller, method, path);
        reply(request.content_type("application/json").body(body).send().await.0).await
    }

    /// Sends the realm's form.
    pub(crate) async fn post_form(&self, fields: &[(&str, &str)]) -> Reply {
        let request = self
            .client
            .post("/api/v1/registry/auth")
            .content_type("application/x-www-form-urlencoded; charset=utf-8")
            .body(serde_urlencoded::to_string(fields).unwrap());
        reply(request.send().await.0).await
    }

    pub(crate) async fn get(&self, caller: &Caller, path: &str) -> Reply {
        self.call(caller, "GET", path, None).await
    }

    pub(crate) async fn post(&self, caller: &Caller, path: &str, body: Value) -> Reply {
        self.call(caller, "POST", path, Some(body)).await
    }

    pub(crate) async fn patch(&self, caller: &Caller, path: &str, body: Value) -> Reply {
        self.call(caller, "PATCH", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, caller: &Caller, path: &str) -> Reply {
        self.call(caller, "DELETE", path, None).await
    }

    /// Makes an account and gives its id and itself.
    pub(crate) async fn user(&self, login: &str, role: &str) -> (String, Caller) {
        let body = json!({ "login": login, "password": PASSWORD, "role": role });
        let id = self.post(&admin(), "/api/v1/users", body).await.expect(201).id();
        (id, person(login))
    }

    pub(crate) async fn group(&self, name: &str) -> String {
        self.post(&admin(), "/api/v1/groups", json!({ "name": name })).await.expect(201).id()
    }

    pub(crate) async fn access(&self, name: &str, subject: Value, resource: &str, actions: &[&str]) -> String {
        let body = json!({ "name": name, "subject": subject, "resource": resource, "actions": actions });
        self.post(&admin(), "/api/v1/access", body).await.expect(201).id()
    }

    /// What the realm grants on one scope, as the token says.
    pub(crate) async fn granted(&self, caller: &Caller, scope: &str) -> Value {
        let path = format!("/api/v1/registry/auth?service={SERVICE}&scope={scope}");
        claims(&self.get(caller, &path).await.expect(200))["access"].clone()
    }
}

pub(crate) fn admin() -> Caller {
    Caller::Basic { login: "admin".to_owned(), password: ADMIN_PASSWORD.to_owned() }
}

pub(crate) fn person(login: &str) -> Caller {
    with_password(login, PASSWORD)
}

pub(crate) fn with_password(login: &str, password: &str) -> Caller {
    Caller::Basic { login: login.to_owned(), password: password.to_owned() }
}

/// What the token in a realm's answer claims; its signature is not checked here.
pub(crate) fn claims(reply: &Reply) -> Value {
    use base64::Engine;
    let token = reply.body["token"].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

pub(crate) fn hours(hours: i64) -> time::Duration {
    time::Duration::hours(hours)
}

/// No registry is needed for what is tested here; end-to-end tests have a real one.
fn unreachable_registry() -> HttpRegistry {
    HttpRegistry::new(RegistryEndpoint {
        host: "127.0.0.1".to_owned(),
        port: 1,
        path_prefix: String::new(),
        tls: RegistryTls::Off,
        auth: RegistryAuth::Anonymous,
        limits: RegistryLimits::default(),
    })
    .unwrap()
}

fn basic(login: &str, password: &str) -> String {
    use base64::Engine;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{login}:{password}")))
}

async fn reply(mut response: Response) -> Reply {
    let bytes = response.take_body().into_bytes().await.unwrap();
    let body =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
    Reply { status: response.status().as_u16(), headers: response.headers().clone(), body }
}
