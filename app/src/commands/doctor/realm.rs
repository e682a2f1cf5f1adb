//! What the realm answers whoever asks for a token, and what that says.

use hyper::body::Bytes;
use hyper::{Response, StatusCode};
use serde_json::Value;

use super::ask::reason;
use super::fault::Fault;
use super::token::Token;

/// Whether the realm that the registry names gives tokens to anybody; `right` is where ours is.
pub(super) fn judge_realm(realm: &str, right: &str, answer: Result<Response<Bytes>, String>) -> Result<Token, Fault> {
    let fault = |problem| Fault::of_registry(problem, "auth.token.realm", right);
    let answer = answer.map_err(|why| fault(format!("nothing answers at the realm {realm}: {why}")))?;
    if answer.status() == StatusCode::BAD_REQUEST && reason(&answer).is_some() {
        return Err(Fault::other(
            format!("the server at the realm {realm} has another registry.service than the one here"),
            "restart the server with the options that this command has, or give this command those of the server",
        ));
    }
    token(&answer)
        .and_then(|compact| Token::read(&compact))
        .ok_or_else(|| fault(format!("what answers at {realm} is no realm: it gives no token ({})", answer.status())))
}

/// The token for `login` with which everything can be tried on `repository`.
pub(super) fn judge_login(login: &str, repository: &str, answer: &Response<Bytes>) -> Result<String, Fault> {
    let why = reason(answer).unwrap_or_default();
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED => {
            let advice = format!("give the right password, or a new one by registry-admin user reset-password {login}");
            return Err(Fault::other(format!("the login {login} is refused: {why}"), advice));
        }
        StatusCode::FORBIDDEN => {
            let advice = "enable the account, or change its password, in the user interface";
            return Err(Fault::other(format!("the login {login} is blocked: {why}"), advice));
        }
        StatusCode::TOO_MANY_REQUESTS => {
            let advice = "wait a minute, and find out who sends wrong passwords: the access log and notifications tell";
            return Err(Fault::other(format!("the login {login} has to wait: {why}"), advice));
        }
        status => {
            return Err(Fault::other(
                format!("the realm gives {login} no token: {status} {why}"),
                "see the server's log",
            ));
        }
    }
    let compact = token(answer).unwrap_or_default();
    let holds = |token: &Token| ["pull", "push", "delete"].iter().all(|action| token.grants(repository, action));
    if Token::read(&compact).as_ref().is_some_and(holds) {
        return Ok(compact);
    }
    let advice = format!("give --login an admin, or allow {login} to pull, push and delete {repository}");
    Err(Fault::other(format!("{login} may not pull, push and delete {repository}"), advice))
}

fn token(answer: &Response<Bytes>) -> Option<String> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    Some(body.get("token")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    const RIGHT: &str = "http://ra/api/v1/registry/auth";

    fn answer(status: u16, body: &str) -> Response<Bytes> {
        Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap()
    }

    fn with_token(actions: &str) -> Response<Bytes> {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let claims = format!(r#"{{"access":[{{"type":"repository","name":"tried","actions":{actions}}}]}}"#);
        answer(200, &format!(r#"{{"token":"{}.{}.c2ln"}}"#, part("{}"), part(&claims)))
    }

    #[test]
    fn only_what_gives_a_token_is_the_realm() {
        assert!(judge_realm(RIGHT, RIGHT, Ok(with_token("[]"))).is_ok());
        for (given, word) in [
            (Err("refused".to_owned()), "nothing answers"),
            (Ok(answer(404, "")), "no realm"),
            (Ok(answer(200, "<html>")), "no realm"),
            (Ok(answer(400, "plain")), "no realm"),
            (Ok(answer(400, r#"{"errors":[{"code":"UNSUPPORTED","message":"another"}]}"#)), "registry.service"),
        ] {
            let fault = judge_realm(RIGHT, RIGHT, given).unwrap_err();
            assert!(fault.problem.contains(word), "{fault:?}");
        }
    }

    #[test]
    fn a_login_is_good_if_everything_can_be_tried_with_it() {
        assert!(judge_login("ann", "tried", &with_token(r#"["pull","push","delete"]"#)).is_ok());
        let refusal = |text: &str| format!(r#"{{"errors":[{{"code":"X","message":"{text}"}}]}}"#);
        for (given, word) in [
            (with_token(r#"["pull","push"]"#), "may not"),
            (answer(401, &refusal("wrong")), "is refused: wrong"),
            (answer(403, &refusal("disabled")), "is blocked: disabled"),
            (answer(429, &refusal("too many")), "has to wait: too many"),
            (answer(503, &refusal("busy")), "503"),
        ] {
            let fault = judge_login("ann", "tried", &given).unwrap_err();
            assert!(fault.problem.contains(word), "{fault:?}");
        }
    }
}
