//! Whether what the registry is configured to send can arrive.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::body::Bytes;
use hyper::header::LOCATION;
use hyper::{Response, StatusCode};
use serde_json::Value;

use super::fault::Fault;
use super::registry_config::Endpoint;

pub(super) const PATH: &str = "/api/v1/registry/events";

/// What stands in a configuration in which nothing is right.
const ENDPOINTS: &str = "notifications.endpoints";
const URL: &str = "notifications.endpoints.url";
const AUTHORIZATION: &str = "notifications.endpoints.headers.Authorization";
const CREDENTIALS: &str =
    "[Basic …], where … is what printf 'login:password' | base64 prints, of an account that is enabled";

/// The endpoint that is us; `right` is the URL that ours has.
pub(super) fn judge_endpoints<'a>(endpoints: &'a [Endpoint], right: &str) -> Result<&'a Endpoint, Fault> {
    let ours = endpoints.iter().find(|endpoint| endpoint.url == right);
    let alike = || endpoints.iter().find(|endpoint| endpoint.url.ends_with(PATH));
    let alone = || if let [only] = endpoints { Some(only) } else { None };
    match ours.or_else(alike).or_else(alone) {
        None => Err(none_told(right)),
        Some(endpoint) if endpoint.disabled => Err(Fault::of_registry(
            "the endpoint of notifications is disabled",
            "notifications.endpoints.disabled",
            "false",
        )),
        Some(endpoint) => Ok(endpoint),
    }
}

fn none_told(right: &str) -> Fault {
    let value = format!("[{{name: registry-admin, url: \"{right}\", headers: {{Authorization: {CREDENTIALS}}}}}]");
    Fault::of_registry("the registry is configured to notify nobody of us", ENDPOINTS, value)
}

/// Whether the server takes what the endpoint is sent.
pub(super) fn judge_delivery(
    endpoint: &Endpoint,
    right: &str,
    answer: Result<Response<Bytes>, String>,
) -> Result<(), Fault> {
    let url = &endpoint.url;
    let of_url = |problem| Fault::of_registry(problem, URL, right);
    let answer =
        answer.map_err(|why| of_url(format!("nothing answers at {url}, where the registry notifies: {why}")))?;
    let who = login(endpoint).map_or_else(|| "nobody".to_owned(), |login| format!("\"{login}\""));
    match answer.status() {
        status if status.is_success() => Ok(()),
        StatusCode::UNAUTHORIZED => {
            let problem = format!("the registry notifies in the name of {who}, and the password or the login is wrong");
            Err(Fault::of_registry(problem, AUTHORIZATION, CREDENTIALS))
        }
        // Whose password is wrong tries again for ever, and has to wait before long.
        StatusCode::TOO_MANY_REQUESTS => {
            let problem = format!("the registry notifies in the name of {who}, after too many wrong passwords");
            Err(Fault::of_registry(problem, AUTHORIZATION, CREDENTIALS))
        }
        StatusCode::FORBIDDEN => {
            let problem = format!("the registry notifies in the name of {who}, whose account {}", blockage(&answer));
            Err(Fault::other(problem, "put the account in order, or let the registry notify in the name of another"))
        }
        status if status.is_redirection() => {
            let target = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or(right);
            Err(Fault::of_registry(format!("{url}, where the registry notifies, leads elsewhere"), URL, target))
        }
        status => Err(of_url(format!("what answers at {url}, where the registry notifies, takes nothing ({status})"))),
    }
}

/// What a silence means, if nothing is known of the registry's configuration.
pub(super) fn judge_silence(right: &str, is_known_to_be_right: bool) -> Fault {
    if is_known_to_be_right {
        return Fault::other(
            "the registry's configuration is right, but it told the server nothing",
            "restart the registry, which reads its configuration when it starts; its log says whether notifying fails, for \
             want of trust in the server's certificate for instance",
        );
    }
    let value = format!(
        "[{{name: registry-admin, url: \"{right}\", headers: {{Authorization: {CREDENTIALS}}}}}]; \
         --registry-config=<its config.yml> tells more"
    );
    Fault::of_registry("the registry did not tell the server of a push and a pull", ENDPOINTS, value)
}

fn login(endpoint: &Endpoint) -> Option<String> {
    let (_, values) = endpoint.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    let (scheme, credentials) = values.first()?.split_once(' ')?;
    let decoded = BASE64_STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    Some(String::from_utf8(decoded).ok()?.split_once(':')?.0.to_owned())
}

fn blockage(answer: &Response<Bytes>) -> &'static str {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match problem.get("code").and_then(Value::as_str) {
        Some("account_disabled") => "is disabled",
        Some("password_change_required") => "must change its password first",
        _ => "may not notify",
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::Fix;
    use super::*;

    const RIGHT: &str = "http://ra/api/v1/registry/events";

    fn endpoint(url: &str) -> Endpoint {
        let headers = [("authorization".to_owned(), vec!["Basic YW5uOng6eQ==".to_owned()])].into();
        Endpoint { url: url.to_owned(), headers, disabled: false }
    }

    fn answer(status: u16, body: &str) -> Result<Response<Bytes>, String> {
        Ok(Response::builder().status(status).header("location", "http://there/").body(body.to_owned().into()).unwrap())
    }

    #[test]
    fn our_endpoint_is_found_among_others() {
        let found = |urls: &[&str]| {
            let endpoints: Vec<_> = urls.iter().map(|url| endpoint(url)).collect();
            judge_endpoints(&endpoints, RIGHT).map(|endpoint| endpoint.url.clone()).map_err(|fault| fault.problem)
        };
        let proxied = "https://proxy/api/v1/registry/events";
        assert_eq!(found(&["http://a/", proxied, RIGHT]).unwrap(), RIGHT);
        assert_eq!(found(&["http://a/", proxied]).unwrap(), proxied);
        assert_eq!(found(&["http://a/"]).unwrap(), "http://a/");
        assert!(found(&["http://a/", "http://b/"]).is_err() && found(&[]).is_err());
        let disabled = [Endpoint { disabled: true, ..endpoint(RIGHT) }];
        assert!(judge_endpoints(&disabled, RIGHT).unwrap_err().problem.contains("disabled"));
    }

    #[test]
    fn whatever_keeps_a_notification_out_is_named() {
        assert_eq!(judge_delivery(&endpoint(RIGHT), RIGHT, answer(204, "")), Ok(()));
        for (given, word, key) in [
            (Err("refused".to_owned()), "nothing answers", URL),
            (answer(404, ""), "takes nothing", URL),
            (answer(308, ""), "leads elsewhere", URL),
            (answer(401, ""), "\"ann\", and the password", AUTHORIZATION),
            (answer(429, ""), "\"ann\", after too many wrong", AUTHORIZATION),
            (answer(403, r#"{"code":"account_disabled"}"#), "is disabled", ""),
            (answer(403, r#"{"code":"password_change_required"}"#), "must change", ""),
        ] {
            let fault = judge_delivery(&endpoint(RIGHT), RIGHT, given).unwrap_err();
            let its_key = if let Fix::Registry { key, .. } = &fault.fix { key } else { "" };
            assert!(fault.problem.contains(word) && its_key == key, "{fault:?}");
        }
    }
}
