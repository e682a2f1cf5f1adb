//! What the pages of others can do with a browser that is signed in here: nothing.

use serde_json::{Value, json};

use crate::support::{ADMIN_PASSWORD, Api, Caller, Reply, admin};

const PAGES_OF_OTHERS: [&str; 5] = [
    "https://evil.example.org",
    "null",
    "http://ui.example.org",
    "https://ui.example.org.evil.example.org",
    "https://ui.example.org:8443",
];

/// Every operation of the API's description: its method, its path, and whether it takes JSON.
fn operations() -> Vec<(String, String, bool)> {
    let document: Value = serde_saphyr::from_str(&app::http::openapi_yaml()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(|(method, operation)| {
            let takes_json = operation.pointer("/requestBody/content/application~1json").is_some();
            (method.to_uppercase(), path.replace("{id}", &uuid::Uuid::nil().to_string()), takes_json)
        })
    });
    operations.collect()
}

async fn signed_in(api: &Api) -> Caller {
    let body = json!({ "login": "admin", "password": ADMIN_PASSWORD });
    api.post(&Caller::Anonymous, "/auth/login", body).await.expect(200).cookie()
}

/// A realm is for machines: it knows no cookies, and answers whoever asks.
fn is_realm(path: &str) -> bool {
    path == "/api/v1/registry/auth"
}

#[tokio::test]
async fn a_page_of_another_origin_can_call_no_operation() {
    let api = Api::start().await;
    let browser = signed_in(&api).await;
    assert!(operations().len() > 40);
    for (method, path, _) in operations().iter().filter(|(_, path, _)| !is_realm(path)) {
        for origin in PAGES_OF_OTHERS {
            let headers = [("origin", origin), ("host", "admin.example.org")];
            let reply = api.call_with(&browser, method, path, Some(json!({})), &headers).await;
            assert_eq!(reply.status, 403, "{method} {path} from {origin}: {}", reply.body);
            assert_eq!(reply.body["code"], "cross_origin");
            assert_eq!(reply.header("access-control-allow-origin"), "");
        }
    }
    api.get(&browser, "/api/v1/users").await.expect(200);
}

#[tokio::test]
async fn the_realm_takes_no_cookie_for_a_credential() {
    let api = Api::start().await;
    let browser = signed_in(&api).await;
    assert_eq!(api.granted(&browser, "repository:a:pull").await, json!([]));
}

/// What a form of HTML can send (text/plain, say), no operation takes for JSON.
#[tokio::test]
async fn nothing_that_a_form_can_send_is_taken_for_json() {
    let api = Api::start().await;
    let browser = signed_in(&api).await;
    let writing = operations().into_iter().filter(|(_, _, takes_json)| *takes_json);
    for (method, path, _) in writing {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let headers = [("content-type", content_type)];
            let reply = api.call_with(&browser, &method, &path, None, &headers).await;
            assert_eq!(reply.status, 415, "{method} {path} by {content_type}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_to_do_as_little_as_can_be() {
    let api = Api::start().await;
    let answers = [
        api.get(&admin(), "/api/v1/users").await.expect(200),
        api.get(&Caller::Anonymous, "/api/v1/users").await.expect(401),
        api.get(&Caller::Anonymous, "/nowhere").await.expect(404),
        api.get(&admin(), "/api/v1/users?limit=0").await.expect(400),
        api.get(&Caller::Anonymous, "/api/v1/registry/auth").await.expect(200),
        api.get(&Caller::Anonymous, "/").await.expect(200),
        api.get(&Caller::Anonymous, "/ping").await.expect(200),
    ];
    for answer in &answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{answer:?}");
        }
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{answer:?}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{answer:?}");
        assert_eq!(answer.header("strict-transport-security"), "", "this is plain HTTP");
        assert!(answer.headers.contains_key("content-type"), "{answer:?}");
    }
}

#[tokio::test]
async fn only_what_anybody_may_see_is_kept() {
    let api = Api::start().await;
    let kept = |reply: Reply| reply.header("cache-control").to_owned();
    assert_eq!(kept(api.get(&Caller::Anonymous, "/").await), "no-cache");
    for (method, path, _) in operations() {
        let reply = api.call(&admin(), &method, &path, Some(json!({}))).await;
        assert_eq!(kept(reply), "no-store", "{method} {path}");
    }
}

/// A record's place is told without the host that the client named.
#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let api = Api::start().await;
    let headers = [("host", "evil.example.org"), ("x-forwarded-host", "evil.example.org")];
    let body = Some(json!({ "name": "new" }));
    let made = api.call_with(&admin(), "POST", "/api/v1/groups", body, &headers).await.expect(201);
    assert!(made.header("location").starts_with("/api/v1/groups/"), "{made:?}");
    let list = api.call_with(&admin(), "GET", "/api/v1/users?limit=1", None, &headers).await.expect(200);
    assert!(!format!("{list:?}").contains("evil"), "{list:?}");
    for path in ["//evil.example.org", "/\\evil.example.org", "/https://evil.example.org"] {
        let reply = api.call_with(&Caller::Anonymous, "GET", path, None, &headers).await;
        assert_eq!((reply.status, reply.header("location")), (404, ""), "{path}");
    }
}
