//! What tokens say of who made them; nothing of it is believed, only compared.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{Claims, Grant};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::fault::Fault;

/// Long enough for a few requests.
const LIFE: Duration = Duration::minutes(2);

/// A token, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Token {
    header: Value,
    claims: Value,
}

impl Token {
    pub(super) fn read(compact: &str) -> Option<Self> {
        let mut parts = compact.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
        let mut json = || serde_json::from_slice(&parts.next()??).ok();
        Some(Self { header: json()?, claims: json()? })
    }

    /// The certificate of its key: DER in base64.
    pub(super) fn certificate(&self) -> &str {
        self.header.pointer("/x5c/0").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn issuer(&self) -> &str {
        self.claims.get("iss").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it lets its bearer do this to a repository.
    pub(super) fn grants(&self, repository: &str, action: &str) -> bool {
        let access = self.claims.get("access").and_then(Value::as_array);
        access.into_iter().flatten().any(|grant| {
            let actions = grant.get("actions").and_then(Value::as_array);
            grant.get("name").and_then(Value::as_str) == Some(repository)
                && actions.is_some_and(|actions| actions.iter().any(|granted| granted == action))
        })
    }
}

/// What we say in a token of our own.
pub(super) fn claims(issuer: &str, service: &str, id: String, access: Vec<Grant>, now: OffsetDateTime) -> Claims {
    Claims {
        issuer: issuer.to_owned(),
        subject: "system:registry-admin-doctor".to_owned(),
        audience: service.to_owned(),
        expires_at: now + LIFE,
        not_before: now,
        issued_at: now,
        id,
        access,
    }
}

/// The same token with a signature that is none.
pub(super) fn spoilt(compact: &str) -> String {
    let signed = compact.rsplit_once('.').map_or(compact, |(signed, _)| signed);
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode([1; 64]))
}

/// Whether the server, of which `theirs` comes, signs as the options say that `ours` was made by.
pub(super) fn judge_signature(theirs: &Token, ours: &Token, keys: &str) -> Result<(), Fault> {
    const RESTART: &str =
        "restart the server with the options that this command has, or give this command those of the server";
    if theirs.certificate() != ours.certificate() {
        return Err(Fault::other(format!("the server at the realm signs with other keys than {keys}"), RESTART));
    }
    if theirs.issuer() != ours.issuer() {
        let (theirs, ours) = (theirs.issuer(), ours.issuer());
        let problem = format!("the server at the realm signs as \"{theirs}\", and registry.issuer is \"{ours}\"");
        return Err(Fault::other(problem, RESTART));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn compact(certificate: &str, issuer: &str) -> String {
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let access = json!([{ "type": "repository", "name": "team/app", "actions": ["pull"] }]);
        format!("{}.{}.c2ln", part(json!({ "x5c": [certificate] })), part(json!({ "iss": issuer, "access": access })))
    }

    fn token(certificate: &str, issuer: &str) -> Token {
        Token::read(&compact(certificate, issuer)).unwrap()
    }

    #[test]
    fn a_token_tells_who_made_it_and_what_it_grants() {
        let token = token("MIIB", "me");
        assert_eq!((token.certificate(), token.issuer()), ("MIIB", "me"));
        assert!(token.grants("team/app", "pull"));
        assert!(!token.grants("team/app", "push") && !token.grants("team", "pull"));
        for text in ["", "a.b.c", "e30", "e30.x.y"] {
            assert!(Token::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn only_the_signature_of_a_spoilt_token_is_another() {
        let good = compact("MIIB", "me");
        let bad = spoilt(&good);
        assert_ne!(good, bad);
        assert_eq!(good.rsplit_once('.').unwrap().0, bad.rsplit_once('.').unwrap().0);
    }

    #[test]
    fn other_keys_and_another_issuer_are_told_apart() {
        let ours = token("MIIB", "me");
        assert_eq!(judge_signature(&token("MIIB", "me"), &ours, "a.key"), Ok(()));
        let problem = |theirs: Token| judge_signature(&theirs, &ours, "a.key").unwrap_err().problem;
        assert!(problem(token("MIIC", "me")).contains("other keys than a.key"));
        assert!(problem(token("MIIB", "you")).contains("signs as \"you\""));
    }
}
