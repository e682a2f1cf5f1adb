use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::Value;

use super::http::{self, Answer, Credentials};
use super::server::{SERVICE, Server};

/// Asks the realm for a token, as Docker does.
pub(crate) fn ask(server: &Server, credentials: Option<Credentials<'_>>, scopes: &[&str]) -> Answer {
    ask_at(&server.realm(), credentials, SERVICE, scopes)
}

pub(crate) fn ask_at(realm: &str, credentials: Option<Credentials<'_>>, service: &str, scopes: &[&str]) -> Answer {
    let scopes: String = scopes.iter().map(|scope| format!("&scope={}", scope.replace(' ', "%20"))).collect();
    let basic = credentials.map(|credentials| credentials.basic());
    let headers: Vec<_> = basic.iter().map(|basic| ("authorization", basic.as_str())).collect();
    http::send("GET", &format!("{realm}?service={service}{scopes}"), &headers, None)
}

/// A token, read without checking its signature: the registry does that.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

impl Token {
    /// The token in a successful answer of the realm.
    #[track_caller]
    pub(crate) fn of(answer: Answer) -> Self {
        let answer = answer.expect(200).json();
        let parts: Vec<&str> = answer["token"].as_str().unwrap().split('.').collect();
        let read = |part: &str| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        let [header, claims, _signature] = parts[..] else { panic!("not three parts: {parts:?}") };
        Self { header: read(header), claims: read(claims) }
    }

    /// What it grants, as scopes: `repository:team/app:pull,push`.
    pub(crate) fn granted(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let grants = self.claims["access"].as_array().unwrap().iter().map(|grant| {
            let actions: Vec<_> = grant["actions"].as_array().unwrap().iter().map(text).collect();
            format!("{}:{}:{}", text(&grant["type"]), text(&grant["name"]), actions.join(","))
        });
        grants.collect()
    }
}

/// Sends the form of OAuth2 to the realm.
pub(crate) fn post(server: &Server, fields: &[(&str, &str)]) -> Answer {
    let escape = |text: &str| text.replace(' ', "+").replace('/', "%2F").replace(':', "%3A");
    let common = [("service", SERVICE), ("client_id", "tests")];
    let form: Vec<_> = common.iter().chain(fields).map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let content_type = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    http::send("POST", &server.realm(), &[content_type], Some(form.join("&")))
}
