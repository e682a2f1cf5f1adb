use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Identifies content by what it is: `algorithm:encoded` (OCI image spec, "Digests").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

/// A text that is no [`Digest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must have the form sha256:<64 hexadecimal digits>, or that of another registered algorithm")]
pub struct DigestError;

impl Digest {
    const MAX_LENGTH: usize = 255;

    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the colon.
    pub fn algorithm(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The part after the colon.
    pub fn encoded(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, encoded)| encoded)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let (algorithm, encoded) = text.split_once(':').ok_or(DigestError)?;
        let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let is_encoded = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-');
        let legal = match algorithm {
            "sha256" => encoded.len() == 64 && is_hex(encoded),
            "sha512" => encoded.len() == 128 && is_hex(encoded),
            _ => {
                algorithm.split(['+', '.', '_', '-']).all(is_word)
                    && !encoded.is_empty()
                    && encoded.bytes().all(is_encoded)
            }
        };
        if legal && text.len() <= Self::MAX_LENGTH { Ok(Self(text.to_owned())) } else { Err(DigestError) }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_follow_the_oci_grammar() {
        let hex = "0123456789abcdef".repeat(4);
        let good = [
            format!("sha256:{hex}"),
            format!("sha512:{hex}{hex}"),
            "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3Tds".into(),
        ];
        for text in good {
            assert_eq!(text.parse::<Digest>().unwrap().to_string(), text);
        }
        let upper = format!("sha256:{}", hex.to_uppercase());
        for bad in ["", "sha256", "sha256:", "sha256:abc", ":abc", "a b:c", "x:a/b", &upper] {
            assert!(bad.parse::<Digest>().is_err(), "{bad}");
        }
    }
}
