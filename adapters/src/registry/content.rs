use domain::catalog::Digest;
use ports::RegistryError;
use sha2::{Sha256, Sha512};

/// The digest of some content.
pub(super) fn digest_of(content: &[u8]) -> Result<Digest, RegistryError> {
    parse(&format!("sha256:{}", hex(&hash::<Sha256>(content))))
}

/// Whether content is what its digest says; an error if that cannot be told.
pub(super) fn check(content: &[u8], digest: &Digest) -> Result<(), RegistryError> {
    let found = match digest.algorithm() {
        "sha256" => hash::<Sha256>(content),
        "sha512" => hash::<Sha512>(content),
        other => return Err(RegistryError::Protocol(format!("content cannot be checked by a digest of kind {other}"))),
    };
    if hex(&found) == digest.encoded() {
        Ok(())
    } else {
        Err(RegistryError::Protocol(format!("what came as {digest} is something else")))
    }
}

/// Reads a digest that the registry gives.
pub(super) fn parse(text: &str) -> Result<Digest, RegistryError> {
    text.parse().map_err(|error| RegistryError::Protocol(format!("a digest {error}")))
}

fn hash<D: sha2::Digest>(content: &[u8]) -> Vec<u8> {
    D::digest(content).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_what_its_digest_says() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest_of(b"").unwrap().as_str(), empty);
        let long = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                    2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        check(b"abc", &long.parse().unwrap()).unwrap();
        for wrong in [empty, long, "md5:900150983cd24fb0d6963f7d28e17f72"] {
            assert!(matches!(check(b"other", &wrong.parse().unwrap()), Err(RegistryError::Protocol(_))), "{wrong}");
        }
    }
}
