//! Every operation, called by every kind of caller.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{ADMIN_PASSWORD, Api, Caller, PASSWORD, admin, with_password};

/// What one operation answers to whom.
struct Row {
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    body: Option<Value>,
    anonymous: u16,
    user: u16,
    manager: u16,
    admin: u16,
}

/// A digest has no short form.
const BLOB: &str =
    "/api/v1/blobs?repository=a&digest=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn row(operation: &'static str, method: &'static str, path: &'static str, expected: [u16; 4]) -> Row {
    let [anonymous, user, manager, admin] = expected;
    Row { operation, method, path, body: None, anonymous, user, manager, admin }
}

impl Row {
    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// `{user}`, `{group}`, `{access}` and `{token}` stand for records of somebody else.
fn rows() -> Vec<Row> {
    let login = json!({ "login": "foreign", "password": PASSWORD });
    vec![
        row("issueToken", "GET", "/api/v1/registry/auth", [200, 200, 200, 200]),
        row("issueTokenByForm", "POST", "/api/v1/registry/auth", [400, 400, 400, 400]),
        row("login", "POST", "/auth/login", [200, 200, 200, 200]).with(login),
        row("logout", "POST", "/auth/logout", [204, 204, 204, 204]),
        row("getCurrentUser", "GET", "/auth/user", [200, 200, 200, 200]),
        row("changeOwnPassword", "PUT", "/auth/user/password", [401, 422, 422, 422])
            .with(json!({ "old_password": "not the current one", "new_password": "another password" })),
        row("listUsers", "GET", "/api/v1/users", [401, 403, 200, 200]),
        row("createUser", "POST", "/api/v1/users", [401, 403, 403, 201])
            .with(json!({ "login": "new", "password": PASSWORD, "role": "admin" })),
        row("getUser", "GET", "/api/v1/users/{user}", [401, 403, 200, 200]),
        row("updateUser", "PATCH", "/api/v1/users/{user}", [401, 403, 403, 200]).with(json!({ "role": "admin" })),
        row("deleteUser", "DELETE", "/api/v1/users/{user}", [401, 403, 403, 204]),
        row("listGroups", "GET", "/api/v1/groups", [401, 403, 200, 200]),
        row("createGroup", "POST", "/api/v1/groups", [401, 403, 403, 201]).with(json!({ "name": "new" })),
        row("getGroup", "GET", "/api/v1/groups/{group}", [401, 403, 200, 200]),
        row("updateGroup", "PATCH", "/api/v1/groups/{group}", [401, 403, 403, 200]).with(json!({ "name": "other" })),
        row("deleteGroup", "DELETE", "/api/v1/groups/{group}", [401, 403, 403, 204]),
        row("listAccesses", "GET", "/api/v1/access", [401, 403, 200, 200]),
        row("createAccess", "POST", "/api/v1/access", [401, 403, 403, 201])
            .with(json!({ "name": "new", "subject": { "kind": "anyone" }, "resource": "**", "actions": ["*"] })),
        row(
            "explainAccess",
            "GET",
            "/api/v1/access/explain?user=foreign&scope=repository:a:pull",
            [401, 403, 200, 200],
        ),
        row("listAccessesInForce", "GET", "/api/v1/access/in-force?user=foreign", [401, 403, 200, 200]),
        row("listHolders", "GET", "/api/v1/access/holders?repository=a", [401, 403, 200, 200]),
        row("getAccess", "GET", "/api/v1/access/{access}", [401, 403, 200, 200]),
        row("updateAccess", "PATCH", "/api/v1/access/{access}", [401, 403, 403, 200]).with(json!({ "actions": ["*"] })),
        row("deleteAccess", "DELETE", "/api/v1/access/{access}", [401, 403, 403, 204]),
        row("listRefreshTokens", "GET", "/api/v1/refresh-tokens?user={user}", [401, 403, 403, 200]),
        row("revokeRefreshToken", "DELETE", "/api/v1/refresh-tokens/{token}", [401, 404, 404, 204]),
        row("listRepositories", "GET", "/api/v1/repositories", [401, 200, 200, 200]),
        row("getRegistrySettings", "GET", "/api/v1/registry/settings", [401, 200, 200, 200]),
        row("listTags", "GET", "/api/v1/tags", [401, 200, 200, 200]),
        row("getManifest", "GET", "/api/v1/manifests?repository=a&tag=v1", [401, 404, 404, 404]),
        row("getRawManifest", "GET", "/api/v1/manifests/raw?repository=a&tag=v1", [401, 404, 502, 502]),
        row("getBlob", "GET", BLOB, [401, 404, 404, 404]),
        row("getCatalogTotals", "GET", "/api/v1/catalog/totals", [401, 403, 200, 200]),
        row("getActivity", "GET", "/api/v1/activity", [401, 200, 200, 200]),
        row("deleteImages", "POST", "/api/v1/deletions", [401, 404, 403, 200])
            .with(json!({ "repository": "a", "everything": true })),
        row("receiveEvents", "POST", "/api/v1/registry/events", [401, 204, 204, 204]).with(json!({ "events": [] })),
        row("startSync", "POST", "/api/v1/registry/sync", [401, 403, 403, 202]),
        row("getSync", "GET", "/api/v1/registry/sync", [401, 403, 403, 200]),
        row("getRegistryHealth", "GET", "/api/v1/registry/health", [401, 502, 502, 502]),
        row("listAudit", "GET", "/api/v1/audit", [401, 403, 403, 200]),
        row("exportAudit", "GET", "/api/v1/audit/export", [401, 403, 403, 200]),
        row("ping", "GET", "/ping", [200, 200, 200, 200]),
        row("isAlive", "GET", "/healthz", [200, 200, 200, 200]),
        row("getMetrics", "GET", "/metrics", [401, 403, 403, 200]),
        row("isReady", "GET", "/readyz", [200, 200, 200, 200]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_each_kind_of_caller_as_its_role_allows() {
    rows().into_iter().map(|row| check(row, By::Password)).collect::<JoinSet<_>>().join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_whoever_comes_with_a_session_in_the_same_way() {
    rows().into_iter().map(|row| check(row, By::Session)).collect::<JoinSet<_>>().join_all().await;
}

/// How a caller shows who it is.
#[derive(Clone, Copy)]
enum By {
    Password,
    Session,
}

impl By {
    /// This account as a caller.
    async fn caller(self, api: &Api, login: &str, password: &str) -> Caller {
        match self {
            Self::Password => with_password(login, password),
            Self::Session => {
                let body = json!({ "login": login, "password": password });
                api.post(&Caller::Anonymous, "/auth/login", body).await.expect(200).cookie()
            }
        }
    }
}

async fn check(row: Row, by: By) {
    let api = Api::start().await;
    let path = path_to_foreign_records(&api, row.path).await;
    api.user("some-user", "user").await;
    api.user("some-manager", "manager").await;
    let callers = [
        ("anonymous", Caller::Anonymous, row.anonymous),
        ("user", by.caller(&api, "some-user", PASSWORD).await, row.user),
        ("manager", by.caller(&api, "some-manager", PASSWORD).await, row.manager),
        ("admin", by.caller(&api, "admin", ADMIN_PASSWORD).await, row.admin),
    ];
    for (name, caller, expected) in callers {
        let reply = api.call(&caller, row.method, &path, row.body.clone()).await;
        assert_eq!(reply.status, expected, "{} as {name}: {}", row.operation, reply.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_nothing_of_others_may_see_its_own() {
    let own = [
        ("GET", "/api/v1/users/{id}", 200),
        ("GET", "/api/v1/access/explain?user=some-user&scope=repository:a:pull", 200),
        ("GET", "/api/v1/access/in-force?user=some-user", 200),
        ("GET", "/api/v1/refresh-tokens?user={id}", 200),
        ("DELETE", "/api/v1/refresh-tokens/{token}", 204),
        // A record of its own makes nobody an admin.
        ("PATCH", "/api/v1/users/{id}", 403),
        ("DELETE", "/api/v1/users/{id}", 403),
    ];
    for by in [By::Password, By::Session] {
        let api = Api::start().await;
        let (id, with_password) = api.user("some-user", "user").await;
        api.get(&with_password, "/api/v1/registry/auth?offline_token=true").await.expect(200);
        let tokens = api.get(&with_password, "/api/v1/refresh-tokens").await.expect(200);
        let token = tokens.body["items"][0]["id"].as_str().unwrap();
        let user = by.caller(&api, "some-user", PASSWORD).await;
        for (method, path, expected) in own {
            let path = path.replace("{id}", &id).replace("{token}", token);
            let body = (method == "PATCH").then(|| json!({ "role": "admin" }));
            let reply = api.call(&user, method, &path, body).await;
            assert_eq!(reply.status, expected, "{method} {path}: {}", reply.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_for_accounts_is_for_a_wrong_password_or_a_disabled_account() {
    let api = Api::start().await;
    let (id, disabled) = api.user("gone", "admin").await;
    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "disabled": true })).await.expect(200);
    let nobody = with_password("nobody", PASSWORD);
    let wrong = with_password("gone", "another password");
    for row in rows().into_iter().filter(|row| row.anonymous == 401 || row.operation == "issueToken") {
        let path = row.path.replace(['{', '}'], "");
        let unknown = (401, ["bad_credentials", "UNAUTHORIZED"]);
        let known = (403, ["account_disabled", "DENIED"]);
        for (caller, (expected, codes)) in [(&nobody, unknown), (&wrong, unknown), (&disabled, known)] {
            let reply = api.call(caller, row.method, &path, row.body.clone()).await;
            assert_eq!(reply.status, expected, "{}: {}", row.operation, reply.body);
            // The realm says it in its own words.
            let told = reply.body.to_string();
            assert!(codes.iter().any(|code| told.contains(code)), "{}: {told}", row.operation);
        }
    }
}

async fn path_to_foreign_records(api: &Api, path: &str) -> String {
    let (user, caller) = api.user("foreign", "user").await;
    let group = api.group("foreign").await;
    let access = api.access("foreign", json!({ "kind": "user", "id": user }), "a", &["pull"]).await;
    api.get(&caller, "/api/v1/registry/auth?offline_token=true").await.expect(200);
    let tokens = api.get(&admin(), "/api/v1/refresh-tokens").await.expect(200);
    let token = tokens.body["items"][0]["id"].as_str().unwrap();
    path.replace("{user}", &user).replace("{group}", &group).replace("{access}", &access).replace("{token}", token)
}

#[test]
fn no_operation_is_without_a_row() {
    let described: BTreeSet<_> = app::http::openapi_yaml()
        .lines()
        .filter_map(|line| line.trim().strip_prefix("operationId: ").map(ToOwned::to_owned))
        .collect();
    let tested: BTreeSet<_> = rows().iter().map(|row| row.operation.to_owned()).collect();
    assert_eq!(described, tested);
}

#[tokio::test]
async fn an_account_on_the_default_password_may_do_nothing_but_change_it() {
    let sessions =
        app::services::SessionSettings { jwt_ttl: crate::support::hours(1), cookie_ttl: crate::support::hours(24) };
    let clock = std::sync::Arc::new(adapters::SystemClock);
    for row in rows() {
        let api = Api::with("admin", sessions, clock.clone()).await;
        let admin = with_password("admin", "admin");
        let expected = match row.operation {
            "ping" | "isAlive" | "isReady" | "getCurrentUser" | "logout" => None,
            "login" | "changeOwnPassword" | "issueTokenByForm" => continue,
            _ => Some(403),
        };
        let path = row.path.replace(['{', '}'], "");
        let reply = api.call(&admin, row.method, &path, row.body).await;
        match expected {
            Some(status) => {
                assert_eq!(reply.status, status, "{}", row.operation);
                assert!(reply.body.to_string().contains("password_change_required"), "{}", reply.body);
            }
            None => assert!(reply.status < 300, "{}", row.operation),
        }
    }
}
