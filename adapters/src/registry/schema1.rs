use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The type of such a manifest.
pub(super) const SIGNED: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";

#[derive(Deserialize)]
struct Signed {
    signatures: Vec<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    protected: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protected {
    format_length: usize,
    format_tail: String,
}

/// What the digest of a signed manifest of Docker's schema 1 is taken of: the manifest as it was
/// before its signatures were put in. None if this is no such manifest.
pub(crate) fn signed_part(manifest: &[u8]) -> Option<Vec<u8>> {
    let signature = serde_json::from_slice::<Signed>(manifest).ok()?.signatures.into_iter().next()?;
    let protected = BASE64_URL_SAFE_NO_PAD.decode(signature.protected).ok()?;
    let Protected { format_length, format_tail } = serde_json::from_slice(&protected).ok()?;
    let head = manifest.get(..format_length)?;
    let tail = BASE64_URL_SAFE_NO_PAD.decode(format_tail).ok()?;
    Some([head, &tail].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_taken_out() {
        let protected = BASE64_URL_SAFE_NO_PAD.encode(r#"{"formatLength":22,"formatTail":"Cn0","time":"now"}"#);
        let signed = format!("{{\n  \"schemaVersion\": 1,\n  \"signatures\": [{{\"protected\":\"{protected}\"}}]\n}}");
        assert_eq!(signed_part(signed.as_bytes()).unwrap(), b"{\n  \"schemaVersion\": 1\n}");
        let too_long =
            signed.replace(&protected, &BASE64_URL_SAFE_NO_PAD.encode(r#"{"formatLength":2200,"formatTail":"Cn0"}"#));
        for none in ["", "{}", r#"{"signatures":[]}"#, r#"{"signatures":[{"protected":"?"}]}"#, &too_long] {
            assert_eq!(signed_part(none.as_bytes()), None, "{none}");
        }
    }
}
